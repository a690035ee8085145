#include <assert.h>
#include <string.h>

#include "form.h"
#include "stream/msgpack.h"

enum {
	FIXMAP = 0x80, /* with the count */
	FIXMAP_MAX = 15,
	MAP16 = 0xde,
	FIXSTR = 0xa0, /* with the length */
	FIXSTR_MAX = 31,
	STR8 = 0xd9,
	STR8_MAX = 255,
	NAMES_MAX = 1000, /* a map with more is none of ours */
};

static void add_text(struct buf *buf, const char *text)
{
	size_t length = strlen(text);

	length = length > STR8_MAX ? STR8_MAX : length;
	if (length <= FIXSTR_MAX) {
		buf_add_byte(buf, (char)(FIXSTR | length));
	} else {
		buf_add_byte(buf, (char)STR8);
		buf_add_byte(buf, (char)length);
	}
	buf_add(buf, text, length);
}

static void add_pair(struct buf *buf, const char *name, const char *value)
{
	add_text(buf, name);
	add_text(buf, value);
}

static void add_head(struct buf *buf, size_t count)
{
	if (count <= FIXMAP_MAX) {
		buf_add_byte(buf, (char)(FIXMAP | count));
	} else {
		buf_add_byte(buf, (char)MAP16);
		buf_add_byte(buf, (char)(count >> 8));
		buf_add_byte(buf, (char)(count & 0xff));
	}
}

static void add_field(struct command *command, const char *name, struct buf *value)
{
	assert(!value->full);
	command_add_string(command, name);
	command_add(command, buf_text(value));
	buf_finish(value);
}

static void write(const struct event *event, const char *time, struct command *command)
{
	static const char *const apart[] = {"event_id", "causation_id", "trace_id", NULL};
	const char *cause = form_value(event, "causation_id");
	struct buf metadata, payload;

	buf_init(&metadata, FORM_DOCUMENT_MAX);
	add_head(&metadata, *cause == '\0' ? 3 : 4);
	add_pair(&metadata, "name", event->type->name);
	add_pair(&metadata, "correlation_id", form_anchor(event));
	add_pair(&metadata, "trace_id", form_value(event, "trace_id"));
	if (*cause != '\0') {
		add_pair(&metadata, "causation_id", cause);
	}
	buf_init(&payload, FORM_DOCUMENT_MAX);
	buf_add_string(&payload, "{");
	form_members(&payload, event, true, apart);
	buf_addf(&payload, ",\"occurred_at\":\"%s\"", time);
	form_members(&payload, event, false, apart);
	buf_add_string(&payload, "}");
	command_add_string(command, "_watermill_message_uuid");
	command_add_string(command, form_value(event, "event_id"));
	add_field(command, "metadata", &metadata);
	add_field(command, "payload", &payload);
}

/* The map with four names more. What is no map is kept out of the new one. */
static void add_reason(const struct setback *setback, struct text metadata, struct command *command)
{
	struct msgpack_item map = {.count = 0};
	struct buf more;

	if (!msgpack_next(&metadata, &map) || map.kind != MSGPACK_MAP || map.count > NAMES_MAX) {
		map.count = 0;
		metadata = text_of("");
	}
	buf_init(&more, FORM_DOCUMENT_MAX + metadata.length);
	add_head(&more, map.count + 4);
	buf_add_text(&more, metadata);
	add_pair(&more, "reason_poisoned", setback->service->failure);
	add_pair(&more, "topic_poisoned", setback->service->topic);
	add_pair(&more, "handler_poisoned", setback->service->group);
	add_pair(&more, "subscriber_poisoned", setback->consumer);
	add_field(command, "metadata", &more);
}

static void set_aside(const struct setback *setback, struct command *command)
{
	for (size_t i = 0; i < setback->entry->field_count; i++) {
		const struct entry_field *field = &setback->entry->fields[i];
		if (text_is(field->name, "metadata")) {
			add_reason(setback, field->value, command);
		} else {
			command_add(command, field->name);
			command_add(command, field->value);
		}
	}
}

const struct form form_watermill = {
	.aliases =
		(const struct form_alias[]){
			{.ours = "event_id", .theirs = "_watermill_message_uuid"},
			{.ours = "type", .theirs = "name"},
			{.ours = NULL},
		},
	.write = write,
	.set_aside = set_aside,
};
