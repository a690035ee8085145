#include "engine/dead_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dead_candidates.h"
#include "denied.h"
#include "look.h"
#include "wire/fetch.h"

enum { BATCH = 50, NAME_SHOWN_MAX = 200 };

static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

enum phase { PHASE_SCAN, PHASE_SAMPLE, PHASE_SOURCES, PHASE_PARTITIONS, PHASE_END };

struct finding {
	const struct config *config;
	const char *topic;
	struct dead_found *found;
	struct look look;
	struct fetcher *fetcher;
	struct dead_reader *reader;
	struct dead_candidates candidates;
	size_t next, next_key, asked;
	struct map *present, *wanted; /* topics: that are there; of keys, that are named */
	bool scanned;
	enum phase phase;
};

static int shown_length(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static void take_names(struct finding *finding, const struct fact_scan *scan)
{
	const struct model_options *options = &finding->config->model;

	for (size_t i = 0; i < scan->count; i++) {
		struct text topic = model_topic_of_key(options, scan->names[i]);

		if (finding->phase == PHASE_PARTITIONS) {
			map_put(finding->present, topic, finding);
		} else if (finding->topic == NULL || text_is(topic, finding->topic)) {
			dead_candidates_add(&finding->candidates, topic, scan->names[i]);
		}
	}
}

static void take_sample(struct finding *finding, const struct fact *fact)
{
	struct dead_candidate *candidate = dead_candidates_keyed(&finding->candidates, fact->topic);

	if (candidate != NULL) {
		dead_sample_take(&candidate->sample, finding->reader, fact);
	}
}

static void ask_samples(struct finding *finding)
{
	while (finding->next < finding->candidates.count && finding->asked < BATCH) {
		struct dead_candidate *candidate = &finding->candidates.at[finding->next];

		if (finding->next_key == 0) {
			candidate->sample.is =
				finding->topic != NULL || dead_candidate_is_named(candidate);
		}
		finding->asked++;
		fetch_range(finding->fetcher, candidate->keys[finding->next_key++], lowest, highest,
			true, DEAD_SAMPLE_ENTRIES);
		if (finding->next_key == candidate->key_count) {
			finding->next++;
			finding->next_key = 0;
		}
	}
}

static bool exists(const void *arg, struct text topic)
{
	const struct finding *finding = arg;

	return map_get(finding->present, topic) != NULL ||
		dead_candidates_named(&finding->candidates, topic) != NULL;
}

/* A topic that is made of keys has none of its own name: they are looked for together. */
static bool ask_type(void *arg, struct text topic)
{
	struct finding *finding = arg;

	if (exists(finding, topic)) {
		return true;
	}
	if (model_parent_of(&finding->config->model, topic).length > 0) {
		map_put(finding->wanted, topic, finding);
	} else {
		finding->asked++;
		fetch_type(finding->fetcher, topic);
	}
	return true;
}

/* Whether the topics are there that the names and the entries of the dead ones point to. */
static void ask_sources(struct finding *finding)
{
	while (finding->next < finding->candidates.count && finding->asked < BATCH) {
		struct dead_candidate *candidate = &finding->candidates.at[finding->next++];

		if (candidate->sample.is) {
			dead_sample_sources(&candidate->sample, &finding->config->model,
				candidate->name, ask_type, finding);
		}
	}
}

/* One rule of the configuration after the other, each to the end of its discovery. */
static void ask_partitions(struct finding *finding)
{
	const struct model_options *options = &finding->config->model;

	while (finding->next < options->partition_count && finding->asked == 0) {
		const struct model_partition_rule *rule = &options->partitions[finding->next];

		if (map_get(finding->wanted, text_of(rule->topic)) == NULL ||
			map_get(finding->present, text_of(rule->topic)) != NULL) {
			finding->next++;
			continue;
		}
		finding->asked++;
		fetch_scan(finding->fetcher, text_of(rule->keys), false);
	}
}

static bool is_partitioned(const struct finding *finding)
{
	const struct model_options *options = &finding->config->model;

	for (size_t i = 0; finding->topic != NULL && i < options->partition_count; i++) {
		if (strcmp(finding->topic, options->partitions[i].topic) == 0) {
			return true;
		}
	}
	return false;
}

/* All that the configuration allows, or what the named topic is made of. */
static void ask_keys(struct finding *finding)
{
	const struct model_options *options = &finding->config->model;
	const char *glob = finding->config->topics;

	if (finding->topic != NULL) {
		while (finding->next < options->partition_count &&
			strcmp(finding->topic, options->partitions[finding->next].topic) != 0) {
			finding->next++;
		}
		finding->scanned = finding->next == options->partition_count;
		glob = finding->scanned ? NULL : options->partitions[finding->next].keys;
	}
	if (!finding->scanned) {
		finding->asked++;
		fetch_scan(finding->fetcher, text_of(glob), false);
	}
}

static int compare(const void *a, const void *b)
{
	const struct dead_topic *left = a, *right = b;

	return text_compare(
		text_from(left->name, left->length), text_from(right->name, right->length));
}

static void conclude(struct finding *finding)
{
	struct dead_found *found = finding->found;
	struct error error;

	if (finding->topic != NULL && finding->candidates.count == 0) {
		error_set(&error, ERROR_FAILED, "there is no topic %s", finding->topic);
		look_end(&finding->look, &error);
		return;
	}
	found->looked = map_count(finding->candidates.by_key);
	found->topics = mem_alloc(finding->candidates.count + 1, sizeof *found->topics);
	for (size_t i = 0; i < finding->candidates.count; i++) {
		struct dead_candidate *candidate = &finding->candidates.at[i];
		struct dead_topic *topic = &found->topics[found->count];

		if (!candidate->sample.is) {
			continue;
		}
		topic->name = text_dup(candidate->name);
		topic->length = candidate->name.length;
		topic->pair = dead_sample_pair(&candidate->sample, &finding->config->model,
			candidate->name, exists, finding);
		found->count++;
	}
	qsort(found->topics, found->count, sizeof *found->topics, compare);
	look_end(&finding->look, NULL);
}

static bool is_over(const struct finding *finding)
{
	switch (finding->phase) {
	case PHASE_SCAN:
		return finding->scanned;
	case PHASE_PARTITIONS:
		return finding->next == finding->config->model.partition_count;
	default:
		return finding->next == finding->candidates.count;
	}
}

static void go_on(struct finding *finding)
{
	static void (*const asks[])(struct finding *) = {
		[PHASE_SCAN] = ask_keys,
		[PHASE_SAMPLE] = ask_samples,
		[PHASE_SOURCES] = ask_sources,
		[PHASE_PARTITIONS] = ask_partitions,
	};

	while (!finding->look.over && finding->asked == 0) {
		if (finding->phase == PHASE_END) {
			conclude(finding);
			return;
		}
		asks[finding->phase](finding);
		if (finding->asked == 0 && is_over(finding)) {
			finding->phase++;
			finding->next = 0;
		}
	}
}

/* What ends the search; what concerns one of many keys does not. */
static bool ends_with(struct finding *finding, const struct fact *fact, struct error *error)
{
	bool named = finding->topic != NULL && finding->phase == PHASE_SAMPLE &&
		!is_partitioned(finding);

	*error = fact->error;
	if (fact->outcome == FACT_KNOWN || fact->outcome == FACT_TOOBIG) {
		return false;
	}
	if (fact->outcome == FACT_DENIED) {
		denied_explain(fact, error);
	}
	if (named && fact->outcome == FACT_ABSENT) {
		error_set(error, ERROR_FAILED, "there is no topic %.*s", shown_length(fact->topic),
			fact->topic.at);
	} else if (named && fact->outcome == FACT_WRONGTYPE) {
		error_set(error, ERROR_FAILED, "the key %.*s is no stream",
			shown_length(fact->topic), fact->topic.at);
	}
	return named || fact->outcome == FACT_LOST ||
		(fact->kind == FACT_SCAN && finding->phase == PHASE_SCAN) ||
		(fact->outcome == FACT_DENIED && fact->kind == FACT_ENTRIES &&
			denied_command(text_of(fact->error.text)));
}

/* A source that cannot be looked for is taken to be missing. */
static void take_scan(struct finding *finding, const struct fact *fact)
{
	bool known = fact->outcome == FACT_KNOWN;

	if (known) {
		take_names(finding, &fact->scan);
	}
	if (known && !fact->scan.ends) {
		return;
	}
	finding->scanned = finding->topic == NULL;
	finding->next += finding->phase == PHASE_PARTITIONS || finding->topic != NULL;
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct finding *finding = arg;
	struct error error;

	finding->asked--;
	if (finding->look.over) {
		return;
	}
	if (ends_with(finding, fact, &error)) {
		look_end(&finding->look, &error);
		return;
	}
	if (fact->kind == FACT_SCAN) {
		take_scan(finding, fact);
	} else if (fact->kind == FACT_TYPE && fact->outcome == FACT_KNOWN) {
		map_put(finding->present, fact->topic, finding);
	} else if (fact->kind == FACT_ENTRIES) {
		finding->found->unread +=
			fact->outcome == FACT_DENIED || fact->outcome == FACT_FAILED;
		take_sample(finding, fact);
	}
	go_on(finding);
}

static void on_ready(void *arg)
{
	struct finding *finding = arg;

	if (finding->topic != NULL && !is_partitioned(finding)) {
		struct text name = text_of(finding->topic);

		dead_candidates_add(&finding->candidates, name, name);
		finding->phase = PHASE_SAMPLE;
		finding->asked++;
		fetch_type(finding->fetcher, name);
		return;
	}
	go_on(finding);
}

static bool run(struct finding *finding, struct error *error)
{
	finding->fetcher = fetcher_create(finding->look.conn, on_fact, finding);
	return look_run(&finding->look, on_ready, finding, error);
}

static void finish(struct finding *finding)
{
	fetcher_destroy(finding->fetcher);
	look_finish(&finding->look);
	dead_candidates_finish(&finding->candidates);
	map_destroy(finding->present);
	map_destroy(finding->wanted);
	dead_reader_destroy(finding->reader);
	mem_free(finding);
}

bool dead_find(const struct config *config, const char *topic, struct dead_found *found,
	struct error *error)
{
	struct finding *finding = mem_alloc(1, sizeof *finding);

	*found = (struct dead_found){.count = 0};
	finding->config = config;
	finding->topic = topic;
	finding->found = found;
	dead_candidates_init(&finding->candidates);
	finding->present = map_create();
	finding->wanted = map_create();
	finding->reader = model_dead_reader(&config->model);
	bool good = look_init(&finding->look, config->url, config->url_from, error) &&
		run(finding, error);
	finish(finding);
	return good;
}

void dead_found_finish(struct dead_found *found)
{
	for (size_t i = 0; i < found->count; i++) {
		mem_free(found->topics[i].name);
		mem_free((char *)found->topics[i].pair.source.at);
	}
	mem_free(found->topics);
	*found = (struct dead_found){.count = 0};
}
