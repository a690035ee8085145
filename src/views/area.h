/*
 * A series as an area chart that fills a canvas.
 */
#ifndef VIEWS_AREA_H
#define VIEWS_AREA_H

#include "draw/chart.h"
#include "model/model.h"

struct area {
	const struct series *series; /* NULL: there is none yet */
	int span_s;
	double scale;
};

/* Takes in what there is now: to be said at a refresh. */
void area_hold_scale(struct chart_scale_state *state, const struct model *model,
	const struct series *series, int span_s);
void area_draw(const struct area *area, const struct model *model, struct canvas *canvas);

#endif
