#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	size_t known = (entry_find(entry, "n") >= 0) + (size_t)(entry_find(entry, "p") >= 0);

	(void)topic;
	return known == 2 &&
		(entry->field_count == 2 ||
			(entry->field_count == 3 && entry_find(entry, "t") >= 0));
}

static void read(struct reading *reading)
{
	reading->event->type = entry_value(reading->entry, "n");
	read_payload(reading, entry_value(reading->entry, "p"), true);
}

const struct envelope pulse_envelope = {
	.name = "pulse",
	.help = "goa pulse: a name and a payload",
	.fits = fits,
	.read = read,
};
