#include "events_when.h"

#include <stdio.h>
#include <time.h>

#include "base/moment.h"
#include "base/number.h"

static const int64_t day_ms = 86400000;

bool when_read(struct text typed, int64_t now_ms, struct id *id, const char **why)
{
	int64_t ms, of_ms;
	bool age = number_parse_duration(typed, &of_ms);

	if (moment_parse_shown(typed, &ms)) {
		*id = (struct id){.ms = (uint64_t)(ms > 0 ? ms : 0)};
		return true;
	}
	if (!age && !moment_parse_clock(typed, &of_ms)) {
		*why = "no time: 12:30, 12:30:54.248, 2026-11-25 12:30:54 or 15m (ago), by UTC";
		return false;
	}
	if (now_ms == 0) {
		*why = "the server's clock is not known yet";
		return false;
	}
	ms = age ? now_ms - of_ms : moment_of_clock(of_ms, now_ms);
	*id = (struct id){.ms = (uint64_t)(ms > 0 ? ms : 0)};
	return true;
}

bool when_is_today(uint64_t ms, int64_t now_ms)
{
	return now_ms > 0 && ms / (uint64_t)day_ms == (uint64_t)now_ms / (uint64_t)day_ms;
}

char *when_say(char out[WHEN_MAX], uint64_t ms, int64_t now_ms)
{
	static const uint64_t year_10000_ms = 253402300800000;
	time_t at = (time_t)(ms / 1000);
	char stamp[24];
	struct tm tm;

	if (ms >= year_10000_ms || !gmtime_r(&at, &tm)) {
		snprintf(out, WHEN_MAX, "?");
		return out;
	}
	strftime(stamp, sizeof(stamp), when_is_today(ms, now_ms) ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S",
		&tm);
	snprintf(out, WHEN_MAX, "%s.%03d", stamp, (int)(ms % 1000));
	return out;
}
