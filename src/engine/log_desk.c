#include "log_desk.h"

#include <string.h>

#include "engine/audit.h"
#include "strand.h"

/* A wait of 0 ms would let nothing else come in between. */
enum { LOOK_MS = 500, TELL_MS = 100, ROUND_MS = 1000, BLOCK_MS = 1 };
static const uint64_t bytes_per_s = 16 * 1000 * 1000;
static const struct id lowest = {0, 0}, highest = {UINT64_MAX, UINT64_MAX};

/* --- the file --- */

static void on_line(void *arg, struct text line, bool broken)
{
	struct log_desk *desk = arg;
	struct log_record record;

	if (!log_record_read_line(&record, line, &desk->room)) {
		return;
	}
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_LOG_RECORD,
			.log_record = {.source = LOG_FILE, .record = &record, .broken = broken},
		});
}

static void tell_file(struct log_desk *desk, bool begins)
{
	const struct audit_tail *tail = &desk->tail;
	bool failed = desk->trouble.code != ERROR_NONE;

	desk->untold = false;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_LOG_READ,
			.outcome = failed      ? FACT_FAILED
				: tail->fd < 0 ? FACT_ABSENT
					       : FACT_KNOWN,
			.error = desk->trouble,
			.log_read = {.source = LOG_FILE,
				.begins = begins,
				.on = desk->more,
				.ends = tail->reached,
				.unfinished = tail->unfinished,
				.path = text_of(tail->path),
				.records = tail->records,
				.broken = tail->broken},
		});
}

static void set_trouble(struct log_desk *desk, const struct error *trouble)
{
	if (strcmp(desk->trouble.text, trouble->text) != 0) {
		desk->untold = true;
	}
	desk->trouble = *trouble;
}

static void look(struct log_desk *desk, int64_t now_ms)
{
	struct error trouble = {.code = ERROR_NONE};
	bool begins = false, first = desk->looked_ms == 0;

	desk->looked_ms = now_ms;
	desk->more =
		audit_tail_look(&desk->tail, &begins, &trouble) && audit_tail_has_more(&desk->tail);
	set_trouble(desk, &trouble);
	if (begins || first || desk->untold) {
		tell_file(desk, begins);
	}
}

/* The first block at once, then not more often than anybody can see. */
static void read_file(struct log_desk *desk, int64_t now_ms)
{
	struct audit_tail *tail = &desk->tail;
	struct error trouble = {.code = ERROR_NONE};
	uint64_t before = tail->records;
	bool unfinished = tail->unfinished, reached = tail->reached;

	if (!audit_tail_read(tail, &desk->more, &trouble)) {
		desk->more = false;
	} else {
		trouble = tail->trouble;
	}
	set_trouble(desk, &trouble);
	desk->untold = desk->untold || tail->records != before || unfinished != tail->unfinished ||
		reached != tail->reached;
	/* What is told last is that there is no more. */
	if (desk->untold && (before == 0 || !desk->more || now_ms - desk->told_ms >= TELL_MS)) {
		desk->told_ms = now_ms;
		tell_file(desk, false);
	}
}

static void file_turn(struct log_desk *desk, int64_t now_ms)
{
	if (!desk->more && (desk->looked_ms == 0 || now_ms - desk->looked_ms >= LOOK_MS)) {
		look(desk, now_ms);
	}
	if (desk->more) {
		read_file(desk, now_ms);
	}
}

/* --- the stream --- */

