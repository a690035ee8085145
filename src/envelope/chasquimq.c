#include "envelope.h"
#include "stream/msgpack.h"

static bool fits(struct text topic, const struct entry *entry)
{
	return entry_find(entry, "d") >= 0 && text_starts(topic, "{chasqui:");
}

/* A job is a map with names, or an array that begins with its id. */
static bool read_job(struct reading *reading, struct text job)
{
	struct msgpack_item head, name, value;
	struct text rest = job;
	uint32_t i;

	if (!msgpack_next(&rest, &head)) {
		return false;
	}
	if (head.kind == MSGPACK_ARRAY && head.count > 0) {
		if (!msgpack_next(&rest, &value)) {
			return false;
		}
		reading->event->journey = value.kind == MSGPACK_STRING ? value.bytes : text_of("");
		return msgpack_skip(&job);
	}
	for (i = 0; head.kind == MSGPACK_MAP && i < head.count; i++) {
		struct text at;

		if (!msgpack_next(&rest, &name)) {
			return false;
		}
		at = rest;
		if (!msgpack_skip(&rest) || !msgpack_next(&at, &value)) {
			return false;
		}
		if (name.kind != MSGPACK_STRING || value.kind != MSGPACK_STRING) {
			continue;
		}
		read_header(reading, name.bytes, value.bytes);
		if (text_is(name.bytes, "id")) {
			reading->event->journey = value.bytes;
		}
	}
	return true;
}

static void read(struct reading *reading)
{
	struct text job = entry_value(reading->entry, "d");

	reading->event->type = entry_value(reading->entry, "n");
	read_payload(reading, job, false);
	if (!read_job(reading, job)) {
		reading->event->broken = true;
	}
}

const struct envelope chasquimq_envelope = {
	.name = "chasquimq",
	.help = "ChasquiMQ: a job as msgpack",
	.fits = fits,
	.read = read,
};
