/*
 * How much of what there was is in the journeys that are held, as one line: from when on topics
 * were read, what was passed over, what was dropped for want of room. It knows nothing of screens.
 */
#ifndef VIEWS_COVERAGE_H
#define VIEWS_COVERAGE_H

#include "draw/role.h"
#include "model/model.h"

/* Empty where no journeys are followed. ROLE_WARN where something is missing. */
enum role coverage_say(const struct model *model, char *out, size_t size);
/* Why there is no journey at all; empty where there are some. */
void coverage_say_none(const struct model *model, char *out, size_t size);

#endif
