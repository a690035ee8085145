#include "side.h"

#include <stdio.h>
#include <unistd.h>

enum { IDLE_MS = 60 * 1000 };

void side_init(struct side *side, int64_t now_ms)
{
	budget_init(&side->spent, now_ms);
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct side *side = arg;
	bool ready = state == CONN_READY;

	(void)conn;
	if (ready == side->ready && error == NULL) {
		return;
	}
	side->ready = ready;
	side->on_ready(side->arg, ready, error);
}

static void open_side(struct side *side)
{
	char name[64];
	uint64_t seed = uv_hrtime();

	uv_random(NULL, NULL, &seed, sizeof seed, 0, NULL);
	snprintf(name, sizeof name, "rivermaster-%s-%ld", side->purpose, (long)getpid());
	side->counted = (struct conn_cost){.commands = 0};
	side->conn = conn_create(side->loop,
		&(struct conn_options){
			.address = side->address,
			.name = name,
			.mode = CONN_READ,
			.retry = true,
			.seed = seed,
			.on_state = on_state,
			.arg = side,
		});
	conn_start(side->conn);
}

bool side_want(struct side *side, int64_t now_ms)
{
	side->wanted_ms = now_ms;
	if (side->conn == NULL) {
		open_side(side);
	}
	return side->ready;
}

bool side_is_idle(const struct side *side, int64_t now_ms)
{
	return side->conn != NULL && now_ms - side->wanted_ms > IDLE_MS;
}

void side_close(struct side *side)
{
	conn_close(side->conn);
	side->conn = NULL;
	side->ready = false;
}

void side_waits(struct side *side, int64_t now_ns)
{
	if (side->conn != NULL && conn_cost(side->conn).outstanding > 0) {
		side->wait_began_ns = now_ns;
	}
}

void side_woke(struct side *side, int64_t now_ns)
{
	if (side->wait_began_ns > 0) {
		side->waited_ns += now_ns - side->wait_began_ns;
		side->waited_ever_ns += now_ns - side->wait_began_ns;
		side->wait_began_ns = 0;
	}
}

void side_account(struct side *side, int64_t floor_us, int64_t now_ms)
{
	struct conn_cost now;
	struct spent spent;
	int64_t busy_us;

	if (side->conn == NULL) {
		return;
	}
	now = conn_cost(side->conn);
	spent = (struct spent){
		.bytes = now.bytes_in + now.bytes_out - side->counted.bytes_in -
			side->counted.bytes_out,
		.commands = now.commands - side->counted.commands,
	};
	busy_us = side->waited_ns / 1000 - (int64_t)spent.commands * floor_us;
	spent.busy_us = busy_us > 0 ? busy_us : 0;
	side->waited_ns = 0;
	side->counted = now;
	budget_spend(&side->spent, now_ms, &spent);
}

void side_add_cost(struct side *side, int64_t floor_us, int64_t now_ms, struct fact_cost *to)
{
	struct budget_cost cost;

	side_account(side, floor_us, now_ms);
	cost = budget_cost(&side->spent, now_ms);
	to->server_share += cost.server_share;
	to->bytes_per_s += cost.bytes_per_s;
	to->commands_per_s += cost.commands_per_s;
}
