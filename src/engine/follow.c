#include "follow.h"

#include "base/mem.h"

enum { TAIL_WAIT_MS = 3000 };

static void on_tail_ready(void *arg, bool ready, const struct error *error)
{
	struct follow *follow = arg;

	if (!ready) {
		tail_drop(&follow->tail, error);
	}
	uv_timer_start(follow->timer, follow->on_timer, 0, 0);
}

/* The scan keeps its place and goes on there. */
static void on_scan_ready(void *arg, bool ready, const struct error *error)
{
	struct follow *follow = arg;

	if (!ready && error != NULL) {
		reading_lost(&follow->reading, error);
	}
	uv_timer_start(follow->timer, follow->on_timer, 0, 0);
}

static void init_sides(struct follow *follow, const struct follow_parts *parts, int64_t now_ms)
{
	follow->scan_side = (struct side){
		.loop = parts->loop,
		.address = parts->address,
		.purpose = "scan",
		.on_ready = on_scan_ready,
		.arg = follow,
	};
	follow->tail_side = (struct side){
		.loop = parts->loop,
		.address = parts->address,
		.purpose = "tail",
		.on_ready = on_tail_ready,
		.arg = follow,
	};
	side_init(&follow->scan_side, now_ms);
	side_init(&follow->tail_side, now_ms);
}

void follow_init(struct follow *follow, const struct follow_parts *parts, int64_t now_ms)
{
	*follow = (struct follow){
		.tell = parts->tell,
		.arg = parts->arg,
		.timer = parts->timer,
		.on_timer = parts->on_timer,
		.floor_us = parts->floor_us,
		.reading = {.sought = &follow->sought,
			.model = parts->model,
			.tell = parts->tell,
			.arg = parts->arg},
		.tail = {.sought = &follow->sought,
			.model = parts->model,
			.tell = parts->tell,
			.arg = parts->arg,
			.side = &follow->tail_side},
		.look = {.model = parts->model, .tell = parts->tell, .arg = parts->arg},
		.pending = {.model = parts->model, .tell = parts->tell, .arg = parts->arg},
		.dead = {.model = parts->model, .tell = parts->tell, .arg = parts->arg},
		.back = {.config = parts->config,
			.model = parts->model,
			.aparts = &follow->journeys.restitch.aparts,
			.changed = parts->changed,
			.arg = parts->arg},
		.log = {.model = parts->model, .tell = parts->tell, .arg = parts->arg},
		.jobs = {.loop = parts->loop,
			.model = parts->model,
			.tell = parts->tell,
			.arg = parts->arg},
	};
	sought_init(&follow->sought);
	init_sides(follow, parts, now_ms);
	reading_init(&follow->reading);
	tail_init(&follow->tail);
	dead_desk_init(&follow->dead);
	back_search_init(&follow->back);
	log_desk_init(&follow->log);
	job_desk_init(&follow->jobs);
	journey_desk_init(&follow->journeys,
		&(struct journey_desk_parts){.loop = parts->loop,
			.address = parts->address,
			.config = parts->config,
			.model = parts->model,
			.from = parts->journeys_from,
			.changed = parts->changed,
			.arg = parts->arg},
		now_ms);
}

void follow_interest(struct follow *follow, const struct interest *interest)
{
	follow->begins = sought_set(&follow->sought, &interest->events) || follow->begins;
	close_look_set(&follow->look, interest);
	pending_desk_set(&follow->pending, &interest->pending);
	dead_desk_set(&follow->dead, &interest->dead);
	back_search_set(&follow->back, &interest->past);
	log_desk_set(&follow->log, &interest->log);
	job_desk_set(&follow->jobs, &interest->log);
	if (interest->journeys) {
		journey_desk_want(&follow->journeys);
	}
}

void follow_apart(struct follow *follow, struct text name, struct text other)
{
	journey_desk_apart(&follow->journeys, name, other);
}

static void begin(struct follow *follow)
{
	const struct sought *sought = &follow->sought;

	follow->begins = false;
	follow->tell(follow->arg,
		&(struct fact){
			.kind = FACT_SOUGHT,
			.topic = sought->topic_count == 1 ? sought->topics[0] : text_of(NULL),
			.sought = {.query = sought->query,
				.has_anchor = sought->has_anchor,
				.anchor = sought->anchor,
				.live = sought->live,
				.turn = sought->turn},
		});
	reading_begin(&follow->reading);
	tail_begin(&follow->tail);
}

static struct conn *scan_conn(struct follow *follow, int64_t now_ms)
{
	bool wanted = reading_wants(&follow->reading) || follow->look.wanted ||
		follow->pending.wanted || dead_desk_wants(&follow->dead) ||
		back_search_wants(&follow->back) || follow->log.wanted ||
		job_desk_wants(&follow->jobs);
	bool ready = wanted ? side_want(&follow->scan_side, now_ms) : follow->scan_side.ready;

