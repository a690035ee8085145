#include "faststream.h"

#include <string.h>

enum { MAGIC = 8, VERSION = 1, HEAD = 18 };

static uint32_t number_at(struct text text, size_t at, size_t size)
{
	uint32_t value = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		value = value << 8 | (unsigned char)text.at[at + i];
	}
	return value;
}

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "__data__") >= 0;
}

bool faststream_is(const struct reading *reading)
{
	struct text data = entry_value(reading->entry, "__data__");

	return data.length >= MAGIC &&
		memcmp(data.at,
			"\x89"
			"BIN\r\n\x1a\n",
			MAGIC) == 0;
}

/* A text with its length in two bytes in front. */
static bool take_text(struct text *rest, struct text *out)
{
	size_t length;

	if (rest->length < 2) {
		return false;
	}
	length = number_at(*rest, 0, 2);
	if (length > rest->length - 2) {
		return false;
	}
	*out = text_from(rest->at + 2, length);
	*rest = text_from(rest->at + 2 + length, rest->length - 2 - length);
	return true;
}

static bool read_headers(struct reading *reading, struct text rest)
{
	struct text name, value;
	uint32_t count, i;

	if (rest.length < 2) {
		return false;
	}
	count = number_at(rest, 0, 2);
	rest = text_from(rest.at + 2, rest.length - 2);
	for (i = 0; i < count; i++) {
		if (!take_text(&rest, &name) || !take_text(&rest, &value)) {
			return false;
		}
		read_header(reading, name, value);
	}
	return true;
}

void faststream_read(struct reading *reading)
{
	struct text data = entry_value(reading->entry, "__data__");
	size_t headers, body;

	if (data.length < HEAD || number_at(data, MAGIC, 2) != VERSION) {
		reading->event->broken = true;
		return;
	}
	headers = number_at(data, 10, 4);
	body = number_at(data, 14, 4);
	if (headers > data.length || body > data.length || headers > body) {
		reading->event->broken = true;
		headers = headers < data.length ? headers : data.length;
		read_headers(reading, text_from(data.at + headers, data.length - headers));
		return;
	}
	if (!read_headers(reading, text_from(data.at + headers, body - headers))) {
		reading->event->broken = true;
	}
	read_payload(reading, text_from(data.at + body, data.length - body), true);
}

const struct envelope faststream_envelope = {
	.name = "faststream",
	.help = "FastStream 0.6: headers and body in one binary field",
	.fits = fits,
	.is = faststream_is,
	.read = faststream_read,
};
