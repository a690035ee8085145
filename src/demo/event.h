/*
 * One event of a scenario: drawn from a key, so that the same key gives the same event; written as
 * the arguments of XADD; read back from an entry as a service would. It knows nothing of Redis and
 * has no clock.
 */
#ifndef DEMO_EVENT_H
#define DEMO_EVENT_H

#include "stream/command.h"
#include "stream/entry.h"

#include "scenario.h"

enum { EVENT_FIELDS_MAX = 16, EVENT_VALUE_MAX = 40, EVENT_TIME_MAX = 32 };

struct event_field {
	const char *name;
	bool bare;    /* a number in JSON */
	bool carried; /* of the journey's identity, not of the payload */
	char value[EVENT_VALUE_MAX];
};

struct event {
	const struct event_type *type;
	size_t count;
	struct event_field fields[EVENT_FIELDS_MAX]; /* its own id, its cause's id, the identity,
							the payload */
};

/* The `number`th event of a producer, which begins a journey. */
void event_begin(struct event *event, const struct scenario *scenario,
	const struct event_type *type, uint64_t seed, uint64_t number);
/* What follows `cause`, which is of the same journey. */
void event_follow(struct event *event, const struct scenario *scenario,
	const struct event_type *type, const struct event *cause, uint64_t seed);
/* Replaces one value of the payload. */
void event_spoil(struct event *event, const char *name, const char *value);

/* NULL where it has none of this name. */
const struct event_field *event_field(const struct event *event, const char *name);
/* An empty one more; at most EVENT_FIELDS_MAX. */
struct event_field *event_add(struct event *event, const char *name);

/* The same for the same event and purpose: what its chances and times are drawn from. */
uint64_t event_hash(const struct event *event, const char *purpose, uint64_t seed);

/* Adds names and values. */
void event_write(const struct event *event, int64_t wall_ms, struct command *command);

/* Type, id and identity of an entry of a topic; false where it is none of this scenario's events.
 */
bool event_understand(struct event *event, const struct scenario *scenario, const char *topic,
	const struct entry *entry);
/* One value of an entry, flat, in its JSON or in its metadata; false where it is missing or too
 * long. */
bool event_value(const struct entry *entry, const char *name, char out[EVENT_VALUE_MAX]);

#endif
