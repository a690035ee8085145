#include "letter.h"

#include <string.h>

enum { MAGIC = 8, DATA_START_AT = 14, HEAD = 18 };

static size_t big_endian(const char *at)
{
	size_t value = 0;

	for (size_t i = 0; i < 4; i++) {
		value = value << 8 | (unsigned char)at[i];
	}
	return value;
}

/* The body in the binary envelope, version 1. */
static bool take_body(struct text data, struct text *body)
{
	static const char magic[MAGIC] = {'\x89', 'B', 'I', 'N', '\r', '\n', '\x1a', '\n'};

	if (data.length < HEAD || memcmp(data.at, magic, MAGIC) != 0) {
		return false;
	}
	size_t start = big_endian(data.at + DATA_START_AT);
	if (start < HEAD || start > data.length) {
		return false;
	}
	*body = text_from(data.at + start, data.length - start);
	return true;
}

/* In the JSON envelope the body is a string or an object under `data`. */
static bool find_object(struct letter_reading *reading, struct buf *room, struct json_value *object)
{
	struct text data, body;
	struct json_value outer;

	if (!letter_field(reading->entry, "__data__", &data)) {
		return false;
	}
	if (take_body(data, &body)) {
		return letter_object(body, object);
	}
	if (!letter_object(data, &outer) || !letter_member(&outer, "data", object)) {
		return false;
	}
	if (object->kind == JSON_STRING) {
		return json_string(room, object) && letter_object(buf_text(room), object);
	}
	return object->kind == JSON_OBJECT;
}

/* A retry carries its count, too: only in a topic for dead letters is that enough. */
static bool is_dead(const struct letter_reading *reading, const struct json_value *object)
{
	struct json_value value;

	return letter_member(object, "_dlq_reason", &value) ||
		letter_member(object, "_dlq_source", &value) ||
		(dead_name_likeness(reading->topic) == DEAD_LIKE &&
			letter_member(object, "_retry_count", &value) &&
			letter_member(object, "_original_message_id", &value));
}

static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	struct json_value object, count;
	struct buf room;

	buf_init(&room, LETTER_DOCUMENT_MAX);
	bool is = find_object(reading, &room, &object) && is_dead(reading, &object);
	if (is) {
		letter_take_object(reading, letter, &object);
		if (letter_member(&object, "_retry_count", &count)) {
			letter_take_json(reading, LETTER_DELIVERIES, &count);
		}
	}
	buf_finish(&room);
	return is;
}

const struct letter eggai_letter = {
	.name = "eggai",
	.roles = {[LETTER_SOURCE] = "_dlq_source",
		[LETTER_ID] = "_original_message_id",
		[LETTER_GROUP] = "_dlq_handler",
		[LETTER_REASON] = "_dlq_reason",
		[LETTER_DELIVERIES] = "_dlq_retries",
		[LETTER_TIME] = "_dlq_at"},
	.restore = DEAD_RESTORE_CONVERT,
	.read = read_letter,
};
