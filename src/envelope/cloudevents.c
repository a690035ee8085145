#include "cloudevents.h"

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
	return has_marks(reading, MARKS(SPECVERSION));
}

void cloudevents_read(struct reading *reading)
{
	struct text document = entry_document(reading);
	struct json_value data;

	if (document_find(document, "data", &data)) {
		read_payload(reading, read_value(reading, &data), false);
	} else {
		struct text coded = read_member(reading, document, "data_base64");

		read_payload(reading, read_base64(reading, coded), true);
	}
}

const struct envelope cloudevents_envelope = {
	.name = "cloudevents",
	.help = "a CloudEvent as one document of JSON",
	.fits = fits,
	.is = is,
	.read = cloudevents_read,
};
