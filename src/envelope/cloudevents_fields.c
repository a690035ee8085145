#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	static const char *const names[] = {
		"specversion", "ce_specversion", "ce-specversion", "cloudEvents:specversion"};
	size_t i;

	(void)topic;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (entry_find(entry, names[i]) >= 0) {
			return true;
		}
	}
	return false;
}

static void read(struct reading *reading)
{
	read_payload(reading, entry_value(reading->entry, "data"), false);
}

const struct envelope cloudevents_fields_envelope = {
	.name = "cloudevents-fields",
	.help = "a CloudEvent with a field for each of its attributes",
	.fits = fits,
	.read = read,
};
