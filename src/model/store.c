#include "state.h"

#include <string.h>

#include "base/mem.h"

/* Fewer samples still tell a rate and most verdicts. */
enum { ROOM_SCARCE = 16, ROOM_LEAST = 4 };

void *model_take(struct model *model, size_t count, size_t size)
{
	model->bytes += count * size;
	return mem_alloc(count, size);
}

void model_give(struct model *model, void *block, size_t bytes)
{
	if (block) {
		model->bytes -= bytes;
		mem_free(block);
	}
}

static size_t all_bytes(const struct model *model)
{
	return model->bytes + map_bytes(model->keys) + map_bytes(model->names);
}

bool store_has_room(const struct model *model, size_t bytes)
{
	/* The last part is for what rows that are there may still need. */
	return all_bytes(model) + model->budget.used_bytes + bytes <
		model->options.memory_bytes / 16 * 15;
}

static bool is_full(struct model *model, size_t bytes)
{
	if (store_has_room(model, bytes)) {
		return false;
	}
	model->refused_rows++;
	return true;
}

/* Series have what the rows leave, but for an eighth: rows that come later need some. */
void store_share_ceiling(struct model *model)
{
	size_t rows = all_bytes(model), ceiling = model->options.memory_bytes / 8 * 7;

	model->budget.ceiling_bytes = rows < ceiling ? ceiling - rows : 0;
}

size_t store_room_for_samples(const struct model *model)
{
	size_t held = all_bytes(model) + model->budget.used_bytes,
	       part = model->options.memory_bytes / 16;

	return held < part * 13 ? HISTORY_MAX : held < part * 15 ? ROOM_SCARCE : ROOM_LEAST;
}

static struct text keep_name(struct model *model, struct text name)
{
	model->bytes += name.length + 1;
	return text_from(mem_dup(name.length > 0 ? name.at : "", name.length), name.length);
}

static void drop_name(struct model *model, struct text name)
{
	char *at = (char *)(uintptr_t)name.at;

	model_give(model, at, name.length + 1);
}

static void list_topic(struct model *model, struct topic *topic)
{
	if (model->topic_count == model->topic_room) {
		size_t room = model->topic_room > 0 ? model->topic_room * 2 : 64;
		model->topics = mem_resize(model->topics, room, sizeof(*model->topics));
		model->bytes += (room - model->topic_room) * sizeof(*model->topics);
		model->topic_room = room;
	}
	model->topics[model->topic_count++] = topic;
	map_put(model->names, topic->name, topic);
	model->rows->stale = true;
}

static struct topic *new_topic(struct model *model, struct text name)
{
	struct topic *topic = model_take(model, 1, sizeof(*topic));
	struct topic_own *own = model_take(model, 1, sizeof(*own));

	topic->name = keep_name(model, name);
	topic->found_at_ms = model->now_ms;
	topic->outcome = FACT_LOST;
	topic->ids_are_clock = true;
	topic->private = own;
	own->self = topic;
	own->gone_ms = -1;
	return topic;
}

static void add_partition(struct model *model, struct topic *parent, struct topic *topic)
{
	struct topic_own *own = topic_own(parent);
	size_t count = parent->partition_count;

	own->partitions = mem_resize(own->partitions, count + 1, sizeof(*own->partitions));
	model->bytes += sizeof(*own->partitions);
	own->partitions[count] = topic;
	parent->partitions = own->partitions;
	parent->partition_count = count + 1;
	topic->parent = parent;
}

struct topic *store_add_topic(struct model *model, struct text key)
{
	struct text parent_name = model_parent_of(&model->options, key);
	struct topic *topic, *parent;

	if (is_full(model,
		    sizeof(*topic) + sizeof(struct topic_own) +
			    ROOM_LEAST * sizeof(struct topic_sample))) {
		return NULL;
	}
	topic = new_topic(model, key);
	map_put(model->keys, topic->name, topic);
	if (parent_name.length == 0) {
		list_topic(model, topic);
	} else {
		parent = map_get(model->names, parent_name);
		if (!parent) {
			parent = new_topic(model, parent_name);
			topic_own(parent)->combined = true;
			list_topic(model, parent);
		}
		add_partition(model, parent, topic);
	}
	store_share_ceiling(model);
	return topic;
}

static void free_group(struct model *model, struct group *group)
{
	struct group_own *own = group_own(group);

	series_destroy(group->lag_series);
	series_destroy(group->pending_series);
	series_destroy(group->delivered_series);
	model->bytes -= history_bytes(&own->history);
	history_finish(&own->history);
	model_give(model, own->consumers, own->consumer_bytes);
	mem_free(own->consumer_names);
	drop_name(model, group->name);
	model_give(model, own, sizeof(*own));
	model_give(model, group, sizeof(*group));
}

void store_free_topic(struct model *model, struct topic *topic)
{
	struct topic_own *own = topic_own(topic);

	for (size_t i = 0; i < topic->group_count; i++) {
		free_group(model, own->groups[i]);
	}
	model_give(model, own->groups, topic->group_count * sizeof(struct group *));
	model_give(model, own->ring, own->ring_room * sizeof(*own->ring));
	model_give(model, own->partitions, topic->partition_count * sizeof(struct topic *));
	series_destroy(topic->in_series);
	drop_name(model, topic->name);
	model_give(model, own, sizeof(*own));
	model_give(model, topic, sizeof(*topic));
	model->rows->stale = true;
}

