/*
 * The services of a scenario as real consumer groups: each consumer reads, takes its time,
 * publishes what follows and acknowledges; pending entries are taken over where the service does
 * so, and set aside where it gives up. A consumer that is dead does none of this until the
 * operator has put right what it left (repair.h).
 */
#ifndef DEMO_WORKERS_H
#define DEMO_WORKERS_H

#include "run.h"

/* `run` is borrowed and outlives them; so must the answers to what they have sent. */
struct workers *workers_create(struct run *run);
void workers_destroy(struct workers *workers);

void workers_tick(struct workers *workers);
/* Every consumer has finished and last read nothing. */
bool workers_quiet(const struct workers *workers);
/* From now on those the scenario's incidents are about do not work as they should. */
void workers_strike(struct workers *workers);

#endif
