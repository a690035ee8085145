#include "model/model.h"

#include <string.h>

#include "base/mem.h"
#include "state.h"

static const size_t memory_default_bytes = 256 * 1024 * 1024;

/* Events have a part of the memory for themselves, and of that pending entries a share; one
 * entry looked at closely has another; what operators did has its share of the events' part. */
enum { EVENTS_PART = 4, ENTRY_PART = 16, PENDING_PART = 16, LOG_PART = 32 };

static const char *keep_string(struct model *model, const char *string)
{
	char *copy = mem_dup(string ? string : "*", string ? strlen(string) : 1);

	model->strings =
		mem_resize(model->strings, model->string_count + 1, sizeof(*model->strings));
	model->strings[model->string_count++] = copy;
	return copy;
}

static void keep_options(struct model *model, const struct model_options *options)
{
	struct model_threshold_rule *rules = mem_alloc(options->rule_count + 1, sizeof(*rules));
	struct model_partition_rule *partitions =
		mem_alloc(options->partition_count + 1, sizeof(*partitions));

	for (size_t i = 0; i < options->rule_count; i++) {
		rules[i] = options->rules[i];
		rules[i].topic = keep_string(model, options->rules[i].topic);
		rules[i].group = keep_string(model, options->rules[i].group);
	}
	for (size_t i = 0; i < options->partition_count; i++) {
		partitions[i].topic = keep_string(model, options->partitions[i].topic);
		partitions[i].keys = keep_string(model, options->partitions[i].keys);
	}
	model->options = *options;
	model->options.rules = rules;
	model->options.partitions = partitions;
	if (options->memory_bytes == 0) {
		model->options.memory_bytes = memory_default_bytes;
	}
}

struct model *model_create(const struct model_options *options)
{
	struct model *model = mem_alloc(1, sizeof(*model));

	keep_options(model, options);
	model->events = event_list_create(model->options.memory_bytes / EVENTS_PART -
			model->options.memory_bytes / PENDING_PART -
			model->options.memory_bytes / LOG_PART,
		&model->options);
	model->close_up =
		close_up_create(model->options.memory_bytes / ENTRY_PART, options->envelopes);
	model->dead = dead_list_create(&model->options);
	model->pending =
		pending_list_create(model->options.memory_bytes / PENDING_PART, options->envelopes);
	model->log = log_list_create(model->options.memory_bytes / LOG_PART);
	model->jobs = job_list_create();
	model->options.memory_bytes -= model->options.memory_bytes / EVENTS_PART +
		model->options.memory_bytes / ENTRY_PART;
	model->observed = observed_create(model->options.memory_bytes, options->envelopes);
	model->alerts = alert_list_create(options->alerts, options->alert_count);
	model->keys = map_create();
	model->names = map_create();
	model->rows = mem_alloc(1, sizeof(*model->rows));
	model->budget.ceiling_bytes = model->options.memory_bytes;
	model->server.outcome = FACT_LOST;
	model->link.retry_at_ms = -1;
	model->swept_ms = -1;
	model->broken_ms = -1;
	return model;
}

void model_destroy(struct model *model)
{
	size_t cursor = 0;
	struct text key;
	void *value;

	if (!model) {
		return;
	}
	for (size_t i = 0; i < model->topic_count; i++) {
		if (topic_own(model->topics[i])->combined) {
			store_free_topic(model, model->topics[i]);
		}
	}
	while (map_next(model->keys, &cursor, &key, &value)) {
		store_free_topic(model, value);
	}
	map_destroy(model->keys);
	map_destroy(model->names);
	observed_destroy(model->observed);
	event_list_destroy(model->events);
	close_up_destroy(model->close_up);
	pending_list_destroy(model->pending);
	dead_list_destroy(model->dead);
	log_list_destroy(model->log);
	job_list_destroy(model->jobs);
	alert_list_destroy(model->alerts);
	series_destroy(model->in_series);
	mem_free(model->topics);
	mem_free(model->rows->at);
	mem_free(model->rows);
	for (size_t i = 0; i < model->string_count; i++) {
		mem_free(model->strings[i]);
	}
	mem_free(model->strings);
	mem_free((void *)(uintptr_t)model->options.rules);
	mem_free((void *)(uintptr_t)model->options.partitions);
	mem_free(model);
}

