#include "stream/entry_line.h"

#include <string.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { LINE_BYTES_MAX = 1 << 30 };

struct entry_line {
	struct entry entry;
	bool has_topic, has_id, has_fields;
	struct buf topic, bytes;
	size_t *ends; /* in bytes: of names and values in turn */
	size_t count, room;
	struct entry_field *fields;
	size_t field_room;
	struct text json;
	size_t column;
	bool masked;
};

struct entry_line *entry_line_create(void)
{
	struct entry_line *line = mem_alloc(1, sizeof *line);

	buf_init(&line->topic, LINE_BYTES_MAX);
	buf_init(&line->bytes, LINE_BYTES_MAX);
	return line;
}

void entry_line_destroy(struct entry_line *line)
{
	if (line == NULL) {
		return;
	}
	buf_finish(&line->topic);
	buf_finish(&line->bytes);
	mem_free(line->ends);
	mem_free(line->fields);
	mem_free(line);
}

static bool wrong(struct entry_line *line, const struct json_value *where, const char *sentence,
	struct error *error)
{
	line->column = (size_t)(where->raw.at - line->json.at) + 1;
	return error_set(error, ERROR_USAGE, "%s", sentence);
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : 0;
}

/* The code of the escape \uXXXX at i, 0 where there is none. */
static unsigned escape_at(struct text raw, size_t i)
{
	unsigned code = 0;

	if (i + 6 > raw.length || raw.at[i] != '\\' || raw.at[i + 1] != 'u') {
		return 0;
	}
	for (size_t n = 2; n < 6; n++) {
		code = code << 4 | (unsigned)hex_digit(raw.at[i + n]);
	}
	return code;
}

/* Half a surrogate pair stands for no bytes at all. */
static bool has_half_pair(struct text raw)
{
	for (size_t i = 0; i < raw.length; i++) {
		unsigned code = escape_at(raw, i);

		if (code >= 0xdc00 && code <= 0xdfff) {
			return true;
		}
		if (code >= 0xd800 && code <= 0xdbff) {
			unsigned low = escape_at(raw, i + 6);

			if (low < 0xdc00 || low > 0xdfff) {
				return true;
			}
			i += 11;
		} else if (raw.at[i] == '\\') {
			i++;
		}
	}
	return false;
}

static bool add_string(struct entry_line *line, const struct json_value *value, struct buf *out,
	struct error *error)
{
	if (has_half_pair(value->raw)) {
		return wrong(line, value,
			"half a surrogate pair stands for no bytes; write {\"base64\": \"...\"}",
			error);
	}
	return json_string(out, value) ||
		wrong(line, value, "the line holds more than an entry can", error);
}

static bool add_base64(struct entry_line *line, const struct json_value *object, struct buf *out,
	struct error *error)
{
	struct json_value name, value;
	struct json_walk walk;
	struct buf text;
	bool good = false;

	json_walk_begin(&walk, object);
	if (json_walk_next(&walk, &name, &value) && json_string_is(&name, text_of("base64")) &&
		value.kind == JSON_STRING) {
		buf_init(&text, LINE_BYTES_MAX);
		good = json_string(&text, &value) && base64_decode(out, buf_text(&text));
		buf_finish(&text);
	}
	good = good && !json_walk_next(&walk, &name, &value);
	return good ||
		wrong(line, object, "an object here is {\"base64\": \"...\"} and nothing else",
			error);
}

static bool add_bytes(struct entry_line *line, const struct json_value *value, struct buf *out,
	struct error *error)
{
	if (value->kind == JSON_STRING) {
		return add_string(line, value, out, error);
	}
	if (value->kind == JSON_OBJECT) {
		return add_base64(line, value, out, error);
	}
	return wrong(line, value, "expected a string or {\"base64\": \"...\"}", error);
}

static bool add_part(struct entry_line *line, const struct json_value *value, struct error *error)
{
	if (!add_bytes(line, value, &line->bytes, error)) {
		return false;
	}
	if (line->count == line->room) {
		line->room = line->room == 0 ? 16 : line->room * 2;
		line->ends = mem_resize(line->ends, line->room, sizeof *line->ends);
	}
	line->ends[line->count++] = line->bytes.length;
	return true;
}

