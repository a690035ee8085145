/*
 * The critical path of a journey: what its last event waited for, back to the first. Its parts sum
 * to the time from the first to the last event, to the millisecond.
 */
#ifndef MODEL_CRITICAL_H
#define MODEL_CRITICAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the journey. */
struct critical_event {
	int64_t at_ms;
	uint32_t step;
	size_t cause;  /* place of the event that it says it follows from; CRITICAL_NONE */
	bool is_split; /* for how long its input waited, and was worked on, at least */
	int64_t queue_ms, work_ms; /* what they lack of the time between may be either */
};
#define CRITICAL_NONE SIZE_MAX

enum critical_kind { CRITICAL_QUEUE, CRITICAL_WORK, CRITICAL_GAP };
/* `queue`, `work`, `gap`; static. */
const char *critical_kind_name(enum critical_kind kind);

/* The time up to an event. */
struct critical_part {
	size_t event;
	enum critical_kind kind;
	int64_t ms;
};

/* How steps follow each other. */
struct critical_model {
	/* `to` is declared to need `from`. */
	bool (*needs)(const void *arg, uint32_t from, uint32_t to);
	/* `to` was seen right behind `from`, as a habit. */
	bool (*follows)(const void *arg, uint32_t from, uint32_t to);
	const void *arg;
};

/* How far back an input is looked for. */
enum { CRITICAL_LOOK = 64 };

/* The most parts for an event. */
enum { CRITICAL_PARTS = 3 };

/* Fills `parts` (room for CRITICAL_PARTS * count), the earliest first; returns how many. The event
 * before each: its cause, else the last that its step is declared to need, else the last that it is
 * used to follow, else the one right before it. */
size_t critical_path(const struct critical_event *events, size_t count,
	const struct critical_model *model, struct critical_part *parts);

/* The place of that event; at least one event stands before `at`. */
size_t critical_before(
	const struct critical_event *events, size_t at, const struct critical_model *model);

#endif
