#include "base/escape.h"

#include <string.h>

#include "base/sanitise.h"
#include "base/utf8.h"

static const struct {
	char letter, byte;
} letters[] = {{'\\', '\\'}, {'t', '\t'}, {'r', '\r'}, {'n', '\n'}};

/* Bytes of the character at the front that may stand as it is; 0: it may not. */
static size_t plain(struct text text)
{
	uint32_t code;
	size_t length = utf8_decode(text, &code);

	if (length == 0 || (code != '\n' && !sanitise_allows(code))) {
		return 0;
	}
	return length;
}

bool escape_is_needed(struct text raw)
{
	size_t length;

	for (size_t at = 0; at < raw.length; at += length) {
		length = plain(text_from(raw.at + at, raw.length - at));
		if (length == 0) {
			return true;
		}
	}
	return false;
}

static void write_byte(struct buf *out, char byte)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].byte == byte) {
			buf_addf(out, "\\%c", letters[i].letter);
			return;
		}
	}
	buf_addf(out, "\\x%02x", (unsigned)(unsigned char)byte);
}

void escape_write(struct buf *out, struct text raw)
{
	for (size_t at = 0; at < raw.length;) {
		size_t length = plain(text_from(raw.at + at, raw.length - at));

		if (length == 0 || raw.at[at] == '\\') {
			write_byte(out, raw.at[at++]);
		} else {
			buf_add(out, raw.at + at, length);
			at += length;
		}
	}
}

/* -1: it is none. */
static int hex(char digit)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = digit == '\0' ? NULL : strchr(digits, digit);

	return at ? (int)((at - digits) % 16) : -1;
}

/* Of the escape at the front; how long it is, 0: it is none. */
static size_t read_one(struct text text, char *byte)
{
	if (text.length < 2) {
		return 0;
	}
	if (text.at[1] == 'x' && text.length >= 4 && hex(text.at[2]) >= 0 &&
		hex(text.at[3]) >= 0) {
		*byte = (char)(hex(text.at[2]) * 16 + hex(text.at[3]));
		return 4;
	}
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].letter == text.at[1]) {
			*byte = letters[i].byte;
			return 2;
		}
	}
	return 0;
}

bool escape_read(struct buf *out, struct text typed, size_t *offset)
{
	for (size_t at = 0; at < typed.length;) {
		char byte = typed.at[at];
		size_t length = 1;

		if (byte == '\\') {
			length = read_one(text_from(typed.at + at, typed.length - at), &byte);
		}
		if (length == 0) {
			*offset = at;
			return false;
		}
		buf_add_byte(out, byte);
		at += length;
	}
	return true;
}
