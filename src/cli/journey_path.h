/*
 * One journey with all that is told of it: its events in order, the critical path, its state as it
 * is shown.
 */
#ifndef CLI_JOURNEY_PATH_H
#define CLI_JOURNEY_PATH_H

#include "journey_scan.h"
#include "model/critical.h"

struct journey_path {
	const struct journey_scan *scan;
	struct journey_view view;
	enum journey_state state; /* with an end that was learned */
	bool is_learned;          /* its state */
	size_t count, part_count, expected_count;
	const struct journey_event **events;
	struct critical_event *critical;
	struct critical_part *parts;
	uint8_t expected[DEFINITION_STEPS_MAX];
};

void journey_path_init(struct journey_path *path, const struct journey_scan *scan, uint32_t number);
void journey_path_finish(struct journey_path *path);
/* Appends why it is in its state; nothing where the state says all. */
void journey_path_reason(const struct journey_path *path, struct buf *out);
/* `done`, `failed`, `late`, `dead`; static. */
const char *journey_path_event_state(const struct journey_event *event);

#endif
