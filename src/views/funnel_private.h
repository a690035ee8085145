/*
 * What the files of the screen `funnel` share: how many journeys went from step to step.
 */
#ifndef VIEWS_FUNNEL_PRIVATE_H
#define VIEWS_FUNNEL_PRIVATE_H

#include "journey_words.h"
#include "model/funnel.h"
#include "views/view.h"

enum funnel_column {
	FUNNEL_NUMBER,
	FUNNEL_STEP,
	FUNNEL_COUNT,
	FUNNEL_SHARE,
	FUNNEL_BAR,
	FUNNEL_WENT_ON,
	FUNNEL_FLIGHT,
	FUNNEL_GONE,
	FUNNEL_P50,
	FUNNEL_P95,
	FUNNEL_COLUMNS,
};

enum { FUNNEL_BYTES_MAX = 1 << 16 };

/* A look at all journeys, over as many refreshes as it takes. */
struct funnel_look {
	struct funnel funnel;                /* its steps; what was counted so far */
	const struct definition *definition; /* whose journeys; NULL: all */
	bool learned;                        /* from what most journeys do */
	uint32_t at;                         /* the journey that was looked at last */
};

struct funnels {
	struct table table;
	const struct model *model;
	struct journey_source source; /* of the last refresh */
	size_t turn;                  /* which of the definitions is shown */
	struct funnel asked;          /* its steps, where they were chosen; else none */
	struct buf *asked_of;         /* the definition that those are of; empty: any */
	int64_t within_ms;
	struct funnel_look now, next;
	bool looked;
	size_t definitions;
	uint32_t keys[FUNNEL_STEPS_MAX];
	struct text steps[FUNNEL_STEPS_MAX]; /* names, for an intent */
	struct buf *scratch;
	int width, height;
};

/* funnel_look.c: goes on looking; takes the look over once it is through. */
void funnels_look_on(struct funnels *funnels);
void funnels_look_again(struct funnels *funnels);
/* Steps that are chosen, in place of what is declared; `count` 0: what is declared. False with a
 * sentence. */
bool funnels_ask(
	struct funnels *funnels, const struct text *steps, size_t count, struct error *error);

extern const struct table_column funnel_titles[FUNNEL_COLUMNS];
struct table_source funnels_source(const struct funnels *funnels);
/* Below the list: what became of those who came to that step. */
void funnels_draw_step(const struct funnels *funnels, size_t at, struct canvas *inside);

#endif
