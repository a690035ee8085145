#include "form.h"

static void write(const struct event *event, const char *time, struct command *command)
{
	command_add_string(command, "type");
	command_add_string(command, event->type->name);
	command_add_string(command, "occurred_at");
	command_add_string(command, time);
	for (size_t i = 0; i < event->count; i++) {
		command_add_string(command, event->fields[i].name);
		command_add_string(command, event->fields[i].value);
	}
}

static void set_aside(const struct setback *setback, struct command *command)
{
	form_copy(setback->entry, command);
	command_add_string(command, "origin_stream");
	command_add_string(command, setback->service->topic);
	command_add_string(command, "origin_id");
	command_add_id(command, setback->entry->id);
	command_add_string(command, "reason");
	command_add_string(command, "handler_failed");
	command_add_string(command, "error");
	command_add_string(command, setback->service->failure);
}

const struct form form_flat = {
	.aliases = (const struct form_alias[]){{.ours = NULL}},
	.write = write,
	.set_aside = set_aside,
};
