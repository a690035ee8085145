#include "scan.h"

#include "base/mem.h"
#include "scan_private.h"

enum {
	TURN_NS = 1000 * 1000,
	LOOK_AT_CLOCK = 16, /* entries between two looks at the clock */
	PAGE_BYTES = 256 * 1024,
	PAGES_BYTES = 8 * 1024 * 1024, /* of all topics, two pages each */
	RATE_PARTS = 4,                /* of a second: a page takes no more of the rate */
	WAIT_LEAST_MS = 100,           /* for a server that cannot answer now */
	WAIT_MOST_MS = 1000,
};

static int64_t now_ms_of(const struct scan *scan)
{
	return (int64_t)uv_now(scan->turn.loop);
}

static void on_turn(uv_idle_t *handle);

void scan_turn_soon(struct scan *scan)
{
	if (!scan->closing && (scan->coverage.why == SCAN_ON || scan->untold)) {
		uv_idle_start(&scan->turn, on_turn);
	}
}

static void stop(struct scan *scan, enum scan_why why)
{
	if (scan->coverage.why != SCAN_ON) {
		return;
	}
	scan->coverage.why = why;
	scan->coverage.busy_ms += now_ms_of(scan) - scan->went_ms;
	uv_timer_stop(&scan->pause);
}

void scan_fail(struct scan *scan, const struct error *error)
{
	if (scan->coverage.why == SCAN_ON || scan->coverage.why == SCAN_HELD) {
		stop(scan, SCAN_FAILED);
		scan->coverage.why = SCAN_FAILED;
		scan->coverage.error = *error;
		scan->untold = true;
		scan_turn_soon(scan);
	}
}

/* The first of all heads goes to the caller. */
static void hand_over_one(struct scan *scan, struct strand *strand, const struct entry *entry)
{
	bool goes_on;

	scan->has_handed = true;
	scan->handed = entry->id;
	scan->coverage.entries++;
	goes_on = scan->options.on_entry(scan->options.arg, strand->name, entry);
	size_t bytes = strand_take(strand);
	scan->coverage.bytes += bytes;
	scan->held -= bytes;
	strands_settle(&scan->strands, strand);
	scan_want(scan, strand);
	if (!goes_on && scan->coverage.why == SCAN_ON) {
		stop(scan, SCAN_HELD);
		scan->untold = true;
	}
}

/* Returns whether there is more, and only the time is up. */
static bool hand_over(struct scan *scan)
{
	uint64_t began_ns = uv_hrtime();

	for (int n = 1; scan->coverage.why == SCAN_ON; n++) {
		struct strand *top = strands_top(&scan->strands);
		const struct entry *entry = top == NULL ? NULL : strand_head(top);

		if (entry == NULL) {
			return false;
		}
		hand_over_one(scan, top, entry);
		if (n % LOOK_AT_CLOCK == 0 && uv_hrtime() - began_ns > TURN_NS) {
			return true;
		}
	}
	return false;
}

static bool has_ended(const struct scan *scan)
{
	return scan->coverage.why == SCAN_ON && strands_top(&scan->strands) == NULL &&
		scan->asked == 0 && scan->checking == 0;
}

static void on_turn(uv_idle_t *handle)
{
	struct scan *scan = handle->data;
	uint64_t before = scan->coverage.entries;
	bool more = hand_over(scan);

	if (has_ended(scan)) {
		stop(scan, SCAN_END);
		scan->untold = true;
	}
	if (scan->coverage.why == SCAN_ON) {
		scan_ask(scan);
	}
	if (!more) {
		uv_idle_stop(handle);
	}
	if (scan->untold || scan->coverage.entries > before) {
		struct scan_coverage coverage = scan_coverage(scan);

		scan->untold = false;
		scan->options.on_progress(scan->options.arg, &coverage);
	}
}

static void on_pause_over(uv_timer_t *timer)
{
	scan_turn_soon(timer->data);
}

void scan_pause(struct scan *scan, uint64_t ms)
{
	uv_timer_start(&scan->pause, on_pause_over, ms, 0);
}

void scan_wait(struct scan *scan, const struct error *why)
{
	int64_t now_ms = now_ms_of(scan);

	if (now_ms < scan->not_before_ms) {
		return;
	}
	if (scan->coverage.waits.code == ERROR_NONE) {
		scan->waits_since_ms = now_ms;
		scan->wait_ms = WAIT_LEAST_MS;
		scan->untold = true;
	}
	scan->coverage.waits = *why;
	if (scan->options.patience_ms > 0 &&
		now_ms - scan->waits_since_ms > scan->options.patience_ms) {
		scan_fail(scan, why);
		return;
	}
	scan->not_before_ms = now_ms + scan->wait_ms;
	scan->wait_ms = scan->wait_ms * 2 < WAIT_MOST_MS ? scan->wait_ms * 2 : WAIT_MOST_MS;
}

void scan_answered(struct scan *scan)
{
	scan->untold = scan->untold || scan->coverage.waits.code != ERROR_NONE;
	scan->coverage.waits = (struct error){.code = ERROR_NONE};
	scan->not_before_ms = 0;
}

