#include "stream/mask.h"

#include <sys/random.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "mask_private.h"
#include "stream/msgpack.h"

enum { ENCODED_LEAST = 12, DECODED_PARTS = 16, CUT_MAX = 3 };

static char **dup_globs(size_t count, const char *const *globs)
{
	char **copies = count > 0 ? mem_alloc(count, sizeof *copies) : NULL;

	for (size_t i = 0; i < count; i++) {
		copies[i] = mask_name_dup_glob(globs[i]);
	}
	return copies;
}

static void free_globs(size_t count, char **globs)
{
	for (size_t i = 0; i < count; i++) {
		mem_free(globs[i]);
	}
	mem_free(globs);
}

struct mask *mask_create(const struct mask_options *options)
{
	static const struct mask_options built_in = {.off = false};
	struct mask *mask = mem_alloc(1, sizeof *mask);

	options = options == NULL ? &built_in : options;
	mask->off = options->off;
	mask->no_values = options->no_values;
	mask->hide_count = options->hide_count;
	mask->show_count = options->show_count;
	mask->hide = dup_globs(options->hide_count, options->hide);
	mask->show = dup_globs(options->show_count, options->show);
	mask_name_index(mask);
	/* Without randomness tags could be guessed: then none is the same as another. */
	if (getrandom(&mask->seed, sizeof mask->seed, 0) != (ssize_t)sizeof mask->seed) {
		mask->seed = (uint64_t)(uintptr_t)mask;
	}
	return mask;
}

void mask_destroy(struct mask *mask)
{
	if (mask == NULL) {
		return;
	}
	free_globs(mask->hide_count, mask->hide);
	free_globs(mask->show_count, mask->show);
	mem_free(mask);
}

static bool mask_document(
	const struct mask *mask, struct text name, struct text document, struct buf *out)
{
	const struct mask_place place = {.name = name, .rank = mask_name(mask, name, false)};

	return mask_json(mask, &place, document, out);
}

/* A value of which only the front is here is hidden as the whole would be. */
static bool mask_front(
	const struct mask *mask, struct text name, struct text value, struct buf *out)
{
	const struct mask_place place = {
		.name = name, .rank = mask_name(mask, name, false), .cut = true};

	return mask_json(mask, &place, value, out);
}

static bool is_document(struct text value)
{
	struct json_value document;

	return json_looks(value) && json_read(value, &document);
}

/* A map or an array of msgpack begins here. */
static bool looks_packed(struct text value)
{
	unsigned char first = value.length >= 2 ? (unsigned char)value.at[0] : 0;

	return (first >= 0x81 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
}

enum decoded { DECODED_NOT, DECODED_WHOLE, DECODED_FRONT };

/* A map whose first name is a short text: damaged or not, it was meant as one. */
static bool is_packed_map(struct text value)
{
	unsigned char first = (unsigned char)value.at[0], second = (unsigned char)value.at[1];

	return first >= 0x81 && first <= 0x8f && second >= 0xa1 && second <= 0xbf;
}

/* Of what is cut off: as much as was read. */
static enum decoded decode_packed(struct text value, struct buf *document)
{
	if (msgpack_to_json(value, document)) {
		return is_document(buf_text(document)) ? DECODED_WHOLE : DECODED_NOT;
	}
	return is_packed_map(value) ? DECODED_FRONT : DECODED_NOT;
}

/* Text, without a character that was cut in two at its end; empty where it is none. */
static struct text text_front(struct text bytes)
{
	for (size_t cut = 0; cut <= CUT_MAX && cut < bytes.length; cut++) {
		struct text front = text_from(bytes.at, bytes.length - cut);

		if (utf8_valid(front)) {
			return front;
		}
	}
	return text_from(bytes.at, 0);
}

/* What base64 or msgpack holds, as a document or the front of one. */
static enum decoded decode(struct text value, struct buf *document)
{
	struct text quads = text_from(value.at, value.length - value.length % 4);
	enum decoded found = DECODED_NOT;
	struct buf bytes;

	if (looks_packed(value)) {
		return decode_packed(value, document);
	}
	if (quads.length < ENCODED_LEAST) {
		return DECODED_NOT;
	}
	buf_init(&bytes, value.length);
	if (base64_decode(&bytes, quads)) {
		if (looks_packed(buf_text(&bytes))) {
			found = decode_packed(buf_text(&bytes), document);
		} else if (is_document(buf_text(&bytes))) {
			found = DECODED_WHOLE;
			buf_add_text(document, buf_text(&bytes));
		} else if (json_looks(text_front(buf_text(&bytes)))) {
			found = DECODED_FRONT;
			buf_add_text(document, text_front(buf_text(&bytes)));
		}
	}
	buf_finish(&bytes);
	return found;
}

/* Where something in it is to hide, or may be in what is cut off, it is shown decoded, with that
 * hidden. */
static bool mask_encoded(
	const struct mask *mask, struct text name, struct text value, struct buf *out)
{
	struct buf document, masked;
	bool hidden = false;

	buf_init(&document, DECODED_PARTS * value.length + DECODED_PARTS);
	buf_init(&masked, out->ceiling);
	switch (decode(value, &document)) {
	case DECODED_NOT:
		break;
	case DECODED_WHOLE:
		hidden = mask_document(mask, name, buf_text(&document), &masked);
		break;
	case DECODED_FRONT:
		mask_front(mask, name, buf_text(&document), &masked);
		hidden = true;
		break;
	}
	if (hidden) {
		buf_add_text(out, buf_text(&masked));
		out->full |= masked.full;
	}
	buf_finish(&masked);
	buf_finish(&document);
	return hidden;
}

bool mask_value(const struct mask *mask, struct text name, struct text value, struct buf *out)
{
	if (mask == NULL || mask->off) {
		buf_add_text(out, value);
		return false;
	}
	if (is_document(value)) {
		return mask_document(mask, name, value, out);
	}
	if (json_looks(value) && mask_name(mask, name, true) < MASK_HIDDEN) {
		return mask_front(mask, name, value, out);
	}
	return mask_encoded(mask, name, value, out) ||
		mask_ranked(mask, mask_name(mask, name, true), value, out);
}

void mask_secret(const struct mask *mask, struct text value, struct buf *out)
{
	mask_shape(mask, value, MASK_KIND_SECRET, out);
}

bool mask_hides(const struct mask *mask, struct text name)
{
	return mask != NULL && !mask->off && mask_name(mask, name, true) >= MASK_HIDDEN;
}
