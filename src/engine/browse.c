#include "engine/browse.h"

#include "base/mem.h"
#include "browse_private.h"

enum { WAIT_LEAST_MS = 1, WAIT_MOST_MS = 50, PATIENCE_MS = 60 * 1000 };

void browse_fail(struct browse *browse, const struct error *error)
{
	look_end(&browse->look, error);
}

int64_t browse_server_now_ms(const struct browse *browse)
{
	int64_t passed_ms = (int64_t)uv_now(&browse->look.loop) - browse->server_at_ms;

	return browse->server_ms == 0 ? 0 : browse->server_ms + passed_ms;
}

/* The scans that are over and the one under way. */
static void tell_coverage(struct browse *browse)
{
	struct browse_coverage *told = &browse->coverage;
	struct scan_coverage now = {.why = SCAN_END};
	const struct scan_coverage *before = &browse->before;

	if (browse->scan != NULL) {
		now = scan_coverage(browse->scan);
	}
	told->topics = browse->topic_count;
	told->entries = before->entries + now.entries;
	told->bytes = before->bytes + now.bytes;
	told->busy_ms = before->busy_ms + now.busy_ms;
	told->has_reached = now.has_reached || before->has_reached || browse->following;
	told->reached = browse->following ? browse->settled
		: now.has_reached         ? now.reached
					  : before->reached;
	told->topics_gone = before->topics_gone + now.topics_gone;
	told->topics_denied = before->topics_denied + now.topics_denied;
	told->topics_trimmed = before->topics_trimmed + now.topics_trimmed;
	told->entries_toobig = before->entries_toobig + now.entries_toobig;
	told->trouble = before->trouble.code != ERROR_NONE ? before->trouble : now.trouble;
	told->interrupted = browse->look.interrupted;
	told->waits = now.waits.code != ERROR_NONE ? now.waits : browse->waits;
}

/* Of the range, before anything is followed. */
static void cover(struct browse *browse)
{
	struct coverage *covered = browse->options->topics_covered;

	if (covered == NULL || !browse->begun || covered->count > 0) {
		return;
	}
	covered->from = browse->from;
	covered->to = browse->to;
	for (size_t i = 0; i < browse->topic_count; i++) {
		struct coverage_topic *topic = coverage_add(covered, browse->topics[i]->name);
		struct text name = topic->name;

		*topic = browse->topics[i]->held;
		topic->name = name;
		topic->outcome = browse->topics[i]->denied ? FACT_DENIED : FACT_LOST;
		if (browse->scan != NULL && browse->scanned[i] > 0) {
			scan_topic_cover(browse->scan, browse->scanned[i] - 1, topic);
		}
	}
	covered->entries = browse->coverage.entries;
	covered->bytes = browse->coverage.bytes;
	covered->limit = COVERAGE_FAILED;
	coverage_settle(covered);
}

/* What is kept of a scan that is over. */
static void end_scan(struct browse *browse)
{
	struct browse_coverage *told = &browse->coverage;

	tell_coverage(browse);
	browse->before = (struct scan_coverage){
		.entries = told->entries,
		.bytes = told->bytes,
		.busy_ms = told->busy_ms,
		.has_reached = told->has_reached,
		.reached = told->reached,
		.topics_gone = told->topics_gone,
		.topics_denied = told->topics_denied,
		.topics_trimmed = told->topics_trimmed,
		.entries_toobig = told->entries_toobig,
		.trouble = told->trouble,
	};
	browse_judge(browse);
	cover(browse);
	scan_destroy(browse->scan);
	browse->scan = NULL;
}

bool browse_ask_caller(struct browse *browse, enum browse_go *go)
{
	tell_coverage(browse);
	*go = browse->options->on_turn(browse->options->arg, &browse->coverage);
	if (*go == BROWSE_ENOUGH) {
		look_end(&browse->look, NULL);
	}
	return !browse->look.over;
}

static void on_wait_over(uv_timer_t *timer)
{
	struct look *look = timer->data;
	struct browse *browse = look->arg;
	enum browse_go go;

	if (!browse_ask_caller(browse, &go)) {
		return;
	}
	if (go == BROWSE_WAIT || conn_state(browse->look.conn) != CONN_READY) {
		browse->pause_ms =
			browse->pause_ms * 2 < WAIT_MOST_MS ? browse->pause_ms * 2 : WAIT_MOST_MS;
		uv_timer_start(timer, on_wait_over, (uint64_t)browse->pause_ms, 0);
	} else {
		scan_go(browse->scan);
	}
}

