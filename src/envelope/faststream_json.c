#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "__data__") >= 0;
}

static bool is(const struct reading *reading)
{
	struct json_value value;
	struct text data = entry_value(reading->entry, "__data__");

	return document_begins(data) && document_find(data, "data", &value);
}

static void read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "__data__");
	struct json_value headers;

	if (document_find(data, "headers", &headers) && headers.kind == JSON_OBJECT &&
		!read_document(reading, headers.raw, PLACE_CARRIED)) {
		reading->event->broken = true;
	}
	read_payload(reading, read_member(reading, data, "data"), true);
}

const struct envelope faststream_json_envelope = {
	.name = "faststream-json",
	.help = "FastStream 0.5: headers and body in one field of JSON",
	.fits = fits,
	.is = is,
	.read = read,
};
