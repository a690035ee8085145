#include "envelope.h"
#include "stream/msgpack.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "_watermill_message_uuid") >= 0;
}

/* A map of texts; empty where there is no metadata. */
static bool read_metadata(struct reading *reading, struct text rest)
{
	struct msgpack_item map, name, value;
	uint32_t i;

	if (rest.length == 0) {
		return true;
	}
	if (!msgpack_next(&rest, &map) || map.kind != MSGPACK_MAP) {
		return false;
	}
	for (i = 0; i < map.count; i++) {
		if (!msgpack_next(&rest, &name) || name.kind != MSGPACK_STRING) {
			return false;
		}
		if (!msgpack_next(&rest, &value) || value.kind != MSGPACK_STRING) {
			return false;
		}
		read_header(reading, name.bytes, value.bytes);
	}
	return true;
}

static void read(struct reading *reading)
{
	if (!read_metadata(reading, entry_value(reading->entry, "metadata"))) {
		reading->event->broken = true;
	}
	read_payload(reading, entry_value(reading->entry, "payload"), false);
}

const struct envelope watermill_envelope = {
	.name = "watermill",
	.help = "Watermill: metadata as msgpack beside the payload",
	.fits = fits,
	.read = read,
};
