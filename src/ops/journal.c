#include "ops/journal.h"

#include "base/crc32c.h"

enum {
	HEAD_BYTES = 17, /* length 4, crc 4, sequence 8, type 1 */
	CRC_AT = 4,
	SEQ_AT = 8,
	TYPE_AT = 16,
	PAYLOAD_MAX = 1 << 30,
	LEAST_PACKED = 2,
};

static const char *const state_names[] = {
	[JOB_RUNNING] = "running",
	[JOB_PAUSED] = "paused",
	[JOB_STOPPED] = "stopped",
	[JOB_IN_DOUBT] = "in_doubt",
	[JOB_DONE] = "done",
	[JOB_FAILED] = "failed",
	[JOB_CANCELLED] = "cancelled",
	[JOB_UNDONE] = "undone",
};

const char *job_state_name(enum job_state state)
{
	return state_names[state];
}

bool job_state_parse(struct text name, enum job_state *state)
{
	for (size_t i = 0; i < sizeof state_names / sizeof *state_names; i++) {
		if (text_is(name, state_names[i])) {
			*state = (enum job_state)i;
			return true;
		}
	}
	return false;
}

bool job_state_has_ended(enum job_state state)
{
	return state >= JOB_DONE;
}

static void put(char *at, uint64_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		at[i] = (char)(unsigned char)(n >> (8 * i));
	}
}

static uint64_t get(const char *at, size_t bytes)
{
	uint64_t n = 0;

	for (size_t i = 0; i < bytes; i++) {
		n |= (uint64_t)(unsigned char)at[i] << (8 * i);
	}
	return n;
}

/* The payload was appended behind room for the head, from `start` on. */
static void close_record(struct buf *out, size_t start, uint64_t seq, enum journal_type type)
{
	if (out->full) {
		return;
	}
	char *head = out->at + start;
	put(head, out->length - start - HEAD_BYTES, CRC_AT);
	put(head + SEQ_AT, seq, TYPE_AT - SEQ_AT);
	head[TYPE_AT] = (char)type;
	put(head + CRC_AT, crc32c(text_from(head + SEQ_AT, out->length - start - (size_t)SEQ_AT)),
		SEQ_AT - CRC_AT);
}

static size_t open_record(struct buf *out)
{
	static const char room[HEAD_BYTES];
	size_t start = out->length;

	buf_add(out, room, sizeof room);
	return start;
}

void journal_begin(struct buf *out, uint64_t seq, const struct request *request)
{
	size_t start = open_record(out);

	request_pack(request, out);
	close_record(out, start, seq, JOURNAL_BEGIN);
}

void journal_intent(struct buf *out, uint64_t seq, const struct batch *batch)
{
	size_t start = open_record(out);

	pack_u64(out, batch->count);
	for (size_t i = 0; i < batch->count; i++) {
		pack_u64(out, batch->items[i].id.ms);
		pack_u64(out, batch->items[i].id.seq);
	}
	close_record(out, start, seq, JOURNAL_INTENT);
}

void journal_done(struct buf *out, uint64_t seq, const struct batch *batch)
{
	size_t start = open_record(out);

	pack_u64(out, batch->count);
	for (size_t i = 0; i < batch->count; i++) {
		const struct item *item = &batch->items[i];

		pack_u64(out, item->id.ms);
		pack_u64(out, item->id.seq);
		pack_u64(out, item->fate);
		pack_u64(out, item->new_id.ms);
		pack_u64(out, item->new_id.seq);
		pack_text(out, text_of(item->why));
	}
	close_record(out, start, seq, JOURNAL_DONE);
}

void journal_pass(struct buf *out, uint64_t seq, const uint64_t counts[3])
{
	size_t start = open_record(out);

	for (size_t i = 0; i < 3; i++) {
		pack_u64(out, counts[i]);
	}
	close_record(out, start, seq, JOURNAL_PASS);
}

void journal_state(struct buf *out, uint64_t seq, enum job_state state, struct text sentence)
{
	size_t start = open_record(out);

	pack_u64(out, state);
	pack_text(out, sentence);
	close_record(out, start, seq, JOURNAL_STATE);
}

