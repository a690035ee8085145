/*
 * Commands that are called when an alert fires, is acknowledged or is over: each a process of its
 * own without a shell, with one JSON object on its standard input. How many, how long and how much
 * they say is bounded, and what goes wrong is counted. It knows nothing of what an alert is about.
 */
#ifndef ENGINE_HOOK_H
#define ENGINE_HOOK_H

#include "base/buf.h"
#include "stream/fact.h"

#include <uv.h>

enum { HOOK_RUNNING_MAX = 4, HOOK_WAITING_MAX = 256, HOOK_MINUTE_MAX = 30 };

struct hook_job {
	const char *const *words; /* NULL-ended; borrowed */
	char *input;              /* owned */
	size_t length;
};

struct hooks;

struct hook_slot {
	struct hooks *hooks;
	bool busy;
	uv_process_t process;
	uv_pipe_t in, out;
	uv_timer_t limit;
	uv_write_t write;
	char *input;
	int open_handles;
	bool ended, killed;
	int64_t said_bytes;
	char said[120]; /* the beginning */
	size_t said_length;
	const char *program;
};

struct hooks {
	uv_loop_t *loop;
	int64_t limit_ms;
	/* The counts have changed. */
	void (*on_change)(void *arg);
	void *arg;
	struct fact_hooks told;
	struct hook_slot slots[HOOK_RUNNING_MAX];
	struct hook_job waiting[HOOK_WAITING_MAX]; /* a ring */
	size_t first, count;
	int64_t starts_ms[HOOK_MINUTE_MAX]; /* the last ones, a ring */
	size_t start;
	uv_timer_t pace;
	bool closing;
	int open_handles;
	void (*on_closed)(void *arg);
};

/* `limit_ms`: for one command; 0: 10 s. */
void hooks_init(struct hooks *hooks, uv_loop_t *loop, int64_t limit_ms,
	void (*on_change)(void *arg), void *arg);
/* Takes the input; where too many wait it is dropped and counted. */
void hooks_add(struct hooks *hooks, const char *const *words, struct buf *input);
/* Ends what runs; `on_closed` when everything is let go of. */
void hooks_close(struct hooks *hooks, void (*on_closed)(void *arg));

#endif
