/*
 * The product without a screen: connections, discovery and polling within a budget, feeding the
 * model. Runs on the loop it is given; every call returns at once.
 *
 * The poller asks for what is visible first and often; a slower background round covers all topics
 * and groups; the budget (1 % of the server's time, 2 MB/s, 50 commands in flight) holds for both,
 * and what it costs is a fact.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/browse.h"
#include "model/work.h"
#include "stream/interest.h"

#include <uv.h>

struct engine;

/* The model has changed; called at most once a turn of the loop. */
typedef void engine_change_fn(void *arg);

struct engine_options {
	uv_loop_t *loop;
	const struct config *config; /* borrowed until closed */
	engine_change_fn *on_change; /* may be NULL */
	/* From where on journeys are stitched; NULL: the last quarter of an hour. For the call. */
	const struct browse_edge *journeys_from;
	void *arg;
};

/* False where the URL cannot be read (ERROR_USAGE). */
struct engine *engine_create(const struct engine_options *options, struct error *error);
void engine_start(struct engine *engine);
/* Closes the connections and frees itself when the loop has let go of its handles (run it once
 * more). */
void engine_close(struct engine *engine);

const struct model *engine_model(const struct engine *engine);
/* The redacted address, for the header; borrowed. */
const char *engine_address(const struct engine *engine);
/* What is visible now; copied. */
void engine_interest(struct engine *engine, const struct interest *interest);
/* Ask now, not at the next tick (F5); connect now, not after the pause. */
void engine_refresh(struct engine *engine);
/* The operator has seen the latched verdict of this group. */
void engine_seen(struct engine *engine, struct text topic, struct text group);
/* The operator has taken note of this alert. */
void engine_acknowledge(struct engine *engine, struct text alert_key);
/* The journey that the key `name` leads to is to be two, one of it and one of the key `other`, for
 * as long as the engine runs: its events are read again. Before any are stitched: none is to have
 * both.
 */
void engine_apart(struct engine *engine, struct text name, struct text other);
/* The operation that is planned or performed beside this engine; borrowed, NULL ends that. */
void engine_show_work(struct engine *engine, const struct work *work);
/* Refused credentials and the like: no further attempt will be made. NULL while there is hope. */
const struct error *engine_dead(const struct engine *engine);

#endif
