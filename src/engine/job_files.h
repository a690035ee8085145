/*
 * Looks at the journals of this machine, on a thread of the loop's pool since they may be long and
 * the disk slow; one look at a time. It reads only what has changed since it looked last.
 */
#ifndef ENGINE_JOB_FILES_H
#define ENGINE_JOB_FILES_H

#include "job_items.h"
#include "journal_file.h"
#include "ops/journal.h"

#include <uv.h>

struct job_found {
	char job[JOB_ID_MAX];
	struct journal_look look;
	bool fresh;             /* `journal` was read; else it is as it was told before */
	struct journal journal; /* its state: as it is, not as it was written */
};

struct job_seen {
	bool all; /* every journal was looked at */
	size_t count;
	const struct job_found *jobs;
	/* The one that was asked for. */
	const char *job;               /* empty: none was */
	bool has_journal, more;        /* more: it is longer than is read */
	const struct job_items *items; /* NULL: as they were told before */
	int64_t took_ms;
};

struct job_files;

/* `fn`: borrowed for the call. */
struct job_files *job_files_create(
	uv_loop_t *loop, void (*fn)(void *arg, const struct job_seen *seen), void *arg);
/* At once, or when its thread is through; `fn` is not called any more. */
void job_files_destroy(struct job_files *files);
/* False where a look is under way. `job` may be empty; `anew`: its entries are wanted even where
 * they have not changed. */
bool job_files_look(struct job_files *files, bool all, const char *job, bool anew);

#endif
