/*
 * Looks for jobs on the server, by their markers: a slow walk over all keys, and again and again at
 * those that have not ended; and at the entries of one of them. One question at a time.
 */
#ifndef ENGINE_JOB_MARKS_H
#define ENGINE_JOB_MARKS_H

#include "base/buf.h"
#include "job_items.h"
#include "model/model.h"
#include "ops/keys.h"
#include "wire/conn.h"

struct mark_asked;

struct job_marks {
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;
	struct mark_asked *asked; /* NULL: nothing is */

	/* The walk. */
	bool list, walking;
	unsigned turn;
	char cursor[32];
	uint64_t looked;
	struct buf keys; /* packed: found, and not looked at yet */
	size_t keys_at;
	int64_t walked_ms, step_ms, next_walk_ms;
	/* Those that have not ended. */
	size_t again;
	int64_t again_ms;

	/* The one that is looked at. */
	char job[JOB_ID_MAX]; /* empty: none, or it has a journal here */
	struct buf beside;
	bool reading; /* its entries */
	struct job_items items;
	uint64_t items_read, told_done;
	char items_cursor[32];
	int64_t job_ms; /* when it was asked last; 0: never */
};

/* `model` to `arg` are set. */
void job_marks_init(struct job_marks *marks);
void job_marks_finish(struct job_marks *marks);
/* Another turn is another walk. */
void job_marks_set_list(struct job_marks *marks, bool list, unsigned turn);
/* `job` empty: none. `beside`: the topic its marker stands beside; empty: as the list knows. */
void job_marks_set_job(struct job_marks *marks, const char *job, struct text beside);
/* `conn` is ready. */
void job_marks_turn(struct job_marks *marks, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void job_marks_drop(struct job_marks *marks);
void job_marks_refresh(struct job_marks *marks);

#endif
