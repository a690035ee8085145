#include "events_when.h"

#include <stdio.h>
#include <time.h>

#include "base/moment.h"
#include "base/number.h"

static const int64_t day_ms = 86400000;

static bool read_part(struct text part, uint64_t most, int64_t *out)
{
	uint64_t n;

	if (part.length != 2 || !number_parse_u64(part, &n) || n > most) {
		return false;
	}
	*out = (int64_t)n;
	return true;
}

/* `12:30` or `12:30:54`: the last time that it was so late, by UTC. */
static bool read_clock(struct text typed, int64_t now_ms, int64_t *ms)
{
	struct text rest = typed, hour = text_cut(&rest, ':'), minute = text_cut(&rest, ':');
	int64_t hours, minutes, seconds = 0;

	if (!read_part(hour, 23, &hours) || !read_part(minute, 59, &minutes) ||
		(rest.length > 0 && !read_part(rest, 59, &seconds))) {
		return false;
	}
	*ms = now_ms - now_ms % day_ms + ((hours * 60 + minutes) * 60 + seconds) * 1000;
	*ms -= *ms > now_ms ? day_ms : 0;
	return true;
}

bool when_read(struct text typed, int64_t now_ms, struct id *id, const char **why)
{
	int64_t ms, age_ms;

	if (moment_parse(typed, &ms)) {
		*id = (struct id){.ms = (uint64_t)(ms > 0 ? ms : 0)};
		return true;
	}
	if (number_parse_duration(typed, &age_ms)) {
		ms = now_ms - age_ms;
	} else if (!read_clock(typed, now_ms, &ms)) {
		*why = "no time: 12:30, 12:30:54, 2026-11-25T12:30:54Z or 15m (ago), by UTC";
		return false;
	}
	if (now_ms == 0) {
		*why = "the server's clock is not known yet";
		return false;
	}
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
