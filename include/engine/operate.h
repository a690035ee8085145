/*
 * Operations, performed: looks before it plans, writes nothing before it is told to, and keeps to
 * the one protocol that loses and doubles nothing: journal, batches, verification, audit. A job
 * that was cut off anywhere goes on from its journal, or from its marker on the server. Each call
 * runs a loop of its own until it is through; SIGINT and SIGTERM stop it after the batch under way.
 */
#ifndef ENGINE_OPERATE_H
#define ENGINE_OPERATE_H

#include "engine/config.h"
#include "ops/journal.h"
#include "ops/op.h"

/* Looks at the server on a connection that cannot write and completes the request: target,
 * selection, who, when. `request` has operation, topic, group, values, and the ids that were given;
 * released by the caller, as the survey is, whatever the result. ERROR_FAILED (no such topic or
 * group, not all could be read), ERROR_REFUSED (what must not be done), ERROR_CONNECT, ERROR_USAGE
 * (a query, a range). */
bool operate_survey(const struct config *config, struct request *request, struct survey *survey,
	struct error *error);

/* What a job was asked, from its journal or its marker, so that operate_survey can look at it anew:
 * entries that were chosen by id stay chosen, others are looked for as they are now. `request` was
 * initialised. ERROR_FAILED: there is no such job. */
bool operate_recall(const struct config *config, const char *job, struct request *request,
	struct error *error);

struct operate_result {
	uint64_t done, failed, skipped;
	uint64_t again;      /* of those done: they had been done before */
	uint64_t unverified; /* of those done: their source is gone, nothing to compare with */
	uint64_t remaining;
	uint64_t passes; /* over the selection: one more for each time the server was restarted */
	enum job_state state;
};

/* What may be changed while a job runs. */
struct operate_control {
	double per_s, bytes_per_s; /* 0: as fast as it goes */
	bool paused;
	bool stops; /* after the batch under way; `jobs resume` goes on */
};

struct operate_options {
	const struct config *config;
	double per_s, bytes_per_s; /* 0: as fast as it goes */
	/* Where it pauses by itself, to be resumed; 0: nowhere. */
	uint64_t first, max_lag;   /* entries; of any group of the target */
	int64_t max_latency_ms;    /* of the server, for a batch */
	uint64_t max_dead_letters; /* that come of it within a minute */
	bool has_wait;             /* else as the job began */
	int64_t wait;              /* replicas that must confirm each batch */
	const char *plan_sha256;
	const char *file;    /* of an import that goes on; NULL: where it was */
	const char *confirm; /* the topic, typed, where the profile asks for that; may be NULL */
	/* Each item when it is settled, once in a run; again where the server had lost it. May be
	 * NULL, as the next two. */
	void (*on_item)(void *arg, const struct item *item);
	/* After each batch. */
	void (*on_progress)(void *arg, const struct operate_result *result);
	/* Asked between batches and while nothing is done; holds what was said last. */
	void (*control)(void *arg, struct operate_control *control);
	void *arg;
};

/* *result is filled whatever is returned. False: how it stopped; result->state says whether it can
 * be resumed. */
bool operate_run(const struct operate_options *options, const struct request *request,
	struct operate_result *result, struct error *error);

/* Goes on with a job from its journal here, or, where there is none, from its marker on the server.
 * ERROR_FAILED: there is no such job; ERROR_REFUSED: it has ended, or another process has it. */
bool operate_resume(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error);
/* Takes back what can be taken back. A part of it: the result says so, state is JOB_DONE. */
bool operate_undo(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error);
/* Ends a job that was stopped, as it stands: nothing is taken back. */
bool operate_cancel(const struct operate_options *options, const char *job,
	struct operate_result *result, struct error *error);

struct operate_job {
	const char *job;
	const struct request *request; /* borrowed for the call */
	enum job_state state;
	uint64_t done, failed, skipped, remaining;
	bool local; /* its journal is on this machine */
};
typedef void operate_job_fn(void *arg, const struct operate_job *job);
/* Every job that has a journal here, and every other one that the server knows; or `job` alone
 * (NULL: all). What could not be read of the server is an error, after the local ones were told. */
bool operate_jobs(const struct config *config, const char *job, operate_job_fn *fn, void *arg,
	struct error *error);

#endif
