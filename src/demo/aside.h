/*
 * What a service does with an entry that it could not handle: it asks how often the entry was
 * delivered, and from a number on takes it to the dead letters and acknowledges it. Before that the
 * entry stays pending, to be tried again.
 */
#ifndef DEMO_ASIDE_H
#define DEMO_ASIDE_H

#include "run.h"

struct aside;

/* `run` is borrowed and outlives it; so must the answers to what it has sent. */
struct aside *aside_create(struct run *run);
void aside_destroy(struct aside *aside);

/* `service` and `consumer` are borrowed as long as `run`. */
void aside_consider(
	struct aside *aside, const struct service *service, const char *consumer, struct id id);

#endif