static void fill_strands(struct scan *scan)
{
	const struct scan_options *options = &scan->options;

	strands_init(&scan->strands, options->topic_count, options->newest_first);
	for (size_t i = 0; i < options->topic_count; i++) {
		struct strand *strand = &scan->strands.all[i];
		struct scan_range range = {.from = options->from, .to = options->to};

		if (options->ranges != NULL) {
			range = options->ranges[i];
		}
		strand->name = text_from(text_dup(options->topics[i]), options->topics[i].length);
		strand->number = i;
		strand->next = options->newest_first ? range.to : range.from;
		strand->end = options->newest_first ? range.from : range.to;
		strand->ended = id_compare(range.from, range.to) > 0;
		map_put(scan->by_name, strand->name, strand);
		scan_want(scan, strand);
	}
	strands_order(&scan->strands);
}

static size_t target_of(const struct scan_options *options)
{
	size_t target = PAGES_BYTES / 2 / (options->topic_count + 1);
	uint64_t part = options->bytes_per_s / RATE_PARTS + 1;

	target = target < PAGE_BYTES ? target : PAGE_BYTES;
	return options->bytes_per_s > 0 && part < target ? (size_t)part : target;
}

/* What may be read at once within the rate; a page of one of many topics is far less. */
static size_t burst_of(const struct scan_options *options)
{
	uint64_t part = options->bytes_per_s / RATE_PARTS + 1;

	return part < PAGE_BYTES ? (size_t)part : PAGE_BYTES;
}

struct scan *scan_create(const struct scan_options *options)
{
	struct scan *scan = mem_alloc(1, sizeof *scan);
	uv_loop_t *loop = conn_loop(options->conn);

	scan->options = *options;
	scan->coverage.why = SCAN_HELD;
	scan->target = target_of(options);
	scan->by_name = map_create();
	scan->fetcher = fetcher_create(options->conn, scan_answer, scan);
	uv_idle_init(loop, &scan->turn);
	uv_timer_init(loop, &scan->pause);
	scan->turn.data = scan->pause.data = scan;
	scan->open_handles = 2;
	scan->filled_ms = now_ms_of(scan);
	scan->burst = burst_of(options);
	scan->tokens = (double)scan->burst;
	fill_strands(scan);
	scan->options.topics = NULL;
	scan->options.ranges = NULL;
	return scan;
}

static void on_closed(uv_handle_t *handle)
{
	struct scan *scan = handle->data;

	if (--scan->open_handles == 0) {
		strands_finish(&scan->strands);
		map_destroy(scan->by_name);
		mem_free(scan);
	}
}

void scan_destroy(struct scan *scan)
{
	if (scan == NULL || scan->closing) {
		return;
	}
	scan->closing = true;
	fetcher_destroy(scan->fetcher);
	uv_close((uv_handle_t *)&scan->turn, on_closed);
	uv_close((uv_handle_t *)&scan->pause, on_closed);
}

void scan_go(struct scan *scan)
{
	if (scan->coverage.why == SCAN_HELD || scan->coverage.why == SCAN_FAILED) {
		scan->coverage.why = SCAN_ON;
		scan_answered(scan);
		scan->coverage.error = (struct error){.code = ERROR_NONE};
		scan->untold = false;
		scan->went_ms = now_ms_of(scan);
		scan_turn_soon(scan);
	}
}

void scan_hold(struct scan *scan)
{
	stop(scan, SCAN_HELD);
	if (!scan->untold) {
		uv_idle_stop(&scan->turn);
	}
}

/* Of the last id that was handed over others may still come; not of those before. */
static bool find_reached(const struct scan *scan, struct id *reached)
{
	const struct strand *top = strands_top(&scan->strands);

	*reached = scan->handed;
	if (!scan->has_handed || top == NULL || id_compare(strand_bound(top), scan->handed) != 0) {
		return scan->has_handed;
	}
	*reached = scan->options.newest_first ? id_next(scan->handed) : id_before(scan->handed);
	return id_compare(*reached, scan->handed) != 0;
}

struct scan_coverage scan_coverage(const struct scan *scan)
{
	struct scan_coverage coverage = scan->coverage;

	if (coverage.why == SCAN_ON) {
		coverage.busy_ms += now_ms_of(scan) - scan->went_ms;
	}
	coverage.has_reached = find_reached(scan, &coverage.reached);
	return coverage;
}

bool scan_topic_reached(const struct scan *scan, size_t topic, struct id *reached)
{
	const struct strand *strand = &scan->strands.all[topic];

	*reached = strand->last;
	return strand->has_last;
}

enum fact_outcome scan_topic_outcome(const struct scan *scan, size_t topic)
{
	return scan->strands.all[topic].outcome;
}

void scan_topic_cover(const struct scan *scan, size_t topic, struct coverage_topic *out)
{
	const struct strand *strand = &scan->strands.all[topic];
	bool up = !scan->options.newest_first;

	out->outcome = strand->outcome;
	out->ended = strand->ended && strand->first_page == NULL;
	if (strand->handed > 0) {
		out->first = up ? strand->handed_first : strand->handed_last;
		out->last = up ? strand->handed_last : strand->handed_first;
	}
	out->entries = strand->handed;
	out->toobig = strand->toobig;
	out->trimmed = strand->removed;
}

bool scan_tells_trouble(const struct scan_coverage *coverage, struct fact *fact)
{
	if (coverage->why == SCAN_FAILED) {
		fact->outcome = coverage->error.code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact->error = coverage->error;
		return true;
	}
	if (coverage->topics_denied > 0) {
		fact->outcome = FACT_DENIED;
		fact->error = coverage->trouble;
		return true;
	}
	return false;
}
