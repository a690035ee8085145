#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	return text_starts(topic, "redstream:stream:") && entry_find(entry, "payload") >= 0;
}

static void read(struct reading *reading)
{
	read_payload(reading, entry_value(reading->entry, "payload"), false);
}

const struct envelope redstream_envelope = {
	.name = "redstream",
	.help = "redstream: the payload of a record that changed",
	.fits = fits,
	.read = read,
};
