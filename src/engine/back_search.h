/*
 * Looks for one journey in what the topics hold: in ranges that begin earlier and earlier, each
 * stitched from its beginning on, for what belongs together is known in no other order. It ends
 * where the journey is there with its beginning, or all was read, or as much as may be at once; for
 * as long as somebody looks, within a rate. What it finds is shown by the model.
 */
#ifndef ENGINE_BACK_SEARCH_H
#define ENGINE_BACK_SEARCH_H

#include "engine/config.h"
#include "model/model.h"
#include "restitch.h"
#include "scan.h"
#include "stream/interest.h"
#include "wire/fetch.h"

enum { BACK_OLD_MAX = 8 };
enum back_phase { BACK_IDLE, BACK_BEGINS, BACK_ASKING, BACK_READING };

struct back_search {
	const struct config *config;
	struct model *model;
	const struct apart_pairs *aparts; /* as of those that are live */
	void (*changed)(void *arg);  /* what is shown is another */
	void *arg;

	bool wanted, stopped;
	struct ref what; /* own */
	enum back_phase phase;
	struct past_journeys past;

	struct coverage keys; /* with what the server says of each before it is read */
	struct id *ends;      /* of each, as it was then */
	size_t next, answered;
	struct fetcher *fetcher; /* NULL: there is no connection */

	/* The range that is being read. */
	size_t depth;
	bool full; /* as much as may be was read */
	struct scan *scan;
	struct event_reader *reader;
	struct journeys *journeys;
	uint64_t entries, bytes; /* of the ranges before */

	/* What was shown before, the newest first: it may be looked at for a moment yet. */
	struct back_old {
		struct journeys *journeys;
		struct variants *variants;
		int64_t since_ms;
	} old[BACK_OLD_MAX];
	size_t old_count;
	int64_t now_ms; /* of the last turn */
};

/* `config` to `arg` are set. */
void back_search_init(struct back_search *search);
void back_search_finish(struct back_search *search);
/* What is wanted; copied. */
void back_search_set(struct back_search *search, const struct interest_past *past);
bool back_search_wants(const struct back_search *search);
/* `conn` NULL: there is none that is ready. */
void back_search_turn(struct back_search *search, struct conn *conn, int64_t now_ms);
/* The connection goes: the range begins anew. */
void back_search_drop(struct back_search *search);

#endif
