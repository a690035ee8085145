#include <assert.h>

#include "form.h"

enum { TRACE_AT = 3, TRACE_LENGTH = 32, SPAN_LENGTH = 16 };

static void add_cause(struct buf *document, const struct event *event)
{
	const char *cause = form_value(event, "causation_id");
	if (*cause != '\0') {
		buf_addf(document, "\"causationid\":\"%s\",", cause);
	}
}

/* One document in one field. */
static void write(const struct event *event, const char *time, struct command *command)
{
	static const char *const apart[] = {"event_id", "causation_id", "trace_id", NULL};
	struct buf document;

	buf_init(&document, FORM_DOCUMENT_MAX);
	buf_addf(&document,
		"{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\","
		"\"time\":\"%s\",\"subject\":\"%s\",\"datacontenttype\":\"application/json\",",
		form_value(event, "event_id"), event->type->source, event->type->name, time,
		form_anchor(event));
	buf_addf(&document, "\"traceparent\":\"00-%s-%0*llx-01\",", form_value(event, "trace_id"),
		(int)SPAN_LENGTH, (unsigned long long)event_hash(event, "span", 0));
	add_cause(&document, event);
	buf_add_string(&document, "\"data\":{");
	form_members(&document, event, true, apart);
	form_members(&document, event, false, apart);
	buf_add_string(&document, "}}");
	assert(!document.full);
	command_add_string(command, "data");
	command_add(command, buf_text(&document));
	buf_finish(&document);
}

static void set_aside(const struct setback *setback, struct command *command)
{
	form_copy(setback->entry, command);
	command_add_string(command, "originalId");
	command_add_id(command, setback->entry->id);
	command_add_string(command, "originalStream");
	command_add_string(command, setback->service->topic);
	command_add_string(command, "error");
	command_add_string(command, setback->service->failure);
	command_add_string(command, "failedAt");
	command_add_i64(command, setback->wall_ms);
}

const struct form form_cloudevents = {
	.aliases =
		(const struct form_alias[]){
			{.ours = "event_id", .theirs = "id"},
			{.ours = "causation_id", .theirs = "causationid"},
			{.ours = "trace_id",
				.theirs = "traceparent",
				.skip = TRACE_AT,
				.length = TRACE_LENGTH},
			{.ours = NULL},
		},
	.write = write,
	.set_aside = set_aside,
};
