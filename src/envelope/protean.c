#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "data") >= 0;
}

static bool is(const struct reading *reading)
{
	struct json_value headers;

	return has_marks(reading, MARKS(METADATA)) &&
		document_find(entry_value(reading->entry, "data"), "metadata.headers", &headers) &&
		headers.kind == JSON_OBJECT;
}

static void read(struct reading *reading)
{
	struct text document = entry_value(reading->entry, "data");
	struct json_value value;

	if (document_find(document, "metadata.domain", &value) && value.kind == JSON_OBJECT) {
		read_document(reading, value.raw, PLACE_INNER);
	}
	if (document_find(document, "metadata.headers", &value)) {
		reading->event->type = read_member(reading, value.raw, "type");
	}
	if (document_find(document, "data", &value)) {
		read_payload(reading, read_value(reading, &value), false);
	}
}

const struct envelope protean_envelope = {
	.name = "protean",
	.help = "Protean: data and metadata with headers in one document",
	.fits = fits,
	.is = is,
	.read = read,
};
