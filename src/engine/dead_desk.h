/*
 * Looks for the topics that hold dead letters, and reads one of them from its beginning, for as
 * long as somebody looks. What it reads becomes facts.
 */
#ifndef ENGINE_DEAD_DESK_H
#define ENGINE_DEAD_DESK_H

#include "cursors.h"
#include "dead_search.h"

struct dead_desk {
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;

	struct dead_search search;

	/* The topic. */
	bool wanted, held, begins;
	unsigned turn;
	char *topic;
	size_t topic_length;
	struct scan *scan;
	struct cursors keys;
	bool ended, has_reached;
	struct id reached;
	uint64_t entries, bytes; /* of scans before */
	int64_t busy_ms, next_ms;
};

/* `model` to `arg` are set. */
void dead_desk_init(struct dead_desk *desk);
void dead_desk_finish(struct dead_desk *desk);
void dead_desk_set(struct dead_desk *desk, const struct interest_dead *dead);
bool dead_desk_wants(const struct dead_desk *desk);
/* `conn` NULL: there is none that is ready. */
void dead_desk_turn(struct dead_desk *desk, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void dead_desk_drop(struct dead_desk *desk);
/* Everything is due now. */
void dead_desk_refresh(struct dead_desk *desk);

#endif
