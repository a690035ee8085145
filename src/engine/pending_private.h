/*
 * The insides of a walk through a pending list, shared by its files: pending.c (its life, what ends
 * it, handing over) and pending_ask.c (pages and their entries).
 */
#ifndef ENGINE_PENDING_PRIVATE_H
#define ENGINE_PENDING_PRIVATE_H

#include "base/map.h"
#include "engine/pending.h"
#include "look.h"
#include "wire/fetch.h"

enum pending_state {
	PENDING_NEW,
	PENDING_MISSING, /* was not in the topic after it was pending */
	PENDING_GONE,    /* and was pending still after that */
};

struct pending_kept {
	struct fact_pending_entry as; /* the consumer's name stands in `names` */
	size_t name_at;
	enum pending_state state;
};

struct pending {
	const struct pending_options *options;
	struct look look;
	struct fetcher *fetcher;
	struct pending_coverage coverage;
	int64_t server_ms, server_at_ms, began_ms;
	struct id from, to;

	bool consumers_known, topic_missing;
	struct map *consumers;

	/* The page: what is pending, and how far it was handed over. */
	struct pending_kept *rows;
	size_t count, room, next;
	struct buf names;
	int page_size;
	bool page_ends, begun;

	/* Its entries: one range over the page where it is dense, else one by one. */
	bool sparse, stopped, wants_confirm, held;
	size_t asked, answered; /* questions on their way; the row of the next single answer */
	int range_count;
	int pause_ms;
};

/* pending.c */
void pending_fail(struct pending *pending, const struct error *error);
/* False where the caller wants to be asked before the next. */
bool pending_hand(struct pending *pending, const struct entry *entry, bool toobig);
/* What can be done now is done: asks, hands over, ends. */
void pending_go(struct pending *pending);

/* pending_ask.c */
void pending_ask_page(struct pending *pending);
void pending_ask_entries(struct pending *pending);
void pending_ask_confirm(struct pending *pending);
void pending_take_page(struct pending *pending, const struct fact_pending *page);
void pending_take_confirm(struct pending *pending, const struct fact_pending *page);
void pending_take_entries(struct pending *pending, const struct fact *fact);

#endif
