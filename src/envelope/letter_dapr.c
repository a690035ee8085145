#include "letter.h"

/* The event is published again as it was: that the topic it names is another one is all that
 * tells. */
static bool read_letter(const struct letter *letter, struct letter_reading *reading)
{
	return letter_matches(letter, reading) && reading->letter->source.length > 0 &&
		!text_equal(reading->letter->source, reading->topic);
}

const struct letter dapr_letter = {
	.name = "dapr",
	.field = "data",
	.needs = {"specversion", "pubsubname", "topic", "id"},
	.roles = {[LETTER_SOURCE] = "topic"},
	.restore = DEAD_RESTORE_EXACT,
	.read = read_letter,
};
