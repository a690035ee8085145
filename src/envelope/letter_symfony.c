#include "letter.h"

#define STAMP "X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\"

/* The last stamp of a header: a JSON list of objects, held as a string. */
static bool take_stamp(const struct json_value *headers, const char *name, struct buf *room,
	struct json_value *stamp)
{
	struct json_value held, list, none, item;
	struct json_walk walk;
	bool found = false;

	buf_reset(room);
	if (!letter_member(headers, name, &held) || held.kind != JSON_STRING ||
		!json_string(room, &held) || !json_read(buf_text(room), &list) ||
		list.kind != JSON_ARRAY) {
		return false;
	}
	json_walk_begin(&walk, &list);
	while (json_walk_next(&walk, &none, &item)) {
		if (item.kind == JSON_OBJECT) {
			*stamp = item;
			found = true;
		}
	}
	return found;
}

static void take(struct letter_reading *reading, const struct json_value *stamp,
	enum letter_role role, const char *name)
{
	struct json_value value;

	if (letter_member(stamp, name, &value) && value.kind != JSON_OBJECT &&
		value.kind != JSON_ARRAY) {
		letter_take_json(reading, role, &value);
	}
}

static bool read_stamps(
	struct letter_reading *reading, const struct json_value *headers, struct buf *room)
{
	struct json_value stamp;

	if (!take_stamp(headers, STAMP "SentToFailureTransportStamp", room, &stamp)) {
		return false;
	}
	take(reading, &stamp, LETTER_SOURCE, "originalReceiverName");
	if (take_stamp(headers, STAMP "ErrorDetailsStamp", room, &stamp)) {
		take(reading, &stamp, LETTER_REASON, "exceptionMessage");
		take(reading, &stamp, LETTER_TYPE, "exceptionClass");
	}
	if (take_stamp(headers, STAMP "RedeliveryStamp", room, &stamp)) {
		take(reading, &stamp, LETTER_DELIVERIES, "retryCount");
		take(reading, &stamp, LETTER_TIME, "redeliveredAt");
	}
	return true;
}

static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	struct json_value message, headers;
	struct text document;
	struct buf room;

	(void)letter;
	if (!letter_field(reading->entry, "message", &document) ||
		!letter_object(document, &message) ||
		!letter_member(&message, "headers", &headers) || headers.kind != JSON_OBJECT) {
		return false;
	}
	buf_init(&room, LETTER_DOCUMENT_MAX);
	bool is = read_stamps(reading, &headers, &room);
	buf_finish(&room);
	return is;
}

const struct letter symfony_letter = {
	.name = "symfony",
	.restore = DEAD_RESTORE_CONVERT,
	.read = read_letter,
};
