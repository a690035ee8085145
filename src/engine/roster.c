#include "roster.h"

#include "base/mem.h"

void roster_init(struct roster *roster, int64_t now_ms)
{
	*roster = (struct roster){
		.by_name = map_create(),
		.round = 1,
		.round_began_ms = now_ms,
	};
}

static void groups_finish(struct watch_group *groups, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		mem_free((void *)groups[i].name.at);
	}
	mem_free(groups);
}

static void watch_destroy(struct watch *watch)
{
	groups_finish(watch->groups, watch->group_count);
	mem_free((void *)watch->name.at);
	mem_free(watch);
}

void roster_finish(struct roster *roster)
{
	size_t cursor = 0;
	struct text name;
	void *watch;

	while (map_next(roster->by_name, &cursor, &name, &watch)) {
		watch_destroy(watch);
	}
	map_destroy(roster->by_name);
}

struct watch *roster_find(const struct roster *roster, struct text name)
{
	return map_get(roster->by_name, name);
}

size_t roster_count(const struct roster *roster)
{
	return map_count(roster->by_name);
}

void roster_push(struct roster *roster, enum watch_list list, struct watch *watch)
{
	struct watch *last = roster->lists[list].last;

	if (watch->links[list].in) {
		return;
	}
	watch->links[list].in = true;
	watch->links[list].prev = last;
	watch->links[list].next = NULL;
	if (last != NULL) {
		last->links[list].next = watch;
	} else {
		roster->lists[list].first = watch;
	}
	roster->lists[list].last = watch;
}

void roster_take(struct roster *roster, enum watch_list list, struct watch *watch)
{
	struct watch *prev = watch->links[list].prev, *next = watch->links[list].next;

	if (!watch->links[list].in) {
		return;
	}
	watch->links[list].in = false;
	if (prev != NULL) {
		prev->links[list].next = next;
	} else {
		roster->lists[list].first = next;
	}
	if (next != NULL) {
		next->links[list].prev = prev;
	} else {
		roster->lists[list].last = prev;
	}
}

struct watch *roster_first(const struct roster *roster, enum watch_list list)
{
	return roster->lists[list].first;
}

struct watch *roster_add(struct roster *roster, struct text name)
{
	struct watch *watch = roster_find(roster, name);

	if (watch == NULL) {
		watch = mem_alloc(1, sizeof *watch);
		watch->name = text_from(text_dup(name), name.length);
		watch->round = roster->round - 1;
		roster->round_left++;
		map_put(roster->by_name, watch->name, watch);
		roster_push(roster, LIST_FRESH, watch);
	}
	return watch;
}

static void end_round(struct roster *roster, int64_t now_ms)
{
	if (roster->round_left > 0 || !roster->scanned || roster_count(roster) == 0) {
		return;
	}
	roster->round_us = (now_ms - roster->round_began_ms) * 1000;
	roster->round_began_ms = now_ms;
	roster->round++;
	roster->round_left = roster_count(roster);
}

void roster_postpone(struct roster *roster, struct watch *watch, int64_t now_ms)
{
	roster_take(roster, LIST_FRESH, watch);
	roster_take(roster, LIST_QUEUE, watch);
	roster_push(roster, LIST_QUEUE, watch);
	watch->queued_ms = now_ms;
	if (watch->round != roster->round) {
		watch->round = roster->round;
		roster->round_left--;
		end_round(roster, now_ms);
	}
}

void roster_asked(struct roster *roster, struct watch *watch, int64_t now_ms)
{
	watch->asked_ms = now_ms;
	roster_postpone(roster, watch, now_ms);
}

void roster_scan_begin(struct roster *roster)
{
	roster->scan++;
}

static bool is_gone(const struct watch *watch)
{
	return watch->outcome == FACT_ABSENT || watch->outcome == FACT_WRONGTYPE;
}

static void make_fresh(struct roster *roster, struct watch *watch)
{
	roster_take(roster, LIST_QUEUE, watch);
	roster_push(roster, LIST_FRESH, watch);
}

void roster_named(struct roster *roster, struct watch *watch)
{
	watch->scan = roster->scan;
	if (is_gone(watch)) {
		make_fresh(roster, watch);
	}
}

static void drop(struct roster *roster, struct watch *watch)
{
	enum watch_list list;

	for (list = LIST_FRESH; list < LIST_KINDS; list++) {
		roster_take(roster, list, watch);
	}
	if (watch->round != roster->round) {
		roster->round_left--;
	}
	map_remove(roster->by_name, watch->name);
	watch_destroy(watch);
}

void roster_scan_end(struct roster *roster, int64_t now_ms)
{
	struct watch *watch = roster_first(roster, LIST_QUEUE), *next;

	for (; watch != NULL; watch = next) {
		next = watch->links[LIST_QUEUE].next;
		if (watch->scan == roster->scan || watch->asking) {
			continue;
		}
		if (!is_gone(watch)) {
			make_fresh(roster, watch);
		} else if (!watch->visible) {
			drop(roster, watch);
		}
	}
	roster->scanned = true;
	end_round(roster, now_ms);
}

struct watch_group *watch_group_find(struct watch *watch, struct text name)
{
	size_t i;

	for (i = 0; i < watch->group_count; i++) {
		if (text_equal(watch->groups[i].name, name)) {
			return &watch->groups[i];
		}
	}
	return NULL;
}

/* The server lists groups in the same order each time: the place after the last one found is looked
 * at first, so that thousands are not searched for each. */
static struct watch_group *group_at(struct watch *watch, size_t place, struct text name)
{
	if (place < watch->group_count && text_equal(watch->groups[place].name, name)) {
		return &watch->groups[place];
	}
	return watch_group_find(watch, name);
}

static bool same_groups(const struct watch *watch, const struct fact_topic *topic)
{
	size_t i;

	for (i = 0; i < topic->group_count && i < watch->group_count; i++) {
		if (!text_equal(watch->groups[i].name, topic->groups[i].name)) {
			return false;
		}
	}
	return topic->group_count == watch->group_count;
}

static void replace_groups(struct watch *watch, const struct fact_topic *topic)
{
	struct watch_group *groups = mem_alloc(topic->group_count + 1, sizeof *groups);
	size_t i, place = 0;

	for (i = 0; i < topic->group_count; i++) {
		struct text name = topic->groups[i].name;
		struct watch_group *known = group_at(watch, place, name);

		if (known != NULL) {
			place = (size_t)(known - watch->groups) + 1;
			groups[i] = *known;
			known->name = text_from(NULL, 0);
		} else {
			groups[i].name = text_from(text_dup(name), name.length);
			groups[i].cursor = topic->groups[i].last_delivered;
		}
	}
	groups_finish(watch->groups, watch->group_count);
	watch->groups = groups;
	watch->group_count = topic->group_count;
	watch->next_group = 0;
}

void watch_take_groups(struct watch *watch, const struct fact_topic *topic)
{
	size_t i;

	if (!same_groups(watch, topic)) {
		replace_groups(watch, topic);
	}
	for (i = 0; i < topic->group_count; i++) {
		struct watch_group *group = &watch->groups[i];
		struct id cursor = topic->groups[i].last_delivered;

		group->moved = id_compare(group->cursor, cursor) != 0;
		group->cursor = cursor;
	}
}
