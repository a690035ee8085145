#include "base/base64.h"

#include <stdint.h>

static char digit(uint32_t value)
{
	return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63];
}

/* The value of a digit; 64 for what is none. */
static uint32_t value_of(char byte)
{
	if (byte >= 'A' && byte <= 'Z') {
		return (uint32_t)(byte - 'A');
	}
	if (byte >= 'a' && byte <= 'z') {
		return (uint32_t)(byte - 'a') + 26;
	}
	if (byte >= '0' && byte <= '9') {
		return (uint32_t)(byte - '0') + 52;
	}
	return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

bool base64_encode(struct buf *out, struct text bytes)
{
	size_t start = out->length, i, j;

	for (i = 0; i < bytes.length; i += 3) {
		size_t count = bytes.length - i < 3 ? bytes.length - i : 3;
		uint32_t bits = 0;
		char quad[4];

		for (j = 0; j < 3; j++) {
			bits = bits << 8 | (j < count ? (unsigned char)bytes.at[i + j] : 0U);
		}
		for (j = 0; j < 4; j++) {
			quad[j] = j <= count ? digit(bits >> (18 - 6 * j)) : '=';
		}
		if (!buf_add(out, quad, sizeof(quad))) {
			buf_cut(out, start);
			return false;
		}
	}
	return true;
}

/* Four digits, of which the last `padding` are `=`. Bits that no byte uses must be zero. */
static bool decode_quad(struct buf *out, const char *quad, size_t padding)
{
	uint32_t bits = 0;
	char bytes[3];
	size_t i;

	for (i = 0; i < 4; i++) {
		uint32_t value = i < 4 - padding ? value_of(quad[i]) : 0;

		if (value > 63) {
			return false;
		}
		bits = bits << 6 | value;
	}
	if ((bits & ((UINT32_C(1) << (8 * padding)) - 1)) != 0) {
		return false;
	}
	for (i = 0; i < 3; i++) {
		bytes[i] = (char)(bits >> (16 - 8 * i) & 0xff);
	}
	return buf_add(out, bytes, 3 - padding);
}

bool base64_decode(struct buf *out, struct text text)
{
	size_t start = out->length, padding = 0, i;

	if (text.length % 4 != 0) {
		return false;
	}
	while (padding < 2 && padding < text.length && text.at[text.length - 1 - padding] == '=') {
		padding++;
	}
	for (i = 0; i < text.length; i += 4) {
		if (!decode_quad(out, text.at + i, i + 4 == text.length ? padding : 0)) {
			buf_cut(out, start);
			return false;
		}
	}
	return true;
}
