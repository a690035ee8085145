#include "needs.h"

enum {
	PENDING_VISIBLE_MS = 900,
	PENDING_HIDDEN_MS = 4900,
	CONSUMERS_VISIBLE_MS = 900,
	CONSUMERS_LISTED_MS = 1900,
	CONSUMERS_STUCK_MS = 4900,
	CONSUMERS_HIDDEN_MS = 10000,
	SAME_CURSOR_MS = 2000,
	COUNT_MS = 400,
	COUNT_REPLY_BYTES = 4 << 20,
	LARGE_REPLY_BYTES = 64 * 1024,
	COUNT_PAGE = 500,
	COUNT_AGAIN_MS = 600 * 1000,
	MINUTE_MS = 60 * 1000,
};

static bool is_due(int64_t asked_ms, int64_t interval_ms, const struct need_moment *moment)
{
	return asked_ms == 0 || asked_ms < moment->due_before_ms ||
		moment->now_ms - asked_ms >= interval_ms * moment->stretch;
}

/* Something waits, yet nothing was delivered between the last two samples. */
static bool is_stuck(const struct group *group, const struct watch_group *watch)
{
	bool behind = group->lag.is == LAG_UNKNOWN || group->lag.count > 0;

	return !watch->moved && (behind || group->pending > 0);
}

static bool needs_undelivered(const struct group *group, const struct watch_group *watch,
	const struct need_moment *moment)
{
	if (group->none_undelivered ||
		(group->first_undelivered_ms.is && !group->first_undelivered_old) ||
		(group->lag.is != LAG_UNKNOWN && group->lag.count == 0)) {
		return false;
	}
	if (watch->undelivered_losses == LOSSES_TELLING &&
		moment->now_ms - watch->undelivered_asked_ms < LOSSES_PAUSE_MS) {
		return false;
	}
	return id_compare(watch->undelivered_after, watch->cursor) != 0 ||
		is_due(watch->undelivered_asked_ms, SAME_CURSOR_MS, moment);
}

static bool needs_consumers(const struct group *group, const struct watch_group *watch,
	const struct need_moment *moment)
{
	int64_t interval_ms = moment->group_visible ? CONSUMERS_VISIBLE_MS
		: moment->topic_visible             ? CONSUMERS_LISTED_MS
		: is_stuck(group, watch)            ? CONSUMERS_STUCK_MS
						    : CONSUMERS_HIDDEN_MS;

	if (group->consumers == 0 && group->consumer_count == 0) {
		return false;
	}
	return is_due(watch->consumers_asked_ms, interval_ms, moment);
}

static unsigned needs_pending(const struct group *group, const struct watch_group *watch,
	const struct need_moment *moment)
{
	bool visible = moment->topic_visible || moment->group_visible;

	if (group->pending == 0 ||
		!is_due(watch->pending_asked_ms, visible ? PENDING_VISIBLE_MS : PENDING_HIDDEN_MS,
			moment)) {
		return 0;
	}
	return group->pending > NEED_FRONT ? NEED_PENDING | NEED_SWEEP : NEED_PENDING;
}

unsigned needs_of(const struct group *group, const struct watch_group *watch,
	const struct need_moment *moment)
{
	unsigned needs = needs_pending(group, watch, moment);

	if (needs_undelivered(group, watch, moment)) {
		needs |= NEED_UNDELIVERED;
	}
	if (needs_consumers(group, watch, moment)) {
		needs |= NEED_CONSUMERS;
	}
	if ((group->lag.is == LAG_ESTIMATE || group->lag.is == LAG_AT_MOST) &&
		is_due(watch->count_asked_ms, COUNT_MS, moment)) {
		needs |= NEED_COUNT;
	}
	return needs;
}

static void refill(struct watch_group *watch, int64_t now_ms)
{
	double elapsed_ms = (double)(now_ms - watch->count_filled_ms);

	watch->count_tokens += elapsed_ms * NEED_COUNT_MOST / MINUTE_MS;
	if (watch->count_filled_ms == 0 || watch->count_tokens > NEED_COUNT_MOST) {
		watch->count_tokens = NEED_COUNT_MOST;
	}
	watch->count_filled_ms = now_ms;
}

/* XINFO STREAM carries two entries: what it takes tells how large entries are. */
static int64_t entries_of_light_work(const struct topic *topic)
{
	size_t entry_bytes = topic->reply_bytes / 2 + 1;

	return topic->reply_bytes > LARGE_REPLY_BYTES ? 0
						      : (int64_t)(COUNT_REPLY_BYTES / entry_bytes);
}

int64_t needs_count_limit(const struct group *group, struct watch_group *watch, int64_t now_ms)
{
	int64_t limit = watch->count_unfinished ? NEED_COUNT_MOST : NEED_COUNT_FIRST;
	int64_t light = entries_of_light_work(group->topic);

	refill(watch, now_ms);
	limit = limit < light ? limit : light;
	limit = limit < (int64_t)watch->count_tokens ? limit : (int64_t)watch->count_tokens;
	/* A look that is bound to end before the group's end does would tell nothing. */
	if (limit < COUNT_PAGE || now_ms < watch->count_not_before_ms ||
		(group->lag.is == LAG_ESTIMATE && group->lag.count > limit &&
			watch->count_unfinished)) {
		return 0;
	}
	return limit;
}

void needs_count_done(struct watch_group *watch, const struct fact *fact, int64_t now_ms)
{
	const struct fact_count *count = &fact->count;
	int64_t looked_at = count->count > COUNT_PAGE ? count->count : COUNT_PAGE;

	/* Entries too large for one answer cut the connection: the next attempt must not do so
	 * again. */
	if (fact->outcome != FACT_KNOWN) {
		watch->count_not_before_ms = now_ms + COUNT_AGAIN_MS;
		return;
	}
	watch->count_tokens -= (double)looked_at;
	watch->count_unfinished = !count->complete;
}
