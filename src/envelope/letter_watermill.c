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

static bool is_added(const struct msgpack_item *name)
{
	static const char *const added[] = {
		"reason_poisoned", "topic_poisoned", "handler_poisoned", "subscriber_poisoned"};

	for (size_t i = 0; i < sizeof(added) / sizeof(*added); i++) {
		if (name->kind == MSGPACK_STRING && text_is(name->bytes, added[i])) {
			return true;
		}
	}
	return false;
}

static void add_map(struct buf *out, size_t count)
{
	enum { FIX_MAX = 15, FIX_MAP = 0x80, MAP_16 = 0xde, MAP_32 = 0xdf };

	if (count <= FIX_MAX) {
		buf_add_byte(out, (char)(unsigned char)(FIX_MAP | count));
		return;
	}
	buf_add_byte(out, (char)(unsigned char)(count <= UINT16_MAX ? MAP_16 : MAP_32));
	for (int shift = count <= UINT16_MAX ? 8 : 24; shift >= 0; shift -= 8) {
		buf_add_byte(out, (char)(unsigned char)(count >> shift));
	}
}

/* The other pairs as they are, in their order. */
static bool restore_metadata(struct text value, struct buf *out)
{
	struct text rest = value;
	struct msgpack_item map, name;
	struct buf pairs;
	size_t kept = 0;
	bool good = msgpack_next(&rest, &map) && map.kind == MSGPACK_MAP;

	buf_init(&pairs, value.length);
	for (uint32_t i = 0; good && i < map.count; i++) {
		struct text pair = rest;

		good = msgpack_next(&rest, &name) && name.kind == MSGPACK_STRING &&
			msgpack_skip(&rest);
		if (good && !is_added(&name)) {
			buf_add(&pairs, pair.at, pair.length - rest.length);
			kept++;
		}
	}
	good = good && rest.length == 0;
	if (good) {
		add_map(out, kept);
		buf_add_text(out, buf_text(&pairs));
	}
	buf_finish(&pairs);
	return good;
}

const struct letter watermill_letter = {
	.name = "watermill",
	.needs = {"_watermill_message_uuid", "metadata", "payload"},
	.roles = {[LETTER_ID] = "_watermill_message_uuid"},
	.restore = DEAD_RESTORE_CONVERT,
	.field_restored = "metadata",
	.restore_value = restore_metadata,
	.read = read_letter,
};
