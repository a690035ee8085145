/*
 * The log, as the model makes it of facts.
 */
#ifndef MODEL_LOG_LIST_H
#define MODEL_LOG_LIST_H

#include "model/log.h"

struct log_list *log_list_create(size_t ceiling_bytes);
void log_list_destroy(struct log_list *list);
/* FACT_LOG_...: records are in the list when FACT_LOG_READ has followed them. */
void log_list_apply(struct log_list *list, const struct fact *fact);
size_t log_list_bytes(const struct log_list *list);

#endif
