/*
 * The insides of a scan, shared by its two files: scan.c (its life, its turns, handing over) and
 * scan_ask.c (pages asked for and what comes back).
 */
#ifndef ENGINE_SCAN_PRIVATE_H
#define ENGINE_SCAN_PRIVATE_H

#include "base/map.h"
#include "scan.h"
#include "strand.h"
#include "wire/fetch.h"

struct scan {
	struct scan_options options;
	struct strands strands;
	struct map *by_name;
	struct fetcher *fetcher;
	uv_idle_t turn;   /* while there is something to hand over or to tell */
	uv_timer_t pause; /* for the rate */
	int open_handles;
	bool closing;

	struct strand *queue_first, *queue_last; /* would like a page, in the order of wishing */
	size_t target;                           /* bytes of a page */
	int asked;                               /* pages on their way */
	size_t asked_bytes, held;
	size_t checking; /* keys of which it is asked whether they are still there */
	size_t burst;    /* the most of them at once */
	double tokens;   /* bytes that the rate lets in */
	int64_t filled_ms;
	int64_t waits_since_ms, not_before_ms, wait_ms; /* while the server cannot answer */

	struct scan_coverage coverage;
	bool untold; /* it ended, failed or was held, and on_progress does not know */
	bool has_handed;
	struct id handed;
	int64_t went_ms;
};

/* scan.c */
void scan_turn_soon(struct scan *scan);
/* The next turn comes so much later. */
void scan_pause(struct scan *scan, uint64_t ms);
/* Goes on after a while with what was not answered for now. */
void scan_wait(struct scan *scan, const struct error *why);
void scan_answered(struct scan *scan);
void scan_fail(struct scan *scan, const struct error *error);

/* scan_ask.c */
/* It would like a page if it has too little; asks nothing yet. */
void scan_want(struct scan *scan, struct strand *strand);
/* Asks for what is wanted, as far as rate and room allow. */
void scan_ask(struct scan *scan);
void scan_answer(void *arg, const struct fact *fact);

#endif
