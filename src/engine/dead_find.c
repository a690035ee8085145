#include "engine/dead_find.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "denied.h"
#include "look.h"
#include "wire/fetch.h"

enum { BATCH = 50, SAMPLE = 5, SOURCES_MAX = 4, NAME_SHOWN_MAX = 200 };

static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

struct candidate {
	struct text name;
	bool is;
	size_t source_count;
	struct text sources[SOURCES_MAX]; /* that a few entries name; owned */
};

enum phase { PHASE_SCAN, PHASE_SAMPLE, PHASE_SOURCES, PHASE_END };

struct finding {
	const struct config *config;
	const char *topic;
	struct dead_found *found;
	struct look look;
	struct fetcher *fetcher;
	struct dead_reader *reader;
	struct candidate *candidates;
	size_t count, room, next, asked;
	struct map *by_name, *present; /* candidates; topics that are there */
	enum phase phase;
};

static int shown_length(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static void add_candidate(struct finding *finding, struct text name)
{
	if (map_get(finding->by_name, name) != NULL) {
		return;
	}
	if (finding->count == finding->room) {
		finding->room = finding->room == 0 ? 64 : finding->room * 2;
		finding->candidates =
			mem_resize(finding->candidates, finding->room, sizeof *finding->candidates);
	}
	finding->candidates[finding->count] =
		(struct candidate){.name = text_from(text_dup(name), name.length)};
	finding->count++;
	/* Places, not addresses: the array moves. From 1, as a map holds no NULL. */
	map_put(finding->by_name, name, (void *)(uintptr_t)finding->count);
}

static struct candidate *find(struct finding *finding, struct text name)
{
	size_t place = (size_t)(uintptr_t)map_get(finding->by_name, name);

	return place == 0 ? NULL : &finding->candidates[place - 1];
}

static void add_source(struct candidate *candidate, struct text source)
{
	for (size_t i = 0; i < candidate->source_count; i++) {
		if (text_equal(candidate->sources[i], source)) {
			return;
		}
	}
	if (source.length > 0 && candidate->source_count < SOURCES_MAX) {
		candidate->sources[candidate->source_count++] =
			text_from(text_dup(source), source.length);
	}
}

static void take_sample(struct finding *finding, const struct fact *fact)
{
	struct candidate *candidate = find(finding, fact->topic);
	struct dead_letter letter;

	if (candidate == NULL) {
		return;
	}
	for (size_t i = 0; i < fact->entries.count; i++) {
		if (dead_letter_read(
			    finding->reader, fact->topic, &fact->entries.entries[i], &letter)) {
			candidate->is = true;
			add_source(candidate, letter.source);
		}
	}
}

static void ask_samples(struct finding *finding)
{
	while (finding->next < finding->count && finding->asked < BATCH) {
		struct candidate *candidate = &finding->candidates[finding->next++];

		candidate->is =
			finding->topic != NULL || dead_name_likeness(candidate->name) == DEAD_LIKE;
		finding->asked++;
		fetch_range(finding->fetcher, candidate->name, lowest, highest, true, SAMPLE);
	}
}

static void ask_type(struct finding *finding, struct text name)
{
	if (map_get(finding->present, name) == NULL && find(finding, name) == NULL) {
		finding->asked++;
		fetch_type(finding->fetcher, name);
	}
}

/* Whether the topics are there that the names and the entries of the dead ones point to. */
static void ask_sources(struct finding *finding)
{
	while (finding->next < finding->count && finding->asked < BATCH) {
		struct candidate *candidate = &finding->candidates[finding->next++];
		struct dead_name name;

		if (!candidate->is) {
			continue;
		}
		dead_name_read(&name, candidate->name);
		for (size_t i = 0; i < name.count && candidate->source_count == 0; i++) {
			ask_type(finding, name.sources[i]);
		}
		for (size_t i = 0; i < candidate->source_count; i++) {
			ask_type(finding, candidate->sources[i]);
		}
		dead_name_finish(&name);
	}
}

static bool exists(const void *arg, struct text topic)
{
	struct finding *finding = (struct finding *)arg;

	return map_get(finding->present, topic) != NULL || find(finding, topic) != NULL;
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

	found->looked = finding->count;
	found->topics = mem_alloc(finding->count + 1, sizeof *found->topics);
	for (size_t i = 0; i < finding->count; i++) {
		struct candidate *candidate = &finding->candidates[i];
		struct dead_topic *topic = &found->topics[found->count];
		struct dead_name name;

		if (!candidate->is) {
			continue;
		}
		dead_name_read(&name, candidate->name);
		topic->name = text_dup(candidate->name);
		topic->length = candidate->name.length;
		topic->pair = dead_pair(&(struct dead_pairing){
			.name = &name,
			.count = candidate->source_count,
			.sources = candidate->sources,
			.exists = exists,
			.arg = finding,
		});
		struct text source = topic->pair.source;
		topic->pair.source = text_from(text_dup(source), source.length);
		found->count++;
		dead_name_finish(&name);
	}
	qsort(found->topics, found->count, sizeof *found->topics, compare);
	look_end(&finding->look, NULL);
}

static void go_on(struct finding *finding)
{
	while (!finding->look.over && finding->asked == 0) {
		switch (finding->phase) {
		case PHASE_SCAN:
			finding->asked++;
			fetch_scan(finding->fetcher, text_of(finding->config->topics), false);
			return;
		case PHASE_SAMPLE:
			ask_samples(finding);
			break;
		case PHASE_SOURCES:
			ask_sources(finding);
			break;
		case PHASE_END:
			conclude(finding);
			return;
		}
		if (finding->asked == 0 && finding->next == finding->count) {
			finding->phase++;
			finding->next = 0;
		}
	}
}

/* What ends the search; what concerns one of many keys does not. */
static bool ends_with(struct finding *finding, const struct fact *fact, struct error *error)
{
	bool named = finding->topic != NULL && finding->phase == PHASE_SAMPLE;

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
	return named || fact->outcome == FACT_LOST || fact->kind == FACT_SCAN ||
		(fact->outcome == FACT_DENIED && fact->kind == FACT_ENTRIES &&
			denied_command(text_of(fact->error.text)));
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
		for (size_t i = 0; i < fact->scan.count; i++) {
			add_candidate(finding, fact->scan.names[i]);
		}
		finding->phase = fact->scan.ends ? PHASE_SAMPLE : PHASE_SCAN;
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

	if (finding->topic != NULL) {
		struct text name = text_of(finding->topic);

		add_candidate(finding, name);
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
	for (size_t i = 0; i < finding->count; i++) {
		struct candidate *candidate = &finding->candidates[i];

		mem_free((char *)candidate->name.at);
		for (size_t j = 0; j < candidate->source_count; j++) {
			mem_free((char *)candidate->sources[j].at);
		}
	}
	mem_free(finding->candidates);
	map_destroy(finding->by_name);
	map_destroy(finding->present);
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
	finding->by_name = map_create();
	finding->present = map_create();
	finding->reader = dead_reader_create();
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
