#include "rule.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* How many windows old a list of consumers may be and still count. Where samples are rare, lists
 * are: then it may be as old as the samples. */
enum { CONSUMERS_WINDOWS = 2 };

static bool list_is_recent(const struct evidence *evidence)
{
	const struct history *history = evidence->history;
	int64_t at_ms = evidence->group->consumers_at_ms;

	return evidence->now_ms - at_ms <= CONSUMERS_WINDOWS * evidence->limits->window_ms ||
		(history->count > 0 && at_ms >= history_at(history, evidence->first)->at_ms);
}

static bool relied_on_behind(const struct evidence *evidence)
{
	const struct lag *lag = &evidence->group->lag;

	switch (lag->is) {
	case LAG_EXACT:
	case LAG_COUNTED:
	case LAG_ESTIMATE:
		return lag->count > evidence->limits->allowed;
	case LAG_AT_MOST:
		/* At least one is undelivered for certain, more may be. */
		return evidence->limits->allowed <= 0;
	case LAG_UNKNOWN:
		break;
	}
	return false;
}

static void look_at_consumers(struct evidence *evidence)
{
	const struct group *group = evidence->group;

	evidence->consumers_known = group->consumers_at_ms > 0 && list_is_recent(evidence) &&
		(int64_t)group->consumer_count == group->consumers &&
		evidence->history->still_since_ms <= group->consumers_at_ms;
	evidence->gone = 0;
	evidence->least_idle_ms = (struct known){0};
	if (!evidence->consumers_known) {
		return;
	}
	for (size_t i = 0; i < group->consumer_count; i++) {
		int64_t idle_ms = group->consumer_list[i].idle_ms;
		evidence->gone += idle_ms > evidence->limits->consumer_gone_ms ? 1 : 0;
		if (!evidence->least_idle_ms.is || idle_ms < evidence->least_idle_ms.n) {
			evidence->least_idle_ms = (struct known){.is = true, .n = idle_ms};
		}
	}
}

void evidence_complete(struct evidence *evidence)
{
	const struct history *history = evidence->history;
	int64_t window_ms = evidence->limits->window_ms;

	evidence->first = evidence->one_shot ? 0 : history_window(history, window_ms);
	evidence->window = history_sum(history, evidence->first);
	evidence->window_full = false;
	if (history->count - evidence->first >= 3) {
		int64_t span_ms = history_newest(history)->at_ms -
			history_at(history, evidence->first)->at_ms;
		evidence->window_full = evidence->one_shot || span_ms >= window_ms;
	}
	evidence->behind = relied_on_behind(evidence);
	evidence->on_its_way = evidence->group->in.is && evidence->group->lag.is != LAG_UNKNOWN &&
		(double)evidence->group->lag.count <= evidence->group->in.per_s;
	look_at_consumers(evidence);
}

struct phrase numbered(int64_t n)
{
	struct phrase phrase;
	char room[NUMBER_MAX];

	snprintf(phrase.text, sizeof(phrase.text), "%s", number_count(room, n, NUMBER_MAX));
	return phrase;
}

struct phrase lasting(int64_t ms)
{
	struct phrase phrase;
	char room[NUMBER_MAX];

	if (ms >= 1000 && ms < 2 * 60 * 1000) {
		snprintf(phrase.text, sizeof(phrase.text), "%" PRId64 " s", ms / 1000);
	} else {
		snprintf(phrase.text, sizeof(phrase.text), "%s", number_duration(room, ms));
	}
	return phrase;
}

void reason_add(char reason[VERDICT_REASON_MAX], const char *format, ...)
{
	size_t length = strlen(reason);
	va_list args;

	va_start(args, format);
	vsnprintf(reason + length, VERDICT_REASON_MAX - length, format, args);
	va_end(args);
}

void reason_add_consumers(char reason[VERDICT_REASON_MAX], const struct evidence *evidence)
{
	int64_t count = evidence->group->consumers;

	reason_add(reason, ", %s consumer%s", numbered(count).text, count == 1 ? "" : "s");
	if (evidence->least_idle_ms.is) {
		reason_add(reason, " idle %s", lasting(evidence->least_idle_ms.n).text);
	}
}

void reason_add_undelivered(char reason[VERDICT_REASON_MAX], const struct evidence *evidence)
{
	const struct lag *lag = &evidence->group->lag;

	if (lag->is == LAG_UNKNOWN) {
		reason_add(reason, ", an unknown number undelivered");
		return;
	}
	reason_add(reason, ", %s%s undelivered",
		lag->is == LAG_AT_MOST            ? "at most "
			: lag->is == LAG_ESTIMATE ? "about "
						  : "",
		numbered(lag->count).text);
}
