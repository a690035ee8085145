/*
 * The records of one job, as bytes: length | crc32c | sequence | type | payload, numbers in little
 * endian. Cut off anywhere, or altered, it is read up to the first record that is not whole. A hint
 * of what was done; the truth is the marker on the server. It knows nothing of files.
 */
#ifndef OPS_JOURNAL_H
#define OPS_JOURNAL_H

#include "ops/batch.h"
#include "ops/request.h"

enum journal_type {
	JOURNAL_BEGIN = 1, /* the request */
	JOURNAL_INTENT,    /* ids that are about to be written */
	JOURNAL_DONE,      /* what became of them */
	JOURNAL_STATE,     /* how the job ended for now: state, sentence */
	JOURNAL_PASS,      /* it begins again: what counts of all that was before */
};

/* How far a job is. */
enum job_state {
	JOB_RUNNING,
	JOB_PAUSED,
	JOB_STOPPED,
	JOB_IN_DOUBT,
	JOB_DONE, /* from here on it has ended */
	JOB_FAILED,
	JOB_CANCELLED,
	JOB_UNDONE,
};
const char *job_state_name(enum job_state state);
/* The state of that name; false where there is none. */
bool job_state_parse(struct text name, enum job_state *state);
bool job_state_has_ended(enum job_state state);

/* Appends one record each; `seq` counts from 0. `counts`: done, failed, skipped. */
void journal_begin(struct buf *out, uint64_t seq, const struct request *request);
void journal_intent(struct buf *out, uint64_t seq, const struct batch *batch);
void journal_done(struct buf *out, uint64_t seq, const struct batch *batch);
void journal_pass(struct buf *out, uint64_t seq, const uint64_t counts[3]);
void journal_state(struct buf *out, uint64_t seq, enum job_state state, struct text sentence);

struct journal_item {
	struct id id, new_id;
	enum fate fate;
	struct text why;
};

/* What a journal tells, record by record. */
struct journal {
	struct request request;
	bool begun;
	uint64_t records, done, failed, skipped;
	bool open; /* the last INTENT has no DONE */
	enum job_state state;
	struct id last; /* the greatest id of a DONE */
	size_t whole;   /* bytes up to the end of the last whole record */
};

/* Each item of each DONE; may be NULL. */
typedef void journal_item_fn(void *arg, const struct journal_item *item);

/* False where not even the first record is whole (`begun` is false), or it is from a newer version.
 * Released with journal_finish whatever the result. */
bool journal_read(struct journal *journal, struct text bytes, journal_item_fn *fn, void *arg,
	struct error *error);
void journal_finish(struct journal *journal);

#endif
