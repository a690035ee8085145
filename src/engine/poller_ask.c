#include "poller_ask.h"

#include "needs.h"
#include "rows.h"

enum {
	TOPIC_VISIBLE_MS = 500,
	TOPIC_HIDDEN_MS = 5000,
	STARVED_MS = 5000,
	SERVER_VISIBLE_MS = 1000,
	SERVER_HIDDEN_MS = 5000,
	MEMORY_MS = 30000,
	SLOW_TIMES = 10,
	LARGE_REPLY_BYTES = 64 * 1024,
	TOPIC_COMMANDS = 2,
	GROUP_COMMANDS = 6,
	PACE_MS = 250,
	COUNT_PAGE = 500,
	COUNT_TIME_US = 500 * 1000,
	STEPS_MAX = 64,
};

static bool is_due(
	const struct poller *poller, int64_t asked_ms, int64_t interval_ms, int64_t now_ms)
{
	return asked_ms == 0 || asked_ms < poller->due_before_ms ||
		now_ms - asked_ms >= interval_ms * budget_stretch(&poller->budget);
}

/* What is costly, not there or not allowed is asked a tenth as often. */
static int64_t interval_of(const struct watch *watch, int64_t interval_ms)
{
	bool slow = watch->reply_bytes > LARGE_REPLY_BYTES || watch->outcome == FACT_ABSENT ||
		watch->outcome == FACT_WRONGTYPE || watch->outcome == FACT_DENIED;

	return slow ? interval_ms * SLOW_TIMES : interval_ms;
}

static bool is_left_alone(const struct watch *watch, int64_t now_ms)
{
	return watch->losses == LOSSES_TELLING && now_ms - watch->asked_ms < LOSSES_PAUSE_MS;
}

static bool watch_is_due(
	const struct poller *poller, const struct watch *watch, int64_t interval_ms, int64_t now_ms)
{
	return !is_left_alone(watch, now_ms) &&
		is_due(poller, watch->asked_ms, interval_of(watch, interval_ms), now_ms);
}

static void ask(struct poller *poller, int commands)
{
	poller->asked++;
	poller->room -= commands;
}

void ask_clock(struct poller *poller)
{
	ask(poller, 1);
	fetch_clock(poller->parts.fetcher);
}

void ask_server(struct poller *poller, int64_t now_ms)
{
	int64_t interval_ms = poller->visible.server ? SERVER_VISIBLE_MS : SERVER_HIDDEN_MS;

	if (poller->room >= 1 && is_due(poller, poller->server_asked_ms, interval_ms, now_ms)) {
		poller->server_asked_ms = now_ms;
		ask(poller, 1);
		fetch_server(poller->parts.fetcher);
	}
}

void ask_scan(struct poller *poller, bool restart)
{
	ask(poller, 1);
	fetch_scan(poller->parts.fetcher, text_of(poller->parts.topics), restart);
}

static void ask_topic(struct poller *poller, struct watch *watch, int64_t now_ms)
{
	roster_asked(&poller->roster, watch, now_ms);
	watch->asking = true;
	ask(poller, TOPIC_COMMANDS);
	fetch_topic(poller->parts.fetcher, watch->name);
}

static void ask_item(struct poller *poller, struct visible_item *item, int64_t now_ms)
{
	struct watch *watch = item->watch;

	if (!watch->asking && watch_is_due(poller, watch, TOPIC_VISIBLE_MS, now_ms)) {
		ask_topic(poller, watch, now_ms);
	}
	if (item->memory && poller->room >= 1 &&
		is_due(poller, watch->memory_asked_ms, MEMORY_MS, now_ms)) {
		watch->memory_asked_ms = now_ms;
		ask(poller, 1);
		fetch_memory(poller->parts.fetcher, watch->name);
	}
}

void ask_visible(struct poller *poller, int64_t now_ms)
{
	struct visible *visible = &poller->visible;
	size_t i;

	for (i = 0; i < visible->count && poller->room >= TOPIC_COMMANDS; i++) {
		ask_item(poller, &visible->items[visible->next], now_ms);
		visible->next = (visible->next + 1) % visible->count;
	}
}

