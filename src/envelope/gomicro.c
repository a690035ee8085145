#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "event") >= 0 && entry_find(entry, "attempt") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(TOPIC)) &&
		document_begins(entry_value(reading->entry, "event"));
}

static void read(struct reading *reading)
{
	struct text event = entry_value(reading->entry, "event");
	struct text payload = read_member(reading, event, "Payload");

	if (payload.length > 0) {
		read_payload(reading, read_base64(reading, payload), true);
	}
}

const struct envelope gomicro_envelope = {
	.name = "go-micro",
	.help = "go-micro: the event as JSON, its payload as base64",
	.fits = fits,
	.is = is,
	.read = read,
};
