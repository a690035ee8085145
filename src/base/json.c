#include "base/json.h"

#include <string.h>

#include "base/utf8.h"

struct reader {
	const char *at, *end;
	size_t depth;
	unsigned char objects[JSON_DEPTH_MAX / 8]; /* bit of a level: it is an object */
};

static const char *skip_blank(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
		at++;
	}
	return at;
}

static bool is_digit(const char *at, const char *end)
{
	return at < end && *at >= '0' && *at <= '9';
}

static bool is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
		(byte >= 'A' && byte <= 'F');
}

/* Behind the escape whose backslash stands at `at`; NULL where it is none. */
static const char *skip_escape(const char *at, const char *end)
{
	if (end - at < 2) {
		return NULL;
	}
	if (at[1] != 'u') {
		return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL ? at + 2 : NULL;
	}
	if (end - at < 6) {
		return NULL;
	}
	for (int i = 2; i < 6; i++) {
		if (!is_hex(at[i])) {
			return NULL;
		}
	}
	return at + 6;
}

/* Behind the string that begins at `at`; NULL where none does. */
static const char *read_string(const char *at, const char *end)
{
	if (at >= end || *at != '"') {
		return NULL;
	}
	at++;
	while (at < end && *at != '"') {
		if ((unsigned char)*at < 0x20) {
			return NULL;
		}
		at = *at == '\\' ? skip_escape(at, end) : at + 1;
		if (at == NULL) {
			return NULL;
		}
	}
	return at < end ? at + 1 : NULL;
}

static const char *skip_digits(const char *at, const char *end)
{
	if (!is_digit(at, end)) {
		return NULL;
	}
	while (is_digit(at, end)) {
		at++;
	}
	return at;
}

static const char *read_number(const char *at, const char *end)
{
	at += *at == '-';
	if (at < end && *at == '0') {
		at++;
	} else if ((at = skip_digits(at, end)) == NULL) {
		return NULL;
	}
	if (at < end && *at == '.' && (at = skip_digits(at + 1, end)) == NULL) {
		return NULL;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		at += at < end && (*at == '+' || *at == '-');
		at = skip_digits(at, end);
	}
	return at;
}

static const char *read_word(const char *at, const char *end, const char *word)
{
	size_t length = strlen(word);

	return (size_t)(end - at) >= length && memcmp(at, word, length) == 0 ? at + length : NULL;
}

static enum json_kind kind_of(char byte)
{
	switch (byte) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	default:
		return byte == '-' || (byte >= '0' && byte <= '9') ? JSON_NUMBER : JSON_NONE;
	}
}

static const char *read_scalar(const char *at, const char *end)
{
	switch (kind_of(*at)) {
	case JSON_STRING:
		return read_string(at, end);
	case JSON_NUMBER:
		return read_number(at, end);
	case JSON_TRUE:
		return read_word(at, end, "true");
	case JSON_FALSE:
		return read_word(at, end, "false");
	case JSON_NULL:
		return read_word(at, end, "null");
	default:
		return NULL;
	}
}

static bool is_object(const struct reader *reader)
{
	size_t level = reader->depth - 1;

	return (reader->objects[level / 8] >> level % 8 & 1) != 0;
}

static bool enter(struct reader *reader, bool object)
{
	size_t level = reader->depth;
	unsigned char bit = (unsigned char)(1U << level % 8);

	if (level == JSON_DEPTH_MAX) {
		return false;
	}
	reader->objects[level / 8] &= (unsigned char)~bit;
	reader->objects[level / 8] |= object ? bit : 0;
	reader->depth++;
	reader->at++;
	return true;
}

/* Of a member: its name and the colon; the reader stands where the value begins. */
static bool read_name(struct reader *reader)
{
	const char *at = read_string(skip_blank(reader->at, reader->end), reader->end);

	if (at == NULL) {
		return false;
	}
	at = skip_blank(at, reader->end);
	if (at == reader->end || *at != ':') {
		return false;
	}
	reader->at = at + 1;
	return true;
}

/* Behind a value: closes what ends here, up to the next value. False where what stands there is
 * wrong; the depth is 0 at the end of the whole. */
static bool read_behind(struct reader *reader)
{
	while (reader->depth > 0) {
		bool object = is_object(reader);

		reader->at = skip_blank(reader->at, reader->end);
		if (reader->at == reader->end) {
			return false;
		}
		if (*reader->at == ',') {
			reader->at++;
			return !object || read_name(reader);
		}
		if (*reader->at != (object ? '}' : ']')) {
			return false;
		}
		reader->at++;
		reader->depth--;
	}
	return true;
}

