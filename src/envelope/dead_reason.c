#include "envelope/dead_groups.h"

#include <string.h>

enum { QUOTED_MAX = 256, HEX_MIN = 8, RANDOM_MIN = 16, READ_MAX = 4 * DEAD_REASON_MAX };

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(unsigned char)byte >= 0x80;
}

static bool is_word(char byte)
{
	return is_digit(byte) || is_letter(byte) || byte == '_';
}

static bool is_hex(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* What joins numbers to one: a decimal point, a time, an address, a uuid. */
static bool is_joint(char byte)
{
	return byte == '.' || byte == ',' || byte == ':' || byte == '-' || byte == '/';
}

static void put_star(struct buf *out)
{
	size_t length = out->length;

	if (length > 0 && out->at[length - 1] == '*') {
		return;
	}
	if (length > 1 && is_joint(out->at[length - 1]) && out->at[length - 2] == '*') {
		buf_cut(out, length - 1);
		return;
	}
	/* A sign belongs to its number. */
	if (length > 0 && (out->at[length - 1] == '-' || out->at[length - 1] == '+') &&
		(length == 1 || !is_word(out->at[length - 2]))) {
		buf_cut(out, length - 1);
	}
	buf_add_byte(out, '*');
}

/* The length of what is quoted at the front, its quotes included; 0 where nothing is. */
static size_t quoted_length(struct text rest, char before)
{
	char quote = rest.at[0];

	if ((quote != '"' && quote != '\'' && quote != '`') || is_word(before)) {
		return 0;
	}
	for (size_t i = 1; i < rest.length && i < QUOTED_MAX; i++) {
		if (rest.at[i] == '\\') {
			i++;
		} else if (rest.at[i] == quote &&
			(i + 1 == rest.length || !is_word(rest.at[i + 1]))) {
			return i + 1;
		}
	}
	return 0;
}

/* A word that is made anew each time: hex, or long with digits among its letters. */
static bool is_random(struct text word)
{
	size_t digits = 0, hex = 0;

	for (size_t i = 0; i < word.length; i++) {
		digits += is_digit(word.at[i]);
		hex += is_hex(word.at[i]);
	}
	return digits > 0 &&
		((hex == word.length && word.length >= HEX_MIN) || digits == word.length ||
			(text_starts(word, "0x") && hex + 1 == word.length) ||
			(word.length >= RANDOM_MIN && digits > 2));
}

static bool all_hex(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!is_hex(text.at[i])) {
			return false;
		}
	}
	return true;
}

/* 8-4-4-4-12 hex digits at the front. */
static bool starts_uuid(struct text rest)
{
	static const size_t parts[] = {8, 4, 4, 4, 12};
	size_t at = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (i > 0 && (at >= rest.length || rest.at[at++] != '-')) {
			return false;
		}
		if (at + parts[i] > rest.length || !all_hex(text_from(rest.at + at, parts[i]))) {
			return false;
		}
		at += parts[i];
	}
	return at == rest.length || !is_word(rest.at[at]);
}

static size_t put_word(struct buf *out, struct text rest)
{
	enum { UUID_LENGTH = 36 };
	size_t length = 0;

	if (starts_uuid(rest)) {
		put_star(out);
		return UUID_LENGTH;
	}
	while (length < rest.length && is_word(rest.at[length])) {
		length++;
	}
	if (is_random(text_from(rest.at, length))) {
		put_star(out);
		return length;
	}
	for (size_t i = 0; i < length; i++) {
		if (is_digit(rest.at[i])) {
			put_star(out);
		} else {
			buf_add_byte(out, rest.at[i]);
		}
	}
	return length;
}

static size_t put_next(struct buf *out, struct text rest, char before)
{
	char byte = rest.at[0];
	size_t quoted = quoted_length(rest, before);

	if (quoted > 0) {
		put_star(out);
		return quoted;
	}
	if (is_word(byte)) {
		return put_word(out, rest);
	}
	if (!is_blank(byte)) {
		buf_add_byte(out, byte);
	} else if (out->length > 0 && out->at[out->length - 1] != ' ') {
		buf_add_byte(out, ' ');
	}
	return 1;
}

void dead_reason_normalise(struct buf *out, struct text reason)
{
	char before = ' ';
	size_t start = out->length;

	if (reason.length > READ_MAX) {
		reason.length = READ_MAX;
	}
	while (reason.length > 0 && out->length - start < DEAD_REASON_MAX) {
		size_t taken = put_next(out, reason, before);
		before = reason.at[taken - 1];
		reason = text_from(reason.at + taken, reason.length - taken);
	}
	if (out->length - start > DEAD_REASON_MAX) {
		buf_cut(out, start + DEAD_REASON_MAX);
	}
	while (out->length > start && out->at[out->length - 1] == ' ') {
		buf_cut(out, out->length - 1);
	}
}
