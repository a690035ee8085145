#include "workers.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "wire/decode.h"

enum { POLL_MS = 100, CONSUMER_NAME_MAX = 48, CLAIM_COUNT = 5 };

enum health {
	HEALTHY,
	DOOMED, /* still reads, works no more */
	DEAD,
};

struct work {
	struct id id;
	bool understood, fails;
	struct event event;
};

struct consumer {
	struct workers *workers;
	const struct service *service;
	char name[CONSUMER_NAME_MAX];
	int turn; /* among the service's consumers, from 1 */
	enum health health;
	bool reading, fed; /* a read is under way; the last one brought something */
	int64_t read_at_ms, claim_at_ms, done_at_ms;
	size_t count;
	struct work queue[SERVICE_BATCH_MAX]; /* the first is being worked on */
};

struct workers {
	struct run *run;
	struct decode_room *room;
	size_t count;
	struct consumer *consumers;
};

static void add_service(struct workers *workers, const struct service *service)
{
	for (int i = 1; i <= service->consumers; i++) {
		struct consumer *consumer = &workers->consumers[workers->count++];
		consumer->workers = workers;
		consumer->service = service;
		consumer->turn = i;
		snprintf(consumer->name, sizeof(consumer->name), "%s-%d", service->group, i);
	}
}

struct workers *workers_create(struct run *run)
{
	const struct scenario *scenario = run->scenario;
	struct workers *workers = mem_alloc(1, sizeof(*workers));
	size_t count = 0;

	for (size_t i = 0; i < scenario->service_count; i++) {
		count += (size_t)scenario->services[i].consumers;
	}
	*workers = (struct workers){
		.run = run,
		.room = decode_room_create(),
		.consumers = mem_alloc(count, sizeof(*workers->consumers)),
	};
	for (size_t i = 0; i < scenario->service_count; i++) {
		add_service(workers, &scenario->services[i]);
	}
	return workers;
}

void workers_destroy(struct workers *workers)
{
	if (workers != NULL) {
		decode_room_destroy(workers->room);
		mem_free(workers->consumers);
		mem_free(workers);
	}
}

static int64_t handling_ms(const struct consumer *consumer)
{
	const struct run *run = consumer->workers->run;
	const struct work *work = &consumer->queue[0];
	double mean_ms = (double)consumer->service->handling_ms;
	struct rng rng;

	if (!work->understood) {
		return run_pace(run, mean_ms);
	}
	rng_seed(&rng, event_hash(&work->event, consumer->service->group, run->seed));
	return run_pace(run, mean_ms * 0.4 + rng_wait(&rng, mean_ms * 0.6));
}

/* The service chokes on a value, whoever wrote it: an event put right by hand goes through. */
static bool chokes(const struct consumer *consumer, const struct entry *entry)
{
	const struct incident *incident = &consumer->workers->run->scenario->incident;
	char value[EVENT_VALUE_MAX];

	return strcmp(incident->poison_group, consumer->service->group) == 0 &&
		strcmp(incident->poison_type->topic, consumer->service->topic) == 0 &&
		event_value(entry, incident->poison_name, value) &&
		strcmp(value, incident->poison_value) == 0;
}

static void take_entry(struct consumer *consumer, const struct entry *entry)
{
	struct workers *workers = consumer->workers;

	if (consumer->count == SERVICE_BATCH_MAX) {
		return;
	}
	struct work *work = &consumer->queue[consumer->count++];
	*work = (struct work){.id = entry->id, .fails = chokes(consumer, entry)};
	work->understood = event_understand(&work->event, workers->run->scenario, entry);
	if (consumer->count == 1) {
		consumer->done_at_ms = workers->run->now_ms + handling_ms(consumer);
	}
}

static void take_entries(struct consumer *consumer, const struct reply *entries)
{
	const struct reply *item;
	struct entry entry;

	for (size_t i = 0; (item = reply_item(entries, i)) != NULL; i++) {
		if (decode_entry(item, consumer->workers->room, &entry)) {
			consumer->fed = true;
			take_entry(consumer, &entry);
		}
	}
}

static void on_read(void *arg, const struct reply *reply, const struct error *error)
{
	struct consumer *consumer = arg;

	(void)error;
	consumer->reading = consumer->fed = false;
	take_entries(consumer, reply_item(reply_item(reply, 0), 1));
	if (!consumer->fed) {
		consumer->read_at_ms = consumer->workers->run->now_ms + POLL_MS;
	}
}

static void on_claim(void *arg, const struct reply *reply, const struct error *error)
{
	struct consumer *consumer = arg;

	(void)error;
	consumer->reading = false;
	take_entries(consumer, reply_item(reply, 1));
}

static void begin_command(struct consumer *consumer, const char *words)
{
	struct command *command = &consumer->workers->run->command;
	command_reset(command);
	command_words(command, words);
}

