#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	size_t i;

	(void)topic;
	for (i = 0; i < entry->field_count; i++) {
		if (carrier_of(entry->fields[i].name) == CARRIES_BODY) {
			return true;
		}
	}
	return entry->field_count == 1;
}

static bool is(const struct reading *reading)
{
	return entry_document(reading).length > 0;
}

static void read(struct reading *reading)
{
	reading->event->payload = entry_document(reading);
}

const struct envelope json_envelope = {
	.name = "json",
	.help = "a JSON document in one field, with or without plain fields beside it",
	.fits = fits,
	.is = is,
	.read = read,
};
