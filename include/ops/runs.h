/*
 * New ids as the marker keeps them: runs of ids that follow each other, `ID+COUNT ID+COUNT`, or
 * `ID+COUNT@PLACE` where there are several targets.
 */
#ifndef OPS_RUNS_H
#define OPS_RUNS_H

#include "stream/id.h"

struct runs {
	struct text rest;
	struct id id;
	uint64_t left; /* of the run under way */
};

/* False at the end, or where what follows is no run. */
bool runs_next(struct runs *runs, struct id *id);

#endif
