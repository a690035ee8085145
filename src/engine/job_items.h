/*
 * What became of the entries of one job, as many as may be kept: gathered, then told at once.
 */
#ifndef ENGINE_JOB_ITEMS_H
#define ENGINE_JOB_ITEMS_H

#include "reading.h"

struct job_item_kept {
	struct id id, new_id;
	enum job_fate fate;
	char *source, *why; /* NULL: none */
};

struct job_items {
	size_t count, room;
	struct job_item_kept *at;
	uint64_t unheld;
};

void job_items_add(struct job_items *items, const struct fact_job_item *item);
void job_items_finish(struct job_items *items);
/* FACT_JOB_READ, one FACT_JOB_ITEM each, FACT_JOB_READ; `last` is the last one, but for what stands
 * in `items`. */
void job_items_tell(
	const struct job_items *items, const struct fact *last, tell_fn *tell, void *arg);

#endif
