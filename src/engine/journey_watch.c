#include "journey_watch.h"

#include <string.h>

#include "base/mem.h"

enum { NAME_BYTES_MAX = 1 << 21, SPARE = 64 };

/* Where a group's cursor was seen, and since when it has been there. */
struct seen {
	struct id at;
	int64_t since_ms;
	uint64_t turn; /* when it was there last */
};

void journey_watch_init(struct journey_watch *watch)
{
	watch->cursors = map_create();
}

static void forget_asked(struct journey_watch *watch)
{
	for (size_t i = 0; i < watch->asked; i++) {
		mem_free((void *)(uintptr_t)watch->watched[i].topic.at);
		mem_free((void *)(uintptr_t)watch->watched[i].group.at);
	}
	watch->asked = watch->answered = 0;
}

void journey_watch_drop(struct journey_watch *watch)
{
	fetcher_destroy(watch->fetcher);
	watch->fetcher = NULL;
	forget_asked(watch);
}

void journey_watch_finish(struct journey_watch *watch)
{
	size_t at = 0;
	struct text name;
	void *seen;

	journey_watch_drop(watch);
	while (watch->cursors != NULL && map_next(watch->cursors, &at, &name, &seen)) {
		mem_free(seen);
	}
	map_destroy(watch->cursors);
	watch->cursors = NULL;
}

/* --- what the model knows --- */

static void see(struct journey_watch *watch, const struct group *group, int64_t now_ms)
{
	struct buf name;
	struct seen *seen;

	buf_init(&name, NAME_BYTES_MAX);
	buf_add_text(&name, group->topic->name);
	buf_add_byte(&name, '\0');
	buf_add_text(&name, group->name);
	seen = map_get(watch->cursors, buf_text(&name));
	if (seen == NULL) {
		seen = mem_alloc(1, sizeof *seen);
		*seen = (struct seen){.at = group->last_delivered, .since_ms = now_ms};
		map_put(watch->cursors, buf_text(&name), seen);
	} else if (id_compare(seen->at, group->last_delivered) != 0) {
		*seen = (struct seen){.at = group->last_delivered, .since_ms = group->at_ms};
	}
	seen->turn = watch->turn;
	buf_finish(&name);
}

static int64_t still_ms(
	const struct journey_watch *watch, const struct group *group, int64_t now_ms)
{
	struct buf name;
	const struct seen *seen;

	buf_init(&name, NAME_BYTES_MAX);
	buf_add_text(&name, group->topic->name);
	buf_add_byte(&name, '\0');
	buf_add_text(&name, group->name);
	seen = map_get(watch->cursors, buf_text(&name));
	buf_finish(&name);
	/* As of its last sample: what came since is not known. */
	return seen == NULL || now_ms < seen->since_ms ? -1 : group->at_ms - seen->since_ms;
}

static bool is_there(void *arg, void *value)
{
	const struct journey_watch *watch = arg;
	struct seen *seen = value;
	bool is = seen->turn == watch->turn;

	if (!is) {
		mem_free(seen);
	}
	return is;
}

static void see_all(struct journey_watch *watch, int64_t now_ms)
{
	size_t count;
	const struct group *const *groups = model_groups(watch->model, &count);

	watch->turn++;
	for (size_t i = 0; i < count; i++) {
		if (groups[i]->at_ms > 0) {
			see(watch, groups[i], now_ms);
		}
	}
	/* Groups that went: some shops make one a process. */
	if (map_count(watch->cursors) > 2 * count + SPARE) {
		map_sweep(watch->cursors, is_there, watch);
	}
}

/* Whether only the server can tell that the entry is pending there. */
static bool may_hold(const struct group *group, struct id id)
{
	return group->pending > 0 && id_compare(id, group->last_delivered) <= 0 &&
		(!group->oldest_pending_ms.is || id_compare(id, group->oldest_pending_id) >= 0);
}

static void fill(const struct journey_watch *watch, const struct group *group, int64_t now_ms,
	struct stuck_group *out)
{
	*out = (struct stuck_group){.name = group->name,
		.cursor = group->last_delivered,
		.consumers = group->consumers,
		.still_ms = still_ms(watch, group, now_ms),
		.lag = group->lag.is == LAG_UNKNOWN ? -1 : group->lag.count};
}

/* --- what is asked --- */

