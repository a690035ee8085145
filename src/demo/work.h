/*
 * One entry in the hands of a service: what it is, how long it takes, whether it can be done, and
 * what follows from it.
 */
#ifndef DEMO_WORK_H
#define DEMO_WORK_H

#include "run.h"

struct work {
	struct id id;
	bool understood, fails;
	struct event event;
};

/* `again`: it was tried before. */
void work_take(struct work *work, const struct run *run, const struct service *service,
	const struct entry *entry, bool again);
/* At this pace; `slowness` times what is usual. */
int64_t work_duration_ms(const struct work *work, const struct run *run,
	const struct service *service, int64_t slowness);
/* Publishes what follows. */
void work_publish(const struct work *work, struct run *run, const struct service *service);

#endif
