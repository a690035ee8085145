#include "dead_desk.h"

#include "base/mem.h"

enum { ROUND_MS = 5000, SAMPLE = 5 };
static const uint64_t bytes_per_s = 16 * 1000 * 1000;
static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

void dead_desk_init(struct dead_desk *desk)
{
	desk->reader = dead_reader_create();
}

static void forget_names(struct dead_desk *desk)
{
	for (size_t i = 0; i < desk->count; i++) {
		mem_free(desk->names[i]);
	}
	mem_free(desk->names);
	mem_free(desk->lengths);
	desk->names = NULL;
	desk->lengths = NULL;
	desk->count = desk->next = desk->answered = desk->unread = 0;
}

static void drop_scan(struct dead_desk *desk)
{
	if (desk->scan != NULL) {
		struct scan_coverage coverage = scan_coverage(desk->scan);

		if (coverage.has_reached) {
			desk->has_reached = true;
			desk->reached = coverage.reached;
		}
		desk->entries += coverage.entries;
		desk->bytes += coverage.bytes;
		desk->busy_ms += coverage.busy_ms;
		scan_destroy(desk->scan);
		desk->scan = NULL;
	}
}

void dead_desk_drop(struct dead_desk *desk)
{
	drop_scan(desk);
	fetcher_destroy(desk->fetcher);
	desk->fetcher = NULL;
	/* What had no answer is asked again. */
	desk->next = desk->answered;
}

void dead_desk_finish(struct dead_desk *desk)
{
	dead_desk_drop(desk);
	forget_names(desk);
	mem_free(desk->topic);
	dead_reader_destroy(desk->reader);
}

void dead_desk_set(struct dead_desk *desk, const struct interest_dead *dead)
{
	desk->find = dead->find;
	if (dead->find && (!desk->sought_once || desk->find_turn != dead->find_turn)) {
		desk->find_turn = dead->find_turn;
		desk->sought_once = true;
		desk->finding = true;
		fetcher_destroy(desk->fetcher);
		desk->fetcher = NULL;
		forget_names(desk);
	}
	desk->wanted = dead->wanted;
	desk->held = dead->held;
	if (!dead->wanted ||
		(desk->topic != NULL && desk->turn == dead->turn &&
			text_equal(text_from(desk->topic, desk->topic_length), dead->topic))) {
		return;
	}
	drop_scan(desk);
	mem_free(desk->topic);
	desk->topic = text_dup(dead->topic);
	desk->topic_length = dead->topic.length;
	desk->turn = dead->turn;
	desk->begins = true;
}

bool dead_desk_wants(const struct dead_desk *desk)
{
	return (desk->find && desk->finding) || desk->wanted;
}

void dead_desk_refresh(struct dead_desk *desk)
{
	desk->next_ms = 0;
	if (desk->find && !desk->finding) {
		desk->finding = true;
		forget_names(desk);
	}
}

/* --- the search --- */

static void tell_found(struct dead_desk *desk, bool begins, bool ends)
{
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_DEAD_FOUND,
			.dead_found = {.begins = begins,
				.ends = ends,
				.looked = desk->answered,
				.of = desk->count,
				.unread = desk->unread},
		});
}

static void add_names(struct dead_desk *desk, const struct topic *topic, bool likely, size_t *room)
{
	const struct topic *const *keys;
	size_t count = model_topic_keys(topic, &keys);

	for (size_t i = 0; i < count; i++) {
		if ((dead_name_likeness(keys[i]->name) == DEAD_LIKE) != likely) {
			continue;
		}
		if (desk->count == *room) {
			*room = *room * 2 + 64;
			desk->names = mem_resize(desk->names, *room, sizeof *desk->names);
			desk->lengths = mem_resize(desk->lengths, *room, sizeof *desk->lengths);
		}
		desk->names[desk->count] = text_dup(keys[i]->name);
		desk->lengths[desk->count++] = keys[i]->name.length;
	}
}

static void begin_search(struct dead_desk *desk)
{
	size_t count, room = 0;
	const struct topic *const *topics = model_topics(desk->model, &count);

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			add_names(desk, topics[i], pass == 0, &room);
		}
	}
	tell_found(desk, true, false);
}

static bool exists(const void *arg, struct text topic)
{
	const struct dead_desk *desk = arg;

	return model_topic(desk->model, topic) != NULL;
}

static void add_source(struct text sources[DEAD_NAMED_MAX], size_t *count, struct text source)
{
	for (size_t i = 0; i < *count; i++) {
		if (text_equal(sources[i], source)) {
			return;
		}
	}
	if (source.length > 0 && *count < DEAD_NAMED_MAX) {
		sources[(*count)++] = text_from(text_dup(source), source.length);
	}
}

static void tell_topic(
	struct dead_desk *desk, struct text topic, const struct text *sources, size_t count)
{
	struct dead_name name;

	dead_name_read(&name, topic);
	struct dead_pair pair = dead_pair(&(struct dead_pairing){
		.name = &name, .count = count, .sources = sources, .exists = exists, .arg = desk});
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_DEAD_TOPIC,
			.topic = topic,
			.dead_topic = {.source = pair.by == DEAD_PAIR_NONE ? text_of("")
									   : pair.source,
				.by_name = pair.by == DEAD_PAIR_NAME,
				.exists = pair.exists,
				.mixed = pair.mixed},
		});
	dead_name_finish(&name);
}