static void on_pending(void *arg, const struct fact *fact)
{
	struct journey_watch *watch = arg;
	const struct watched *watched = &watch->watched[watch->answered++];
	struct stuck_suspect suspect = {.number = 0};
	const struct text names[2] = {watched->topic, watched->group};
	struct journey_stuck why;

	journey_habits_see(watch->habits, names, fact);
	if (fact->outcome == FACT_LOST || fact->outcome == FACT_DENIED ||
		!journeys_suspect(watch->journeys, watched->number - 1, &suspect) ||
		suspect.number != watched->number || id_compare(suspect.id, watched->id) != 0) {
		return;
	}
	struct stuck_group group = {.name = watched->group, .cursor = watched->id, .lag = -1};
	if (fact->outcome == FACT_KNOWN && fact->pending.count > 0) {
		group.is_pending = true;
		group.consumer = fact->pending.entries[0].consumer;
		group.idle_ms = fact->pending.entries[0].idle_ms;
		group.deliveries = fact->pending.entries[0].deliveries;
	}
	if (stuck_judge(&suspect, &group, 1, &why)) {
		journeys_set_stuck(watch->journeys, watched->number, &why);
	} else if (journeys_stuck(watch->journeys, watched->number, &why) &&
		why.rule == STUCK_PENDING && text_equal(why.group, watched->group)) {
		journeys_set_stuck(watch->journeys, watched->number, NULL);
	}
}

static struct text own(struct text text)
{
	return text_from(text_dup(text), text.length);
}

static void ask(
	struct journey_watch *watch, const struct stuck_suspect *suspect, const struct group *group)
{
	struct watched *watched = &watch->watched[watch->asked++];

	*watched = (struct watched){.number = suspect->number,
		.id = suspect->id,
		.topic = own(suspect->topic),
		.group = own(group->name)};
	fetch_pending_page(watch->fetcher,
		&(struct fetch_page){.topic = watched->topic,
			.group = watched->group,
			.from = suspect->id,
			.to = suspect->id,
			.count = 1});
}

/* --- a round --- */

static void judge(struct journey_watch *watch, const struct stuck_suspect *suspect,
	const struct topic *topic, int64_t now_ms, bool asked)
{
	size_t count = topic == NULL ? 0 : topic->group_count;
	struct stuck_group *groups = mem_alloc(count + 1, sizeof *groups);
	struct journey_stuck why, was;

	for (size_t i = 0; i < count; i++) {
		fill(watch, topic->groups[i], now_ms, &groups[i]);
	}
	if (stuck_judge(suspect, groups, count, &why) ||
		journeys_is_overdue(watch->journeys, suspect->number, &why)) {
		journeys_set_stuck(watch->journeys, suspect->number, &why);
	} else if (journeys_stuck(watch->journeys, suspect->number, &was) &&
		(was.rule != STUCK_PENDING || !asked)) {
		journeys_set_stuck(watch->journeys, suspect->number, NULL);
	}
	mem_free(groups);
}

/* False: no more can be asked in this round. */
static bool look_at(
	struct journey_watch *watch, const struct stuck_suspect *suspect, int64_t now_ms)
{
	const struct topic *topic = model_topic(watch->model, suspect->topic);
	bool asked = false;

	for (size_t i = 0; topic != NULL && i < topic->group_count; i++) {
		if (topic->groups[i]->at_ms == 0 || !may_hold(topic->groups[i], suspect->id)) {
			continue;
		}
		if (watch->fetcher != NULL && watch->asked == WATCH_ASKED_MAX) {
			return false;
		}
		asked = true;
		if (watch->fetcher != NULL) {
			ask(watch, suspect, topic->groups[i]);
		}
	}
	judge(watch, suspect, topic, now_ms, asked);
	return true;
}

/* All that are still are judged by what is known; of what must be asked, a few. */
void journey_watch_turn(struct journey_watch *watch, struct conn *conn, int64_t now_ms)
{
	struct stuck_suspect suspect = {.number = watch->next};

	see_all(watch, now_ms);
	if (watch->fetcher != NULL && fetcher_outstanding(watch->fetcher) > 0) {
		return;
	}
	forget_asked(watch);
	if (watch->fetcher == NULL && conn != NULL) {
		watch->fetcher = fetcher_create(conn, on_pending, watch);
	}
	while (journeys_suspect(watch->journeys, suspect.number, &suspect)) {
		if (!look_at(watch, &suspect, now_ms)) {
			watch->next = suspect.number - 1;
			return;
		}
	}
	watch->next = 0;
}