	if (side_is_idle(&follow->scan_side, now_ms)) {
		reading_drop(&follow->reading);
		close_look_drop(&follow->look);
		pending_desk_drop(&follow->pending);
		dead_desk_drop(&follow->dead);
		back_search_drop(&follow->back);
		log_desk_drop(&follow->log);
		job_desk_drop(&follow->jobs);
		close_look_forget(&follow->look);
		side_close(&follow->scan_side);
		return NULL;
	}
	return ready ? follow->scan_side.conn : NULL;
}

static struct conn *tail_conn(struct follow *follow, int64_t now_ms)
{
	bool wanted = tail_wants(&follow->tail);
	bool ready = wanted ? side_want(&follow->tail_side, now_ms) : follow->tail_side.ready;

	if (side_is_idle(&follow->tail_side, now_ms)) {
		tail_drop(&follow->tail, NULL);
		side_close(&follow->tail_side);
		return NULL;
	}
	return ready ? follow->tail_side.conn : NULL;
}

/* Reading back begins when it is known from where following goes on, so that nothing lies between;
 * but not for ever, where that cannot be had. */
static bool waits_for_tail(const struct follow *follow, int64_t now_ms)
{
	return follow->sought.live && !follow->sought.has_anchor && tail_wants(&follow->tail) &&
		!tail_is_placed(&follow->tail) && now_ms - follow->begun_ms < TAIL_WAIT_MS;
}

/* Of two waits, of which -1 is none. */
static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

void follow_turn(struct follow *follow, int64_t now_ms)
{
	struct conn *conn;
	int64_t next_ms, log_ms, jobs_ms;

	if (follow->begins) {
		follow->begun_ms = now_ms;
		begin(follow);
	}
	follow->reading.older.waits = waits_for_tail(follow, now_ms);
	conn = scan_conn(follow, now_ms);
	reading_turn(&follow->reading, conn);
	close_look_turn(&follow->look, conn, now_ms);
	pending_desk_turn(&follow->pending, conn, now_ms);
	dead_desk_turn(&follow->dead, conn, now_ms);
	back_search_turn(&follow->back, conn, now_ms);
	log_ms = log_desk_turn(&follow->log, conn, now_ms);
	jobs_ms = job_desk_turn(&follow->jobs, conn, now_ms);
	conn = tail_conn(follow, now_ms);
	follow->tail.floor_us = follow->floor_us(follow->arg);
	next_ms = tail_turn(&follow->tail, conn, now_ms);
	journey_desk_turn(&follow->journeys, now_ms);
	next_ms = sooner(next_ms, sooner(log_ms, jobs_ms));
	if (next_ms >= 0) {
		uv_timer_start(follow->timer, follow->on_timer, (uint64_t)next_ms, 0);
	}
}

void follow_fact(struct follow *follow, const struct fact *fact)
{
	if (fact->kind == FACT_TOPIC) {
		tail_sample(&follow->tail, fact);
	}
}

void follow_waits(struct follow *follow, int64_t now_ns)
{
	side_waits(&follow->scan_side, now_ns);
	side_waits(&follow->tail_side, now_ns);
	side_waits(&follow->journeys.side, now_ns);
}

void follow_woke(struct follow *follow, int64_t now_ns)
{
	side_woke(&follow->scan_side, now_ns);
	side_woke(&follow->tail_side, now_ns);
	side_woke(&follow->journeys.side, now_ns);
}

void follow_cost(struct follow *follow, struct fact_cost *cost, int64_t now_ms)
{
	int64_t floor_us = follow->floor_us(follow->arg);

	side_add_cost(&follow->scan_side, floor_us, now_ms, cost);
	side_add_cost(&follow->tail_side, floor_us, now_ms, cost);
	side_add_cost(&follow->journeys.side, floor_us, now_ms, cost);
}

static void retry(struct side *side)
{
	if (side->conn != NULL) {
		conn_retry_now(side->conn);
	}
}

void follow_retry(struct follow *follow)
{
	pending_desk_refresh(&follow->pending);
	dead_desk_refresh(&follow->dead);
	log_desk_refresh(&follow->log);
	job_desk_refresh(&follow->jobs);
	retry(&follow->scan_side);
	retry(&follow->tail_side);
}

void follow_close(struct follow *follow)
{
	reading_drop(&follow->reading);
	close_look_drop(&follow->look);
	mem_free(follow->look.topic);
	pending_desk_finish(&follow->pending);
	dead_desk_finish(&follow->dead);
	back_search_finish(&follow->back);
	log_desk_finish(&follow->log);
	job_desk_finish(&follow->jobs);
	tail_finish(&follow->tail);
	side_close(&follow->scan_side);
	side_close(&follow->tail_side);
	journey_desk_close(&follow->journeys);
	sought_finish(&follow->sought);
}
