#include "stream/log_record.h"

#include <stdio.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/number.h"

/* What a member of a record is for: a text, or a number, or members of its own. */
struct part {
	const char *name;
	struct text *text;
	int64_t *number;
	struct json_value *object;
	/* Where in the room, while that may still move. */
	size_t begins;
};

static void take_bytes(struct buf *room, const struct json_value *object)
{
	struct json_walk walk;
	struct json_value name, value;

	json_walk_begin(&walk, object);
	if (json_walk_next(&walk, &name, &value) && json_string_is(&name, text_of("base64")) &&
		value.kind == JSON_STRING) {
		base64_decode(room, text_from(value.raw.at + 1, value.raw.length - 2));
	}
}

static void take_part(struct part *part, const struct json_value *value, struct buf *room)
{
	if (part->object != NULL && value->kind == JSON_OBJECT) {
		*part->object = *value;
	} else if (part->number != NULL && value->kind == JSON_NUMBER) {
		number_parse_i64(value->raw, part->number);
	} else if (part->text != NULL) {
		part->begins = room->length;
		if (value->kind == JSON_STRING) {
			json_string(room, value);
		} else if (value->kind == JSON_OBJECT) {
			take_bytes(room, value);
		}
		part->text->length = room->length - part->begins;
	}
}

static void take_parts(
	struct part *parts, size_t count, const struct json_value *object, struct buf *room)
{
	struct json_walk walk;
	struct json_value name, value;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		for (size_t i = 0; i < count; i++) {
			if (json_string_is(&name, text_of(parts[i].name))) {
				take_part(&parts[i], &value, room);
			}
		}
	}
}

static void settle(struct part *parts, size_t count, const struct buf *room)
{
	for (size_t i = 0; i < count; i++) {
		if (parts[i].text != NULL && parts[i].text->length > 0) {
			parts[i].text->at = room->at + parts[i].begins;
		}
	}
}

static struct log_record record_of_nothing(void)
{
	return (struct log_record){.at_ms = -1, .entries = -1, .bytes = -1};
}

bool log_record_read_line(struct log_record *record, struct text line, struct buf *room)
{
	struct json_value whole, inner = {.kind = JSON_NONE};
	struct part parts[] = {
		{.name = "at_ms", .number = &record->at_ms},
		{.name = "who", .text = &record->who},
		{.name = "host", .text = &record->host},
		{.name = "server", .text = &record->server},
		{.name = "operation", .text = &record->operation},
		{.name = "job", .text = &record->job},
		{.name = "reason", .text = &record->reason},
		{.name = "result", .text = &record->result},
		{.name = "plan_sha256", .text = &record->plan_sha256},
		{.name = "hash", .text = &record->key},
		{.name = "touches", .object = &inner},
	};
	struct part touches[] = {
		{.name = "topic", .text = &record->topic},
		{.name = "group", .text = &record->group},
		{.name = "id", .text = &record->id},
		{.name = "target", .text = &record->target},
		{.name = "view", .text = &record->view},
		{.name = "entries", .number = &record->entries},
		{.name = "bytes", .number = &record->bytes},
	};
	const size_t count = sizeof parts / sizeof *parts;
	const size_t touch_count = sizeof touches / sizeof *touches;

	buf_reset(room);
	*record = record_of_nothing();
	if (!json_read(line, &whole) || whole.kind != JSON_OBJECT) {
		return false;
	}
	take_parts(parts, count, &whole, room);
	if (inner.kind == JSON_OBJECT) {
		take_parts(touches, touch_count, &inner, room);
	}
	settle(parts, count, room);
	settle(touches, touch_count, room);
	return record->operation.length > 0 && record->key.length > 0 &&
		record->key.length < LOG_RECORD_KEY_MAX;
}

void log_record_read_entry(
	struct log_record *record, const struct entry *entry, char id[ID_TEXT_MAX])
{
	const struct part parts[] = {
		{.name = "who", .text = &record->who},
		{.name = "host", .text = &record->host},
		{.name = "operation", .text = &record->operation},
		{.name = "job", .text = &record->job},
		{.name = "reason", .text = &record->reason},
		{.name = "result", .text = &record->result},
		{.name = "plan_sha256", .text = &record->plan_sha256},
		{.name = "topic", .text = &record->topic},
		{.name = "group", .text = &record->group},
		{.name = "target", .text = &record->target},
		{.name = "record", .text = &record->key},
		{.name = "entries", .number = &record->entries},
	};

	*record = record_of_nothing();
	record->at_ms = entry->id.ms <= INT64_MAX ? (int64_t)entry->id.ms : -1;
	for (size_t f = 0; f < entry->field_count; f++) {
		const struct entry_field *field = &entry->fields[f];

		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			if (!text_is(field->name, parts[i].name)) {
				continue;
			}
			if (parts[i].text != NULL) {
				*parts[i].text = field->value;
			} else {
				number_parse_i64(field->value, parts[i].number);
			}
		}
	}
	if (record->key.length == 0 || record->key.length >= LOG_RECORD_KEY_MAX) {
		record->key = text_of(id_format(id, entry->id));
	}
}

static void write_text(struct buf *out, const char *before, const char *name, struct text value)
{
	if (value.length > 0) {
		buf_addf(out, "%s\"%s\": ", before, name);
		json_quote_bytes(out, value);
	}
}

static void write_number(struct buf *out, const char *before, const char *name, int64_t value)
{
	if (value >= 0) {
		buf_addf(out, "%s\"%s\": %lld", before, name, (long long)value);
	}
}

/* The separator before the next member of an object that was opened at that length. */
static const char *next(const struct buf *out, size_t opened)
{
	return out->length > opened ? ", " : "";
}

static void write_touches(struct buf *out, const struct log_record *record)
{
	size_t opened;

	buf_add_string(out, ", \"touches\": {");
	opened = out->length;
	write_text(out, next(out, opened), "topic", record->topic);
	write_text(out, next(out, opened), "group", record->group);
	write_text(out, next(out, opened), "id", record->id);
	write_text(out, next(out, opened), "target", record->target);
	write_text(out, next(out, opened), "view", record->view);
	write_number(out, next(out, opened), "entries", record->entries);
	write_number(out, next(out, opened), "bytes", record->bytes);
	buf_add_byte(out, '}');
}

void log_record_write_line(struct buf *out, const struct log_record *record)
{
	buf_add_byte(out, '{');
	if (record->at_ms >= 0) {
		write_number(out, "", "at_ms", record->at_ms);
	} else {
		buf_add_string(out, "\"at_ms\": null");
	}
	write_text(out, ", ", "who", record->who);
	write_text(out, ", ", "host", record->host);
	write_text(out, ", ", "server", record->server);
	write_text(out, ", ", "operation", record->operation);
	write_text(out, ", ", "job", record->job);
	write_text(out, ", ", "reason", record->reason);
	write_touches(out, record);
	write_text(out, ", ", "result", record->result);
	write_text(out, ", ", "plan_sha256", record->plan_sha256);
	write_text(out, ", ", "hash", record->key);
	buf_add_string(out, "}\n");
}
