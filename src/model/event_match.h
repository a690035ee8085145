/*
 * One entry after the other, asked whether it matches a query; read through its envelope when that
 * is first wanted, and then once.
 */
#ifndef MODEL_EVENT_MATCH_H
#define MODEL_EVENT_MATCH_H

#include "envelope/row_query.h"
#include "model/events.h"

struct event_match {
	struct event_reader *reader;
	struct listed_subject subject; /* its reader is the owner's */
	struct query_subject inner;
	struct event event;
	bool read;
};

/* The entries that follow are of this topic. */
void event_match_begin(struct event_match *match, struct text topic, int64_t server_now_ms);
void event_match_entry(struct event_match *match, const struct entry *entry);
const struct event *event_match_event(struct event_match *match);
/* `query` NULL: it does. What cannot be decided does not, and is counted. */
bool event_match_is(struct event_match *match, struct query *query, struct event_list_about *about);

/* Counts what following brought, before it is looked at. */
void event_match_followed(const struct fact *fact, struct event_list_about *about);

#endif
