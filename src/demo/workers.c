#include <stdio.h>
#include <string.h>

#include "aside.h"
#include "base/mem.h"
#include "wire/decode.h"
#include "workers_private.h"

enum { POLL_MS = 100, CLAIM_COUNT = 5 };

static void add_service(struct workers *workers, const struct service *service)
{
	for (int i = 1; i <= service->consumers; i++) {
		struct consumer *consumer = &workers->consumers[workers->count++];
		consumer->workers = workers;
		consumer->service = service;
		consumer->turn = i;
		consumer->retry_ms = service->retry_ms;
		consumer->slowness = 1;
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
		.aside = aside_create(run),
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
		aside_destroy(workers->aside);
		decode_room_destroy(workers->room);
		mem_free(workers->consumers);
		mem_free(workers);
	}
}

static int64_t handling_ms(const struct consumer *consumer)
{
	return work_duration_ms(
		&consumer->queue[0], consumer->workers->run, consumer->service, consumer->slowness);
}

/* One of the service hangs on it: nobody gets further with it. */
static bool is_hung_on(const struct consumer *consumer, struct id id)
{
	const struct workers *workers = consumer->workers;

	for (size_t i = 0; i < workers->count; i++) {
		const struct consumer *other = &workers->consumers[i];

		if (other->service == consumer->service && other->repair.hangs &&
			id_compare(other->repair.id, id) == 0) {
			return true;
		}
	}
	return false;
}

static void tell_all(const struct consumer *consumer, const struct entry *entry)
{
	for (size_t i = 0; i < consumer->workers->count; i++) {
		repair_hear(
			&consumer->workers->consumers[i].repair, consumer->service->topic, entry);
	}
}

static void take_entry(struct consumer *consumer, const struct entry *entry, bool again)
{
	tell_all(consumer, entry);
	struct workers *workers = consumer->workers;

	if (consumer->count == SERVICE_BATCH_MAX || !repair_see(&consumer->repair, entry) ||
		is_hung_on(consumer, entry->id)) {
		return;
	}
	struct work *work = &consumer->queue[consumer->count++];
	work_take(work, workers->run, consumer->service, entry, again);
	if (consumer->count == 1) {
		consumer->done_at_ms = workers->run->now_ms + handling_ms(consumer);
	}
}

static void take_entries(struct consumer *consumer, const struct reply *entries, bool again)
{
	const struct reply *item;
	struct entry entry;

	for (size_t i = 0; (item = reply_item(entries, i)) != NULL; i++) {
		if (decode_entry(item, consumer->workers->room, &entry)) {
			consumer->fed = true;
			take_entry(consumer, &entry, again);
		}
	}
}

static void on_read(void *arg, const struct reply *reply, const struct error *error)
{
	struct consumer *consumer = arg;

	(void)error;
	consumer->reading = consumer->fed = false;
	take_entries(consumer, reply_item(reply_item(reply, 0), 1), false);
	if (!consumer->fed) {
		consumer->read_at_ms = consumer->workers->run->now_ms + POLL_MS;
	}
}

static void on_claim(void *arg, const struct reply *reply, const struct error *error)
{
	struct consumer *consumer = arg;

	(void)error;
	consumer->reading = false;
	take_entries(consumer, reply_item(reply, 1), true);
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

/* After how long pending entries are taken over; nobody is in haste for that at the beginning, or
 * the consumers' turns would come all at once. */
static int64_t retry_ms(const struct consumer *consumer)
{
	double rate = consumer->workers->run->rate;
	int64_t paced_ms = (int64_t)((double)consumer->retry_ms / (rate > 1 ? rate : 1));
	return paced_ms > 0 ? paced_ms : 1;
}

static void send_claim(struct consumer *consumer)
{
	struct run *run = consumer->workers->run;

	begin_command(consumer, "XAUTOCLAIM");
	command_add_string(&run->command, consumer->service->topic);
	command_add_string(&run->command, consumer->service->group);
	command_add_string(&run->command, consumer->name);
	command_add_i64(&run->command, retry_ms(consumer) * 9 / 10);
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

/* Publishes before it acknowledges: at least once, as services should. */
static void finish_first(struct consumer *consumer)
{
	const struct work *work = &consumer->queue[0];

	if (work->fails && consumer->service->dead_after > 0) {
		aside_consider(
			consumer->workers->aside, consumer->service, consumer->name, work->id);
	} else if (!work->fails) {
		work_publish(work, consumer->workers->run, consumer->service);
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

	if (consumer->retry_ms == 0 || now_ms < consumer->claim_at_ms ||
		consumer->count + CLAIM_COUNT > SERVICE_BATCH_MAX) {
		return false;
	}
	bool first = consumer->claim_at_ms == 0;
	int turn = first ? consumer->turn : service->consumers;
	consumer->claim_at_ms = now_ms + retry_ms(consumer) * turn;
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

	if (consumer->count >= consumer->holds) {
		consumer->health = DEAD;
	} else if (!consumer->reading && run->now_ms >= consumer->read_at_ms) {
		send_read(consumer, consumer->holds - consumer->count);
	}
}

/* With nothing unacknowledged, as far as it knows, the consumer is removed. */
static void tick_leaving(struct consumer *consumer)
{
	struct run *run = consumer->workers->run;

	while (consumer->count > 0 && consumer->done_at_ms <= run->now_ms) {
		finish_first(consumer);
	}
	if (consumer->count > 0 || consumer->reading) {
		return;
	}
	consumer->health = DEAD;
	begin_command(consumer, "XGROUP DELCONSUMER");
	command_add_string(&run->command, consumer->service->topic);
	command_add_string(&run->command, consumer->service->group);
	command_add_string(&run->command, consumer->name);
	conn_send(run->conn, &run->command, NULL, NULL, NULL);
}

void workers_tick(struct workers *workers)
{
	workers_repair(workers);
	for (size_t i = 0; i < workers->count; i++) {
		struct consumer *consumer = &workers->consumers[i];
		if (consumer->health == HEALTHY) {
			tick_healthy(consumer);
		} else if (consumer->health == DOOMED) {
			tick_doomed(consumer);
		} else if (consumer->health == LEAVING) {
			tick_leaving(consumer);
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
