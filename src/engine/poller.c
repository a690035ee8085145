#include "poller.h"

#include <string.h>

#include "poller_ask.h"

enum {
	CLOCK_MS = 1000,
	SCAN_STEP_MS = 20,
	SCAN_SOON_STEPS = 4,
	SCAN_SOON_MS = 10000,
	SCAN_AGAIN_MS = 30000,
	SCAN_REFUSED_MS = 30000,
	HIDDEN_ROOM = 10,
};

void poller_init(struct poller *poller, const struct poller_parts *parts, int64_t now_ms)
{
	*poller = (struct poller){.parts = *parts, .scan_restart = true};
	roster_init(&poller->roster, now_ms);
	budget_init(&poller->budget, now_ms);
}

void poller_finish(struct poller *poller)
{
	visible_finish(&poller->visible);
	roster_finish(&poller->roster);
}

static void restart_discovery(struct poller *poller, int64_t now_ms)
{
	poller->scan_restart = true;
	poller->scan_next_ms = now_ms;
	poller->scan_pause_ms = SCAN_STEP_MS;
}

void poller_link(struct poller *poller, bool ready, int64_t now_ms)
{
	if (ready && !poller->ready) {
		poller_refresh(poller, now_ms);
		poller->clock_asked_ms = poller->server_asked_ms = 0;
		poller->spent = conn_cost(poller->parts.conn);
		poller->loss_told = false;
	}
	poller->ready = ready;
}

void poller_refresh(struct poller *poller, int64_t now_ms)
{
	poller->due_before_ms = now_ms;
	restart_discovery(poller, now_ms);
}

void poller_interest(struct poller *poller, const struct interest *interest)
{
	visible_set(&poller->visible, interest, poller->parts.model, &poller->roster);
}

void poller_waits(struct poller *poller, int64_t now_ns)
{
	poller->wait_began_ns = now_ns;
}

void poller_woke(struct poller *poller, int64_t now_ns)
{
	if (poller->asked > 0 && poller->wait_began_ns > 0) {
		poller->waited_ns += now_ns - poller->wait_began_ns;
	}
	poller->wait_began_ns = 0;
}

static void account(struct poller *poller, int64_t now_ms)
{
	struct conn_cost now = conn_cost(poller->parts.conn), *then = &poller->spent;
	int64_t waited_us = poller->waited_ns / 1000;
	int64_t floor_us = poller->trips * budget_floor_us(&poller->budget);
	uint64_t commands = now.commands - then->commands;
	enum budget_kind kind = poller->counted_last ? BUDGET_COUNTS : BUDGET_SAMPLES;
	/* TIME is no work: what its wait has beyond the floor is the network's unrest. */
	struct spent spent = {
		.busy_us = poller->clock_alone
			? 0
			: budget_work_us(&poller->budget, kind, waited_us - floor_us, commands),
		.bytes = now.bytes_in + now.bytes_out - then->bytes_in - then->bytes_out,
		.commands = commands,
	};

	budget_spend(&poller->budget, now_ms, &spent);
	if (poller->clock_alone) {
		budget_trip(&poller->budget, waited_us);
	}
	poller->spent = now;
}

/* The clock goes alone, so that its round trip is the network's. */
static bool turn_clock(struct poller *poller, int64_t now_ms)
{
	if (poller->clock_asked_ms > 0 && now_ms - poller->clock_asked_ms < CLOCK_MS) {
		return false;
	}
	poller->clock_asked_ms = now_ms;
	poller->clock_alone = true;
	ask_clock(poller);
	return true;
}

static void ask_scan_step(struct poller *poller, int64_t now_ms)
{
	if (poller->scan_asked || now_ms < poller->scan_next_ms || poller->room < 1) {
		return;
	}
	if (poller->scan_restart || !poller->scanning) {
		poller->scanning = true;
		poller->scan_steps = 0;
		roster_scan_begin(&poller->roster);
	}
	ask_scan(poller, poller->scan_restart || poller->scan_steps == 0);
	poller->scan_restart = false;
	poller->scan_steps++;
	poller->scan_asked = true;
	poller->scan_next_ms = now_ms + poller->scan_pause_ms;
}