static bool on_entry(void *arg, struct text key, const struct entry *entry)
{
	struct log_desk *desk = arg;
	struct log_record record;
	char id[ID_TEXT_MAX];

	(void)key;
	log_record_read_entry(&record, entry, id);
	if (!desk->back_ended && !log_list_wants(model_log(desk->model), record.at_ms)) {
		desk->full = true;
		return false;
	}
	if (!desk->has_newest || id_compare(entry->id, desk->newest) > 0) {
		desk->has_newest = true;
		desk->newest = entry->id;
	}
	if (!desk->has_oldest || id_compare(entry->id, desk->oldest) < 0) {
		desk->has_oldest = true;
		desk->oldest = entry->id;
	}
	desk->records++;
	desk->tell(desk->arg,
		&(struct fact){
			.kind = FACT_LOG_RECORD,
			.log_record = {.source = LOG_STREAM, .record = &record},
		});
	return desk->wanted;
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct log_desk *desk = arg;
	struct fact fact = {.kind = FACT_LOG_READ};

	desk->back_ended = desk->back_ended || desk->full || coverage->why == SCAN_END;
	fact.log_read = (struct fact_log_read){
		.source = LOG_STREAM,
		.on = !desk->back_ended,
		.ends = desk->back_ended,
		.held = desk->full,
		.records = desk->records,
	};
	if (!scan_tells_trouble(coverage, &fact) && coverage->topics_gone > 0 &&
		desk->records == 0) {
		fact.outcome = FACT_ABSENT;
	}
	desk->tell(desk->arg, &fact);
}

static void drop_scan(struct log_desk *desk)
{
	scan_destroy(desk->scan);
	desk->scan = NULL;
}

static void begin_scan(struct log_desk *desk, struct conn *conn, int64_t now_ms)
{
	const struct text topic = text_of(AUDIT_STREAM);
	bool on = desk->back_ended;

	desk->next_ms = now_ms + ROUND_MS;
	desk->scan = scan_create(&(struct scan_options){
		.conn = conn,
		.topic_count = 1,
		.topics = &topic,
		.from = on && desk->has_newest ? id_next(desk->newest) : lowest,
		.to = !on && desk->has_oldest ? id_before(desk->oldest) : highest,
		.newest_first = !on,
		.bytes_per_s = bytes_per_s,
		.on_entry = on_entry,
		.on_progress = on_progress,
		.arg = desk,
	});
	scan_go(desk->scan);
}

static void stream_turn(struct log_desk *desk, struct conn *conn, int64_t now_ms)
{
	enum scan_why why = desk->scan == NULL ? SCAN_END : scan_coverage(desk->scan).why;

	if (why == SCAN_HELD && desk->full) {
		drop_scan(desk);
		desk->full = false;
		why = SCAN_END;
	}
	if (why == SCAN_HELD || (why == SCAN_FAILED && now_ms >= desk->next_ms)) {
		desk->next_ms = now_ms + ROUND_MS;
		scan_go(desk->scan);
	} else if (why == SCAN_END && (desk->scan == NULL || now_ms >= desk->next_ms)) {
		drop_scan(desk);
		begin_scan(desk, conn, now_ms);
	}
}

/* --- both --- */

void log_desk_init(struct log_desk *desk)
{
	desk->tail.fn = on_line;
	desk->tail.arg = desk;
	audit_tail_init(&desk->tail);
	buf_init(&desk->room, AUDIT_LINE_MAX);
}

void log_desk_drop(struct log_desk *desk)
{
	drop_scan(desk);
}

void log_desk_finish(struct log_desk *desk)
{
	drop_scan(desk);
	audit_tail_finish(&desk->tail);
	buf_finish(&desk->room);
}

void log_desk_set(struct log_desk *desk, const struct interest_log *log)
{
	desk->wanted = log->records;
}

void log_desk_refresh(struct log_desk *desk)
{
	desk->next_ms = 0;
	if (desk->looked_ms > 0) {
		desk->looked_ms = 1;
	}
}

int64_t log_desk_turn(struct log_desk *desk, struct conn *conn, int64_t now_ms)
{
	if (!desk->wanted) {
		if (desk->scan != NULL && scan_coverage(desk->scan).why == SCAN_ON) {
			scan_hold(desk->scan);
		}
		return -1;
	}
	file_turn(desk, now_ms);
	if (conn != NULL) {
		stream_turn(desk, conn, now_ms);
	}
	return desk->more ? BLOCK_MS : -1;
}