/* The list of events may have the entry, whole. */
static const struct entry *held_entry(const struct model *model, const struct fact *fact)
{
	const struct event_row *row;
	size_t i;

	if (fact->kind != FACT_ENTRY || fact->outcome == FACT_KNOWN ||
		!event_list_find(model->events, fact->topic, fact->entry.id, &i)) {
		return NULL;
	}
	row = event_list_at(model->events, i);
	return row->cut ? NULL : &row->entry;
}

static void apply_memory(struct model *model, const struct fact *fact)
{
	struct topic *topic = map_get(model->keys, fact->topic);

	if (!topic || fact->outcome != FACT_KNOWN) {
		return;
	}
	topic->memory_bytes = (struct known){.is = true, .n = fact->memory_bytes};
	if (topic->parent) {
		partition_combine(model, map_get(model->names, topic->parent->name));
	}
}

/* Whether the server said something with it. */
static bool is_word_of_server(const struct fact *fact)
{
	return fact->outcome == FACT_KNOWN && fact->kind != FACT_SEEN &&
		fact->kind != FACT_ALERT_SEEN && fact->kind != FACT_HOOKS &&
		fact->kind != FACT_COST && fact->kind != FACT_LINK && fact->kind != FACT_SOUGHT &&
		fact->kind != FACT_READING && fact->kind != FACT_PENDING_SOUGHT &&
		fact->kind != FACT_PENDING_READ && fact->kind != FACT_DEAD_SOUGHT &&
		fact->kind != FACT_DEAD_FOUND && fact->kind != FACT_DEAD_READ &&
		fact->kind < FACT_LOG_RECORD;
}

static void apply_events(struct model *model, const struct fact *fact)
{
	int64_t server_now_ms;

	event_list_apply(model->events, fact,
		model_server_now_ms(model, &server_now_ms) ? server_now_ms : 0);
}

static void apply_alerts(struct model *model, const struct fact *fact)
{
	if (fact->kind == FACT_HOOKS) {
		alert_list_tell_hooks(model->alerts, &fact->hooks);
	} else {
		alert_list_acknowledge(model->alerts, model, fact->alert_key);
	}
}

static void take_moment(struct model *model, const struct fact *fact)
{
	if (fact->at_ms > model->now_ms) {
		model->now_ms = fact->at_ms;
	}
	if (is_word_of_server(fact)) {
		model->link.last_fact_ms = model->now_ms;
	}
}

void model_apply(struct model *model, const struct fact *fact)
{
	take_moment(model, fact);
	close_up_stale(model->close_up);
	switch (fact->kind) {
	case FACT_SERVER:
	case FACT_CLOCK:
	case FACT_LINK:
	case FACT_COST:
		server_apply(model, fact);
		break;
	case FACT_SCAN:
		sweep_scan(model, fact);
		break;
	case FACT_TOPIC:
		sample_topic(model, fact);
		break;
	case FACT_CONSUMERS:
	case FACT_PENDING:
	case FACT_UNDELIVERED:
	case FACT_COUNT:
	case FACT_SEEN:
		group_apply(model, fact);
		break;
	case FACT_ALERT_SEEN:
	case FACT_HOOKS:
		apply_alerts(model, fact);
		break;
	case FACT_MEMORY:
		apply_memory(model, fact);
		break;
	case FACT_ENTRIES:
		observed_apply(model->observed, fact);
		apply_events(model, fact);
		break;
	case FACT_TYPE:
	case FACT_SOUGHT:
	case FACT_READING:
		apply_events(model, fact);
		break;
	case FACT_ENTRY:
	case FACT_READER:
		close_up_apply(model->close_up, fact, held_entry(model, fact));
		break;
	default:
		lists_apply(model, fact);
	}
}

