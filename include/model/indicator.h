/*
 * An indicator: a number by which the business steers, as the operator declares it. Plain values,
 * read line by line from the configuration ([indicator NAME]); which line makes which kind is a
 * row in indicator.c. It knows nothing of events.
 */
#ifndef MODEL_INDICATOR_H
#define MODEL_INDICATOR_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "model/health.h"

enum indicator_kind {
	INDICATOR_NONE,
	INDICATOR_CONVERSION, /* from = A, to = B: the share of journeys with A that came to B */
	INDICATOR_TIME,       /* time = A -> B: how long it takes from A to B */
	INDICATOR_MEAN,       /* mean = A: FIELD: of a number in events of a step */
	INDICATOR_RETURNING,  /* returning = FIELD: the share of parties that came before */
	INDICATOR_SILENT,     /* silent = FIELD: how many keys have not been heard of lately */
};

/* Of the times. */
enum indicator_figure { FIGURE_P50, FIGURE_P95, FIGURE_P99, FIGURE_MEAN, FIGURE_MAX };

enum { INDICATOR_STEPS_MAX = 8, INDICATORS_MAX = 64 };

/* Any one of them. */
struct indicator_steps {
	size_t count;
	char *names[INDICATOR_STEPS_MAX];
};

struct indicator {
	char *name, *where; /* `FILE:LINE` */
	enum indicator_kind kind;
	struct indicator_steps from, to; /* MEAN: `to` is its step */
	char *path;                      /* MEAN, RETURNING, SILENT */
	char *journey;                   /* only journeys of that definition; NULL: all */
	char *step_field;                /* MEAN: what tells the step; NULL: the event's type */
	char *topics;                    /* MEAN, SILENT: a glob; NULL: all */
	int64_t within_ms, window_ms;    /* 0: none */
	bool counts_lost;                /* CONVERSION: the share that did not come */
	enum indicator_figure figure;
	enum severity severity; /* of a missed target */
	char *target_text;      /* as written; NULL: none */
	bool target_read, target_below;
	double target; /* in the unit of the value: a ratio, ms, a number */
};

void indicator_init(struct indicator *indicator, struct text name, const char *where);
void indicator_finish(struct indicator *indicator);
/* One line. ERROR_USAGE without file and line. */
bool indicator_set(
	struct indicator *indicator, struct text key, struct text value, struct error *error);
/* After the last line: whether it is whole. */
bool indicator_seal(struct indicator *indicator, struct error *error);

/* `conversion`, ...; static. */
const char *indicator_kind_name(enum indicator_kind kind);
/* `ratio`, `ms`, `number`, `count`: what its value is in; static. */
const char *indicator_unit(const struct indicator *indicator);
/* `p95`, ...; static. */
const char *indicator_figure_name(enum indicator_figure figure);
/* Whether one of the steps means that name: all of it, or its end behind a dot. */
bool indicator_steps_have(const struct indicator_steps *steps, struct text name);

#endif
