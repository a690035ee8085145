#include "base/utf8.h"

#include <assert.h>
#include <wchar.h>

enum { CODE_MAX = 0x10ffff };

/* Length that the first byte announces, and its bits of the code; 0 for one that begins nothing. */
static size_t lead(unsigned char byte, uint32_t *code)
{
	if (byte < 0x80) {
		*code = byte;
		return 1;
	}
	if (byte >= 0xc2 && byte <= 0xdf) {
		*code = byte & 0x1fU;
		return 2;
	}
	if (byte >= 0xe0 && byte <= 0xef) {
		*code = byte & 0x0fU;
		return 3;
	}
	if (byte >= 0xf0 && byte <= 0xf4) {
		*code = byte & 0x07U;
		return 4;
	}
	return 0;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

size_t utf8_decode(struct text text, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t length, i;

	if (text.length == 0) {
		return 0;
	}
	length = lead((unsigned char)text.at[0], code);
	if (length == 0 || length > text.length) {
		return 0;
	}
	for (i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if ((byte & 0xc0) != 0x80) {
			return 0;
		}
		*code = *code << 6 | (byte & 0x3fU);
	}
	return *code < least[length] || *code > CODE_MAX || is_surrogate(*code) ? 0 : length;
}

size_t utf8_encode(char out[4], uint32_t code)
{
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	size_t i;

	assert(code <= CODE_MAX && !is_surrogate(code));
	for (i = length - 1; i > 0; i--) {
		out[i] = (char)(0x80U | (code & 0x3fU));
		code >>= 6;
	}
	out[0] = (char)(first[length] | code);
	return length;
}

bool utf8_valid(struct text text)
{
	uint32_t code;
	size_t at = 0, length;

	for (; at < text.length; at += length) {
		length = utf8_decode(text_from(text.at + at, text.length - at), &code);
		if (length == 0) {
			return false;
		}
	}
	return true;
}

int utf8_width(uint32_t code)
{
	return wcwidth((wchar_t)code);
}
