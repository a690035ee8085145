#include "envelope.h"

#include "base/utf8.h"
#include "stream/java_text.h"

enum { PAYLOAD_MAX = 1 << 20 };

static bool fits(struct text topic, const struct entry *entry)
{
	size_t i;

	(void)topic;
	for (i = 0; i < entry->field_count; i++) {
		if (java_serialised(entry->fields[i].name)) {
			return true;
		}
	}
	return false;
}

/* Bytes as they are where they are not serialised. */
static struct text text_in(struct reading *reading, struct text bytes)
{
	struct text text = bytes;
	struct buf out;

	if (!java_serialised(bytes)) {
		return bytes;
	}
	buf_init(&out, bytes.length + 64);
	if (!java_text(bytes, &out)) {
		reading->event->broken = true;
	}
	text = room_copy(reading->room, buf_text(&out));
	buf_finish(&out);
	return text;
}

static void read_field(struct reading *reading, struct text name, struct text value)
{
	enum carrier carrier = carrier_of(name);

	if (document_begins(value) && carrier == CARRIES_METADATA) {
		read_document(reading, value, PLACE_CARRIED);
	} else if (carrier == CARRIES_BODY || reading->entry->field_count == 1) {
		read_payload(reading, value, true);
	}
	if (text_is(name, "_class")) {
		reading->event->type = value;
	}
	read_header(reading, name, value);
}

/* Where no field is the payload, all of them are, as people can read them. */
static struct text all_fields(struct reading *reading)
{
	const struct entry *entry = reading->entry;
	struct text text;
	struct buf out;
	bool named = true;
	size_t i;

	buf_init(&out, PAYLOAD_MAX);
	for (i = 0; i < entry->field_count; i++) {
		struct text name = text_in(reading, entry->fields[i].name);

		named = named && utf8_valid(name);
		buf_add_string(&out, i == 0 ? "{" : ", ");
		json_quote_bytes(&out, name);
		buf_add_string(&out, ": ");
		json_quote_bytes(&out, text_in(reading, entry->fields[i].value));
	}
	buf_add_byte(&out, '}');
	text = out.full || !named ? text_of("") : room_copy(reading->room, buf_text(&out));
	buf_finish(&out);
	return text;
}

static void read(struct reading *reading)
{
	const struct entry *entry = reading->entry;
	size_t i;

	for (i = 0; i < entry->field_count; i++) {
		struct text name = text_in(reading, entry->fields[i].name);

		read_field(reading, name, text_in(reading, entry->fields[i].value));
	}
	if (reading->event->payload.length == 0) {
		reading->event->payload = all_fields(reading);
	}
}

const struct envelope java_envelope = {
	.name = "java",
	.help = "Spring's default: names and values serialised by Java",
	.fits = fits,
	.read = read,
};
