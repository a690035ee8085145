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

/* What became of a journey at a step. */
enum funnel_came {
	FUNNEL_REACHED,
	FUNNEL_CONVERTED,
	FUNNEL_IN_FLIGHT,
	FUNNEL_LOST,
	FUNNEL_CAME,
};
/* `reached`, `went on`, `in flight`, `lost`; static. */
const char *funnel_came_name(enum funnel_came came);

struct funnel_step {
	struct text name;                 /* owned */
	uint64_t reached;                 /* came to it, by way of those before it */
	uint64_t converted;               /* of those went on to the next; of the last step all */
	uint64_t in_flight;               /* have not yet, and still may */
	uint64_t lost;                    /* will not */
	uint64_t lost_as[JOURNEY_STATES]; /* in which state those are */
	struct sketch from_previous;      /* ms since the step before */
};

struct funnel {
	size_t count;
	struct funnel_step steps[FUNNEL_STEPS_MAX];
	int64_t within_ms; /* from the first to the last step; 0: for ever */
	uint64_t journeys; /* all that were looked at */
	/* By step of the journeys, whose numbers stay: bits of the steps here that it is. */
	uint64_t *uses;
	size_t use_room;
};

/* Names as definition_step_of reads them: whole, or the end behind a dot; `a, b`: whichever comes
 * first; copied. ERROR_USAGE: fewer than two, or too many. */
bool funnel_init(struct funnel *funnel, const struct text *steps, size_t count, int64_t within_ms,
	struct error *error);
/* The longest way that the definition declares, from a start to an end. False: it declares no two
 * steps. */
bool funnel_init_declared(struct funnel *funnel, const struct definition *definition);
/* The same steps within the same time. */
bool funnel_equal(const struct funnel *a, const struct funnel *b);
void funnel_finish(struct funnel *funnel);
/* How far one journey came. */
struct funnel_way {
	size_t reached;         /* steps */
	enum funnel_came ended; /* at the last of them: CONVERTED where it is that of the funnel */
	enum journey_state state;
	int64_t at_ms[FUNNEL_STEPS_MAX];
};
void funnel_follow(struct funnel *funnel, const struct journeys *journeys, uint32_t number,
	int64_t now_ms, struct funnel_way *way);
/* Whether it is one of those that a number of the funnel counts. */
bool funnel_counts(const struct funnel *funnel, const struct funnel_way *way, size_t step,
	enum funnel_came came);
/* A step that occurs more than once counts where it first leads on: the earliest behind the step
 * before it. */
void funnel_add(
	struct funnel *funnel, const struct journeys *journeys, uint32_t number, int64_t now_ms);

#endif
