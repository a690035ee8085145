#include "reading.h"

#include "base/mem.h"
#include "strand.h"

static const uint64_t bytes_per_s = 16 * 1000 * 1000;

void reading_init(struct reading_desk *desk)
{
	desk->older = (struct reading_end){.desk = desk, .whence = WHENCE_OLDER};
	desk->newer = (struct reading_end){.desk = desk, .whence = WHENCE_NEWER};
}

static void drop_scan(struct reading_end *end)
{
	if (end->scan != NULL) {
		struct scan_coverage coverage = scan_coverage(end->scan);

		end->has_reached = end->has_reached || coverage.has_reached;
		end->reached = coverage.has_reached ? coverage.reached : end->reached;
		end->entries += coverage.entries;
		end->bytes += coverage.bytes;
		end->busy_ms += coverage.busy_ms;
		scan_destroy(end->scan);
		end->scan = NULL;
	}
}

void reading_drop(struct reading_desk *desk)
{
	drop_scan(&desk->older);
	drop_scan(&desk->newer);
}

void reading_begin(struct reading_desk *desk)
{
	bool broken = event_list_about(model_events(desk->model))->broken;

	reading_drop(desk);
	reading_init(desk);
	desk->older.over = desk->newer.over = broken;
	desk->newer.over = desk->newer.over || !desk->sought->has_anchor;
}

static const struct reading *reading_of(const struct reading_end *end)
{
	const struct event_list_about *about = event_list_about(model_events(end->desk->model));

	return end->whence == WHENCE_OLDER ? &about->older : &about->newer;
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry)
{
	struct reading_end *end = arg;
	const struct event_list *list = model_events(end->desk->model);
	size_t before = event_list_count(list);

	end->desk->tell(end->desk->arg,
		&(struct fact){
			.kind = FACT_ENTRIES,
			.topic = topic,
			.entries = {.whence = end->whence, .count = 1, .entries = entry},
		});
	end->rows += event_list_count(list) - before;
	end->over = reading_of(end)->is == READING_FULL;
	return !end->over && end->rows < end->wanted;
}

/* What the range holds and could not be had is said, worst first. */
static void tell_trouble(
	const struct reading_end *end, const struct scan_coverage *coverage, struct fact *fact)
{
	size_t keys = 0;

	mem_free(sought_keys(end->desk->sought, end->desk->model, &keys));
	if (coverage->why == SCAN_ON && coverage->waits.code != ERROR_NONE) {
		fact->reading.waits = true;
		fact->error = coverage->waits;
		return;
	}
	if (coverage->why == SCAN_FAILED) {
		fact->outcome = coverage->error.code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
		fact->error = coverage->error;
	} else if (coverage->why != SCAN_END) {
		fact->error = coverage->trouble;
	} else if (keys > 0 && coverage->topics_gone >= keys) {
		fact->outcome = FACT_ABSENT;
		error_set(&fact->error, ERROR_FAILED,
			keys == 1 ? "the topic is not there, or is no stream"
				  : "none of the topics is there");
	} else if (keys > 0 && coverage->topics_denied >= keys) {
		fact->outcome = FACT_DENIED;
		fact->error = coverage->trouble;
	} else if (coverage->trouble.code != ERROR_NONE) {
		fact->error = coverage->trouble;
	} else if (coverage->topics_trimmed > 0) {
		error_set(&fact->error, ERROR_FAILED,
			"entries were trimmed or deleted while they were read");
	}
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct reading_end *end = arg;
	const struct reading *before = reading_of(end);
	bool full = before->is == READING_FULL;
	struct fact fact = {
		.kind = FACT_READING,
		.reading =
			{
				.whence = end->whence,
				.on = coverage->why == SCAN_ON,
				.ends = coverage->why == SCAN_END,
				/* What had no room is not reached. */
				.has_reached =
					full || !coverage->has_reached ? before->has_reached : true,
				.reached = full || !coverage->has_reached ? before->reached
									  : coverage->reached,
				.entries = end->entries + coverage->entries,
				.bytes = end->bytes + coverage->bytes,
				.busy_ms = end->busy_ms + coverage->busy_ms,
			},
	};

	end->over = end->over || coverage->why == SCAN_END ||
		(coverage->why == SCAN_FAILED && coverage->error.code != ERROR_CONNECT);
	tell_trouble(end, coverage, &fact);
	end->desk->tell(end->desk->arg, &fact);
}

static bool wants(const struct reading_end *end)
{
	return end->desk->sought->wanted && !end->over && end->rows < end->wanted;
}

static void take_wanted(struct reading_desk *desk)
{
	desk->older.wanted = desk->sought->older;
	desk->newer.wanted = desk->sought->newer;
}

/* All topics are those that discovery has found. */
static bool knows_topics(const struct reading_desk *desk)
{
	return desk->sought->topic_count > 0 || model_discovered(desk->model);
}

bool reading_wants(const struct reading_desk *desk)
{
	struct reading_desk now = *desk;

	take_wanted(&now);
	now.older.desk = now.newer.desk = &now;
	return desk->sought->is && (wants(&now.older) || wants(&now.newer));
}

static void create_scan(struct reading_end *end, struct conn *conn)
{
	const struct sought *sought = end->desk->sought;
	bool older = end->whence == WHENCE_OLDER;
	const struct id most = {.ms = UINT64_MAX, .seq = UINT64_MAX};
	struct id from = older ? (struct id){.ms = 0} : sought->anchor;
	struct id to = older && sought->has_anchor ? id_before(sought->anchor) : most;
	size_t count;
	struct text *keys = sought_keys(sought, end->desk->model, &count);

	if (end->has_reached) {
		*(older ? &to : &from) = older ? id_before(end->reached) : id_next(end->reached);
	}

	/* Before the least id there is nothing, and id_before stays on it. */
	if (older && sought->has_anchor && id_is_zero(sought->anchor)) {
		count = 0;
	}
	end->scan = scan_create(&(struct scan_options){
		.conn = conn,
		.topic_count = count,
		.topics = keys,
		.from = from,
		.to = to,
		.newest_first = older,
		.bytes_per_s = bytes_per_s,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = end,
	});
	mem_free(keys);
}

static void lose_end(struct reading_end *end, const struct error *error)
{
	const struct scan_coverage none = {.why = SCAN_FAILED, .error = *error};

	if (wants(end) && end->scan == NULL) {
		on_progress(end, &none);
	}
}

void reading_lost(struct reading_desk *desk, const struct error *error)
{
	if (desk->sought->is) {
		take_wanted(desk);
		lose_end(&desk->older, error);
		lose_end(&desk->newer, error);
	}
}

static void tell_coverage(struct reading_end *end)
{
	struct scan_coverage coverage = scan_coverage(end->scan);

	on_progress(end, &coverage);
}

static void turn_end(struct reading_end *end, struct conn *conn)
{
	enum scan_why why = end->scan == NULL ? SCAN_HELD : scan_coverage(end->scan).why;

	if (!wants(end)) {
		if (why == SCAN_ON) {
			scan_hold(end->scan);
			tell_coverage(end);
		}
		return;
	}
	if (conn == NULL || why == SCAN_ON || !knows_topics(end->desk) ||
		(end->waits && end->scan == NULL)) {
		return;
	}
	if (end->scan == NULL) {
		create_scan(end, conn);
	}
	scan_go(end->scan);
	tell_coverage(end);
}

void reading_turn(struct reading_desk *desk, struct conn *conn)
{
	if (desk->sought->is) {
		take_wanted(desk);
		turn_end(&desk->older, conn);
		turn_end(&desk->newer, conn);
	}
}
