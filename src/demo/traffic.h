/*
 * The traffic of one scenario, or of all, on one connection of its own: waits until the server
 * answers, makes topics and groups, gives the first screen a short history, then goes on at its
 * pace until something goes wrong as the scenario has it. It comes back from nothing: when the
 * server goes, it is over.
 */
#ifndef DEMO_TRAFFIC_H
#define DEMO_TRAFFIC_H

#include "wire/conn.h"

#include "scenario.h"

struct traffic;

struct traffic_options {
	const struct address *address;   /* copied */
	const struct scenario *scenario; /* NULL: every one */
	double rate;
	uint64_t seed;
	int64_t incident_ms;         /* after the start of the pace */
	void (*on_ready)(void *arg); /* topics, groups and history are there */
	void (*on_lost)(void *arg, const struct error *error);
	void *arg;
};

struct traffic *traffic_create(uv_loop_t *loop, const struct traffic_options *options);
/* Frees itself when the loop has let go of its timer. NULL ok. */
void traffic_destroy(struct traffic *traffic);

#endif
