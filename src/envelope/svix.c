#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	return (text_ends(topic, "_svix_v3_main") || text_ends(topic, "_svix_dlq") ||
		       text_is(topic, "svix_v3_main")) &&
		entry_find(entry, "data") >= 0;
}

static void read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "data");

	reading->event->journey = read_member(reading, data, "msg_id");
	read_payload(reading, data, false);
}

const struct envelope svix_envelope = {
	.name = "svix",
	.help = "Svix: a task of its queue",
	.fits = fits,
	.read = read,
};
