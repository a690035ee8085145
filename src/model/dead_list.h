/*
 * Dead letters, as the model makes them of facts.
 */
#ifndef MODEL_DEAD_LIST_H
#define MODEL_DEAD_LIST_H

#include "model/model.h"

/* The options outlive it. */
struct dead_list *dead_list_create(const struct model_options *options);
void dead_list_destroy(struct dead_list *list);
/* FACT_DEAD_... */
void dead_list_apply(struct dead_list *list, const struct fact *fact);
size_t dead_list_bytes(const struct dead_list *list);

#endif
