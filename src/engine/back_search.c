#include "back_search.h"
#include "back_range.h"

#include "base/mem.h"
#include "envelope/dead_letter.h"

enum { ASKED_MAX = 50, RETIRED_MS = 1000 };

static const struct id highest = {UINT64_MAX, UINT64_MAX};

void back_search_init(struct back_search *search)
{
	coverage_init(&search->past.covered);
	coverage_init(&search->keys);
}

static void forget_keys(struct back_search *search)
{
	coverage_finish(&search->keys);
	mem_free(search->ends);
	search->ends = NULL;
	search->next = search->answered = 0;
}

void back_search_drop(struct back_search *search)
{
	fetcher_destroy(search->fetcher);
	search->fetcher = NULL;
	search->next = search->answered;
	back_range_drop(search);
}

void back_search_finish(struct back_search *search)
{
	model_show_past(search->model, NULL);
	back_search_drop(search);
	forget_keys(search);
	back_retire(search);
	back_forget_old(search, INT64_MAX);
	coverage_finish(&search->past.covered);
	event_reader_destroy(search->reader);
	ref_finish(&search->what);
	search->phase = BACK_IDLE;
}

void back_search_set(struct back_search *search, const struct interest_past *past)
{
	search->wanted = past->wanted;
	search->stopped = past->stopped;
	if (!past->wanted ||
		(search->past.what != NULL && search->past.turn == past->turn &&
			ref_equal(&search->what, &past->what))) {
		return;
	}
	back_retire(search);
	ref_set(&search->what, &past->what);
	search->past.turn = past->turn;
	search->past.what = &search->what;
	search->past.on = true;
	search->phase = BACK_BEGINS;
	model_show_past(search->model, &search->past);
}

bool back_search_wants(const struct back_search *search)
{
	return search->wanted && search->phase != BACK_IDLE;
}

/* --- which topics --- */

static const char *topics_of(const struct back_search *search)
{
	for (size_t i = 0; i < search->config->journey_count; i++) {
		const struct definition *definition = &search->config->journeys[i];

		if (text_is(search->what.definition, definition->name)) {
			return definition->topics;
		}
	}
	return NULL;
}

static void add_keys(struct back_search *search, const struct topic *topic, const char *glob)
{
	const struct topic *const *keys;
	size_t count = model_topic_keys(topic, &keys);

	for (size_t i = 0; i < count; i++) {
		struct text name = keys[i]->name;

		if (keys[i]->outcome != FACT_WRONGTYPE &&
			(glob == NULL || text_glob(text_of(glob), name) ||
				dead_name_likeness(name) == DEAD_LIKE)) {
			coverage_add(&search->keys, name);
		}
	}
}

static void begin(struct back_search *search)
{
	size_t count;
	const struct topic *const *topics = model_topics(search->model, &count);

	back_range_drop(search);
	forget_keys(search);
	coverage_finish(&search->past.covered);
	search->depth = 0;
	search->entries = search->bytes = 0;
	for (size_t i = 0; i < count; i++) {
		add_keys(search, topics[i], topics_of(search));
	}
	search->ends = mem_alloc(search->keys.count + 1, sizeof *search->ends);
	search->phase = BACK_ASKING;
}

/* The keys answer in the order in which they were asked. */
static void on_topic(void *arg, const struct fact *fact)
{
	struct back_search *search = arg;

	if (fact->outcome == FACT_LOST) {
		return;
	}
	coverage_note_held(&search->keys.topics[search->answered], fact);
	search->ends[search->answered++] =
		fact->outcome == FACT_KNOWN ? fact->topic_info.last_generated : highest;
}

static void ask_keys(struct back_search *search, struct conn *conn)
{
	if (search->fetcher == NULL) {
		search->fetcher = fetcher_create(conn, on_topic, search);
	}
	if (fetcher_outstanding(search->fetcher) > 0) {
		return;
	}
	search->next = search->answered;
	for (int i = 0; i < ASKED_MAX && search->next < search->keys.count; i++) {
		fetch_topic(search->fetcher, search->keys.topics[search->next++].name);
	}
	if (search->answered == search->keys.count &&
		model_server_now_ms(search->model, &search->past.as_of_ms)) {
		search->phase = BACK_READING;
	}
}

void back_search_turn(struct back_search *search, struct conn *conn, int64_t now_ms)
{
	search->now_ms = now_ms;
	back_forget_old(search, now_ms - RETIRED_MS);
	if (search->phase == BACK_IDLE) {
		return;
	}
	if (search->stopped) {
		back_conclude(search, COVERAGE_CANCELLED);
	} else if (!search->wanted) {
		if (search->scan != NULL) {
			scan_hold(search->scan);
		}
	} else if (search->phase == BACK_BEGINS) {
		if (model_discovered(search->model)) {
			begin(search);
		}
	} else if (conn != NULL && search->phase == BACK_ASKING) {
		ask_keys(search, conn);
	} else if (conn != NULL) {
		back_read_on(search, conn);
	}
}
