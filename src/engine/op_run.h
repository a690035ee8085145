/*
 * One job under way: what the runner, its batches, its verification and its way back share.
 */
#ifndef ENGINE_OP_RUN_H
#define ENGINE_OP_RUN_H

#include "engine/operate.h"
#include "journal_file.h"
#include "op_comeback.h"
#include "op_feed.h"
#include "op_page.h"
#include "op_wait.h"
#include "ops/survey.h"
#include "talk.h"

struct run {
	const struct operate_options *options;
	const struct request *request;
	const struct op *op;
	bool back;  /* the way back: `unbuild` */
	bool plain; /* without scripts */
	struct talk *talk;
	struct survey server; /* what it is now */
	struct journal_file journal;
	uint64_t seq; /* of the next record */
	int unsynced; /* records that may not be on the disk yet */
	struct buf record, marker;
	struct feed *feed;
	struct batch *batch;
	struct id position; /* on the server */
	struct op_page copies, sources;
	bool whole_script; /* the server does not have it */
	struct op_wait wait;
	bool unwaited;        /* what was written last was not confirmed as `wait` says */
	uint64_t connections; /* when it was last known which server it is */
	bool stale;        /* the server has come back, and may have lost what it had confirmed */
	struct buf loaded; /* the journal as it was found */
	struct operate_control control; /* as it was said last */
	uint64_t moved, moved_bytes;    /* by this runner */
	struct run_pace {
		int64_t since_ms;
		uint64_t moved, moved_bytes; /* before that */
	} pace;                              /* the rate holds from there on */
	int64_t batch_ms;                    /* how long the server took for the last batch */
	int64_t looked_ms;                   /* when the target's groups were looked at; 0: never */
	struct comeback comeback;
	bool asked; /* it stops where it was to stop */
	struct operate_result *result;
};

/* All three are borrowed; run_close whatever follows. */
void run_init(struct run *run, const struct operate_options *options, const struct request *request,
	struct operate_result *result);
/* Opens the connection, looks at the server. */
bool run_open(struct run *run, struct error *error);
void run_close(struct run *run);
/* That this user may do what the job sends, as far as the server tells. */
bool run_may(struct run *run, struct error *error);

/* Sends the batch until every item is settled. */
bool run_batch(struct run *run, struct error *error);
/* Waits for the confirmation of what was written before, where there is none yet. */
bool run_wait(struct run *run, struct error *error);
/* Sends one command until it is answered; *n is the number it gives back, or 0. */
bool run_one(struct run *run, const struct command *command, int64_t *n, struct error *error);
/* The same, for what may as well be left: it waits for nothing but a lost connection. */
void run_mention(struct run *run, const struct command *command);
/* A field of the marker; false in `found` where there is none. */
bool run_marker_get(
	struct run *run, const char *field, struct buf *value, bool *found, struct error *error);

enum { RUN_BATCHES_A_SECOND = 4 /* with a rate */ };
/* Before each batch: false where the job is to stop by itself, and why. */
bool run_guard(struct run *run, struct error *error);
/* The rate holds from here on. */
void run_begin_pace(struct run *run);
/* Between batches: waits as long as the rate says, or as it is paused, and hears what is said
 * meanwhile. False: it is to stop. */
bool run_keep_rate(struct run *run, struct error *error);
/* How many entries the next batch may have. */
size_t run_most(const struct run *run);

/* Compares the copies of the batch with what they were made of. */
bool run_verify(struct run *run, struct error *error);

/* --- what a job begins and ends with --- */

/* The marker holds the whole request before anything else is written. */
bool run_mark(struct run *run, struct error *error);
/* After a lost connection: whether the server is still the one it was. A process that was started
 * again, and a replica that was promoted, may have lost the last of what was confirmed: `stale`. */
bool run_know_server(struct run *run, struct error *error);
/* A batch did not come through, and the server is stale: that is no failure of the job. */
bool run_has_gone_back(struct run *run, struct error *error);
/* The request in the marker, the position, the feed. After a first pass all counts begin anew. */
bool run_begin_pass(struct run *run, struct error *error);

/* Passes over the selection, batch by batch, until one ends on the server it began on. */
bool run_work(struct run *run, struct error *error);
/* It did not come to its end, and can go on later: that is written down. True where it was to stop
 * there. */
bool run_stop(struct run *run, struct error *why);
/* The state, kept with the marker, which expires from now on, and in the journal, if there is one
 * here. Nothing is kept where it returns true with `stale`. */
bool run_end(struct run *run, enum job_state state, const char *sentence, struct error *error);
/* Counts the items of the batch and tells them. */
void run_tell(struct run *run);

/* Appends what is in run->record to the journal. */
bool run_journal(struct run *run, struct error *error);
bool run_audit(struct run *run, const char *result, struct error *error);
/* Where a job that was cut off has come to, by the word of the marker. */
bool run_find_position(struct run *run, struct error *error);

/* The state for which the error stands, when a job ends early. */
enum job_state run_state_of(const struct run *run, const struct error *error);

#endif
