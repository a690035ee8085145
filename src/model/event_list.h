/*
 * The list of events and the entry that is looked at closely, as the model makes them of facts.
 */
#ifndef MODEL_EVENT_LIST_H
#define MODEL_EVENT_LIST_H

#include "model/events.h"
#include "model/model.h"

enum { EVENT_LIST_ROWS_MAX = 100000 };

/* The options outlive it. */
struct event_list *event_list_create(size_t ceiling_bytes, const struct model_options *options);
void event_list_destroy(struct event_list *list);
/* FACT_SOUGHT, FACT_ENTRIES, FACT_READING. `server_now_ms`: for `age`; 0 not known. */
void event_list_apply(struct event_list *list, const struct fact *fact, int64_t server_now_ms);
size_t event_list_bytes(const struct event_list *list);

struct close_up;

struct close_up *close_up_create(size_t ceiling_bytes, const struct event_options *envelopes);
void close_up_destroy(struct close_up *close_up);
/* FACT_ENTRY (without a topic: none is looked at), FACT_READER. */
/* `held`: the same entry as somebody else has it, for where the server has it no more; NULL:
 * nobody.
 */
void close_up_apply(struct close_up *close_up, const struct fact *fact, const struct entry *held);
size_t close_up_bytes(const struct close_up *close_up);
struct text close_up_topic(const struct close_up *close_up);
/* With the states of the groups that `topic` (NULL: not known) has now. */
const struct close_entry *close_up_entry(struct close_up *close_up, const struct topic *topic);
/* What the topic's groups are may have changed. */
void close_up_stale(struct close_up *close_up);

#endif
