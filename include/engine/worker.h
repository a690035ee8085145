/*
 * Operations beside the console's loop: each is planned and performed on a thread of its own, by
 * the same runner as from the command line; what it says comes back as facts (model/work.h). What
 * the two share is one mailbox under a lock. Every call returns at once, but for worker_close.
 */
#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <uv.h>

#include "engine/config.h"
#include "model/work.h"
#include "ops/order.h"

struct worker;

/* `changed` is called on the loop. The configuration is borrowed until it is closed. */
struct worker *worker_create(
	uv_loop_t *loop, const struct config *config, void (*changed)(void *arg), void *arg);
/* Stops what runs after its batch, waits for that, and frees itself when the loop has let go of
 * its handle. */
void worker_close(struct worker *worker);

/* Borrowed; changes on the loop alone. */
const struct work *worker_work(const struct worker *worker);
/* Something is being planned or done. */
bool worker_is_busy(const struct worker *worker);
/* False: it cannot be done now (ERROR_REFUSED), or what was typed is not what has to be. */
bool worker_order(struct worker *worker, const struct work_order *order, struct error *error);

#endif
