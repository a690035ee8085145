/*
 * The insides of a walk through a pending list, shared by its files: pending_walk.c (its life, what
 * ends it, handing over) and pending_walk_ask.c (pages and their entries).
 */
#ifndef ENGINE_PENDING_WALK_PRIVATE_H
#define ENGINE_PENDING_WALK_PRIVATE_H

#include "base/buf.h"
#include "base/map.h"
#include "pending_walk.h"
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

struct pending_walk {
	struct pending_walk_options options;
	struct fetcher *fetcher;
	struct pending_coverage coverage;
	int64_t now_ms; /* of the last answer */
	int64_t server_ms, server_at_ms;
	struct id from, to;
	bool over;

	bool consumers_known, topic_missing;
	struct map *consumers;

	/* The page: what is pending, and how far it was handed over. */
	struct pending_kept *rows;
	size_t count, next;
	struct buf names;
	int page_size;
	bool page_ends, begun;

	/* Its entries: one range over the page where it is dense, else one by one. */
	bool sparse, stopped, wants_confirm, held;
	size_t asked, answered; /* questions on their way; the row of the next single answer */
	int range_count;
};

/* pending_walk.c */
/* False where the caller wants to be asked before the next. */
bool pending_walk_hand(struct pending_walk *walk, const struct entry *entry, bool toobig);

/* pending_walk_ask.c */
void pending_walk_ask_page(struct pending_walk *walk);
void pending_walk_ask_entries(struct pending_walk *walk);
void pending_walk_ask_confirm(struct pending_walk *walk);
void pending_walk_take_page(struct pending_walk *walk, const struct fact_pending *page);
void pending_walk_take_confirm(struct pending_walk *walk, const struct fact_pending *page);
void pending_walk_take_entries(struct pending_walk *walk, const struct fact *fact);

#endif
