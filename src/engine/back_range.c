#include "back_range.h"

#include <string.h>

#include "base/mem.h"
#include "model/journey_stuck.h"

enum {
	FIRST_BACK_MS = 60 * 60 * 1000,
	DEEPER = 4, /* times as far back as the range before */
	DEPTH_MAX = 6,
	TURNS_MAX = 10, /* that each double what may be read */
	MEMORY_PARTS = 8,
	VARIANTS_PARTS = 32,
};

static const uint64_t bytes_per_s = 16 * 1000 * 1000, bytes_at_once = (uint64_t)1 << 30;
static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

void back_range_drop(struct back_search *search)
{
	scan_destroy(search->scan);
	search->scan = NULL;
	journeys_destroy(search->journeys);
	search->journeys = NULL;
}

static void forget(struct back_old *old)
{
	variants_destroy(old->variants);
	journeys_destroy(old->journeys);
}

void back_forget_old(struct back_search *search, int64_t until_ms)
{
	while (search->old_count > 0 && search->old[search->old_count - 1].since_ms <= until_ms) {
		forget(&search->old[--search->old_count]);
	}
}

void back_retire(struct back_search *search)
{
	struct past_journeys *past = &search->past;

	if (past->journeys == NULL) {
		return;
	}
	if (search->old_count == BACK_OLD_MAX) {
		forget(&search->old[--search->old_count]);
	}
	memmove(search->old + 1, search->old, search->old_count++ * sizeof(*search->old));
	search->old[0] = (struct back_old){.journeys = (struct journeys *)(uintptr_t)past->journeys,
		.variants = (struct variants *)(uintptr_t)past->variants,
		.since_ms = search->now_ms};
	past->journeys = NULL;
	past->variants = NULL;
}

static bool on_entry(void *arg, struct text key, const struct entry *entry)
{
	struct back_search *search = arg;
	struct event event;

	event_read(search->reader, key, entry, &event);
	journeys_add(search->journeys, key, entry, &event);
	return !search->full;
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct back_search *search = arg;
	unsigned turn = search->past.turn < TURNS_MAX ? search->past.turn : TURNS_MAX;

	search->past.entries = coverage->entries;
	search->past.bytes = coverage->bytes;
	search->past.waits = coverage->why == SCAN_FAILED ? coverage->error : coverage->waits;
	search->full = search->bytes + coverage->bytes > bytes_at_once << turn;
	search->changed(search->arg);
}

/* Earlier with each range; where nothing stands before it, all there is. */
static struct id begin_of(const struct back_search *search, int64_t server_ms)
{
	const struct live_journeys *live = model_live(search->model);
	int64_t back_ms = FIRST_BACK_MS;
	uint64_t from_ms = (uint64_t)(live->since_ms > 0 ? live->since_ms : server_ms);
	bool is_all = search->depth >= DEPTH_MAX;

	if (search->what.topic.length > 0 && search->what.id.ms < from_ms) {
		from_ms = search->what.id.ms;
	}
	for (size_t i = 0; i < search->depth; i++) {
		back_ms *= DEEPER;
	}
	from_ms = from_ms > (uint64_t)back_ms ? from_ms - (uint64_t)back_ms : 0;
	for (size_t i = 0; i < search->keys.count && !is_all; i++) {
		const struct coverage_topic *topic = &search->keys.topics[i];

		if (!topic->held_known || (topic->has_held && topic->held_first.ms < from_ms)) {
			return (struct id){from_ms, 0};
		}
	}
	return lowest;
}

static void begin_range(struct back_search *search, struct conn *conn, int64_t server_ms)
{
	size_t count = search->keys.count;
	struct text *names = mem_alloc(count + 1, sizeof *names);
	struct scan_range *ranges = mem_alloc(count + 1, sizeof *ranges);

	search->past.from = begin_of(search, server_ms);
	search->past.topics = count;
	search->past.entries = search->past.bytes = 0;
	search->full = false;
	for (size_t i = 0; i < count; i++) {
		names[i] = search->keys.topics[i].name;
		ranges[i] = (struct scan_range){search->past.from, search->ends[i]};
	}
	if (search->reader == NULL) {
		search->reader = event_reader_create_for(&search->config->envelopes);
	}
	search->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = (size_t)search->config->memory_bytes / MEMORY_PARTS,
		.definition_count = search->config->journey_count,
		.definitions = search->config->journeys,
		.undeclared = true,
		.kept = search->what.journey,
	});
	apart_pairs_apply(search->aparts, search->journeys);
	search->scan = scan_create(&(struct scan_options){
		.conn = conn,
		.topic_count = count,
		.topics = names,
		.ranges = ranges,
		.bytes_per_s = bytes_per_s,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = search,
	});
	scan_go(search->scan);
	mem_free(names);
	mem_free(ranges);
	search->changed(search->arg);
}

