/*
 * How long hops wait and are worked on, over many journeys: between which two bounds each quantile
 * lies, for of most deliveries only bounds are known. And by which group a service reads, where it
 * came before all other groups had the entry. Bounded; folded in one journey at a time.
 */
#ifndef MODEL_HOPS_H
#define MODEL_HOPS_H

#include "model/journey_path.h"

/* From one step to the next. */
struct hop {
	uint16_t from, to;
	uint64_t count; /* hops of which bounds are known */
	struct sketch queue_least, queue_most, work_least, work_most;
};

struct hops;

struct hops *hops_create(size_t memory_bytes);
void hops_destroy(struct hops *hops);
void hops_add(struct hops *hops, const struct journey_path *path);
/* NULL: nothing is known. */
const struct hop *hops_between(const struct hops *hops, uint16_t from, uint16_t to);
/* The group of the topic by which the service was seen to read; false: not known. Borrowed. */
bool hops_reader(const struct hops *hops, uint16_t topic, uint16_t service, struct text *group);
/* The service was seen to answer before that group had been given what it answers. */
bool hops_excludes(const struct hops *hops, uint16_t topic, uint16_t service, struct text group);
size_t hops_bytes(const struct hops *hops);

#endif
