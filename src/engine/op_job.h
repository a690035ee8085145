/*
 * Jobs that were begun before: found by their journal here, or by their marker on the server.
 */
#ifndef ENGINE_OP_JOB_H
#define ENGINE_OP_JOB_H

#include "op_run.h"

/* What the server keeps of a job. */
struct job_marker {
	bool found, expires; /* expires: it has ended */
	enum job_state state;
	struct buf key, plan;
	uint64_t done;
};
void job_marker_init(struct job_marker *marker);
void job_marker_finish(struct job_marker *marker);

/* What stands under marker->key. */
bool job_marker_look(struct talk *talk, struct job_marker *marker, struct error *error);

/* The marker that belongs to a request. */
void job_marker_of(struct job_marker *marker, const struct request *request);
/* Each marker that the server has, or the one of `job`. The marker is borrowed for the call. */
bool job_markers(struct talk *talk, const char *job,
	void (*fn)(void *arg, const struct job_marker *), void *arg, struct error *error);

#endif
