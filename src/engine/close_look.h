/*
 * Asks for the one entry that is looked at closely, and what each group of its topic did with it.
 */
#ifndef ENGINE_CLOSE_LOOK_H
#define ENGINE_CLOSE_LOOK_H

#include "reading.h"
#include "wire/fetch.h"

struct close_look {
	const struct model *model;
	tell_fn *tell;
	void *arg;
	struct fetcher *fetcher; /* NULL: there is no connection */
	char *topic;
	size_t topic_length;
	struct id id;
	bool wanted, is, begun, asking; /* is: something is looked at; begun: the model knows */
	int64_t asked_ms;               /* 0: to be asked now */
	int64_t round_ms, part_ms;      /* of asking the groups */
	size_t next_group;
};

/* What is wanted; copied. */
void close_look_set(struct close_look *look, const struct interest *interest);
/* Asks what is due; `conn` NULL: there is none that is ready. */
void close_look_turn(struct close_look *look, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void close_look_drop(struct close_look *look);
/* Nobody has looked for long: the model may forget the entry. */
void close_look_forget(struct close_look *look);

#endif