/* At the beginning of a container: an empty one is a value that ended. */
static bool read_opening(struct reader *reader, bool object)
{
	if (!enter(reader, object)) {
		return false;
	}
	reader->at = skip_blank(reader->at, reader->end);
	if (reader->at < reader->end && *reader->at == (object ? '}' : ']')) {
		return read_behind(reader);
	}
	return !object || read_name(reader);
}

static bool read_values(struct reader *reader)
{
	bool good;

	do {
		reader->at = skip_blank(reader->at, reader->end);
		if (reader->at == reader->end) {
			return false;
		}
		if (*reader->at == '{' || *reader->at == '[') {
			good = read_opening(reader, *reader->at == '{');
		} else {
			const char *behind = read_scalar(reader->at, reader->end);

			reader->at = behind != NULL ? behind : reader->at;
			good = behind != NULL && read_behind(reader);
		}
	} while (good && reader->depth > 0);
	return good;
}

bool json_looks(struct text document)
{
	const char *end = document.at + document.length;
	const char *at = document.length > 0 ? skip_blank(document.at, end) : end;

	return at < end && (*at == '{' || *at == '[');
}

bool json_read(struct text document, struct json_value *value)
{
	struct reader reader;
	const char *start;

	*value = (struct json_value){.kind = JSON_NONE};
	if (document.length == 0) {
		return false;
	}
	reader.end = document.at + document.length;
	reader.at = start = skip_blank(document.at, reader.end);
	reader.depth = 0;
	if (!read_values(&reader)) {
		return false;
	}
	value->raw = text_from(start, (size_t)(reader.at - start));
	if (skip_blank(reader.at, reader.end) != reader.end) {
		return false;
	}
	value->kind = kind_of(*start);
	return true;
}

bool json_wrong(struct text document, size_t *offset)
{
	struct reader reader = {.at = document.at, .end = document.at + document.length};

	*offset = 0;
	if (document.length == 0) {
		return true;
	}
	bool good = read_values(&reader);
	reader.at = skip_blank(reader.at, reader.end);
	*offset = (size_t)(reader.at - document.at);
	return !good || reader.at != reader.end;
}

/* --- members --- */

/* What was checked needs no checking: strings and brackets are enough to see where it ends. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++) {
		at += *at == '\\';
	}
	return at < end ? at + 1 : end;
}

static const char *skip_container(const char *at, const char *end)
{
	size_t depth = 0;

	while (at < end) {
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		depth += *at == '{' || *at == '[';
		depth -= *at == '}' || *at == ']';
		at++;
		if (depth == 0) {
			break;
		}
	}
	return at;
}

static const char *skip_value(const char *at, const char *end)
{
	switch (kind_of(*at)) {
	case JSON_STRING:
		return skip_string(at, end);
	case JSON_OBJECT:
	case JSON_ARRAY:
		return skip_container(at, end);
	default:
		while (at < end && strchr(",]} \n\r\t", *at) == NULL) {
			at++;
		}
		return at;
	}
}

void json_walk_begin(struct json_walk *walk, const struct json_value *container)
{
	bool holds = container->kind == JSON_OBJECT || container->kind == JSON_ARRAY;

	*walk = (struct json_walk){.object = container->kind == JSON_OBJECT};
	if (holds && container->raw.length >= 2) {
		walk->rest = text_from(container->raw.at + 1, container->raw.length - 2);
	}
}

static struct json_value take(const char **at, const char *end)
{
	const char *start = *at;

	*at = skip_value(start, end);
	return (struct json_value){
		.kind = kind_of(*start),
		.raw = text_from(start, (size_t)(*at - start)),
	};
}

bool json_walk_next(struct json_walk *walk, struct json_value *name, struct json_value *value)
{
	const char *end, *at;

	*name = *value = (struct json_value){.kind = JSON_NONE};
	if (walk->rest.length == 0) {
		return false;
	}
	end = walk->rest.at + walk->rest.length;
	at = skip_blank(walk->rest.at, end);
	at = at < end && *at == ',' ? skip_blank(at + 1, end) : at;
	if (at < end && walk->object) {
		*name = take(&at, end);
		at = skip_blank(at, end);
		at = at < end ? skip_blank(at + 1, end) : end;
	}
	if (at < end) {
		*value = take(&at, end);
	}
	walk->rest = text_from(at, (size_t)(end - at));
	return value->kind != JSON_NONE;
}