bool ask_visible_starves(const struct poller *poller, int64_t now_ms)
{
	const struct visible *visible = &poller->visible;
	size_t i;

	for (i = 0; i < visible->count; i++) {
		const struct watch *watch = visible->items[i].watch;

		if (!watch->asking && !is_left_alone(watch, now_ms) &&
			now_ms - watch->asked_ms >= interval_of(watch, STARVED_MS)) {
			return true;
		}
	}
	return false;
}

static struct need_moment moment_of(
	const struct poller *poller, const struct watch *watch, struct text group, int64_t now_ms)
{
	return (struct need_moment){
		.now_ms = now_ms,
		.due_before_ms = poller->due_before_ms,
		.stretch = budget_stretch(&poller->budget),
		.topic_visible = watch->visible,
		.group_visible =
			watch->visible && visible_has_group(&poller->visible, watch, group),
	};
}

static const struct group *row_of(
	const struct poller *poller, const struct watch *watch, const struct watch_group *asked)
{
	return rows_group(poller->parts.model, poller->parts.options, watch->name, asked->name);
}

unsigned ask_needs_at(const struct poller *poller, const struct watch *watch,
	const struct watch_group *asked, int64_t now_ms)
{
	const struct group *group = row_of(poller, watch, asked);
	struct need_moment moment = moment_of(poller, watch, asked->name, now_ms);

	return group == NULL ? 0 : needs_of(group, asked, &moment);
}

/* A page that begins at 0-0 begins a sweep; where there is one, the front is read from just behind
 * that. */
static void ask_pending(
	struct poller *poller, const struct watch *watch, struct watch_group *group, bool sweep)
{
	struct fetcher *fetcher = poller->parts.fetcher;
	const struct id front = {.ms = 0, .seq = sweep ? 1 : 0};

	ask(poller, 2);
	fetch_pending(fetcher, watch->name, group->name, front, NEED_FRONT);
	if (sweep && !group->sweeping) {
		group->sweeping = true;
		ask(poller, 2);
		fetch_pending(fetcher, watch->name, group->name, group->sweep, NEED_PAGE);
	}
}

static void ask_needs(
	struct poller *poller, const struct watch *watch, struct watch_group *group, int64_t now_ms)
{
	unsigned needs = ask_needs_at(poller, watch, group, now_ms);

	if (needs & NEED_UNDELIVERED) {
		group->undelivered_after = group->cursor;
		group->undelivered_asked_ms = now_ms;
		ask(poller, 1);
		fetch_undelivered(poller->parts.fetcher, watch->name, group->name, group->cursor);
	}
	if (needs & NEED_PENDING) {
		group->pending_asked_ms = now_ms;
		ask_pending(poller, watch, group, needs & NEED_SWEEP);
	}
	if (needs & NEED_CONSUMERS) {
		group->consumers_asked_ms = now_ms;
		ask(poller, 1);
		fetch_consumers(poller->parts.fetcher, watch->name, group->name);
	}
}

void ask_following(struct poller *poller, enum watch_list list, int64_t now_ms)
{
	struct watch *watch;

	while ((watch = roster_first(&poller->roster, list)) != NULL) {
		while (watch->next_group < watch->group_count) {
			if (poller->room < GROUP_COMMANDS) {
				return;
			}
			ask_needs(poller, watch, &watch->groups[watch->next_group++], now_ms);
		}
		watch->next_group = 0;
		roster_take(&poller->roster, list, watch);
	}
}

void ask_fresh(struct poller *poller, int64_t now_ms)
{
	struct watch *watch;

	while (poller->room >= TOPIC_COMMANDS &&
		(watch = roster_first(&poller->roster, LIST_FRESH)) != NULL) {
		if (watch->asking) {
			roster_postpone(&poller->roster, watch, now_ms);
		} else {
			ask_topic(poller, watch, now_ms);
		}
	}
}

static bool queue_is_due(const struct poller *poller, int64_t now_ms)
{
	const struct watch *watch = roster_first(&poller->roster, LIST_QUEUE);

	return watch != NULL && is_due(poller, watch->queued_ms, TOPIC_HIDDEN_MS, now_ms);
}

