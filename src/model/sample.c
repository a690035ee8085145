#include "state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "rates.h"

enum { RING_MIN = 4, RING_SPAN_MS = 60 * 1000, RING_KEPT = 3, CLOCK_SLACK_MS = 5000 };

/* Before September 2001: an id that somebody made up. */
static const uint64_t clock_begins_ms = UINT64_C(1000000000000);

static void keep_trouble(struct topic *topic, const struct fact *fact)
{
	const char *sentence = fact->error.text;

	if (sentence[0] == '\0') {
		sentence = fact->outcome == FACT_WRONGTYPE ? "the key is no stream"
			: fact->outcome == FACT_DENIED     ? "the server does not permit to ask"
							   : "the server did not answer";
	}
	snprintf(topic->trouble, sizeof(topic->trouble), "%.*s", (int)sizeof(topic->trouble) - 1,
		sentence);
}

static bool look_like_clock(const struct model *model, const struct fact_topic *info)
{
	uint64_t oldest_ms = info->has_entries ? info->first.ms : info->last_generated.ms;
	int64_t server_now_ms;

	if (!id_is_zero(info->last_generated) && oldest_ms < clock_begins_ms) {
		return false;
	}
	if (!model_server_now_ms(model, &server_now_ms)) {
		return true;
	}
	return info->last_generated.ms <= (uint64_t)server_now_ms + CLOCK_SLACK_MS;
}

/* The key was deleted and made anew, or its counter was set: what was sampled before tells nothing
 * of it. */
static bool is_another(const struct topic *topic, const struct fact_topic *info)
{
	if (topic->at_ms == 0) {
		return false;
	}
	int order = id_compare(info->last_generated, topic->last_generated);
	if (!info->has_entries_added || !topic->entries_added.is) {
		return order < 0;
	}
	/* What is added moves both. */
	return order < 0 || info->entries_added < topic->entries_added.n ||
		(order == 0 && info->entries_added > topic->entries_added.n);
}

static void begin_anew(struct model *model, struct topic *topic)
{
	topic_own(topic)->ring_count = 0;
	for (size_t i = 0; i < topic->group_count; i++) {
		struct group *group = topic_own(topic)->groups[i];
		model->bytes -= history_bytes(&group_own(group)->history);
		history_finish(&group_own(group)->history);
		group->counted = (struct lag_count){0};
		group_own(group)->lost_seen = false;
	}
}

static void push_sample(struct model *model, struct topic *topic, const struct topic_sample *sample)
{
	struct topic_own *own = topic_own(topic);
	size_t old = 0;

	while (own->ring_count - old >= RING_KEPT &&
		sample->at_ms - own->ring[old + 1].at_ms > RING_SPAN_MS) {
		old++;
	}
	size_t most = store_room_for_samples(model);
	most = most < TOPIC_SAMPLES_MAX ? most : TOPIC_SAMPLES_MAX;
	while (own->ring_count - old >= most) {
		old++;
	}
	if (old > 0) {
		own->ring_count -= old;
		memmove(own->ring, own->ring + old, own->ring_count * sizeof(*own->ring));
	}
	if (own->ring_count == own->ring_room) {
		size_t room = own->ring_room > 0 ? own->ring_room * 2 : RING_MIN;
		own->ring = mem_resize(own->ring, room, sizeof(*own->ring));
		model->bytes += (room - own->ring_room) * sizeof(*own->ring);
		own->ring_room = room;
	}
	own->ring[own->ring_count++] = *sample;
}

static struct known_rate rate_in(const struct topic_own *own)
{
	const struct topic_sample *from, *to;
	size_t i = own->ring_count;

	if (i < 2) {
		return (struct known_rate){0};
	}
	to = &own->ring[--i];
	do {
		from = &own->ring[--i];
	} while (i > 0 &&
		(own->ring_count - i < RATE_SAMPLES || to->at_ms - from->at_ms < RATE_SPAN_MS));

	bool counted = from->added >= 0 && to->added >= 0;
	int64_t added = counted ? to->added - from->added : to->length - from->length;
	bool trimmed = from->length > 0 && id_compare(from->first, to->first) != 0;
	if (added < 0 || (!counted && trimmed) || to->at_ms <= from->at_ms) {
		return (struct known_rate){0};
	}
	return (struct known_rate){
		.is = true,
		.per_s = (double)added * 1000.0 / (double)(to->at_ms - from->at_ms),
	};
}