static void turn_mixed(struct poller *poller, int64_t now_ms)
{
	bool hidden = budget_allows_hidden(&poller->budget);
	/* Over a slow line the visible would fill every batch. */
	int kept = hidden ? HIDDEN_ROOM : 0;

	ask_server(poller, now_ms);
	poller->room -= kept;
	if (budget_allows_visible(&poller->budget) || ask_visible_starves(poller, now_ms)) {
		ask_visible(poller, now_ms);
		ask_following(poller, LIST_FOLLOW_VISIBLE, now_ms);
	}
	poller->room += kept;
	if (hidden) {
		ask_scan_step(poller, now_ms);
		ask_fresh(poller, now_ms);
		ask_following(poller, LIST_FOLLOW, now_ms);
		ask_queue(poller, now_ms);
	}
	poller->slowed =
		budget_stretch(&poller->budget) > 1 || (!hidden && ask_waits(poller, now_ms));
}

void poller_turn(struct poller *poller, int64_t now_ms)
{
	if (!poller->ready || poller->asked > 0) {
		return;
	}
	budget_refill(&poller->budget, now_ms);
	poller->room = POLLER_BATCH;
	poller->waited_ns = 0;
	poller->trips = 1;
	poller->clock_alone = false;
	if (turn_clock(poller, now_ms)) {
		return;
	}
	if (!poller->counted_last && budget_allows_hidden(&poller->budget) &&
		ask_count(poller, now_ms)) {
		poller->counted_last = true;
		return;
	}
	poller->counted_last = false;
	turn_mixed(poller, now_ms);
}

/* The next discovery is as spread as this one was long. */
static void scan_ended(struct poller *poller, int64_t now_ms)
{
	int64_t again_ms = poller->scan_steps > SCAN_SOON_STEPS ? SCAN_AGAIN_MS : SCAN_SOON_MS;

	roster_scan_end(&poller->roster, now_ms);
	poller->scanning = false;
	poller->scan_pause_ms = again_ms / (poller->scan_steps + 1);
	if (poller->scan_pause_ms < SCAN_STEP_MS) {
		poller->scan_pause_ms = SCAN_STEP_MS;
	}
	poller->scan_next_ms = now_ms + poller->scan_pause_ms;
	if (poller->scan_steps <= SCAN_SOON_STEPS) {
		poller->scan_pause_ms = SCAN_STEP_MS;
		poller->scan_next_ms = now_ms + again_ms;
	}
}

static void take_scan(struct poller *poller, const struct fact *fact, int64_t now_ms)
{
	size_t i;

	poller->scan_asked = false;
	if (fact->outcome != FACT_KNOWN) {
		restart_discovery(
			poller, now_ms + (fact->outcome == FACT_LOST ? 0 : SCAN_REFUSED_MS));
		return;
	}
	for (i = 0; i < fact->scan.count; i++) {
		roster_named(&poller->roster, roster_add(&poller->roster, fact->scan.names[i]));
	}
	/* What was asked for before a restart ends nothing. */
	if (fact->scan.ends && !poller->scan_restart) {
		scan_ended(poller, now_ms);
	}
}

static void take_server(struct poller *poller, const struct fact *fact, int64_t now_ms)
{
	struct text run_id = fact->server.run_id;

	if (fact->outcome != FACT_KNOWN || run_id.length == 0 ||
		run_id.length >= sizeof poller->run_id || text_is(run_id, poller->run_id)) {
		return;
	}
	memcpy(poller->run_id, run_id.at, run_id.length);
	poller->run_id[run_id.length] = '\0';
	restart_discovery(poller, now_ms);
}

bool poller_fact(struct poller *poller, const struct fact *fact, int64_t now_ms)
{
	/* Answers are handed out before the loop tells that it woke. */
	poller_woke(poller, (int64_t)uv_hrtime());
	/* Answers come in order: of what is lost, the first was under way. */
	poller->guilty = fact->outcome == FACT_LOST && !poller->loss_told;
	poller->loss_told = poller->loss_told || poller->guilty;
	switch (fact->kind) {
	case FACT_SERVER:
		take_server(poller, fact, now_ms);
		break;
	case FACT_SCAN:
		take_scan(poller, fact, now_ms);
		break;
	case FACT_TOPIC:
	case FACT_PENDING:
	case FACT_UNDELIVERED:
	case FACT_COUNT:
		poller_answered(poller, fact, now_ms);
		break;
	default:
		break;
	}
	if (poller->asked > 0 && --poller->asked == 0) {
		account(poller, now_ms);
		return true;
	}
	return false;
}

struct fact_cost poller_cost(const struct poller *poller, int64_t now_ms)
{
	struct budget_cost cost = budget_cost(&poller->budget, now_ms);

	return (struct fact_cost){
		.server_share = cost.server_share,
		.bytes_per_s = cost.bytes_per_s,
		.commands_per_s = cost.commands_per_s,
		.round_us = poller->roster.round_us,
		.slowed = poller->slowed,
	};
}
