#include "state.h"

#include <string.h>

#include "base/mem.h"

/* A count of many entries takes several questions. */
enum { COUNT_LASTS_MS = 5000 };

/* The server's counter of deliveries when the cursor stood where the count began. */
static bool find_entries_read(const struct group *group, struct id cursor, struct lag_count *made)
{
	const struct history *history = &group_own(group)->history;

	for (size_t i = history->count; i-- > 0;) {
		const struct sample *sample = history_at(history, i);
		if (id_compare(sample->cursor, cursor) == 0) {
			made->has_entries_read = sample->entries_read >= 0;
			made->entries_read = sample->entries_read;
			return true;
		}
	}
	return false;
}

/* The sample that the count was asked after, plus one; 0: there is none. Entries may have been
 * deleted while it was made: of several samples with this end the earliest one denies that nothing
 * changed since. */
static size_t find_sample(const struct topic_own *own, struct id upto)
{
	size_t i = own->ring_count;

	while (i > 0 && id_compare(own->ring[i - 1].last, upto) != 0) {
		i--;
	}
	while (i > 1 && id_compare(own->ring[i - 2].last, upto) == 0 &&
		own->ring[own->ring_count - 1].at_ms - own->ring[i - 2].at_ms <= COUNT_LASTS_MS) {
		i--;
	}
	return i;
}

static void apply_count(
	const struct topic *topic, struct group *group, const struct fact_count *count)
{
	const struct topic_own *own = topic_own(topic);
	struct lag_count made = {
		.known = true,
		.complete = count->complete,
		.after = count->after,
		.upto = count->upto,
		.count = count->count,
		.added = -1,
	};
	bool stands = id_compare(count->after, group->last_delivered) == 0;

	if (stands && group->lag.is == LAG_EXACT) {
		return;
	}
	if (!find_entries_read(group, count->after, &made) || (!stands && !count->complete)) {
		return;
	}
	size_t i = find_sample(own, count->upto);
	if (i == 0 && count->complete) {
		/* Nobody knows any more what the topic was when it was counted. */
		return;
	}
	if (i > 0) {
		const struct topic_sample *then = &own->ring[i - 1];
		made.first = then->first;
		made.max_deleted = then->max_deleted;
		made.added = then->added;
		made.length = then->length;
	}
	group->counted = made;
}

static void recompute_lag(const struct topic *topic, struct group *group)
{
	const struct topic_own *own = topic_own(topic);

	if (own->ring_count == 0 || topic->at_ms == 0) {
		return;
	}
	struct fact_topic info = {
		.length = topic->length,
		.last_generated = topic->last_generated,
		.first = topic->first,
		.last = topic->last,
		.max_deleted = own->ring[own->ring_count - 1].max_deleted,
		.has_entries = topic->has_entries,
		.has_entries_added = topic->entries_added.is,
		.has_max_deleted = topic->entries_added.is,
		.entries_added = topic->entries_added.n,
	};
	struct fact_group from = {
		.last_delivered = group->last_delivered,
		.has_entries_read = group->entries_read.is,
		.has_lag = group->server_lag.is,
		.entries_read = group->entries_read.n,
		.lag = group->server_lag.n,
	};
	group->lag = lag_compute(&info, &from, &group->counted);
}

static void apply_undelivered(
	struct model *model, struct group *group, const struct fact_undelivered *from)
{
	if (id_compare(from->after, group->last_delivered) != 0 || group->none_undelivered) {
		return;
	}
	group->first_undelivered_ms =
		(struct known){.is = from->exists, .n = (int64_t)from->first.ms};
	group->first_undelivered_old = false;
	group_own(group)->undelivered_at_ms = model->now_ms;
}

static void take_page(struct group *group, const struct fact_pending *pending)
{
	struct group_own *own = group_own(group);

	if (id_is_zero(pending->from)) {
		own->sweep_max = 0;
	}
	for (size_t i = 0; i < pending->count; i++) {
		if (pending->entries[i].deliveries > own->sweep_max) {
			own->sweep_max = pending->entries[i].deliveries;
			own->sweep_max_id = pending->entries[i].id;
		}
	}
	if (pending->page_ends || !own->swept || !group->max_deliveries.is ||
		own->sweep_max > group->max_deliveries.n) {
		group->max_deliveries = (struct known){.is = true, .n = own->sweep_max};
		group->most_delivered_id = own->sweep_max_id;
	}
	own->swept = own->swept || pending->page_ends;
	group->max_deliveries_partial = !own->swept;
}