/* Somewhat faster than needed, so that the interval decides; what was not used is not saved up. */
static void refill_pace(struct poller *poller, int64_t now_ms)
{
	double per_ms = 1.2 * (double)roster_count(&poller->roster) / TOPIC_HIDDEN_MS;
	double most = per_ms * PACE_MS > 1 ? per_ms * PACE_MS : 1;

	poller->pace += per_ms * (double)(now_ms - poller->paced_ms);
	poller->pace = poller->pace < most ? poller->pace : most;
	poller->paced_ms = now_ms;
}

static bool pace_allows(const struct poller *poller)
{
	const struct watch *watch = roster_first(&poller->roster, LIST_QUEUE);

	return poller->pace >= 1 || (watch != NULL && watch->queued_ms < poller->due_before_ms);
}

void ask_queue(struct poller *poller, int64_t now_ms)
{
	int steps;

	refill_pace(poller, now_ms);
	/* Looked at once, so that batches are full. */
	if (!pace_allows(poller)) {
		return;
	}
	for (steps = 0; steps < STEPS_MAX && poller->room >= TOPIC_COMMANDS; steps++) {
		struct watch *watch = roster_first(&poller->roster, LIST_QUEUE);

		if (!queue_is_due(poller, now_ms)) {
			return;
		}
		if (watch->asking || !watch_is_due(poller, watch, TOPIC_HIDDEN_MS, now_ms)) {
			roster_postpone(&poller->roster, watch, now_ms);
		} else {
			poller->pace--;
			ask_topic(poller, watch, now_ms);
		}
	}
}

/* Its pages come one after the other, and nothing else is asked meanwhile: half a second at most.
 */
static int64_t count_limit(const struct poller *poller, int64_t limit)
{
	int64_t floor_us = budget_floor_us(&poller->budget);
	int64_t pages = floor_us > 0 ? COUNT_TIME_US / floor_us + 1 : limit;

	return limit / COUNT_PAGE > pages ? pages * COUNT_PAGE : limit;
}

enum asked { ASKED, NOT_NEEDED, NO_ROOM };

/* Short counts share a batch, a long one has it alone. */
static enum asked ask_count_of(
	struct poller *poller, const struct watch *watch, struct watch_group *asked, int64_t now_ms)
{
	const struct group *group = row_of(poller, watch, asked);
	int64_t limit, expected;

	if (group == NULL || !(ask_needs_at(poller, watch, asked, now_ms) & NEED_COUNT)) {
		return NOT_NEEDED;
	}
	limit = count_limit(poller, needs_count_limit(group, asked, now_ms));
	expected = group->lag.count < limit ? group->lag.count : limit;
	if (limit == 0) {
		return NOT_NEEDED;
	}
	if (poller->room < 1 || (poller->asked > 0 && expected > poller->count_room)) {
		return NO_ROOM;
	}
	poller->count_room -= expected;
	asked->count_asked_ms = now_ms;
	ask(poller, 1);
	fetch_count(poller->parts.fetcher, watch->name, asked->name, asked->cursor,
		group->topic->last, limit);
	return ASKED;
}

/* False: there is no room for the next. */
static bool ask_counts_of(struct poller *poller, struct watch *watch, int64_t now_ms)
{
	size_t i;

	for (i = 0; i < watch->group_count; i++) {
		if (ask_count_of(poller, watch, &watch->groups[i], now_ms) == NO_ROOM) {
			return false;
		}
	}
	return true;
}

bool ask_count(struct poller *poller, int64_t now_ms)
{
	int steps;

	poller->count_room = NEED_COUNT_FIRST;
	for (steps = 0; steps < STEPS_MAX; steps++) {
		enum watch_list list = roster_first(&poller->roster, LIST_COUNT_VISIBLE) != NULL
			? LIST_COUNT_VISIBLE
			: LIST_COUNT;
		struct watch *watch = roster_first(&poller->roster, list);

		if (watch == NULL || !ask_counts_of(poller, watch, now_ms)) {
			break;
		}
		roster_take(&poller->roster, list, watch);
	}
	return poller->asked > 0;
}

bool ask_waits(const struct poller *poller, int64_t now_ms)
{
	return roster_first(&poller->roster, LIST_FRESH) != NULL ||
		roster_first(&poller->roster, LIST_FOLLOW) != NULL || queue_is_due(poller, now_ms);
}
