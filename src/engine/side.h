/*
 * A connection besides the poller's, for one purpose: opened when it is first wanted, closed when
 * nobody has wanted it for a minute. It measures what it costs the server and knows nothing of what
 * is asked on it.
 */
#ifndef ENGINE_SIDE_H
#define ENGINE_SIDE_H

#include "budget.h"
#include "stream/fact.h"
#include "wire/conn.h"

/* The connection is ready, or it went (`error`). */
typedef void side_ready_fn(void *arg, bool ready, const struct error *error);

struct side {
	uv_loop_t *loop;
	const struct address *address;
	const char *purpose; /* goes into its name: rivermaster-PURPOSE-PID */
	side_ready_fn *on_ready;
	void *arg;
	struct conn *conn; /* NULL: closed */
	bool ready;
	int64_t wanted_ms;
	struct budget spent; /* only what it adds up */
	struct conn_cost counted;
	int64_t waited_ns, wait_began_ns;
	int64_t waited_ever_ns;
};

/* The other members are zero, `loop` to `arg` are set. */
void side_init(struct side *side, int64_t now_ms);
/* Opens it where it is not; true when it is ready. */
bool side_want(struct side *side, int64_t now_ms);
bool side_is_idle(const struct side *side, int64_t now_ms);
/* Whoever asks on it has stopped. */
void side_close(struct side *side);

void side_waits(struct side *side, int64_t now_ns);
void side_woke(struct side *side, int64_t now_ns);
/* Books what was spent since the last call; `floor_us`: what the network takes of a round trip. */
void side_account(struct side *side, int64_t floor_us, int64_t now_ms);
/* Likewise, and adds what it costs. */
void side_add_cost(struct side *side, int64_t floor_us, int64_t now_ms, struct fact_cost *to);

#endif
