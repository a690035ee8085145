/*
 * From an event, wherever one is shown, to its journey.
 */
#ifndef VIEWS_JOURNEY_OPEN_H
#define VIEWS_JOURNEY_OPEN_H

#include "views/view.h"

/* Opens the journey that the entry is in; where none is held the screen looks for it in the past.
 * Says why where none can be. Who offers it wants journeys
 * (interest.h), at least from then on. */
struct intent journey_open(const struct model *model, struct text topic, struct id id);

#endif