struct record {
	enum journal_type type;
	struct text payload;
};

static bool next(struct text *rest, uint64_t seq, struct record *record)
{
	if (rest->length < HEAD_BYTES) {
		return false;
	}
	uint64_t length = get(rest->at, CRC_AT);
	if (length > PAYLOAD_MAX || length > rest->length - HEAD_BYTES ||
		get(rest->at + SEQ_AT, TYPE_AT - SEQ_AT) != seq) {
		return false;
	}
	struct text covered = text_from(rest->at + SEQ_AT, HEAD_BYTES - SEQ_AT + (size_t)length);
	if (crc32c(covered) != get(rest->at + CRC_AT, SEQ_AT - CRC_AT)) {
		return false;
	}
	record->type = (enum journal_type)rest->at[TYPE_AT];
	record->payload = text_from(rest->at + HEAD_BYTES, (size_t)length);
	*rest = text_from(record->payload.at + length, rest->length - HEAD_BYTES - (size_t)length);
	return true;
}

struct reading {
	struct journal *journal;
	journal_item_fn *fn;
	void *arg;
};

static void count(struct journal *journal, const struct journal_item *item)
{
	journal->done += item->fate == FATE_DONE;
	journal->failed += item->fate == FATE_FAILED;
	journal->skipped += item->fate == FATE_SKIPPED;
	if (id_compare(item->id, journal->last) > 0) {
		journal->last = item->id;
	}
}

static bool take_done(struct reading *reading, struct unpack *from)
{
	size_t items = unpack_count(from, LEAST_PACKED);
	struct journal_item item;

	for (size_t i = 0; i < items && !from->bad; i++) {
		item.id.ms = unpack_u64(from);
		item.id.seq = unpack_u64(from);
		item.fate = (enum fate)unpack_u64(from);
		item.new_id.ms = unpack_u64(from);
		item.new_id.seq = unpack_u64(from);
		item.why = unpack_text(from);
		if (!from->bad) {
			count(reading->journal, &item);
			if (reading->fn != NULL) {
				reading->fn(reading->arg, &item);
			}
		}
	}
	return !from->bad;
}

static bool take(struct reading *reading, const struct record *record, struct error *error)
{
	struct journal *journal = reading->journal;
	struct unpack from = {.rest = record->payload};

	switch (record->type) {
	case JOURNAL_BEGIN:
		journal->begun = request_unpack(&journal->request, record->payload, error);
		return journal->begun;
	case JOURNAL_INTENT:
		journal->open = true;
		journal->state = JOB_STOPPED;
		return true;
	case JOURNAL_DONE:
		journal->open = false;
		return take_done(reading, &from);
	case JOURNAL_PASS:
		journal->open = false;
		journal->state = JOB_STOPPED;
		journal->done = unpack_u64(&from);
		journal->failed = unpack_u64(&from);
		journal->skipped = unpack_u64(&from);
		return !from.bad;
	case JOURNAL_STATE:
		journal->state = (enum job_state)unpack_u64(&from);
		return !from.bad && journal->state <= JOB_UNDONE;
	}
	return false;
}

bool journal_read(struct journal *journal, struct text bytes, journal_item_fn *fn, void *arg,
	struct error *error)
{
	struct reading reading = {.journal = journal, .fn = fn, .arg = arg};
	struct text rest = bytes;
	struct record record;

	*journal = (struct journal){.state = JOB_STOPPED};
	request_init(&journal->request);
	while (next(&rest, journal->records, &record) &&
		(journal->records > 0) == (record.type != JOURNAL_BEGIN) &&
		take(&reading, &record, error)) {
		journal->records++;
		journal->whole = bytes.length - rest.length;
	}
	if (!journal->begun && (error == NULL || error->code == ERROR_NONE)) {
		error_set(error, ERROR_FAILED, "the journal ends before the job began");
	}
	return journal->begun;
}

void journal_finish(struct journal *journal)
{
	request_finish(&journal->request);
}