static void apply_pending(
	struct model *model, struct group *group, const struct fact_pending *pending)
{
	if (pending->total == 0) {
		group->none_pending = true;
		group->oldest_pending_ms = (struct known){0};
		group->oldest_pending_idle_ms = (struct known){0};
		group->oldest_pending_deliveries = (struct known){0};
		group->max_deliveries = (struct known){.is = true, .n = 0};
		return;
	}
	group->none_pending = false;
	if (pending->has_range) {
		group->oldest_pending_ms =
			(struct known){.is = true, .n = (int64_t)pending->lowest.ms};
		group->oldest_pending_id = pending->lowest;
	}
	for (size_t i = 0; i < pending->count && pending->has_range; i++) {
		const struct fact_pending_entry *entry = &pending->entries[i];
		if (id_compare(entry->id, pending->lowest) == 0) {
			group->oldest_pending_idle_ms =
				(struct known){.is = entry->idle_ms >= 0, .n = entry->idle_ms};
			group->oldest_pending_deliveries =
				(struct known){.is = true, .n = entry->deliveries};
			group_own(group)->pending_at_ms = model->now_ms;
		}
	}
	if (pending->count > 0 || pending->page_ends) {
		take_page(group, pending);
	}
}

static void drop_consumers(struct model *model, struct group *group)
{
	struct group_own *own = group_own(group);

	model_give(model, own->consumers, own->consumer_bytes);
	mem_free(own->consumer_names);
	own->consumers = NULL;
	own->consumer_names = NULL;
	group->consumer_list = NULL;
	group->consumer_count = 0;
	group->consumers_at_ms = 0;
}

/* A list that there is no room for is not known. */
static void apply_consumers(
	struct model *model, struct group *group, const struct fact_consumers *list)
{
	struct group_own *own = group_own(group);
	size_t name_bytes = 0;

	for (size_t i = 0; i < list->count; i++) {
		name_bytes += list->consumers[i].name.length;
	}
	drop_consumers(model, group);
	own->consumer_bytes = list->count * sizeof(*own->consumers) + name_bytes;
	if (!store_has_room(model, own->consumer_bytes)) {
		return;
	}
	own->consumers = mem_alloc(list->count + 1, sizeof(*own->consumers));
	own->consumer_names = mem_alloc(name_bytes + 1, 1);
	model->bytes += own->consumer_bytes;

	char *at = own->consumer_names;
	for (size_t i = 0; i < list->count; i++) {
		const struct fact_consumer *from = &list->consumers[i];
		if (from->name.length > 0) {
			memcpy(at, from->name.at, from->name.length);
		}
		own->consumers[i] = (struct consumer){
			.name = text_from(at, from->name.length),
			.pending = from->pending,
			.idle_ms = from->idle_ms,
			.inactive_ms = {.is = from->has_inactive, .n = from->inactive_ms},
			.at_ms = model->now_ms,
		};
		at += from->name.length;
	}
	group->consumer_list = own->consumers;
	group->consumer_count = list->count;
	group->consumers_at_ms = model->now_ms;
}

static void see_group(struct model *model, struct group *group)
{
	struct group_own *own = group_own(group);

	if (!own->lost_latched) {
		return;
	}
	own->lost_latched = false;
	own->lost_seen = true;
	own->seen = own->now;
	own->seen_cursor = group->last_delivered;
	group->lost = own->now;
	sample_judge(model, group);
}

static void apply_seen(struct model *model, const struct fact *fact)
{
	struct topic *topic = map_get(model->names, fact->topic);
	struct group *group = topic ? store_find_group(topic, fact->group) : NULL;

	if (!group) {
		return;
	}
	if (!topic_own(topic)->combined) {
		see_group(model, group);
		return;
	}
	for (size_t i = 0; i < topic->partition_count; i++) {
		group = store_find_group(topic->partitions[i], fact->group);
		if (group) {
			see_group(model, group);
		}
	}
	partition_combine(model, topic);
}

void group_apply(struct model *model, const struct fact *fact)
{
	if (fact->kind == FACT_SEEN) {
		apply_seen(model, fact);
		return;
	}
	struct topic *topic = map_get(model->keys, fact->topic);
	struct group *group = topic ? store_find_group(topic, fact->group) : NULL;

	if (!group || fact->outcome != FACT_KNOWN) {
		return;
	}
	switch (fact->kind) {
	case FACT_COUNT:
		apply_count(topic, group, &fact->count);
		recompute_lag(topic, group);
		break;
	case FACT_UNDELIVERED:
		apply_undelivered(model, group, &fact->undelivered);
		break;
	case FACT_PENDING:
		apply_pending(model, group, &fact->pending);
		break;
	default:
		apply_consumers(model, group, &fact->consumers);
		break;
	}
	sample_judge(model, group);
	if (topic->parent) {
		partition_combine(model, map_get(model->names, topic->parent->name));
	}
}