/* --- what was found --- */

static void cover(struct back_search *search, enum coverage_limit limit)
{
	struct coverage *covered = &search->past.covered;
	struct scan_coverage scanned = scan_coverage(search->scan);

	coverage_finish(covered);
	covered->limit = limit;
	covered->from = search->past.from;
	covered->to = highest;
	covered->entries = scanned.entries;
	covered->bytes = scanned.bytes;
	covered->dropped = journeys_totals(search->journeys).left;
	for (size_t i = 0; i < search->keys.count; i++) {
		struct coverage_topic *topic = coverage_add(covered, search->keys.topics[i].name);
		struct text name = topic->name;

		*topic = search->keys.topics[i];
		topic->name = name;
		scan_topic_cover(search->scan, i, topic);
	}
	coverage_settle(covered);
}

/* What the broker says of it is known of those that are live. */
static void take_stuck(struct back_search *search, uint32_t number)
{
	const struct journeys *live = model_journeys(search->model);
	const struct journey_event *last = journeys_first(search->journeys, number);
	struct journey_stuck why;
	uint32_t same = 0;

	for (const struct journey_event *next = last; next != NULL;
		next = journeys_after(search->journeys, next)) {
		last = next;
	}
	if (live != NULL && last != NULL) {
		same = journeys_with(
			live, journeys_topic(search->journeys, last->topic), last->id, 0);
	}
	if (same != 0 && journeys_stuck(live, same, &why)) {
		journeys_set_stuck(search->journeys, number, &why);
	}
}

static void show(struct back_search *search, uint32_t number)
{
	struct variants *variants =
		variants_create((size_t)search->config->memory_bytes / VARIANTS_PARTS, false);

	journeys_order(search->journeys);
	take_stuck(search, number);
	for (uint32_t at = 0; (at = journeys_next(search->journeys, at)) != 0;) {
		struct journey_view view;

		journeys_view(search->journeys, at, &view);
		if (view.leads) {
			variants_add(variants, search->journeys, at);
		}
	}
	back_retire(search);
	search->past.journeys = search->journeys;
	search->past.variants = variants;
	search->past.shown++;
	search->journeys = NULL;
}

void back_conclude(struct back_search *search, enum coverage_limit limit)
{
	bool whole = limit == COVERAGE_WHOLE || limit == COVERAGE_ENOUGH;
	uint32_t number = search->journeys == NULL ? 0 : past_find(search->journeys, &search->what);

	if (search->scan != NULL && (whole || search->past.journeys == NULL)) {
		cover(search, limit);
		if (number != 0) {
			show(search, number);
		}
	}
	search->past.covered.limit = limit;
	search->past.on = false;
	search->phase = BACK_IDLE;
	back_range_drop(search);
	search->changed(search->arg);
}

static void end_range(struct back_search *search, int64_t server_ms)
{
	uint32_t number = past_find(search->journeys, &search->what);
	bool is_all = id_is_zero(search->past.from);
	bool enough =
		number != 0 && search->past.turn == 0 && past_has_head(search->journeys, number);

	journeys_advance(search->journeys, server_ms);
	if (is_all || enough) {
		back_conclude(search, is_all ? COVERAGE_WHOLE : COVERAGE_ENOUGH);
		return;
	}
	search->entries += search->past.entries;
	search->bytes += search->past.bytes;
	if (number != 0 && search->past.journeys == NULL) {
		cover(search, COVERAGE_ON);
		show(search, number);
	}
	back_range_drop(search);
	search->depth++;
}

void back_read_on(struct back_search *search, struct conn *conn)
{
	struct scan_coverage coverage;
	int64_t server_ms;

	if (!model_server_now_ms(search->model, &server_ms)) {
		return;
	}
	if (search->scan == NULL) {
		begin_range(search, conn, server_ms);
		return;
	}
	coverage = scan_coverage(search->scan);
	if (coverage.why == SCAN_END) {
		end_range(search, server_ms);
	} else if (search->full ||
		(coverage.why == SCAN_FAILED && coverage.error.code != ERROR_CONNECT)) {
		journeys_advance(search->journeys, server_ms);
		back_conclude(search, search->full ? COVERAGE_BYTES : COVERAGE_FAILED);
	} else {
		scan_go(search->scan);
	}
}
