#include <assert.h>

#include "form.h"

static void write(const struct event *event, const char *time, struct command *command)
{
	static const char *const none[] = {NULL};
	struct buf document;

	buf_init(&document, FORM_DOCUMENT_MAX);
	buf_addf(&document, "{\"type\":\"%s\",\"occurred_at\":\"%s\"", event->type->name, time);
	form_members(&document, event, true, none);
	buf_add_string(&document, ",\"data\":{");
	form_members(&document, event, false, none);
	buf_add_string(&document, "}}");
	assert(!document.full);
	command_add_string(command, "event");
	command_add(command, buf_text(&document));
	buf_finish(&document);
}

static void set_aside(const struct setback *setback, struct command *command)
{
	form_copy(setback->entry, command);
	command_add_string(command, "_original_id");
	command_add_id(command, setback->entry->id);
	command_add_string(command, "_source_stream");
	command_add_string(command, setback->service->topic);
}

const struct form form_json = {
	.aliases = (const struct form_alias[]){{.ours = NULL}},
	.write = write,
	.set_aside = set_aside,
};
