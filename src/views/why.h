/*
 * What is known of one group, in sentences and with where each number comes from.
 */
#ifndef VIEWS_WHY_H
#define VIEWS_WHY_H

#include "draw/canvas.h"
#include "model/model.h"

/* Verdict, since when, reason, provenance of the lag, rates and drain: as many lines as there are.
 */
void why_draw(const struct group *group, const struct model *model, struct canvas *canvas);

/* `STOPPED for 1m34s, since 12:29:33` from row y on, the reason below it; returns the row after the
 * last. */
int why_draw_verdict(
	const struct group *group, const struct model *model, struct canvas *canvas, int y);
/* `12,331 undelivered (counted: ...)`. */
int why_draw_facts(
	const struct group *group, const struct model *model, struct canvas *canvas, int y);
enum { WHY_FACTS = 8 };

#endif
