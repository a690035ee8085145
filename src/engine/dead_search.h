/*
 * Looks for the topics that hold dead letters: by their names, then by what a few of their entries
 * say, for as long as somebody looks. What it reads becomes facts.
 */
#ifndef ENGINE_DEAD_SEARCH_H
#define ENGINE_DEAD_SEARCH_H

#include "dead_candidates.h"
#include "reading.h"
#include "wire/fetch.h"

struct dead_search {
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;

	bool find, finding, sought_once;
	unsigned turn;
	struct dead_candidates candidates; /* those first whose names say it */
	size_t next, next_key, answered, answered_key, looked, unread; /* looked: keys */
	bool begun;
	struct fetcher *fetcher;
	struct dead_reader *reader;
	int64_t told_ms;
};

/* `model` to `arg` are set. */
void dead_search_init(struct dead_search *search);
void dead_search_finish(struct dead_search *search);
void dead_search_set(struct dead_search *search, bool find, unsigned turn);
bool dead_search_wants(const struct dead_search *search);
void dead_search_turn(struct dead_search *search, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void dead_search_drop(struct dead_search *search);
/* From the beginning, now. */
void dead_search_refresh(struct dead_search *search);

#endif
