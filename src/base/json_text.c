/* The text of JSON strings, there and back. */
#include "base/json.h"

#include <string.h>

#include "base/base64.h"
#include "base/sanitise.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xfffd, ESCAPED_MAX = 4 };

static unsigned hex_of(char byte)
{
	if (byte >= '0' && byte <= '9') {
		return (unsigned)(byte - '0');
	}
	return (unsigned)((byte | 0x20) - 'a') + 10;
}

static uint32_t unit_at(const char *at)
{
	return hex_of(at[2]) << 12 | hex_of(at[3]) << 8 | hex_of(at[4]) << 4 | hex_of(at[5]);
}

/* The character of `\uXXXX` at the front; *taken bytes stand for it: two halves are one. */
static uint32_t code_at(struct text rest, size_t *taken)
{
	uint32_t high = unit_at(rest.at), low;

	*taken = 6;
	if (high < 0xd800 || high > 0xdfff) {
		return high;
	}
	if (high > 0xdbff || rest.length < 12 || rest.at[6] != '\\' || rest.at[7] != 'u') {
		return REPLACEMENT;
	}
	low = unit_at(rest.at + 6);
	if (low < 0xdc00 || low > 0xdfff) {
		return REPLACEMENT;
	}
	*taken = 12;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* What the escape at the front stands for: 1 to 4 bytes. */
static size_t unescape(char out[ESCAPED_MAX], struct text rest, size_t *taken)
{
	static const char letters[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *letter;

	if (rest.length >= 6 && rest.at[1] == 'u') {
		return utf8_encode(out, code_at(rest, taken));
	}
	*taken = rest.length < 2 ? rest.length : 2;
	out[0] = rest.length < 2 ? '\\' : rest.at[1];
	letter = strchr(letters, out[0]);
	if (letter != NULL && *letter != '\0') {
		out[0] = bytes[letter - letters];
	}
	return 1;
}

/* Between the quotes. */
static struct text inside(const struct json_value *string)
{
	return string->kind != JSON_STRING || string->raw.length < 2
		? text_from("", 0)
		: text_from(string->raw.at + 1, string->raw.length - 2);
}

static size_t plain_length(struct text rest)
{
	const char *escape = rest.length > 0 ? memchr(rest.at, '\\', rest.length) : NULL;

	return escape == NULL ? rest.length : (size_t)(escape - rest.at);
}

bool json_string(struct buf *out, const struct json_value *string)
{
	struct text rest = inside(string);
	char bytes[ESCAPED_MAX];

	while (rest.length > 0) {
		size_t taken = plain_length(rest);

		if (taken > 0) {
			buf_add(out, rest.at, taken);
		} else {
			buf_add(out, bytes, unescape(bytes, rest, &taken));
		}
		rest = text_from(rest.at + taken, rest.length - taken);
	}
	return !out->full;
}

bool json_string_is(const struct json_value *string, struct text wanted)
{
	struct text rest = inside(string);
	char bytes[ESCAPED_MAX];

	if (string->kind != JSON_STRING) {
		return false;
	}
	while (rest.length > 0) {
		size_t taken = plain_length(rest), length = taken;
		const char *at = rest.at;

		if (taken == 0) {
			length = unescape(bytes, rest, &taken);
			at = bytes;
		}
		if (length > wanted.length || memcmp(at, wanted.at, length) != 0) {
			return false;
		}
		wanted = text_from(wanted.at + length, wanted.length - length);
		rest = text_from(rest.at + taken, rest.length - taken);
	}
	return wanted.length == 0;
}

static void add_unit(struct buf *out, uint32_t unit)
{
	static const char digits[] = "0123456789abcdef";
	const char escape[] = {'\\', 'u', digits[unit >> 12 & 15], digits[unit >> 8 & 15],
		digits[unit >> 4 & 15], digits[unit & 15]};

	buf_add(out, escape, sizeof(escape));
}

static void add_escape(struct buf *out, uint32_t code)
{
	static const char letters[] = "bfnrt", bytes[] = "\b\f\n\r\t";
	const char *byte = code > 0 && code < 0x20 ? strchr(bytes, (int)code) : NULL;

	if (code == '"' || code == '\\') {
		buf_add_byte(out, '\\');
		buf_add_byte(out, (char)code);
	} else if (byte != NULL) {
		buf_add_byte(out, '\\');
		buf_add_byte(out, letters[byte - bytes]);
	} else if (code < 0x10000) {
		add_unit(out, code);
	} else {
		add_unit(out, 0xd800 + ((code - 0x10000) >> 10));
		add_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
	}
}

static bool is_plain(char byte)
{
	return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

void json_quote(struct buf *out, struct text text)
{
	buf_add_byte(out, '"');
	while (text.length > 0) {
		size_t length = 0;
		uint32_t code = REPLACEMENT;

		while (length < text.length && is_plain(text.at[length])) {
			length++;
		}
		if (length > 0) {
			buf_add(out, text.at, length);
		} else if ((length = utf8_decode(text, &code)) > 1 && sanitise_allows(code)) {
			buf_add(out, text.at, length);
		} else {
			add_escape(out, length == 0 ? REPLACEMENT : code);
			length = length == 0 ? 1 : length;
		}
		text = text_from(text.at + length, text.length - length);
	}
	buf_add_byte(out, '"');
}

void json_quote_bytes(struct buf *out, struct text bytes)
{
	bool nul = bytes.length > 0 && memchr(bytes.at, '\0', bytes.length) != NULL;

	if (!nul && utf8_valid(bytes)) {
		json_quote(out, bytes);
		return;
	}
	buf_add_string(out, "{\"base64\": \"");
	base64_encode(out, bytes);
	buf_add_string(out, "\"}");
}
