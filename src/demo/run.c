#include "run.h"

#include <string.h>

#include "base/mem.h"
#include "customers.h"
#include "day.h"
#include "workers.h"

enum {
	TOPIC_LENGTH_MAX = 6000, /* of five businesses, less than half of the server's memory */
	BEHIND_LENGTH_MAX = 24000,
	PATIENCE = 18000, /* journeys that a business in trouble still gets: all fit */
	WARM_UP_S = 10,
	WARM_UP_HASTE = 50,
	OUTSTANDING_MAX = 4000,
	BEHIND_MAX_MS = 2000,
};

/* A producer's next event. */
struct due {
	uint64_t number, at_strike;
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

bool run_chance(
	const struct run *run, const struct event *event, const struct step *step, struct rng *rng)
{
	const char *purpose = step->among != NULL ? step->among : step->emits->name;

	rng_seed(rng, event_hash(event, purpose, ~run->seed));
	double drawn = rng_unit(rng);
	return drawn >= step->from && drawn < step->from + step->probability;
}

static void spoil(struct run *run, struct event *event)
{
	const struct incident *incident =
		scenario_incident(run->scenario, INCIDENT_POISON, event->type->topic, NULL);

	if (incident != NULL && incident->type == event->type) {
		run->poisoned = true;
		event_spoil(event, incident->name, incident->value);
	}
}

/* A group that is in trouble has not read the topic; nobody loses anything by that. */
static bool is_behind(const struct run *run, const char *topic)
{
	for (size_t i = 0; run->struck && i < run->scenario->incident_count; i++) {
		const struct incident *incident = &run->scenario->incidents[i];

		if (incident->group != NULL && strcmp(incident->topic, topic) == 0) {
			return true;
		}
	}
	return false;
}

/* What is kept of a topic: whole nodes, but for the incident's. */
static void add_limit(struct run *run, const char *topic)
{
	const struct incident *incident =
		scenario_incident(run->scenario, INCIDENT_TRIM, topic, NULL);
	bool trimmed = run->struck && !run->repaired && incident != NULL;

	command_words(&run->command, trimmed ? "MAXLEN" : "MAXLEN ~");
	command_add_i64(&run->command,
		trimmed                         ? incident->amount
			: is_behind(run, topic) ? BEHIND_LENGTH_MAX
						: TOPIC_LENGTH_MAX);
}

void run_publish(struct run *run, struct event *event)
{
	if (run->struck && !run->poisoned) {
		spoil(run, event);
	}
	command_reset(&run->command);
	command_add_string(&run->command, "XADD");
	command_add_string(&run->command, event->type->topic);
	add_limit(run, event->type->topic);
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
	run->settled_ms = run->now_ms;
}

/* The days of a business in a hurry are short, too. */
static double pause_ms(struct run *run, const struct producer *producer)
{
	int64_t day_ms = run_pace(run, (double)run->scenario->day_ms);
	double level = day_level(run->now_ms - run->settled_ms, day_ms, producer->wave);
	return rng_wait(&run->rng, 1000 / (producer->per_s * run->rate * level));
}

static bool is_silent(const struct run *run, size_t i)
{
	if (!run->struck || run->repaired) {
		return false;
	}
	/* A business in trouble for so long has lost its customers, until it is over it. */
	return run->producers[i].number - run->producers[i].at_strike >= PATIENCE ||
		scenario_incident(run->scenario, INCIDENT_SILENCE,
			run->scenario->producers[i].type->topic, NULL) != NULL;
}

static void tick_producer(struct run *run, size_t i)
{
	const struct producer *producer = &run->scenario->producers[i];
	struct due *due = &run->producers[i];
	double now_ms = (double)run->now_ms;

	if (is_silent(run, i)) {
		return;
	}
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
	for (size_t i = 0; i < run->scenario->producer_count; i++) {
		run->producers[i].at_strike = run->producers[i].number;
	}
	workers_strike(run->workers);
}
