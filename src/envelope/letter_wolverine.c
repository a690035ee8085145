#include "letter.h"

#include <string.h>

/* `redis://stream/0/orders` is the stream `orders` of database 0. */
static struct text stream_of(struct text uri)
{
	static const char scheme[] = "redis://stream/";
	size_t at = sizeof(scheme) - 1;

	if (!text_starts(uri, scheme)) {
		return uri;
	}
	struct text rest = text_from(uri.at + at, uri.length - at), behind = rest;
	struct text database = text_cut(&behind, '/');
	bool numbered = database.length > 0 && behind.length > 0;
	for (size_t i = 0; i < database.length; i++) {
		numbered = numbered && database.at[i] >= '0' && database.at[i] <= '9';
	}
	return numbered ? behind : rest;
}

static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	struct text attempts;

	if (!letter_matches(letter, reading)) {
		return false;
	}
	reading->letter->source = stream_of(reading->letter->source);
	if (letter_field(reading->entry, "read-attempts", &attempts)) {
		letter_take(reading, LETTER_DELIVERIES, attempts);
	}
	return true;
}

const struct letter wolverine_letter = {
	.name = "wolverine",
	.needs = {"exception-type", "exception-message", "failed-at"},
	.roles = {[LETTER_SOURCE] = "original-destination",
		[LETTER_ID] = "envelope-id",
		[LETTER_REASON] = "exception-message",
		[LETTER_TYPE] = "exception-type",
		[LETTER_DELIVERIES] = "attempts",
		[LETTER_TIME] = "failed-at"},
	.restore = DEAD_RESTORE_CONVERT,
	.read = read_letter,
};