static void take_values(struct model *model, struct topic *topic, const struct fact_topic *info)
{
	topic->length = info->length;
	topic->entries_added =
		(struct known){.is = info->has_entries_added, .n = info->entries_added};
	topic->has_entries = info->has_entries;
	topic->first = info->first;
	topic->last = info->last;
	topic->last_generated = info->last_generated;
	topic->reply_bytes = info->reply_bytes;
	topic->ids_are_clock = look_like_clock(model, info);
	push_sample(model, topic,
		&(struct topic_sample){
			.at_ms = model->now_ms,
			.length = info->length,
			.added = info->has_entries_added ? info->entries_added : -1,
			.first = info->first,
			.last = info->last,
			.max_deleted = info->max_deleted,
		});
	topic->in = rate_in(topic_own(topic));
	if (topic->in.is) {
		store_put_series(model, &topic->in_series, SERIES_MAX, topic->in.per_s);
	}
}

static void take_groups(struct model *model, struct topic *topic, const struct fact_topic *info)
{
	for (size_t i = 0; i < topic->group_count; i++) {
		group_own(topic->groups[i])->listed = false;
	}
	for (size_t i = 0; i < info->group_count; i++) {
		struct group *group = store_find_group(topic, info->groups[i].name);
		if (!group) {
			group = store_add_group(model, topic, info->groups[i].name);
		}
		if (!group) {
			continue;
		}
		group_own(group)->listed = true;
		sample_group(model, group, info, &info->groups[i]);
	}
	for (size_t i = topic->group_count; i-- > 0;) {
		if (!group_own(topic->groups[i])->listed) {
			store_remove_group(model, topic, i);
		}
	}
}

static void break_series(struct series *series, int64_t at_ms)
{
	if (series) {
		series_break(series, at_ms);
	}
}

static void mark_gap(const struct model *model, struct topic *topic)
{
	if (topic->at_ms == 0 || topic->at_ms > model->broken_ms) {
		return;
	}
	break_series(topic->in_series, model->broken_ms);
	for (size_t i = 0; i < topic->group_count; i++) {
		break_series(topic->groups[i]->lag_series, model->broken_ms);
		break_series(topic->groups[i]->pending_series, model->broken_ms);
		break_series(topic->groups[i]->delivered_series, model->broken_ms);
	}
}

static void take_failure(struct model *model, struct topic *topic, const struct fact *fact)
{
	keep_trouble(topic, fact);
	if (fact->outcome == FACT_LOST) {
		return;
	}
	topic->outcome = fact->outcome;
	if (fact->outcome == FACT_ABSENT) {
		if (topic_own(topic)->gone_ms < 0) {
			topic_own(topic)->gone_ms = model->now_ms;
		}
		return;
	}
	for (size_t i = 0; i < topic->group_count; i++) {
		sample_judge(model, topic_own(topic)->groups[i]);
	}
}

void sample_topic(struct model *model, const struct fact *fact)
{
	struct topic *topic = map_get(model->keys, fact->topic), *parent;

	if (!topic && fact->outcome != FACT_ABSENT && fact->outcome != FACT_LOST) {
		topic = store_add_topic(model, fact->topic);
	}
	if (!topic) {
		return;
	}
	parent = topic->parent ? map_get(model->names, topic->parent->name) : NULL;
	if (fact->outcome != FACT_KNOWN) {
		take_failure(model, topic, fact);
	} else {
		if (is_another(topic, &fact->topic_info)) {
			begin_anew(model, topic);
		}
		mark_gap(model, topic);
		if (parent) {
			mark_gap(model, parent);
		}
		topic->outcome = FACT_KNOWN;
		topic->trouble[0] = '\0';
		topic_own(topic)->gone_ms = -1;
		topic_own(topic)->missed = 0;
		take_values(model, topic, &fact->topic_info);
		take_groups(model, topic, &fact->topic_info);
		topic->at_ms = model->now_ms;
	}
	if (parent) {
		partition_combine(model, parent);
	}
}
