/*
 * Where a journey stands: the entry that it has come to, and the group that is to take it on.
 */
#ifndef VIEWS_JOURNEY_STAND_H
#define VIEWS_JOURNEY_STAND_H

#include "model/journeys.h"
#include "model/model.h"

struct journey_stand {
	struct text topic; /* the key that the entry lies in */
	struct text group; /* that holds it up, or the only one that reads it; empty: not known */
	struct id id;
};

/* Of what is no dead letter the last event; or the last dead letter. False: it has none. Borrowed
 * from both. */
bool journey_stand(const struct model *model, const struct journeys *journeys, uint32_t number,
	bool letter, struct journey_stand *out);

#endif
