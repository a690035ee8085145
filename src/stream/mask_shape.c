#include "mask_private.h"

#include <string.h>

#include "base/map.h"
#include "base/utf8.h"

/* STARS_LEAST are written where nothing else may be seen, so that they do not tell the length. */
enum { STARS_MOST = 10, STARS_LEAST = 4, TAG_BITS = 16 };

/* How much of a value of so many characters may be seen: never more than two fifths. */
static void ends_of(size_t characters, size_t *first, size_t *last)
{
	*first = characters >= 12 ? 2 : 0;
	*last = characters >= 15 ? 4 : characters >= 8 ? 2 : 0;
}

/* False where it is no text. */
static bool count_characters(struct text value, size_t *count)
{
	uint32_t code;

	*count = 0;
	while (value.length > 0) {
		size_t length = utf8_decode(value, &code);

		if (length == 0) {
			return false;
		}
		++*count;
		value = text_from(value.at + length, value.length - length);
	}
	return true;
}

/* Bytes of the first characters. */
static size_t skip(struct text value, size_t characters)
{
	size_t at = 0;
	uint32_t code;

	for (; characters > 0; characters--) {
		at += utf8_decode(text_from(value.at + at, value.length - at), &code);
	}
	return at;
}

/* Bytes of the last characters. */
static size_t skip_back(struct text value, size_t characters)
{
	size_t at = value.length;

	for (; characters > 0; characters--) {
		do {
			at--;
		} while (((unsigned char)value.at[at] & 0xc0) == 0x80);
	}
	return value.length - at;
}

/* What is seen must be harmless in JSON and in a sentence. */
static bool is_plain(struct text part)
{
	for (size_t i = 0; i < part.length; i++) {
		unsigned char c = (unsigned char)part.at[i];

		if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
			return false;
		}
	}
	return true;
}

void mask_shape(const struct mask *mask, struct text value, enum mask_kind kind, struct buf *out)
{
	size_t characters, first = 0, last = 0, stars = STARS_LEAST;
	bool text = count_characters(value, &characters);
	struct text head, tail;

	if (text && kind != MASK_KIND_SECRET) {
		ends_of(characters, &first, &last);
	}
	head = text_from(value.at, skip(value, first));
	tail = text_from(value.at + value.length, 0);
	if (last > 0) {
		size_t bytes = skip_back(value, last);

		tail = text_from(value.at + value.length - bytes, bytes);
		stars = characters - first - last;
		stars = stars > STARS_MOST ? STARS_MOST : stars;
	}
	if (is_plain(head)) {
		buf_add_text(out, head);
	}
	buf_add(out, "**********", stars);
	if (is_plain(tail)) {
		buf_add_text(out, tail);
	}
	buf_addf(out, " (%zu%s, #%04x)", text ? characters : value.length, text ? "" : " bytes",
		(unsigned)(map_hash(value, mask->seed) >> (64 - TAG_BITS)));
}

bool mask_text(const struct mask *mask, struct text value, struct buf *out)
{
	struct mask_span span;
	size_t done = 0;

	while (!mask->no_values && mask_value_find(value, done, &span)) {
		buf_add(out, value.at + done, span.from - done);
		mask_shape(
			mask, text_from(value.at + span.from, span.to - span.from), span.kind, out);
		done = span.to;
	}
	buf_add(out, value.at + done, value.length - done);
	return done > 0;
}

bool mask_ranked(const struct mask *mask, enum mask_rank rank, struct text value, struct buf *out)
{
	if (rank < MASK_HIDDEN || value.length == 0) {
		return mask_text(mask, value, out);
	}
	mask_shape(mask, value, rank == MASK_SECRET ? MASK_KIND_SECRET : MASK_KIND_ANY, out);
	return true;
}
