#include "repair.h"

#include <string.h>

enum { LOOK_MS = 1000 };

/* The group's own consumers are called after it. */
static bool is_ours(const struct repair *repair, struct text consumer)
{
	size_t length = strlen(repair->incident->group);

	return consumer.length > length && text_starts(consumer, repair->incident->group) &&
		consumer.at[length] == '-';
}

/* Whether a consumer that is none of the group's own has something: it was given. */
static bool somebody_gave(const struct repair *repair, const struct reply *consumers)
{
	const struct reply *each;
	struct text name;
	int64_t pending;

	for (size_t i = 0; (each = reply_item(consumers, i)) != NULL; i++) {
		if (reply_text(reply_field(each, "name"), &name) && !is_ours(repair, name) &&
			reply_i64(reply_field(each, "pending"), &pending) && pending > 0) {
			return true;
		}
	}
	return false;
}

static bool hangs_still(const struct repair *repair, const struct reply *pending)
{
	struct text consumer;

	return reply_text(reply_item(reply_item(pending, 0), 1), &consumer) &&
		is_ours(repair, consumer);
}

static void on_answer(void *arg, const struct reply *reply, const struct error *error)
{
	struct repair *repair = arg;

	(void)error;
	repair->asking = false;
	if (reply == NULL || reply->kind != REPLY_LIST) {
		return;
	}
	switch (repair->incident->kind) {
	case INCIDENT_CRASH:
		repair->over = reply->count == 0;
		break;
	case INCIDENT_LEAVE:
		repair->over = repair->over || somebody_gave(repair, reply);
		break;
	default:
		repair->over = !hangs_still(repair, reply);
		break;
	}
}

static void ask(struct repair *repair)
{
	const struct incident *incident = repair->incident;
	struct command *command = &repair->run->command;
	bool all = incident->kind == INCIDENT_LEAVE;

	command_reset(command);
	command_words(command, all ? "XINFO CONSUMERS" : "XPENDING");
	command_add_string(command, incident->topic);
	command_add_string(command, incident->group);
	if (incident->kind == INCIDENT_CRASH) {
		command_words(command, "- + 1");
		command_add_string(command, repair->consumer);
	} else if (!all) {
		command_add_id(command, repair->id);
		command_add_id(command, repair->id);
		command_words(command, "1");
	}
	repair->asking = conn_send(repair->run->conn, command, on_answer, repair, NULL);
}

static bool was_replayed(const struct entry *entry)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_starts(entry->fields[i].name, "_rm.")) {
			return true;
		}
	}
	return false;
}

static bool is_trimmed(const struct repair *repair)
{
	return scenario_incident(
		       repair->run->scenario, INCIDENT_TRIM, repair->incident->topic, NULL) != NULL;
}

void repair_hear(struct repair *repair, const char *topic, const struct entry *entry)
{
	const struct incident *incident = repair->incident;

	if (incident != NULL && incident->kind == INCIDENT_SLOW &&
		strcmp(incident->topic, topic) == 0 && is_trimmed(repair)) {
		repair->over = repair->over || was_replayed(entry);
	}
}

bool repair_see(struct repair *repair, const struct entry *entry)
{
	const struct incident *incident = repair->incident;

	if (incident == NULL || incident->kind != INCIDENT_SLOW || repair->over ||
		is_trimmed(repair)) {
		return true;
	}
	if (!repair->hangs) {
		repair->hangs = true;
		repair->id = entry->id;
	}
	return id_compare(repair->id, entry->id) != 0;
}

void repair_tick(struct repair *repair)
{
	bool waits = repair->incident->kind != INCIDENT_SLOW || repair->hangs;

	if (!waits || repair->asking || repair->over || repair->run->now_ms < repair->look_at_ms) {
		return;
	}
	repair->look_at_ms = repair->run->now_ms + run_pace(repair->run, LOOK_MS);
	ask(repair);
}
