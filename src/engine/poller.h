/*
 * Decides what is asked next, within the budget: one batch of at most 50 commands is on its way at
 * any time, made of what is visible first, then discovery, then everything else in turn. It asks
 * through the fetcher it is given, reads the model and never changes it; answers reach it as facts,
 * after the model has them.
 */
#ifndef ENGINE_POLLER_H
#define ENGINE_POLLER_H

#include "budget.h"
#include "model/model.h"
#include "roster.h"
#include "visible.h"
#include "wire/fetch.h"

enum { POLLER_BATCH = 50 };

struct poller_parts {
	struct conn *conn;
	struct fetcher *fetcher;
	const struct model *model;
	const struct model_options *options;
	const char *topics; /* glob; NULL: all */
};

struct poller {
	struct poller_parts parts;
	struct roster roster;
	struct budget budget;
	struct visible visible;
	bool ready;
	size_t asked;       /* questions of the batch without an answer */
	int room;           /* commands that still fit into the batch being made */
	int64_t count_room; /* entries that may still be counted in this batch */
	int64_t clock_asked_ms, server_asked_ms;
	double pace; /* hidden topics that may be asked now: a round is spread evenly */
	int64_t paced_ms;
	int64_t due_before_ms; /* everything asked earlier is due */
	bool scanning, scan_restart, scan_asked;
	int64_t scan_next_ms, scan_steps, scan_pause_ms;
	bool counted_last; /* the last batch was a count: others come first */
	bool slowed;
	bool loss_told; /* the question on whose answer the connection went has been handed over */
	bool guilty;    /* it is the fact at hand */
	bool clock_alone; /* the batch is TIME and nothing else: its wait is the floor */
	int64_t waited_ns, wait_began_ns;
	int64_t trips; /* round trips that the batch takes in sequence */
	struct conn_cost spent;
	char run_id[48];
};

void poller_init(struct poller *poller, const struct poller_parts *parts, int64_t now_ms);
void poller_finish(struct poller *poller);

/* The connection came or went. */
void poller_link(struct poller *poller, bool ready, int64_t now_ms);
/* Sends the next batch, if there is none on its way and something is due. */
void poller_turn(struct poller *poller, int64_t now_ms);
/* After model_apply. True when the batch is complete: another turn may follow. */
bool poller_fact(struct poller *poller, const struct fact *fact, int64_t now_ms);
/* The loop is about to wait, has waited: what a batch costs the server is the waiting, not our own
 * work. */
void poller_waits(struct poller *poller, int64_t now_ns);
void poller_woke(struct poller *poller, int64_t now_ns);

void poller_interest(struct poller *poller, const struct interest *interest);
/* Everything is due now. */
void poller_refresh(struct poller *poller, int64_t now_ms);
struct fact_cost poller_cost(const struct poller *poller, int64_t now_ms);

#endif
