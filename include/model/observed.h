/*
 * What has been learnt from the events that were read: what those of each type look like, and what
 * their fields are for. As many a second as cost next to nothing are looked at; how many of them is
 * said. Made of facts; borrowed until the next apply.
 */
#ifndef MODEL_OBSERVED_H
#define MODEL_OBSERVED_H

#include "envelope/contract.h"
#include "envelope/declared.h"
#include "envelope/measure.h"

struct observed;

/* Events that were read, and those of them that were looked at. */
struct observed_counts {
	uint64_t read, looked_at;
};
struct observed_counts observed_counts(const struct observed *observed);
/* By the order they were met; NULL beyond the end. */
const struct contract *observed_contract(const struct observed *observed, size_t i);
/* What became of the contracts that the configuration declares, among the events looked at. */
struct observed_declared {
	const struct declared_contract *declared;
	uint64_t checked, violated, undecided;
	struct id violated_id;    /* the last one */
	char why[SCHEMA_WHY_MAX]; /* of that one; raw */
};
/* In the order of the configuration; NULL beyond the end. */
const struct observed_declared *observed_declared(const struct observed *observed, size_t i);
/* What fields are for, over the last events of all topics together, those that matter most first.
 * Judged anew when many more were read since. */
const struct measured *observed_fields(const struct observed *observed, size_t *count);
size_t observed_window(const struct observed *observed);

#endif
