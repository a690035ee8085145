/*
 * The insides of a measure, shared by measure.c (the window) and judge.c (what it says).
 */
#ifndef ENVELOPE_MEASURE_PRIVATE_H
#define ENVELOPE_MEASURE_PRIVATE_H

#include "base/map.h"
#include "envelope/measure.h"

enum {
	MEASURE_WINDOW_MAX = 65536,
	MEASURE_FIELDS_MAX = 256, /* different names; more are not looked at */
	MEASURE_PER_EVENT = 32,   /* fields of one event */
	MEASURE_LEAST = 20,       /* events before anything is said */
};

/* One field of one event. */
struct fact_of {
	uint32_t event; /* its number within the window's time: grows */
	uint16_t field;
	uint64_t value; /* a keyed hash */
};

struct event_of {
	uint32_t first; /* of its facts, in the ring */
	uint16_t count;
	uint16_t kind; /* of topic and type */
	int64_t ms;
	uint64_t seq;
	uint64_t id; /* hash of the entry's own id */
};

struct name_of {
	char *at; /* own */
	size_t length;
	/* of the values seen: no numbers, times, numbers with a point */
	uint32_t texts, moments, decimals;
	uint32_t seen;
};

struct measure {
	size_t window, count, next; /* a ring of events */
	struct event_of *events;
	struct fact_of *facts; /* MEASURE_PER_EVENT places for each place of the ring */
	struct map *names;     /* to its place in `fields`, plus one */
	struct name_of fields[MEASURE_FIELDS_MAX];
	size_t field_count;
	struct map *kinds; /* topic and type, to a number from 1 */
	uint64_t seed;
	uint32_t number;
	struct measured judged[MEASURE_FIELDS_MAX];
};

/* The i-th oldest event. */
const struct event_of *measure_event(const struct measure *measure, size_t i);

#endif
