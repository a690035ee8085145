/*
 * One journey with all that is told of it: its events in order, what each waited for, the critical
 * path, its state as it is shown. Borrowed from the journeys until they change.
 */
#ifndef MODEL_JOURNEY_PATH_H
#define MODEL_JOURNEY_PATH_H

#include "model/critical.h"
#include "model/variants.h"
#include "stream/mask.h"

/* Where journeys are told from. */
struct journey_source {
	const struct journeys *journeys;
	const struct variants *variants; /* what is a habit; NULL: nothing is known of it */
	const struct mask *mask;         /* NULL: nothing is hidden */
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
