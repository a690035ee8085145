#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	return text_starts(topic, "events.") && entry_find(entry, "data") >= 0;
}

static bool is(const struct reading *reading)
{
	return has_marks(reading, MARKS(OPERATION)) || entry_find(reading->entry, "operation") >= 0;
}

static void read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "data");
	struct text operation = entry_value(reading->entry, "operation");

	reading->event->type =
		operation.length > 0 ? operation : read_member(reading, data, "operation");
	read_payload(reading, data, false);
}

const struct envelope magistrala_envelope = {
	.name = "magistrala",
	.help = "Magistrala: an operation with its attributes",
	.fits = fits,
	.is = is,
	.read = read,
};
