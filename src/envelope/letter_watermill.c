#include "letter.h"

#include "stream/msgpack.h"

static void take(struct letter_reading *reading, struct text metadata, enum letter_role role,
	const char *name)
{
	struct msgpack_item item;

	if (msgpack_find(&metadata, name) && msgpack_next(&metadata, &item) &&
		(item.kind == MSGPACK_STRING || item.kind == MSGPACK_BYTES)) {
		letter_take(reading, role, item.bytes);
	}
}

/* The metadata is a map in MessagePack, and the router adds four names to it. */
static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	struct text metadata, found;

	if (!letter_matches(letter, reading) ||
		!letter_field(reading->entry, "metadata", &metadata)) {
		return false;
	}
	found = metadata;
	if (!msgpack_find(&found, "reason_poisoned")) {
		return false;
	}
	take(reading, metadata, LETTER_REASON, "reason_poisoned");
	take(reading, metadata, LETTER_SOURCE, "topic_poisoned");
	take(reading, metadata, LETTER_GROUP, "handler_poisoned");
	take(reading, metadata, LETTER_CONSUMER, "subscriber_poisoned");
	return true;
}

const struct letter watermill_letter = {
	.name = "watermill",
	.needs = {"_watermill_message_uuid", "metadata", "payload"},
	.roles = {[LETTER_ID] = "_watermill_message_uuid"},
	.restore = DEAD_RESTORE_CONVERT,
	.read = read_letter,
};