static void unlist_topic(struct model *model, struct topic *topic)
{
	size_t i = 0;

	while (model->topics[i] != topic) {
		i++;
	}
	model->topic_count--;
	memmove(&model->topics[i], &model->topics[i + 1],
		(model->topic_count - i) * sizeof(struct topic *));
	map_remove(model->names, topic->name);
}

static void remove_partition(struct model *model, struct topic *parent, struct topic *topic)
{
	struct topic_own *own = topic_own(parent);
	size_t i = 0;

	while (own->partitions[i] != topic) {
		i++;
	}
	parent->partition_count--;
	memmove(&own->partitions[i], &own->partitions[i + 1],
		(parent->partition_count - i) * sizeof(struct topic *));
	model->bytes -= sizeof(*own->partitions);
	if (parent->partition_count > 0) {
		partition_combine(model, parent);
		return;
	}
	mem_free(own->partitions);
	own->partitions = NULL;
	parent->partitions = NULL;
	unlist_topic(model, parent);
	store_free_topic(model, parent);
}

void store_remove_topic(struct model *model, struct topic *topic)
{
	struct topic *parent = topic->parent ? map_get(model->names, topic->parent->name) : NULL;

	map_remove(model->keys, topic->name);
	if (parent) {
		remove_partition(model, parent, topic);
	} else {
		unlist_topic(model, topic);
	}
	store_free_topic(model, topic);
	store_share_ceiling(model);
}

/* The place of the name among the groups: where it is, or where it belongs. */
static size_t place(const struct topic *topic, struct text name)
{
	size_t low = 0, high = topic->group_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (text_compare(topic->groups[middle]->name, name) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

struct group *store_find_group(const struct topic *topic, struct text name)
{
	size_t i = place(topic, name);

	return i < topic->group_count && text_equal(topic->groups[i]->name, name) ? topic->groups[i]
										  : NULL;
}

static bool names_topic(struct text glob, const struct topic *topic)
{
	return text_glob(glob, topic->name) ||
		(topic->parent && text_glob(glob, topic->parent->name));
}

/* The members of struct thresholds are all alike, so that a rule can name them by number. */
static void resolve_limits(
	const struct model *model, const struct group *group, struct thresholds *limits)
{
	*limits = model->options.thresholds;
	for (size_t i = 0; i < model->options.rule_count; i++) {
		const struct model_threshold_rule *rule = &model->options.rules[i];
		if (!names_topic(text_of(rule->topic), group->topic) ||
			!text_glob(text_of(rule->group), group->name)) {
			continue;
		}
		int64_t *to[] = {&limits->allowed, &limits->poison_after, &limits->consumer_gone_ms,
			&limits->headroom_warn_ms, &limits->window_ms};
		const int64_t from[] = {rule->thresholds.allowed, rule->thresholds.poison_after,
			rule->thresholds.consumer_gone_ms, rule->thresholds.headroom_warn_ms,
			rule->thresholds.window_ms};
		for (size_t k = 0; k < sizeof(from) / sizeof(from[0]); k++) {
			if (rule->set >> k & 1) {
				*to[k] = from[k];
			}
		}
	}
}

struct group *store_add_group(struct model *model, struct topic *topic, struct text name)
{
	struct topic_own *own = topic_own(topic);
	size_t i = place(topic, name);

	if (is_full(model,
		    sizeof(struct group) + sizeof(struct group_own) +
			    ROOM_LEAST * sizeof(struct sample))) {
		return NULL;
	}
	struct group *group = model_take(model, 1, sizeof(*group));
	struct group_own *group_private = model_take(model, 1, sizeof(*group_private));
	group->topic = topic;
	group->name = keep_name(model, name);
	group->lost.known = true;
	group->history = group_private;
	group->verdict = (struct verdict){.id = VERDICT_UNKNOWN,
		.severity = SEVERITY_UNKNOWN,
		.since_ms = model->now_ms,
		.reason = "0 of 3 samples"};
	group_private->history.behind_since_ms = -1;
	resolve_limits(model, group, &group_private->limits);

	own->groups = mem_resize(own->groups, topic->group_count + 1, sizeof(struct group *));
	model->bytes += sizeof(struct group *);
	memmove(&own->groups[i + 1], &own->groups[i],
		(topic->group_count - i) * sizeof(struct group *));
	own->groups[i] = group;
	topic->groups = own->groups;
	topic->group_count++;
	model->rows->stale = true;
	store_share_ceiling(model);
	return group;
}

void store_remove_group(struct model *model, struct topic *topic, size_t i)
{
	struct topic_own *own = topic_own(topic);

	free_group(model, own->groups[i]);
	topic->group_count--;
	memmove(&own->groups[i], &own->groups[i + 1],
		(topic->group_count - i) * sizeof(struct group *));
	model->bytes -= sizeof(struct group *);
	model->rows->stale = true;
}

/* What a visible row is sampled at twice a second, a hidden one now and then: the same picture for
 * both. */
enum { HOLD_S = 30 };

void store_put_series(
	struct model *model, struct series **series, enum series_keep keep, double value)
{
	if (!*series) {
		if (model->budget.used_bytes >= model->budget.ceiling_bytes) {
			model->budget.dropped_samples++;
			return;
		}
		*series = series_create(keep, &model->budget);
	}
	series_put(*series, model->now_ms, value, HOLD_S);
}
