#include "run.h"

#include <math.h>

#include "base/mem.h"
#include "customers.h"
#include "workers.h"

enum {
	TOPIC_LENGTH_MAX = 20000,
	WARM_UP_S = 10,
	WARM_UP_HASTE = 50,
	OUTSTANDING_MAX = 4000,
	BEHIND_MAX_MS = 2000,
};

static const double pi = 3.14159265358979323846;

/* A producer's next event. */
struct due {
	uint64_t number;
	double at_ms;
};

struct run *run_create(const struct run_options *options)
{
	struct run *run = mem_alloc(1, sizeof(*run));

	*run = (struct run){
		.scenario = options->scenario,
		.conn = options->conn,
		.rate = options->rate,
		.seed = options->seed,
		.producers = mem_alloc(options->scenario->producer_count, sizeof(*run->producers)),
	};
	rng_seed(&run->rng, options->seed);
	command_init(&run->command);
	run->workers = workers_create(run);
	run->customers = customers_create();
	return run;
}

void run_destroy(struct run *run)
{
	if (run == NULL) {
		return;
	}
	workers_destroy(run->workers);
	customers_destroy(run->customers);
	command_finish(&run->command);
	mem_free(run->producers);
	mem_free(run);
}

int64_t run_pace(const struct run *run, double ms)
{
	double haste = run->rate > 1 ? run->rate : 1;
	return (int64_t)(ms / (run->warming ? haste * WARM_UP_HASTE : haste));
}

struct rng run_chance(const struct run *run, const struct event *event, const struct step *step)
{
	struct rng rng;

	rng_seed(&rng, event_hash(event, step->emits->name, ~run->seed));
	return rng;
}

void run_publish(struct run *run, struct event *event)
{
	const struct incident *incident = &run->scenario->incident;

	if (run->struck && !run->poisoned && event->type == incident->poison_type) {
		run->poisoned = true;
		event_spoil(event, incident->poison_name, incident->poison_value);
	}
	command_reset(&run->command);
	command_add_string(&run->command, "XADD");
	command_add_string(&run->command, event->type->topic);
	command_words(&run->command, "MAXLEN ~");
	command_add_i64(&run->command, TOPIC_LENGTH_MAX);
	command_add_string(&run->command, "*");
	event_write(event, run->wall_ms, &run->command);
	conn_send(run->conn, &run->command, NULL, NULL, NULL);
	customers_see(run->customers, run, event);
}

static void produce(struct run *run, size_t i)
{
	struct event event;

	event_begin(&event, run->scenario, run->scenario->producers[i].type, run->seed,
		run->producers[i].number++);
	run_publish(run, &event);
}

void run_warm_up(struct run *run, int64_t now_ms, int64_t wall_ms)
{
	run->warming = true;
	run->now_ms = now_ms;
	run->wall_ms = wall_ms;
	for (size_t i = 0; i < run->scenario->producer_count; i++) {
		double count = run->scenario->producers[i].per_s * WARM_UP_S;
		while ((double)run->producers[i].number < count) {
			produce(run, i);
		}
	}
}

void run_settle(struct run *run)
{
	run->warming = false;
}

static double pause_ms(struct run *run, const struct producer *producer)
{
	double angle =
		2 * pi * (double)(run->now_ms % producer->wave_ms) / (double)producer->wave_ms;
	return rng_wait(&run->rng,
		1000 / (producer->per_s * run->rate * (1 + producer->wave * sin(angle))));
}

static void tick_producer(struct run *run, size_t i)
{
	const struct producer *producer = &run->scenario->producers[i];
	struct due *due = &run->producers[i];
	double now_ms = (double)run->now_ms;

	/* At the start, and after the machine has slept: nothing is made up for. */
	if (now_ms - due->at_ms > BEHIND_MAX_MS) {
		due->at_ms = now_ms + pause_ms(run, producer);
	}
	while (due->at_ms <= now_ms) {
		produce(run, i);
		due->at_ms += pause_ms(run, producer);
	}
}

void run_tick(struct run *run, int64_t now_ms, int64_t wall_ms)
{
	run->now_ms = now_ms;
	run->wall_ms = wall_ms;
	workers_tick(run->workers);
	if (conn_cost(run->conn).outstanding > OUTSTANDING_MAX) {
		return;
	}
	customers_tick(run->customers, run);
	for (size_t i = 0; i < run->scenario->producer_count && !run->warming; i++) {
		tick_producer(run, i);
	}
}

bool run_quiet(const struct run *run)
{
	return workers_quiet(run->workers) && customers_quiet(run->customers);
}

void run_strike(struct run *run)
{
	run->struck = true;
	workers_strike(run->workers);
}
