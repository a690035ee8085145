/*
 * What the console reads of the events themselves: the list that a view wants, at both ends and as
 * it grows, the one entry that is looked at closely, and the journeys. On connections of its own,
 * so that a long read never delays a poll. What it reads becomes facts.
 */
#ifndef ENGINE_FOLLOW_H
#define ENGINE_FOLLOW_H

#include "back_search.h"
#include "close_look.h"
#include "dead_desk.h"
#include "job_desk.h"
#include "journey_desk.h"
#include "log_desk.h"
#include "pending_desk.h"
#include "tail.h"

struct follow {
	struct sought sought;
	int64_t begun_ms; /* the list that is */
	bool begins;      /* another list is wanted, and the model does not know yet */
	tell_fn *tell;
	void *arg;
	uv_timer_t *timer; /* the tail's next turn; its callback calls follow_turn */
	uv_timer_cb on_timer;
	int64_t (*floor_us)(void *arg);
	struct side scan_side, tail_side;
	struct reading_desk reading;
	struct tail tail;
	struct close_look look;
	struct pending_desk pending;
	struct dead_desk dead;
	struct back_search back;
	struct log_desk log;
	struct job_desk jobs;
	struct journey_desk journeys;
};

struct follow_parts {
	uv_loop_t *loop;
	const struct address *address;
	const struct config *config;
	struct model *model;
	tell_fn *tell;              /* applies a fact to the model */
	void (*changed)(void *arg); /* what the model shows is another, without a fact */
	int64_t (*floor_us)(void *arg);
	void *arg;
	const struct browse_edge *journeys_from; /* NULL: the last quarter of an hour; copied */
	uv_timer_t *timer;
	uv_timer_cb on_timer;
};

void follow_init(struct follow *follow, const struct follow_parts *parts, int64_t now_ms);
/* Copied; acted on in the next turn. */
void follow_interest(struct follow *follow, const struct interest *interest);
/* As of journey_desk.h. */
void follow_apart(struct follow *follow, struct text name, struct text other);
void follow_turn(struct follow *follow, int64_t now_ms);
/* A fact of the poller's, after the model has it. */
void follow_fact(struct follow *follow, const struct fact *fact);
void follow_waits(struct follow *follow, int64_t now_ns);
void follow_woke(struct follow *follow, int64_t now_ns);
/* Adds what it costs. */
void follow_cost(struct follow *follow, struct fact_cost *cost, int64_t now_ms);
/* Connect now, not after the pause. */
void follow_retry(struct follow *follow);
/* Closes the connections; nothing is told any more. */
void follow_close(struct follow *follow);

#endif
