#include "aside.h"

#include <string.h>

#include "base/mem.h"
#include "form.h"
#include "wire/decode.h"

enum { DEAD_LENGTH_MAX = 1000 };

struct aside {
	struct run *run;
	struct decode_room *room;
	struct command command; /* used again for each */
};

/* One entry, until it is decided. */
struct trial {
	struct aside *aside;
	const struct service *service;
	const char *consumer;
	struct id id;
};

struct aside *aside_create(struct run *run)
{
	struct aside *aside = mem_alloc(1, sizeof(*aside));

	*aside = (struct aside){.run = run, .room = decode_room_create()};
	command_init(&aside->command);
	return aside;
}

void aside_destroy(struct aside *aside)
{
	if (aside != NULL) {
		command_finish(&aside->command);
		decode_room_destroy(aside->room);
		mem_free(aside);
	}
}

/* The form of what its topic holds. */
static const struct form *form_of(const struct trial *trial)
{
	const struct event_type *type;

	for (size_t i = 0; (type = scenario_type_at(trial->aside->run->scenario, i)) != NULL; i++) {
		if (strcmp(type->topic, trial->service->topic) == 0) {
			return type->form;
		}
	}
	return &form_flat;
}

static struct command *begin(const struct trial *trial, const char *words)
{
	struct command *command = &trial->aside->command;

	command_reset(command);
	command_words(command, words);
	return command;
}

static void set_aside(const struct trial *trial, const struct entry *entry)
{
	const struct run *run = trial->aside->run;
	const struct setback setback = {
		.entry = entry,
		.service = trial->service,
		.consumer = trial->consumer,
		.wall_ms = run->wall_ms,
	};
	struct command *command = begin(trial, "XADD");

	command_add_string(command, trial->service->dead_topic);
	command_words(command, "MAXLEN ~");
	command_add_i64(command, DEAD_LENGTH_MAX);
	command_add_string(command, "*");
	form_of(trial)->set_aside(&setback, command);
	conn_send(run->conn, command, NULL, NULL, NULL);
}

static void acknowledge(const struct trial *trial)
{
	struct command *command = begin(trial, "XACK");

	command_add_string(command, trial->service->topic);
	command_add_string(command, trial->service->group);
	command_add_id(command, trial->id);
	conn_send(trial->aside->run->conn, command, NULL, NULL, NULL);
}

/* What was trimmed meanwhile cannot be kept. */
static void on_entry(void *arg, const struct reply *reply, const struct error *error)
{
	struct trial *trial = arg;
	struct entry entry;

	(void)error;
	if (reply != NULL && reply->kind != REPLY_ERROR) {
		const struct reply *item = reply_item(reply, 0);
		if (item != NULL && decode_entry(item, trial->aside->room, &entry)) {
			set_aside(trial, &entry);
		}
		acknowledge(trial);
	}
	mem_free(trial);
}

static bool ask_entry(struct trial *trial)
{
	struct command *command = begin(trial, "XRANGE");

	command_add_string(command, trial->service->topic);
	command_add_id(command, trial->id);
	command_add_id(command, trial->id);
	return conn_send(trial->aside->run->conn, command, on_entry, trial, NULL);
}

/* A colleague may have done it, or an operator. */
static void on_pending(void *arg, const struct reply *reply, const struct error *error)
{
	struct trial *trial = arg;
	int64_t deliveries;

	(void)error;
	if (!reply_i64(reply_item(reply_item(reply, 0), 3), &deliveries) ||
		deliveries < trial->service->dead_after || !ask_entry(trial)) {
		mem_free(trial);
	}
}

void aside_consider(
	struct aside *aside, const struct service *service, const char *consumer, struct id id)
{
	struct trial *trial = mem_alloc(1, sizeof(*trial));

	*trial = (struct trial){
		.aside = aside,
		.service = service,
		.consumer = consumer,
		.id = id,
	};
	struct command *command = begin(trial, "XPENDING");
	command_add_string(command, service->topic);
	command_add_string(command, service->group);
	command_add_id(command, id);
	command_add_id(command, id);
	command_add_i64(command, 1);
	if (!conn_send(aside->run->conn, command, on_pending, trial, NULL)) {
		mem_free(trial);
	}
}