static void send_read(struct consumer *consumer, size_t count)
{
	struct run *run = consumer->workers->run;

	begin_command(consumer, "XREADGROUP GROUP");
	command_add_string(&run->command, consumer->service->group);
	command_add_string(&run->command, consumer->name);
	command_add_string(&run->command, "COUNT");
	command_add_i64(&run->command, (int64_t)count);
	command_add_string(&run->command, "STREAMS");
	command_add_string(&run->command, consumer->service->topic);
	command_add_string(&run->command, ">");
	consumer->reading = conn_send(run->conn, &run->command, on_read, consumer, NULL);
}

static void send_claim(struct consumer *consumer)
{
	struct run *run = consumer->workers->run;

	begin_command(consumer, "XAUTOCLAIM");
	command_add_string(&run->command, consumer->service->topic);
	command_add_string(&run->command, consumer->service->group);
	command_add_string(&run->command, consumer->name);
	command_add_i64(&run->command, consumer->service->retry_ms * 9 / 10);
	command_words(&run->command, "0-0 COUNT");
	command_add_i64(&run->command, CLAIM_COUNT);
	consumer->reading = conn_send(run->conn, &run->command, on_claim, consumer, NULL);
}

static void acknowledge(struct consumer *consumer, struct id id)
{
	struct run *run = consumer->workers->run;

	begin_command(consumer, "XACK");
	command_add_string(&run->command, consumer->service->topic);
	command_add_string(&run->command, consumer->service->group);
	command_add_id(&run->command, id);
	conn_send(run->conn, &run->command, NULL, NULL, NULL);
}

static void publish_steps(struct consumer *consumer, const struct event *cause)
{
	struct run *run = consumer->workers->run;
	struct event event;
	struct rng rng;

	for (size_t i = 0; i < run->scenario->step_count; i++) {
		const struct step *step = &run->scenario->steps[i];
		if (step->by == NULL || step->after != cause->type ||
			strcmp(step->by, consumer->service->group) != 0) {
			continue;
		}
		rng = run_chance(run, cause, step);
		if (rng_unit(&rng) < step->probability) {
			event_follow(&event, run->scenario, step->emits, cause, run->seed);
			run_publish(run, &event);
		}
	}
}

/* Publishes before it acknowledges: at least once, as services should. */
static void finish_first(struct consumer *consumer)
{
	const struct work *work = &consumer->queue[0];

	if (!work->fails) {
		if (work->understood) {
			publish_steps(consumer, &work->event);
		}
		acknowledge(consumer, work->id);
	}
	consumer->count--;
	memmove(consumer->queue, consumer->queue + 1, consumer->count * sizeof(*consumer->queue));
	if (consumer->count > 0) {
		/* Not from now on: a tick is longer than some of the work. */
		consumer->done_at_ms += handling_ms(consumer);
	}
}

/* The consumers of a service take turns. */
static bool claim_is_due(struct consumer *consumer)
{
	const struct service *service = consumer->service;
	int64_t now_ms = consumer->workers->run->now_ms;

	if (service->retry_ms == 0 || now_ms < consumer->claim_at_ms ||
		consumer->count + CLAIM_COUNT > SERVICE_BATCH_MAX) {
		return false;
	}
	bool first = consumer->claim_at_ms == 0;
	int turn = first ? consumer->turn : service->consumers;
	consumer->claim_at_ms = now_ms + service->retry_ms * turn;
	return !first;
}

static void tick_healthy(struct consumer *consumer)
{
	size_t batch = (size_t)consumer->service->batch;
	int64_t now_ms = consumer->workers->run->now_ms;

	while (consumer->count > 0 && consumer->done_at_ms <= now_ms) {
		finish_first(consumer);
	}
	if (consumer->reading) {
		return;
	}
	if (claim_is_due(consumer)) {
		send_claim(consumer);
	} else if (consumer->count <= batch / 2 && now_ms >= consumer->read_at_ms) {
		send_read(consumer, batch - consumer->count);
	}
}

static void tick_doomed(struct consumer *consumer)
{
	const struct run *run = consumer->workers->run;
	size_t holds = (size_t)run->scenario->incident.holds;

	if (consumer->count >= holds) {
		consumer->health = DEAD;
	} else if (!consumer->reading && run->now_ms >= consumer->read_at_ms) {
		send_read(consumer, holds - consumer->count);
	}
}

void workers_tick(struct workers *workers)
{
	for (size_t i = 0; i < workers->count; i++) {
		struct consumer *consumer = &workers->consumers[i];
		if (consumer->health == HEALTHY) {
			tick_healthy(consumer);
		} else if (consumer->health == DOOMED) {
			tick_doomed(consumer);
		}
	}
}

bool workers_quiet(const struct workers *workers)
{
	for (size_t i = 0; i < workers->count; i++) {
		const struct consumer *consumer = &workers->consumers[i];
		if (consumer->count > 0 || consumer->reading || consumer->fed) {
			return false;
		}
	}
	return true;
}

void workers_strike(struct workers *workers)
{
	const struct incident *incident = &workers->run->scenario->incident;

	for (size_t i = 0; i < workers->count; i++) {
		struct consumer *consumer = &workers->consumers[i];
		if (strcmp(consumer->service->topic, incident->dead_topic) == 0 &&
			strcmp(consumer->service->group, incident->dead_group) == 0) {
			consumer->health = DOOMED;
			return;
		}
	}
}
