/*
 * Jobs that were begun before: found by their journal here, or by their marker on the server.
 */
#ifndef ENGINE_OP_JOB_H
#define ENGINE_OP_JOB_H

#include "op_run.h"
#include "stream/job_row.h"
#include "wire/reply.h"

/* What the server keeps of a job. */
struct job_marker {
	bool found, expires; /* expires: it has ended */
	enum job_state state;
	struct buf key, plan;
	uint64_t done;
	int64_t own;  /* fields of the marker that stand for no entry */
	bool counted; /* `done` stands in it */
};
void job_marker_init(struct job_marker *marker);
void job_marker_finish(struct job_marker *marker);

/* What it takes to know a marker: commands, each with its answer in their order. */
enum { JOB_MARKER_COMMANDS = 3 };
void job_marker_command(struct command *command, size_t i, struct text key);
void job_marker_answer(struct job_marker *marker, size_t i, const struct reply *reply);
/* Whether a field of it stands for an entry, SOURCE|ID; the source may be empty. */
bool job_marker_field(struct text field, struct text *source, struct id *id);

/* Which entries are left, as far as the plan counted them. */
uint64_t job_remaining(const struct request *request, enum job_state state, uint64_t settled);
/* What is told of a job whose state is known; `selected`, which is emptied first, gets what was
 * asked. All is borrowed from both. */
void job_row_fill(struct job_row *row, const struct request *request, struct buf *selected);

/* What stands under marker->key. */
bool job_marker_look(struct talk *talk, struct job_marker *marker, struct error *error);

/* The marker that belongs to a request. */
void job_marker_of(struct job_marker *marker, const struct request *request);
/* What its marker says a job was asked, and how it is; `request` was initialised, `state` may be
 * NULL. ERROR_FAILED: no journal was found before, and there is no marker. */
bool job_marker_request(const struct config *config, const char *job, struct request *request,
	enum job_state *state, struct error *error);
/* Each marker that the server has, or the one of `job`. The marker is borrowed for the call. */
bool job_markers(struct talk *talk, const char *job,
	void (*fn)(void *arg, const struct job_marker *), void *arg, struct error *error);

#endif
