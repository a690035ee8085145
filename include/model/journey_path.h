/*
 * One journey with all that is told of it: its events in order, what each waited for, the critical
 * path, its state as it is shown. Borrowed from the journeys until they change.
 */
#ifndef MODEL_JOURNEY_PATH_H
#define MODEL_JOURNEY_PATH_H

#include "model/critical.h"
#include "model/deliveries.h"
#include "model/variants.h"
#include "stream/mask.h"

struct hops;

/* Where journeys are told from. */
struct journey_source {
	const struct journeys *journeys;
	const struct variants *variants;     /* what is a habit; NULL: nothing is known of it */
	const struct deliveries *deliveries; /* NULL: nothing is known of them */
	const struct hops *hops;             /* likewise */
	const struct mask *mask;             /* NULL: nothing is hidden */
};

struct journey_path {
	struct journey_source source;
	struct journey_view view;
	enum journey_state state; /* with an end that was learned */
	bool is_learned;          /* its state */
	size_t count, part_count, expected_count;
	const struct journey_event **events;
	struct critical_event *critical;
	struct critical_part *parts;
	uint8_t expected[DEFINITION_STEPS_MAX];
};

void journey_path_init(
	struct journey_path *path, const struct journey_source *source, uint32_t number);
void journey_path_finish(struct journey_path *path);
/* The place of the event that this one waited for; its own where that is the first. */
size_t journey_path_before(const struct journey_path *path, size_t at);
/* How what an event waited for was given to its service: at least `queue_ms` it lay there, at least
 * `work_ms` the service was at it; the rest, `either_ms`, is one or the other. */
struct journey_split {
	struct text group;
	int64_t queue_ms, either_ms, work_ms;
	bool is_bounded; /* somebody looked before it was given and after it */
};
/* False where it is not known by which group, or nothing of when. */
bool journey_path_split(const struct journey_path *path, size_t at, struct journey_split *split);
/* When an event that nothing followed was given to the only group that reads it. */
bool journey_path_given(
	const struct journey_path *path, struct text *group, struct delivery *delivery);
/* Events that are steps: those that were set aside are none. */
size_t journey_path_steps(const struct journey_path *path);
/* Appends why it is in its state; nothing where the state says all. */
void journey_path_reason(const struct journey_path *path, struct buf *out);
/* `done`, `failed`, `late`, `dead`; static. */
const char *journey_path_event_state(const struct journey_event *event);
/* Appends the text of a key as it may be seen: `use` tells by which fields it is found. */
void journey_source_text(const struct journey_source *source, const struct definition *definition,
	enum key_use use, struct text text, struct buf *out);

#endif
