#include "letter.h"

#include <string.h>

/* Conventions whose topics tell by their names where the letters came from. */

static bool ends_with(struct text text, const char *end)
{
	size_t length = strlen(end);

	return text.length > length &&
		text_is(text_from(text.at + text.length - length, length), end);
}

static bool read_rdi(const struct letter *letter, struct letter_reading *reading)
{
	static const char mark[] = "dlq:";
	size_t at = sizeof(mark) - 1;

	if (!text_starts(reading->topic, mark) || !letter_matches(letter, reading)) {
		return false;
	}
	/* Older ones put the whole name between braces: what it stands for is not known. */
	if (text_starts(reading->topic, "dlq:data:")) {
		letter_take(reading, LETTER_SOURCE,
			text_from(reading->topic.at + at, reading->topic.length - at));
	}
	return true;
}

const struct letter rdi_letter = {
	.name = "rdi",
	.needs = {"opcode", "reason"},
	.roles = {[LETTER_REASON] = "reason", [LETTER_TIME] = "time"},
	.restore = DEAD_RESTORE_CONVERT,
	.read = read_rdi,
};

static bool read_svix(const struct letter *letter, struct letter_reading *reading)
{
	static const char mark[] = "_svix_dlq";
	struct buf *room = &reading->rooms[LETTER_SOURCE];

	if (!ends_with(reading->topic, mark) || !letter_matches(letter, reading)) {
		return false;
	}
	buf_reset(room);
	buf_add(room, reading->topic.at, reading->topic.length - (sizeof(mark) - 1));
	buf_add_string(room, "_svix_v3_main");
	letter_take(reading, LETTER_SOURCE, buf_text(room));
	return true;
}

const struct letter svix_letter = {
	.name = "svix",
	.needs = {"data"},
	.restore = DEAD_RESTORE_EXACT,
	.read = read_svix,
};
