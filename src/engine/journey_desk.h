/*
 * Stitches journeys while the console runs: reads what the topics hold, of the last quarter of an
 * hour unless told otherwise, then on with what is added, on a connection of its own and within a
 * rate. Where it cannot keep up it goes on at the newest, and says so. What holds a journey up is
 * asked of the server.
 */
#ifndef ENGINE_JOURNEY_DESK_H
#define ENGINE_JOURNEY_DESK_H

#include "base/map.h"
#include "engine/browse.h"
#include "engine/config.h"
#include "journey_flow.h"
#include "journey_habits.h"
#include "journey_watch.h"
#include "model/live.h"
#include "restitch.h"
#include "scan.h"
#include "side.h"

enum { JOURNEY_MEMORY_SHARE = 4 };

struct journey_desk {
	const struct config *config;
	struct model *model;
	void (*changed)(void *arg);
	void *arg;

	struct browse_edge edge; /* from where on they are stitched */
	struct id from;          /* that is, once it is known */
	bool wanted;
	struct side side;
	struct live_journeys live;
	struct journeys *journeys;
	struct journey_habits habits;
	struct event_reader *reader;
	struct journey_flow flow;
	struct indicators *indicators; /* NULL: none are declared */
	size_t reckoned;               /* the one of them that is next */
	int64_t reckon_ms;             /* when */
	struct journey_watch watch;
	struct restitch restitch;

	/* How far each key was read. */
	struct map *places;
	struct scan *scan;
	size_t scanned; /* keys of the scan */
	struct text *keys;
	bool back; /* the scan is the first one of all */
	int64_t scan_began_ms, next_ms, advanced_ms;
	uint64_t rounds;
	uint64_t entries, bytes; /* of scans before, as the next */
	size_t toobig;
};

struct journey_desk_parts {
	uv_loop_t *loop;
	const struct address *address;
	const struct config *config;
	struct model *model;
	const struct browse_edge *from; /* NULL: a quarter of an hour ago; copied */
	void (*changed)(void *arg);     /* what is shown is another */
	void *arg;
};

void journey_desk_init(
	struct journey_desk *desk, const struct journey_desk_parts *parts, int64_t now_ms);
/* Somebody looks at journeys, or has rules about them: from now on they are stitched. */
void journey_desk_want(struct journey_desk *desk);
/* The journey of one key is to be two from now on, one of each. */
void journey_desk_apart(struct journey_desk *desk, struct text name, struct text other);
void journey_desk_turn(struct journey_desk *desk, int64_t now_ms);
/* Closes the connection. */
void journey_desk_close(struct journey_desk *desk);

#endif