static void range_is_read(struct browse *browse)
{
	for (size_t i = 0; browse->following && i < browse->topic_count; i++) {
		struct id reached;

		if (browse->scanned[i] > 0 &&
			scan_topic_reached(browse->scan, browse->scanned[i] - 1, &reached)) {
			browse->topics[i]->cursor = reached;
		}
	}
	end_scan(browse);
	browse->coverage.whole = true;
	if (browse->options->topics_covered != NULL && !browse->following) {
		browse->options->topics_covered->limit = COVERAGE_WHOLE;
	}
	if (browse->following) {
		browse_followed(browse);
	} else if (browse->options->follow) {
		browse_follow(browse);
	} else {
		look_end(&browse->look, NULL);
	}
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry)
{
	struct browse *browse = arg;
	const struct browse_options *options = browse->options;

	if (id_compare(entry->id, browse->greatest) > 0) {
		browse->greatest = entry->id;
	}
	int64_t now_ms = browse->following ? browse_server_now_ms(browse) : browse->server_ms;

	return options->on_entry(options->arg, topic, entry, now_ms);
}

static void on_progress(void *arg, const struct scan_coverage *scanned)
{
	struct browse *browse = arg;
	enum browse_go go;

	if (browse->look.over || !browse_ask_caller(browse, &go)) {
		return;
	}
	bool lost = scanned->why == SCAN_FAILED && scanned->error.code == ERROR_CONNECT &&
		browse->options->follow;
	if (scanned->why == SCAN_FAILED && !lost) {
		browse_fail(browse, &scanned->error);
	} else if (scanned->why == SCAN_END) {
		range_is_read(browse);
	} else if (go == BROWSE_WAIT || lost) {
		scan_hold(browse->scan);
		browse->pause_ms = WAIT_LEAST_MS;
		uv_timer_start(&browse->look.timer, on_wait_over, WAIT_LEAST_MS, 0);
	} else {
		scan_go(browse->scan);
	}
}

void browse_scan(struct browse *browse, const struct scan_range *ranges)
{
	size_t count = 0;
	struct text *names = mem_alloc(browse->topic_count + 1, sizeof *names);
	struct scan_range *chosen = mem_alloc(browse->topic_count + 1, sizeof *chosen);

	mem_free(browse->scanned);
	browse->scanned = mem_alloc(browse->topic_count + 1, sizeof *browse->scanned);
	for (size_t i = 0; i < browse->topic_count; i++) {
		struct browse_topic *topic = browse->topics[i];

		if (topic->denied || (ranges == NULL && !topic->news)) {
			continue;
		}
		names[count] = topic->name;
		chosen[count].from = id_next(topic->cursor);
		chosen[count].to = (struct id){UINT64_MAX, UINT64_MAX};
		if (ranges != NULL) {
			chosen[count] = ranges[i];
		}
		browse->scanned[i] = ++count;
	}
	browse->begun = true;
	browse->scan = scan_create(&(struct scan_options){
		.conn = browse->look.conn,
		.topic_count = count,
		.topics = names,
		.ranges = chosen,
		.patience_ms = browse->options->follow ? 0 : PATIENCE_MS,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = browse,
	});
	scan_go(browse->scan);
	mem_free(names);
	mem_free(chosen);
}

static void on_ready(void *arg)
{
	struct browse *browse = arg;

	if (!browse->begun) {
		browse_begin(browse);
	} else if (browse->lost) {
		browse->lost = false;
		browse->discover_at_ms = 0;
		if (browse->options->on_link != NULL) {
			browse->options->on_link(browse->options->arg, NULL);
		}
	}
}

/* What was asked meanwhile is asked again by those who asked. */
static void on_lost(void *arg, const struct error *error)
{
	struct browse *browse = arg;

	if (!browse->begun) {
		browse_fail(browse, error);
	} else if (!browse->lost && !browse->look.over) {
		browse->lost = true;
		if (browse->options->on_link != NULL) {
			browse->options->on_link(browse->options->arg, error);
		}
	}
}

static bool open_look(struct browse *browse, struct error *error)
{
	const struct config *config = browse->options->config;

	return browse->options->follow
		? look_init_lasting(&browse->look, config->url, config->url_from, on_lost, error)
		: look_init(&browse->look, config->url, config->url_from, error);
}

static void finish(struct browse *browse)
{
	scan_destroy(browse->scan);
	fetcher_destroy(browse->fetcher);
	look_finish(&browse->look);
	for (size_t i = 0; i < browse->topic_count; i++) {
		mem_free((char *)browse->topics[i]->name.at);
		mem_free(browse->topics[i]);
	}
	map_destroy(browse->by_name);
	mem_free(browse->topics);
	mem_free(browse->globs);
	mem_free(browse->scanned);
	mem_free(browse);
}

bool browse_run(
	const struct browse_options *options, struct browse_coverage *coverage, struct error *error)
{
	struct browse *browse = mem_alloc(1, sizeof *browse);

	browse->options = options;
	browse->by_name = map_create();
	bool good = open_look(browse, error) && look_run(&browse->look, on_ready, browse, error);
	tell_coverage(browse);
	cover(browse);
	*coverage = browse->coverage;
	if (!good && browse->begun && !options->follow) {
		error->code = ERROR_FAILED;
	}
	if (options->follow && coverage->interrupted) {
		*error = (struct error){.code = ERROR_NONE};
		good = true;
	}
	finish(browse);
	return good;
}
