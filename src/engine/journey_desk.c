#include "journey_desk.h"
#include "journey_measure.h"

#include "base/mem.h"
#include "strand.h"

enum {
	BACK_MS = 15 * 60 * 1000,
	ROUND_MS = 500,
	FAILED_MS = 5000,
	SECOND_MS = 1000,
	LONGEST_MS = 20000, /* of a round: then it cannot keep up */
	SPARE = 64,
	FEW_KEYS = 200, /* are all looked at in each round, whatever the model knows */
};

static const uint64_t bytes_per_s = 4 * 1000 * 1000, back_bytes_per_s = 8 * 1000 * 1000;
static const struct id highest = {UINT64_MAX, UINT64_MAX};

/* How far a key was read. */
struct place {
	struct id reached;
	uint64_t round; /* when the key was there last */
};

static void drop_scan(struct journey_desk *desk)
{
	if (desk->scan != NULL) {
		struct scan_coverage coverage = scan_coverage(desk->scan);

		desk->entries += coverage.entries;
		desk->bytes += coverage.bytes;
		desk->toobig += coverage.entries_toobig;
		scan_destroy(desk->scan);
		desk->scan = NULL;
	}
	for (size_t i = 0; i < desk->scanned; i++) {
		mem_free((void *)(uintptr_t)desk->keys[i].at);
	}
	mem_free(desk->keys);
	desk->keys = NULL;
	desk->scanned = 0;
}

static void on_ready(void *arg, bool ready, const struct error *error)
{
	struct journey_desk *desk = arg;

	if (!ready) {
		drop_scan(desk);
		journey_watch_drop(&desk->watch);
		restitch_drop(&desk->restitch);
		journey_habits_drop(&desk->habits);
		if (error != NULL) {
			desk->live.trouble = *error;
		}
		desk->changed(desk->arg);
	} else {
		desk->live.trouble.code = ERROR_NONE;
	}
}

void journey_desk_init(
	struct journey_desk *desk, const struct journey_desk_parts *parts, int64_t now_ms)
{
	*desk = (struct journey_desk){.config = parts->config,
		.model = parts->model,
		.changed = parts->changed,
		.arg = parts->arg,
		.side = {.loop = parts->loop,
			.address = parts->address,
			.purpose = "journeys",
			.on_ready = on_ready,
			.arg = desk}};
	desk->restitch.live = &desk->live;
	desk->edge = parts->from != NULL
		? *parts->from
		: (struct browse_edge){.is = BROWSE_AGE, .age_ms = BACK_MS};
	side_init(&desk->side, now_ms);
	desk->wanted = parts->config->journey_count + parts->config->indicator_count > 0;
}

void journey_desk_want(struct journey_desk *desk)
{
	desk->wanted = true;
}

static void on_leave(void *arg, uint32_t number)
{
	struct journey_desk *desk = arg;

	indicators_leave(desk->indicators, desk->journeys, number);
}

static void on_follow(void *arg, const struct journey_event *before, bool caused)
{
	journey_flow_follows(&((struct journey_desk *)arg)->flow, before, caused);
}

static void begin_indicators(struct journey_desk *desk)
{
	const struct config *config = desk->config;

	if (config->indicator_count > 0) {
		desk->indicators = indicators_create(config->indicators, config->indicator_count,
			(size_t)config->memory_bytes / JOURNEY_MEMORY_SHARE / JOURNEY_MEMORY_SHARE);
		desk->live.indicators = desk->indicators;
	}
}

static void begin(struct journey_desk *desk, int64_t server_ms)
{
	const struct browse_edge open = {.is = BROWSE_OPEN};
	struct id range[2];

	browse_edge_ids(&desk->edge, &open, server_ms, range);
	desk->from = range[0];
	desk->reader = event_reader_create_for(&desk->config->envelopes);
	desk->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = (size_t)desk->config->memory_bytes / JOURNEY_MEMORY_SHARE,
		.definition_count = desk->config->journey_count,
		.definitions = desk->config->journeys,
		.undeclared = true,
		.on_leave = desk->config->indicator_count > 0 ? on_leave : NULL,
		.on_follow = on_follow,
		.arg = desk,
	});
	apart_pairs_apply(&desk->restitch.aparts, desk->journeys);
	desk->restitch.reader = desk->reader;
	journey_flow_init(&desk->flow, &desk->config->model);
	desk->flow.journeys = desk->journeys;
	desk->places = map_create();
	desk->watch = (struct journey_watch){
		.model = desk->model, .journeys = desk->journeys, .habits = &desk->habits};
	journey_watch_init(&desk->watch);
	desk->live = (struct live_journeys){.journeys = desk->journeys,
		.flow = desk->flow.flow,
		.since_ms = desk->from.ms < INT64_MAX ? (int64_t)desk->from.ms : INT64_MAX,
		.reading_back = true};
	desk->habits = (struct journey_habits){.config = desk->config,
		.model = desk->model,
		.journeys = desk->journeys,
		.live = &desk->live};
	journey_habits_init(&desk->habits);
	begin_indicators(desk);
	desk->back = true;
	model_show_live(desk->model, &desk->live);
}

