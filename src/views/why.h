/*
 * What is known of one group, in sentences and with where each number comes from.
 */
#ifndef VIEWS_WHY_H
#define VIEWS_WHY_H

#include "draw/canvas.h"
#include "model/model.h"

/* Verdict, since when, reason, rates and drain, provenance of the lag: as many rows as there are.
 */
void why_draw(const struct group *group, const struct model *model, struct canvas *canvas);
/* How many rows that would take. */
int why_rows(const struct group *group, int width);

/* `STOPPED for 1m34s, since 12:29:33` from row y on, the reason below it; returns the row after the
 * last. */
int why_draw_verdict(
	const struct group *group, const struct model *model, struct canvas *canvas, int y);
int why_verdict_rows(const struct group *group, int width);

/* In place of a list of consumers; static. */
const char *why_no_consumers(const struct group *group);

/* A number a line with where it comes from, as many as the canvas holds. Sentences go on below
 * where there is room for all of them, else they are cut. */
void why_draw_facts(const struct group *group, const struct model *model, struct canvas *canvas);
/* Rows they take uncut. */
int why_facts_rows(const struct group *group, const struct model *model, int width);
enum { WHY_FACTS = 8 };

#endif
