#include "dead_desk.h"

#include "base/mem.h"

enum { ROUND_MS = 5000 };
static const uint64_t bytes_per_s = 16 * 1000 * 1000;
static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

void dead_desk_init(struct dead_desk *desk)
{
	desk->search.model = desk->model;
	desk->search.tell = desk->tell;
	desk->search.arg = desk->arg;
	dead_search_init(&desk->search);
}

/* What was not handed over before it was dropped is read again; what ended has handed over all. */
static void drop_scan(struct dead_desk *desk)
{
	if (desk->scan != NULL) {
		struct scan_coverage coverage = scan_coverage(desk->scan);

		for (size_t i = 0; coverage.why == SCAN_END && i < desk->keys.count; i++) {
			struct cursor *cursor = &desk->keys.at[i];
			struct id reached;

			if (scan_topic_reached(desk->scan, i, &reached)) {
				cursor->has_reached = true;
				cursor->reached = reached;
			}
		}
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
	dead_search_drop(&desk->search);
}

void dead_desk_finish(struct dead_desk *desk)
{
	drop_scan(desk);
	dead_search_finish(&desk->search);
	cursors_finish(&desk->keys);
	mem_free(desk->topic);
}

void dead_desk_set(struct dead_desk *desk, const struct interest_dead *dead)
{
	dead_search_set(&desk->search, dead->find, dead->find_turn);
	desk->wanted = dead->wanted;
	desk->held = dead->held;
	if (!dead->wanted ||
		(desk->topic != NULL && desk->turn == dead->turn &&
			text_equal(text_from(desk->topic, desk->topic_length), dead->topic))) {
		return;
	}
	drop_scan(desk);
	cursors_finish(&desk->keys);
	mem_free(desk->topic);
	desk->topic = text_dup(dead->topic);
	desk->topic_length = dead->topic.length;
	desk->turn = dead->turn;
	desk->begins = true;
}

bool dead_desk_wants(const struct dead_desk *desk)
{
	return dead_search_wants(&desk->search) || desk->wanted;
}

void dead_desk_refresh(struct dead_desk *desk)
{
	desk->next_ms = 0;
	dead_search_refresh(&desk->search);
}

static bool on_entry(void *arg, struct text key, const struct entry *entry)
{
	struct dead_desk *desk = arg;
	size_t i = 0;

	while (i + 1 < desk->keys.count && !text_equal(desk->keys.at[i].key, key)) {
		i++;
	}
	desk->keys.at[i].has_reached = true;
	desk->keys.at[i].reached = entry->id;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_DEAD_ENTRY,
			.topic = text_from(desk->topic, desk->topic_length),
			.dead_entry = {.key = key, .entry = entry},
		});
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

	if (!scan_tells_trouble(coverage, &fact) && coverage->topics_gone > 0) {
		fact.outcome = FACT_ABSENT;
		error_set(&fact.error, ERROR_FAILED, "the topic is not there, or is no stream");
	} else if (fact.outcome == FACT_KNOWN && coverage->trouble.code != ERROR_NONE) {
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
	cursors_find(&desk->keys, desk->model, text_from(desk->topic, desk->topic_length));
	struct text *keys = mem_alloc(desk->keys.count, sizeof *keys);
	struct scan_range *ranges = mem_alloc(desk->keys.count, sizeof *ranges);

	for (size_t i = 0; i < desk->keys.count; i++) {
		const struct cursor *cursor = &desk->keys.at[i];

		keys[i] = cursor->key;
		ranges[i].from = cursor->has_reached ? id_next(cursor->reached) : lowest;
		ranges[i].to = highest;
	}
	desk->next_ms = now_ms + ROUND_MS;
	desk->scan = scan_create(&(struct scan_options){
		.conn = conn,
		.topic_count = desk->keys.count,
		.topics = keys,
		.ranges = ranges,
		.bytes_per_s = bytes_per_s,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = desk,
	});
	mem_free(keys);
	mem_free(ranges);
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
	dead_search_turn(&desk->search, conn, now_ms);
	if (desk->wanted) {
		read_on(desk, conn, now_ms);
	} else if (desk->scan != NULL && scan_coverage(desk->scan).why == SCAN_ON) {
		scan_hold(desk->scan);
	}
}
