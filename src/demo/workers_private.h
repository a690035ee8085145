/*
 * What the files of the workers share: a consumer, and all of them.
 */
#ifndef DEMO_WORKERS_PRIVATE_H
#define DEMO_WORKERS_PRIVATE_H

#include "repair.h"
#include "work.h"
#include "workers.h"

enum { CONSUMER_NAME_MAX = 48 };

enum health {
	HEALTHY,
	DOOMED,  /* still reads, works no more */
	LEAVING, /* still works, reads no more */
	DEAD,
};

struct consumer {
	struct workers *workers;
	const struct service *service;
	char name[CONSUMER_NAME_MAX];
	int turn; /* among the service's consumers, from 1 */
	enum health health;
	size_t holds;               /* DOOMED: ends with so many */
	int64_t retry_ms, slowness; /* the service's, until something happens to it */
	struct repair repair;       /* what makes it well again */
	bool was_struck;
	bool reading, fed; /* a read is under way; the last one brought something */
	int64_t read_at_ms, claim_at_ms, done_at_ms;
	size_t count;
	struct work queue[SERVICE_BATCH_MAX]; /* the first is being worked on */
};

struct workers {
	struct run *run;
	struct decode_room *room;
	struct aside *aside;
	size_t count;
	struct consumer *consumers;
};

/* Whoever has been looked after works again. */
void workers_repair(struct workers *workers);

#endif
