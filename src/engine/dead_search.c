#include "dead_search.h"

#include "base/mem.h"

enum { ASKED_MAX = 50 };
static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

void dead_search_init(struct dead_search *search)
{
	search->reader = model_dead_reader(model_made_with(search->model));
}

static void forget_candidates(struct dead_search *search)
{
	if (search->begun) {
		dead_candidates_finish(&search->candidates);
	}
	search->begun = false;
	search->next = search->next_key = search->answered = search->answered_key = 0;
	search->looked = search->unread = 0;
}

void dead_search_drop(struct dead_search *search)
{
	fetcher_destroy(search->fetcher);
	search->fetcher = NULL;
	/* What had no answer is asked again. */
	search->next = search->answered;
	search->next_key = search->answered_key;
}

void dead_search_finish(struct dead_search *search)
{
	dead_search_drop(search);
	forget_candidates(search);
	dead_reader_destroy(search->reader);
}

void dead_search_set(struct dead_search *search, bool find, unsigned turn)
{
	search->find = find;
	if (find && (!search->sought_once || search->turn != turn)) {
		search->turn = turn;
		search->sought_once = true;
		search->finding = true;
		dead_search_drop(search);
		forget_candidates(search);
	}
}

bool dead_search_wants(const struct dead_search *search)
{
	return search->find && search->finding;
}

void dead_search_refresh(struct dead_search *search)
{
	if (search->find && !search->finding) {
		search->finding = true;
		forget_candidates(search);
	}
}

static void tell_found(struct dead_search *search, bool begins, bool ends)
{
	search->tell(search->arg,
		&(struct fact){
			.kind = FACT_DEAD_FOUND,
			.dead_found = {.begins = begins,
				.ends = ends,
				.looked = search->looked,
				.of = map_count(search->candidates.by_key),
				.unread = search->unread},
		});
}

static void add_topics(struct dead_search *search, const struct topic *topic, bool likely)
{
	const struct topic *const *keys;
	size_t count = model_topic_keys(topic, &keys);
	bool says = dead_name_likeness(topic->name) == DEAD_LIKE ||
		(count > 0 && dead_name_likeness(keys[0]->name) == DEAD_LIKE);

	for (size_t i = 0; i < count && says == likely; i++) {
		dead_candidates_add(&search->candidates, topic->name, keys[i]->name);
	}
}

static void begin_search(struct dead_search *search)
{
	size_t count;
	const struct topic *const *topics = model_topics(search->model, &count);

	dead_candidates_init(&search->candidates);
	search->begun = true;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			add_topics(search, topics[i], pass == 0);
		}
	}
	tell_found(search, true, false);
}

static bool exists(const void *arg, struct text topic)
{
	const struct dead_search *search = arg;

	return model_topic(search->model, topic) != NULL;
}

static void tell_topic(struct dead_search *search, const struct dead_candidate *candidate)
{
	struct dead_pair pair = dead_sample_pair(&candidate->sample, model_made_with(search->model),
		candidate->name, exists, search);

	search->tell(search->arg,
		&(struct fact){
			.kind = FACT_DEAD_TOPIC,
			.topic = candidate->name,
			.dead_topic = {.source = pair.source,
				.by_name = pair.by == DEAD_PAIR_NAME,
				.exists = pair.exists,
				.mixed = pair.mixed},
		});
	mem_free((char *)pair.source.at);
}

/* The keys answer in the order in which they were asked. */
static void on_sample(void *arg, const struct fact *fact)
{
	struct dead_search *search = arg;
	struct dead_candidate *candidate = &search->candidates.at[search->answered];

	if (fact->outcome == FACT_LOST) {
		return;
	}
	search->looked++;
	search->unread += fact->outcome == FACT_DENIED || fact->outcome == FACT_FAILED;
	if (dead_candidate_is_named(candidate) && fact->outcome != FACT_ABSENT &&
		fact->outcome != FACT_WRONGTYPE) {
		candidate->sample.is = true;
	}
	if (fact->outcome == FACT_KNOWN) {
		dead_sample_take(&candidate->sample, search->reader, fact);
	}
	if (++search->answered_key < candidate->key_count) {
		return;
	}
	search->answered++;
	search->answered_key = 0;
	if (candidate->sample.is) {
		tell_topic(search, candidate);
	}
}

static void ask_samples(struct dead_search *search)
{
	const struct dead_candidates *candidates = &search->candidates;

	for (int i = 0; i < ASKED_MAX && search->next < candidates->count; i++) {
		const struct dead_candidate *candidate = &candidates->at[search->next];

		fetch_range(search->fetcher, candidate->keys[search->next_key++], lowest, highest,
			true, DEAD_SAMPLE_ENTRIES);
		if (search->next_key == candidate->key_count) {
			search->next++;
			search->next_key = 0;
		}
	}
}

void dead_search_turn(struct dead_search *search, struct conn *conn, int64_t now_ms)
{
	if (!dead_search_wants(search) || !model_discovered(search->model)) {
		return;
	}
	if (!search->begun) {
		begin_search(search);
	}
	if (search->fetcher == NULL) {
		search->fetcher = fetcher_create(conn, on_sample, search);
	}
	if (fetcher_outstanding(search->fetcher) > 0) {
		return;
	}
	/* What was lost on the way. */
	search->next = search->answered;
	search->next_key = search->answered_key;
	if (search->answered == search->candidates.count) {
		search->finding = false;
		tell_found(search, false, true);
		return;
	}
	if (now_ms != search->told_ms) {
		search->told_ms = now_ms;
		tell_found(search, false, false);
	}
	ask_samples(search);
}
