/*
 * One scenario in motion: its producers, its services' consumers and its customers, moved on by
 * ticks. All they do goes through one connection; time comes in with each tick.
 */
#ifndef DEMO_RUN_H
#define DEMO_RUN_H

#include "base/rng.h"
#include "wire/conn.h"

#include "event.h"

struct workers;
struct customers;

struct run_options {
	const struct scenario *scenario;
	struct conn *conn; /* borrowed */
	double rate;
	uint64_t seed;
};

struct run {
	const struct scenario *scenario;
	struct conn *conn;
	double rate;
	uint64_t seed;
	int64_t now_ms, wall_ms; /* of this tick: the loop's clock, the world's */
	int64_t settled_ms;      /* when the first day began */
	bool warming; /* the history of the first screen: nobody takes the time things take */
	bool struck, poisoned;  /* the incidents have come; the poison is out */
	bool repaired;          /* what can be put right has been */
	struct rng rng;         /* when things happen, never what */
	struct command command; /* used again for each */
	struct due *producers;
	struct workers *workers;
	struct customers *customers;
};

struct run *run_create(const struct run_options *options);
void run_destroy(struct run *run);

/* Publishes some seconds' worth of events at once, which are worked through in haste until
 * run_settle. */
void run_warm_up(struct run *run, int64_t now_ms, int64_t wall_ms);
void run_settle(struct run *run);
void run_tick(struct run *run, int64_t now_ms, int64_t wall_ms);
/* Nothing is under way: what was published has been worked through. */
bool run_quiet(const struct run *run);
/* From now on things are wrong. */
void run_strike(struct run *run);

/* For workers and customers: how long a time is at this pace. */
int64_t run_pace(const struct run *run, double ms);
/* Whether a step follows an event, and from what its time is drawn: not from what its content is.
 */
bool run_chance(
	const struct run *run, const struct event *event, const struct step *step, struct rng *rng);
/* The event goes to its topic, spoiled if it is an incident's. */
void run_publish(struct run *run, struct event *event);

#endif