static void on_sample(void *arg, const struct fact *fact)
{
	struct dead_desk *desk = arg;
	size_t i = desk->answered, count = 0;
	struct text topic = text_from(desk->names[i], desk->lengths[i]);
	struct text sources[DEAD_NAMED_MAX];
	struct dead_letter letter;

	if (fact->outcome == FACT_LOST) {
		return;
	}
	desk->answered++;
	desk->unread += fact->outcome == FACT_DENIED || fact->outcome == FACT_FAILED;
	bool is = dead_name_likeness(topic) == DEAD_LIKE && fact->outcome != FACT_ABSENT &&
		fact->outcome != FACT_WRONGTYPE;
	size_t entries = fact->outcome == FACT_KNOWN ? fact->entries.count : 0;
	for (size_t k = 0; k < entries; k++) {
		if (dead_letter_read(desk->reader, topic, &fact->entries.entries[k], &letter)) {
			is = true;
			add_source(sources, &count, letter.source);
		}
	}
	if (is) {
		tell_topic(desk, topic, sources, count);
	}
	for (size_t k = 0; k < count; k++) {
		mem_free((char *)sources[k].at);
	}
}

static void search_on(struct dead_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (!desk->finding || !model_discovered(desk->model)) {
		return;
	}
	if (desk->names == NULL) {
		begin_search(desk);
	}
	if (desk->fetcher == NULL) {
		desk->fetcher = fetcher_create(conn, on_sample, desk);
	}
	if (fetcher_outstanding(desk->fetcher) > 0) {
		return;
	}
	/* What was lost on the way. */
	desk->next = desk->answered;
	if (desk->answered == desk->count) {
		desk->finding = false;
		tell_found(desk, false, true);
		return;
	}
	if (now_ms != desk->told_ms) {
		desk->told_ms = now_ms;
		tell_found(desk, false, false);
	}
	for (int i = 0; i < DEAD_ASKED_MAX && desk->next < desk->count; i++) {
		struct text name = text_from(desk->names[desk->next], desk->lengths[desk->next]);

		desk->next++;
		fetch_range(desk->fetcher, name, lowest, highest, true, SAMPLE);
	}
}

/* --- one topic --- */

static bool on_entry(void *arg, struct text topic, const struct entry *entry)
{
	struct dead_desk *desk = arg;

	desk->tell(desk->arg,
		&(struct fact){.kind = FACT_DEAD_ENTRY, .topic = topic, .dead_entry = entry});
	return desk->wanted && !desk->held;
}

static void tell_reading(struct dead_desk *desk, const struct scan_coverage *coverage)
{
	struct fact fact = {
		.kind = FACT_DEAD_READ,
		.topic = text_from(desk->topic, desk->topic_length),
		.reading = {.on = coverage->why == SCAN_ON && !desk->ended,
			.ends = desk->ended,
			.has_reached = coverage->has_reached || desk->has_reached,
			.reached = coverage->has_reached ? coverage->reached : desk->reached,
			.entries = desk->entries + coverage->entries,
			.bytes = desk->bytes + coverage->bytes,
			.busy_ms = desk->busy_ms + coverage->busy_ms},
	};

	if (coverage->why == SCAN_FAILED) {
		fact.outcome = coverage->error.code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact.error = coverage->error;
	} else if (coverage->topics_denied > 0) {
		fact.outcome = FACT_DENIED;
		fact.error = coverage->trouble;
	} else if (coverage->topics_gone > 0) {
		fact.outcome = FACT_ABSENT;
		error_set(&fact.error, ERROR_FAILED, "the topic is not there, or is no stream");
	} else if (coverage->trouble.code != ERROR_NONE) {
		fact.error = coverage->trouble;
	}
	desk->tell(desk->arg, &fact);
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct dead_desk *desk = arg;

	desk->ended = desk->ended || coverage->why == SCAN_END;
	tell_reading(desk, coverage);
}

static void begin_topic(struct dead_desk *desk)
{
	desk->begins = desk->ended = desk->has_reached = false;
	desk->entries = desk->bytes = 0;
	desk->busy_ms = desk->next_ms = 0;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_DEAD_SOUGHT,
			.topic = text_from(desk->topic, desk->topic_length),
			.dead_turn = desk->turn,
		});
}

static void begin_scan(struct dead_desk *desk, struct conn *conn, int64_t now_ms)
{
	struct text topic = text_from(desk->topic, desk->topic_length);

	desk->next_ms = now_ms + ROUND_MS;
	desk->scan = scan_create(&(struct scan_options){
		.conn = conn,
		.topic_count = 1,
		.topics = &topic,
		.from = desk->has_reached ? id_next(desk->reached) : lowest,
		.to = highest,
		.bytes_per_s = bytes_per_s,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = desk,
	});
	scan_go(desk->scan);
}

/* A scan that is over is followed by one of what was added since. */
static void read_on(struct dead_desk *desk, struct conn *conn, int64_t now_ms)
{
	enum scan_why why = desk->scan == NULL ? SCAN_END : scan_coverage(desk->scan).why;

	if (desk->held) {
		if (why == SCAN_ON) {
			scan_hold(desk->scan);
			struct scan_coverage coverage = scan_coverage(desk->scan);
			tell_reading(desk, &coverage);
		}
	} else if (why == SCAN_HELD || (why == SCAN_FAILED && now_ms >= desk->next_ms)) {
		desk->next_ms = now_ms + ROUND_MS;
		scan_go(desk->scan);
	} else if (why == SCAN_END && now_ms >= desk->next_ms) {
		drop_scan(desk);
		begin_scan(desk, conn, now_ms);
	}
}

void dead_desk_turn(struct dead_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (desk->wanted && desk->begins) {
		begin_topic(desk);
	}
	if (conn == NULL) {
		return;
	}
	if (desk->find) {
		search_on(desk, conn, now_ms);
	}
	if (desk->wanted) {
		read_on(desk, conn, now_ms);
	} else if (desk->scan != NULL && scan_coverage(desk->scan).why == SCAN_ON) {
		scan_hold(desk->scan);
	}
}
