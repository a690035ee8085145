/*
 * A funnel: how many journeys came to a step, then to the next, within a time from the first; what
 * became of those that did not. One journey at a time, in any order. It knows nothing of how it is
 * told.
 */
#ifndef MODEL_FUNNEL_H
#define MODEL_FUNNEL_H

#include "base/sketch.h"
#include "model/journeys.h"

enum { FUNNEL_STEPS_MAX = 32 };

struct funnel_step {
	char *name;
	uint64_t reached;            /* came to it, by way of those before it */
	uint64_t converted;          /* of those went on to the next; of the last step all */
	uint64_t in_flight;          /* have not yet, and still may */
	uint64_t lost;               /* will not */
	struct sketch from_previous; /* ms since the step before */
};

struct funnel {
	size_t count;
	struct funnel_step steps[FUNNEL_STEPS_MAX];
	int64_t within_ms; /* from the first to the last step; 0: for ever */
	uint64_t journeys; /* all that were looked at */
};

/* Names as definition_step_of reads them: whole, or the end behind a dot; copied. ERROR_USAGE:
 * fewer than two, or too many. */
bool funnel_init(struct funnel *funnel, const char *const *steps, size_t count, int64_t within_ms,
	struct error *error);
void funnel_finish(struct funnel *funnel);
/* A step that occurs more than once counts where it first leads on: the earliest behind the step
 * before it. */
void funnel_add(
	struct funnel *funnel, const struct journeys *journeys, uint32_t number, int64_t now_ms);

#endif
