/*
 * Looks at jobs for as long as somebody does: the list of them, from the journals of this machine
 * and from the markers on the server; and one with its entries, from its journal or else from its
 * marker. What it learns becomes facts.
 */
#ifndef ENGINE_JOB_DESK_H
#define ENGINE_JOB_DESK_H

#include "job_files.h"
#include "job_marks.h"

struct job_desk {
	uv_loop_t *loop;
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;

	bool list;
	char job[JOB_ID_MAX]; /* empty: none */
	struct buf beside;
	bool knows;  /* whether that job has a journal here */
	bool local;  /* it has */
	bool closed; /* nothing is told any more */
	struct job_files *files;
	struct job_marks marks;
	int64_t next_ms;
};

/* `loop` to `arg` are set. */
void job_desk_init(struct job_desk *desk);
void job_desk_finish(struct job_desk *desk);
void job_desk_set(struct job_desk *desk, const struct interest_log *log);
bool job_desk_wants(const struct job_desk *desk);
/* Returns when it wants its next turn, in ms; -1: with everybody's. `conn` NULL: there is none that
 * is ready. */
int64_t job_desk_turn(struct job_desk *desk, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void job_desk_drop(struct job_desk *desk);
/* Everything is due now. */
void job_desk_refresh(struct job_desk *desk);

#endif
