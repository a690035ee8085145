#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "message") >= 0;
}

/* PHP may have serialised the text once more: `s:12:"...";`. */
static struct text without_php(struct text message)
{
	size_t i = 2;

	if (!text_starts(message, "s:")) {
		return message;
	}
	while (i < message.length && message.at[i] >= '0' && message.at[i] <= '9') {
		i++;
	}
	if (i + 2 > message.length || message.at[i] != ':' || message.at[i + 1] != '"') {
		return message;
	}
	message = text_from(message.at + i + 2, message.length - i - 2);
	if (text_ends(message, "\";")) {
		message.length -= 2;
	}
	return message;
}

static bool is(const struct reading *reading)
{
	struct text message = without_php(entry_value(reading->entry, "message"));
	struct json_value value;

	return document_begins(message) && document_find(message, "body", &value) &&
		value.kind == JSON_STRING && document_find(message, "headers", &value);
}

static void read(struct reading *reading)
{
	struct text message = without_php(entry_value(reading->entry, "message"));
	struct json_value headers;

	if (document_find(message, "headers", &headers) && headers.kind == JSON_OBJECT &&
		!read_document(reading, headers.raw, PLACE_CARRIED)) {
		reading->event->broken = true;
	}
	read_payload(reading, read_member(reading, message, "body"), true);
}

const struct envelope symfony_envelope = {
	.name = "symfony",
	.help = "Symfony Messenger: body and headers as JSON in one field",
	.fits = fits,
	.is = is,
	.read = read,
};
