#include <assert.h>
#include <inttypes.h>

#include "form.h"

static void add_document(struct command *command, const char *name, struct buf *document)
{
	assert(!document->full);
	command_add_string(command, name);
	command_add(command, buf_text(document));
	buf_finish(document);
}

/* The channel is the type. */
static void write(const struct event *event, const char *time, struct command *command)
{
	static const char *const apart[] = {"causation_id", "trace_id", NULL};
	const char *cause = form_value(event, "causation_id");
	struct buf payload, headers;

	buf_init(&payload, FORM_DOCUMENT_MAX);
	buf_add_string(&payload, "{");
	form_members(&payload, event, true, apart);
	buf_addf(&payload, ",\"occurred_at\":\"%s\"", time);
	form_members(&payload, event, false, apart);
	buf_add_string(&payload, "}");
	add_document(command, "payload", &payload);
	buf_init(&headers, FORM_DOCUMENT_MAX);
	buf_addf(&headers, "{\"$requestID\":\"%s\",", form_value(event, "trace_id"));
	if (*cause != '\0') {
		buf_addf(&headers, "\"$parentID\":\"%s\",", cause);
	}
	buf_addf(&headers, "\"$caller\":\"%s\",\"$level\":1}", event->type->source);
	add_document(command, "headers", &headers);
}

static void set_aside(const struct setback *setback, struct command *command)
{
	struct buf headers;

	for (size_t i = 0; i < setback->entry->field_count; i++) {
		const struct entry_field *field = &setback->entry->fields[i];
		if (!text_is(field->name, "headers")) {
			command_add(command, field->name);
			command_add(command, field->value);
		}
	}
	buf_init(&headers, FORM_DOCUMENT_MAX);
	buf_addf(&headers,
		"{\"x-original-id\":\"%" PRIu64 "-%" PRIu64 "\",\"x-original-channel\":\"%s\","
		"\"x-original-group\":\"%s\",\"x-error-name\":\"MoleculerError\","
		"\"x-error-message\":\"%s\",\"x-error-retryable\":\"false\","
		"\"x-error-timestamp\":\"%" PRId64 "\"}",
		setback->entry->id.ms, setback->entry->id.seq, setback->service->topic,
		setback->service->group, setback->service->failure, setback->wall_ms);
	add_document(command, "headers", &headers);
}

const struct form form_moleculer = {
	.aliases =
		(const struct form_alias[]){
			{.ours = "causation_id", .theirs = "$parentID"},
			{.ours = "trace_id", .theirs = "$requestID"},
			{.ours = NULL},
		},
	.write = write,
	.set_aside = set_aside,
};