static struct place *place_of(struct journey_desk *desk, struct text key)
{
	struct place *place = map_get(desk->places, key);

	if (place == NULL) {
		place = mem_alloc(1, sizeof *place);
		place->reached = id_before(desk->from);
		map_put(desk->places, key, place);
	}
	return place;
}

static bool on_entry(void *arg, struct text key, const struct entry *entry)
{
	struct journey_desk *desk = arg;
	struct event event;

	place_of(desk, key)->reached = entry->id;
	event_read(desk->reader, key, entry, &event);
	journey_flow_begin(&desk->flow, key, entry->id, &event);
	journeys_add(desk->journeys, key, entry, &event);
	journey_flow_end(&desk->flow);
	if (desk->indicators != NULL) {
		indicators_add(desk->indicators, key, entry, &event);
	}
	return true;
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct journey_desk *desk = arg;

	desk->live.entries = desk->entries + coverage->entries;
	desk->live.bytes = desk->bytes + coverage->bytes;
	desk->live.topics_denied = coverage->topics_denied;
	desk->live.entries_toobig = desk->toobig + coverage->entries_toobig;
	if (coverage->trouble.code != ERROR_NONE) {
		desk->live.trouble = coverage->trouble;
	}
	desk->changed(desk->arg);
}

/* --- a round --- */

struct round {
	struct journey_desk *desk;
	size_t count, room, keys_seen;
	struct text *keys;
	struct scan_range *ranges;
};

static void add_key(struct round *round, const struct topic *topic, bool all)
{
	struct place *place = place_of(round->desk, topic->name);

	place->round = round->desk->rounds;
	if (!all && topic->at_ms > 0 && id_compare(topic->last_generated, place->reached) <= 0) {
		return;
	}
	if (round->count == round->room) {
		round->room = round->room * 2 + 16;
		round->keys = mem_resize(round->keys, round->room, sizeof *round->keys);
		round->ranges = mem_resize(round->ranges, round->room, sizeof *round->ranges);
	}
	round->keys[round->count] = text_from(text_dup(topic->name), topic->name.length);
	round->ranges[round->count++] =
		(struct scan_range){.from = id_next(place->reached), .to = highest};
}

static bool is_there(void *arg, void *value)
{
	const struct journey_desk *desk = arg;
	struct place *place = value;
	bool is = place->round == desk->rounds;

	if (!is) {
		mem_free(place);
	}
	return is;
}

static void add_keys(struct round *round)
{
	size_t count;
	const struct topic *const *topics = model_topics(round->desk->model, &count);

	for (size_t i = 0; i < count; i++) {
		const struct topic *const *keys;
		size_t key_count = model_topic_keys(topics[i], &keys);

		for (size_t k = 0; k < key_count; k++) {
			add_key(round, keys[k], count <= FEW_KEYS);
			round->keys_seen++;
		}
	}
	round->desk->live.topics = count;
	/* Keys that went: some shops make one a customer. */
	if (map_count(round->desk->places) > 2 * (round->keys_seen + SPARE)) {
		map_sweep(round->desk->places, is_there, round->desk);
	}
}

static void begin_round(struct journey_desk *desk, struct conn *conn, int64_t now_ms)
{
	struct round round = {.desk = desk};

	desk->rounds++;
	add_keys(&round);
	desk->keys = round.keys;
	desk->scanned = round.count;
	desk->scan_began_ms = now_ms;
	if (round.count > 0) {
		desk->scan = scan_create(&(struct scan_options){
			.conn = conn,
			.topic_count = round.count,
			.topics = round.keys,
			.ranges = round.ranges,
			.bytes_per_s = desk->back ? back_bytes_per_s : bytes_per_s,
			.on_entry = on_entry,
			.on_progress = on_progress,
			.arg = desk,
		});
		scan_go(desk->scan);
	} else {
		desk->next_ms = now_ms + ROUND_MS;
	}
	mem_free(round.ranges);
}

