/*
 * What fields are for, told by measuring and not by their names: over a window of events, how many
 * values a field has, how many events share one, over how many kinds of events, for how long, and
 * how the values of two fields belong together. It changes nothing; it says what it would believe,
 * how sure it is, and why.
 */
#ifndef ENVELOPE_MEASURE_H
#define ENVELOPE_MEASURE_H

#include "base/buf.h"
#include "stream/entry.h"

enum key_role {
	KEY_UNKNOWN,
	KEY_CONSTANT, /* says the same in every event */
	KEY_TIME,     /* moments */
	KEY_EVENT,    /* about one event a value */
	KEY_CAUSE,    /* the id of an earlier event */
	KEY_STEP,     /* few values, and a journey goes through several of them */
	KEY_JOURNEY,  /* some events a value, of several kinds, within a bounded time */
	KEY_CHILD,    /* belongs to one journey, which may have several */
	KEY_PARTY,    /* several journeys a value, a journey has one */
	KEY_RESOURCE, /* few values, shared by journeys that have nothing else in common */
};

enum { MEASURED_WHY_MAX = 160 };

struct measured {
	struct text name; /* a field, or a path into its document; borrowed from the measure */
	enum key_role role;
	double confidence; /* 0 to 1 */
	size_t events;     /* that have the field */
	double coverage;   /* of all events of the window */
	size_t values;     /* different ones */
	double per_value;  /* events, on average */
	double kinds;      /* of events a value is seen in, on average */
	int64_t life_ms;   /* from the first to the last event of a value; median */
	char why[MEASURED_WHY_MAX];
};

struct measure;

/* Holds the last `window` events, at most 65,536, as hashes: no value is kept. */
struct measure *measure_create(size_t window);
void measure_destroy(struct measure *measure);
/* `type` may be empty. Events in any order, each once. */
void measure_add(
	struct measure *measure, struct text topic, struct text type, const struct entry *entry);
size_t measure_events(const struct measure *measure);
size_t measure_bytes(const struct measure *measure);

/* Judges every field of the window, those that matter most first; the list is the measure's, until
 * the next call. *count is 0 where there are fewer than 20 events. */
const struct measured *measure_judge(struct measure *measure, size_t *count);

/* What the name alone would say: `journey`, `type`, ...; static, NULL: nothing. */
const char *measured_name_role(struct text name);
/* `journey`, `party`, ...; static. */
const char *key_role_name(enum key_role role);

#endif