static bool take_pair(struct entry_line *line, const struct json_value *pair, struct error *error)
{
	struct json_value none, value;
	struct json_walk walk;
	size_t parts = 0;

	if (pair->kind == JSON_ARRAY) {
		json_walk_begin(&walk, pair);
		for (; json_walk_next(&walk, &none, &value) && parts < 3; parts++) {
			if (!add_part(line, &value, error)) {
				return false;
			}
		}
	}
	return parts == 2 || wrong(line, pair, "a field is a pair [name, value]", error);
}

static bool take_fields(
	struct entry_line *line, const struct json_value *fields, struct error *error)
{
	struct json_value none, pair;
	struct json_walk walk;

	if (fields->kind != JSON_ARRAY) {
		return wrong(line, fields, "\"fields\" is a list of pairs [name, value]", error);
	}
	json_walk_begin(&walk, fields);
	while (json_walk_next(&walk, &none, &pair)) {
		if (!take_pair(line, &pair, error)) {
			return false;
		}
	}
	line->has_fields = true;
	return line->count > 0 || wrong(line, fields, "an entry has at least one field", error);
}

static bool take_id(struct entry_line *line, const struct json_value *value, struct error *error)
{
	struct text raw = value->raw;

	line->has_id = value->kind == JSON_STRING &&
		id_parse(text_from(raw.at + 1, raw.length - 2), &line->entry.id) &&
		!id_is_zero(line->entry.id);
	return line->has_id ||
		wrong(line, value, "\"id\" is a string such as \"1700000000000-0\"", error);
}

static bool take_member(struct entry_line *line, const struct json_value *name,
	const struct json_value *value, struct error *error)
{
	static const char *const names[] = {"topic", "id", "fields"};
	bool *const has[] = {&line->has_topic, &line->has_id, &line->has_fields};
	size_t i = 0;

	if (json_string_is(name, text_of("masked"))) {
		line->masked = value->kind == JSON_TRUE;
		return true;
	}
	while (i < 3 && !json_string_is(name, text_of(names[i]))) {
		i++;
	}
	if (i == 3) {
		return true;
	}
	if (*has[i]) {
		return wrong(line, name, "this name occurs twice", error);
	}
	if (i == 0) {
		line->has_topic = true;
		return add_bytes(line, value, &line->topic, error);
	}
	return i == 1 ? take_id(line, value, error) : take_fields(line, value, error);
}

/* Only now do the bytes stay where they are. */
static void point(struct entry_line *line)
{
	size_t at = 0;

	if (line->count / 2 > line->field_room) {
		line->field_room = line->count / 2;
		line->fields = mem_resize(line->fields, line->field_room, sizeof *line->fields);
	}
	for (size_t i = 0; i < line->count; i++) {
		struct text part = text_from(line->bytes.at + at, line->ends[i] - at);

		if (i % 2 == 0) {
			line->fields[i / 2].name = part;
		} else {
			line->fields[i / 2].value = part;
		}
		at = line->ends[i];
	}
	line->entry.fields = line->fields;
	line->entry.field_count = line->count / 2;
}

static bool read_members(
	struct entry_line *line, const struct json_value *object, struct error *error)
{
	struct json_value name, value;
	struct json_walk walk;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		if (!take_member(line, &name, &value, error)) {
			return false;
		}
	}
	if (!line->has_fields) {
		return wrong(line, object, "there are no \"fields\"", error);
	}
	point(line);
	return true;
}

bool entry_line_read(struct entry_line *line, struct text json, size_t *column, struct error *error)
{
	struct json_value object = {.raw = json};
	bool good;

	buf_reset(&line->topic);
	buf_reset(&line->bytes);
	line->count = 0;
	line->has_topic = line->has_id = line->has_fields = line->masked = false;
	line->json = json;
	line->column = 1;
	if (!utf8_valid(json)) {
		good = wrong(line, &object, "the line is not UTF-8", error);
	} else if (!json_read(json, &object) || object.kind != JSON_OBJECT) {
		object.raw = json;
		good = wrong(line, &object, "expected one JSON object, whole, on this line", error);
	} else {
		good = read_members(line, &object, error);
	}
	*column = line->column;
	return good;
}

const struct entry *entry_line_entry(const struct entry_line *line)
{
	return &line->entry;
}

bool entry_line_topic(const struct entry_line *line, struct text *topic)
{
	*topic = buf_text(&line->topic);
	return line->has_topic;
}

bool entry_line_has_id(const struct entry_line *line)
{
	return line->has_id;
}

bool entry_line_is_masked(const struct entry_line *line)
{
	return line->masked;
}

size_t entry_line_bytes(const struct entry_line *line)
{
	return line->bytes.length;
}
