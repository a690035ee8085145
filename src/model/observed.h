/*
 * How the model keeps what it learns of events. Only for model.c.
 */
#ifndef MODEL_OBSERVED_PRIVATE_H
#define MODEL_OBSERVED_PRIVATE_H

#include "model/observed.h"
#include "stream/fact.h"

/* What it holds is small beside the ceiling; nothing is taken before the first entry. */
struct observed *observed_create(size_t ceiling_bytes, const struct event_options *envelopes);
void observed_destroy(struct observed *observed);
/* FACT_ENTRIES. */
void observed_apply(struct observed *observed, const struct fact *fact);
size_t observed_bytes(const struct observed *observed);

#endif
