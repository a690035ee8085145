#include "clock.h"

#include <stdio.h>
#include <time.h>

char *clock_of(const struct model *model, int64_t monotonic_ms, char out[CLOCK_MAX])
{
	int64_t server_now_ms;
	struct tm tm;
	time_t at;

	snprintf(out, CLOCK_MAX, "?");
	if (!model_server_now_ms(model, &server_now_ms)) {
		return out;
	}
	at = (time_t)((server_now_ms - (model_now_ms(model) - monotonic_ms)) / 1000);
	if (localtime_r(&at, &tm)) {
		strftime(out, CLOCK_MAX, "%H:%M:%S", &tm);
	}
	return out;
}

int clock_utc_offset_s(int64_t wall_ms)
{
	time_t at = (time_t)(wall_ms / 1000);
	struct tm here, there;
	int days;

	if (!localtime_r(&at, &here) || !gmtime_r(&at, &there)) {
		return 0;
	}
	days = here.tm_year == there.tm_year ? here.tm_yday - there.tm_yday
					     : here.tm_year - there.tm_year;
	return ((days * 24 + here.tm_hour - there.tm_hour) * 60 + here.tm_min - there.tm_min) * 60;
}