void model_advance(struct model *model, int64_t now_ms)
{
	if (now_ms > model->now_ms) {
		model->now_ms = now_ms;
	}
	close_up_stale(model->close_up);
	sweep_rows(model);
	alert_list_turn(model->alerts, model);
}

int64_t model_now_ms(const struct model *model)
{
	return model->now_ms;
}

bool model_server_now_ms(const struct model *model, int64_t *server_now_ms)
{
	*server_now_ms = model->clock_offset_ms + model->now_ms;
	return model->has_clock;
}

const struct topic *const *model_topics(const struct model *model, size_t *count)
{
	*count = model->topic_count;
	return (const struct topic *const *)model->topics;
}

static void add_rows(struct group_rows *rows, const struct topic *topic)
{
	if (rows->count + topic->group_count > rows->room) {
		rows->room = (rows->count + topic->group_count) * 2;
		rows->at = mem_resize(rows->at, rows->room, sizeof(*rows->at));
	}
	for (size_t i = 0; i < topic->group_count; i++) {
		rows->at[rows->count++] = topic->groups[i];
	}
}

const struct group *const *model_groups(const struct model *model, size_t *count)
{
	struct group_rows *rows = model->rows;

	if (rows->stale) {
		rows->count = 0;
		for (size_t i = 0; i < model->topic_count; i++) {
			add_rows(rows, model->topics[i]);
		}
		rows->stale = false;
	}
	*count = rows->count;
	return rows->at;
}

const struct model_options *model_made_with(const struct model *model)
{
	return &model->options;
}

const struct topic *model_topic(const struct model *model, struct text name)
{
	const struct topic *topic = map_get(model->names, name);

	return topic ? topic : map_get(model->keys, name);
}

const struct group *model_group(const struct model *model, struct text topic, struct text group)
{
	const struct topic *found = model_topic(model, topic);

	return found ? store_find_group(found, group) : NULL;
}

size_t model_topic_keys(const struct topic *topic, const struct topic *const **keys)
{
	const struct topic_own *own = topic_own(topic);

	if (own->combined) {
		*keys = (const struct topic *const *)own->partitions;
		return topic->partition_count;
	}
	*keys = (const struct topic *const *)&own->self;
	return 1;
}

const struct series *model_in_series(const struct model *model)
{
	return model->in_series;
}

const struct model_server *model_server(const struct model *model)
{
	return &model->server;
}

const struct model_link *model_link(const struct model *model)
{
	return &model->link;
}

const struct fact_cost *model_cost(const struct model *model)
{
	return &model->cost;
}

const struct event_list *model_events(const struct model *model)
{
	return model->events;
}

const struct close_entry *model_entry(const struct model *model)
{
	struct text key = close_up_topic(model->close_up);

	return close_up_entry(model->close_up, map_get(model->keys, key));
}

const struct observed *model_observed(const struct model *model)
{
	return model->observed;
}

bool model_discovered(const struct model *model)
{
	return model->discovered;
}

size_t model_bytes(const struct model *model, uint64_t *dropped_samples)
{
	*dropped_samples = model->budget.dropped_samples;
	return model->bytes + map_bytes(model->keys) + map_bytes(model->names) +
		model->budget.used_bytes + model->rows->room * sizeof(*model->rows->at) +
		event_list_bytes(model->events) + close_up_bytes(model->close_up) +
		observed_bytes(model->observed) + pending_list_bytes(model->pending) +
		dead_list_bytes(model->dead) + log_list_bytes(model->log) +
		job_list_bytes(model->jobs);
}

const struct dead_list *model_dead(const struct model *model)
{
	return model->dead;
}

const struct pending_list *model_pending(const struct model *model)
{
	return model->pending;
}

uint64_t model_refused_rows(const struct model *model)
{
	return model->refused_rows;
}

const struct alert_list *model_alerts(const struct model *model)
{
	return model->alerts;
}
