/*
 * The people outside: after a while some of them answer an event with another. No service, no
 * group: only time and chance.
 */
#ifndef DEMO_CUSTOMERS_H
#define DEMO_CUSTOMERS_H

#include "run.h"

struct customers *customers_create(void);
void customers_destroy(struct customers *customers);

/* An event has been published. */
void customers_see(struct customers *customers, const struct run *run, const struct event *event);
/* Publishes the answers whose time has come. */
void customers_tick(struct customers *customers, struct run *run);
/* Nobody is about to answer. */
bool customers_quiet(const struct customers *customers);

#endif