/* What could not be read in time is passed over, aloud. */
static void skip(struct journey_desk *desk, int64_t server_ms)
{
	struct id newest = {(uint64_t)server_ms - SECOND_MS, 0}, oldest = newest;

	for (size_t i = 0; i < desk->scanned; i++) {
		struct place *place = place_of(desk, desk->keys[i]);

		oldest = id_compare(place->reached, oldest) < 0 ? place->reached : oldest;
		place->reached = id_compare(place->reached, newest) < 0 ? newest : place->reached;
	}
	desk->live.skips++;
	desk->live.skipped_ms += (int64_t)(newest.ms - oldest.ms);
}

static void end_round(struct journey_desk *desk, int64_t now_ms, bool whole)
{
	for (size_t i = 0; whole && i < desk->scanned; i++) {
		struct id reached;

		if (scan_topic_reached(desk->scan, i, &reached)) {
			place_of(desk, desk->keys[i])->reached = reached;
		}
	}
	drop_scan(desk);
	desk->next_ms = now_ms + (whole ? ROUND_MS : FAILED_MS);
	if (whole) {
		desk->back = desk->live.reading_back = false;
	}
}

static void read_on(struct journey_desk *desk, struct conn *conn, int64_t now_ms, int64_t server_ms)
{
	enum scan_why why = desk->scan == NULL ? SCAN_END : scan_coverage(desk->scan).why;

	if (desk->scan == NULL) {
		if (now_ms >= desk->next_ms && model_discovered(desk->model)) {
			begin_round(desk, conn, now_ms);
		}
	} else if (why == SCAN_END || why == SCAN_FAILED) {
		end_round(desk, now_ms, why == SCAN_END);
	} else if (!desk->back && now_ms - desk->scan_began_ms > LONGEST_MS) {
		skip(desk, server_ms);
		drop_scan(desk);
		desk->next_ms = now_ms;
	}
}

void journey_desk_turn(struct journey_desk *desk, int64_t now_ms)
{
	int64_t server_ms;
	struct conn *conn;

	if (!desk->wanted || !model_server_now_ms(desk->model, &server_ms)) {
		return;
	}
	if (desk->journeys == NULL) {
		begin(desk, server_ms);
	}
	conn = side_want(&desk->side, now_ms) ? desk->side.conn : NULL;
	if (conn != NULL) {
		restitch_turn(&desk->restitch, desk->journeys, conn);
		read_on(desk, conn, now_ms, server_ms);
	}
	if (now_ms - desk->advanced_ms >= SECOND_MS) {
		desk->advanced_ms = now_ms;
		journeys_advance(desk->journeys, server_ms);
		journey_habits_turn(&desk->habits, conn, now_ms);
		journeys_tally(desk->journeys, &desk->live.tallies);
		if (!desk->live.reading_back) {
			journey_watch_turn(&desk->watch, conn, now_ms);
		}
		desk->changed(desk->arg);
	}
	journey_reckon(desk, now_ms, server_ms);
}

void journey_desk_apart(struct journey_desk *desk, struct text name, struct text other)
{
	restitch_begin(&desk->restitch, desk->journeys, name, other);
}

static void finish_places(struct journey_desk *desk)
{
	size_t at = 0;
	struct text key;
	void *place;

	while (desk->places != NULL && map_next(desk->places, &at, &key, &place)) {
		mem_free(place);
	}
	map_destroy(desk->places);
}

void journey_desk_close(struct journey_desk *desk)
{
	drop_scan(desk);
	restitch_finish(&desk->restitch);
	if (desk->journeys != NULL) {
		model_show_live(desk->model, NULL);
		journey_watch_finish(&desk->watch);
		finish_places(desk);
		event_reader_destroy(desk->reader);
		journey_flow_finish(&desk->flow);
		journey_habits_finish(&desk->habits);
		indicators_destroy(desk->indicators);
		journeys_destroy(desk->journeys);
		desk->journeys = NULL;
	}
	side_close(&desk->side);
}
