/*
 * The list of pending entries, as the model makes it of facts.
 */
#ifndef MODEL_PENDING_LIST_H
#define MODEL_PENDING_LIST_H

#include "model/pending.h"

struct pending_list *pending_list_create(
	size_t ceiling_bytes, const struct event_options *envelopes);
void pending_list_destroy(struct pending_list *list);
/* FACT_PENDING_SOUGHT, FACT_PENDING_ROW, FACT_PENDING_AGAIN, FACT_PENDING_READ. */
void pending_list_apply(struct pending_list *list, const struct fact *fact);
size_t pending_list_bytes(const struct pending_list *list);

#endif
