#include "stream/msgpack.h"

#include <inttypes.h>
#include <math.h>

#include "base/base64.h"
#include "base/json.h"

struct level {
	uint64_t left; /* items, a pair counting as two */
	bool map;
};

struct writer {
	struct buf *out;
	struct level levels[MSGPACK_DEPTH_MAX];
	size_t depth;
};

static void write_ext(struct buf *out, const struct msgpack_item *item)
{
	buf_addf(out, "{\"ext\": %d, \"base64\": \"", item->ext);
	base64_encode(out, item->bytes);
	buf_add_string(out, "\"}");
}

static void write_float(struct buf *out, double number)
{
	if (isfinite(number)) {
		buf_addf(out, "%.17g", number);
	} else {
		buf_add_string(out,
			isnan(number)        ? "\"NaN\""
				: number > 0 ? "\"Infinity\""
					     : "\"-Infinity\"");
	}
}

static void write_scalar(struct buf *out, const struct msgpack_item *item)
{
	switch (item->kind) {
	case MSGPACK_BOOL:
		buf_add_string(out, item->boolean ? "true" : "false");
		break;
	case MSGPACK_INT:
		buf_addf(out, "%" PRId64, item->i);
		break;
	case MSGPACK_UINT:
		buf_addf(out, "%" PRIu64, item->u);
		break;
	case MSGPACK_FLOAT:
		write_float(out, item->number);
		break;
	case MSGPACK_STRING:
	case MSGPACK_BYTES:
		json_quote_bytes(out, item->bytes);
		break;
	case MSGPACK_EXT:
		write_ext(out, item);
		break;
	default:
		buf_add_string(out, "null");
		break;
	}
}

/* A key that is no text is written as its JSON, in quotes. */
static bool write_key(struct buf *out, const struct msgpack_item *item)
{
	struct buf key;

	buf_init(&key, 2 * item->bytes.length + 256);
	if (item->kind == MSGPACK_STRING) {
		json_quote_bytes(&key, item->bytes);
	}
	if (key.length > 0 && key.at[0] == '"') {
		buf_add_text(out, buf_text(&key));
	} else {
		buf_reset(&key);
		write_scalar(&key, item);
		json_quote(out, buf_text(&key));
	}
	buf_finish(&key);
	return buf_add_string(out, ": ");
}

static bool open(struct writer *writer, const struct msgpack_item *item)
{
	bool map = item->kind == MSGPACK_MAP;

	writer->levels[writer->depth++] =
		(struct level){.left = map ? 2 * (uint64_t)item->count : item->count, .map = map};
	return buf_add_byte(writer->out, map ? '{' : '[');
}

static void close_full(struct writer *writer)
{
	while (writer->depth > 0 && writer->levels[writer->depth - 1].left == 0) {
		buf_add_byte(writer->out, writer->levels[--writer->depth].map ? '}' : ']');
	}
}

static bool write_item(struct writer *writer, const struct msgpack_item *item)
{
	struct level *level = writer->depth > 0 ? &writer->levels[writer->depth - 1] : NULL;
	char last = writer->out->length > 0 ? writer->out->at[writer->out->length - 1] : '{';
	bool key = level != NULL && level->map && level->left % 2 == 0;
	bool holds = item->kind == MSGPACK_ARRAY || item->kind == MSGPACK_MAP;

	if (holds && (key || writer->depth == MSGPACK_DEPTH_MAX)) {
		return false;
	}
	if (level != NULL && last != '{' && last != '[' && (key || !level->map)) {
		buf_add_string(writer->out, ", ");
	}
	if (level != NULL) {
		level->left--;
	}
	if (key) {
		return write_key(writer->out, item);
	}
	if (holds) {
		return open(writer, item);
	}
	write_scalar(writer->out, item);
	return true;
}

/* What was begun ends here: a name without its value has null. */
static void close_all(struct writer *writer)
{
	while (writer->depth > 0) {
		const struct level *level = &writer->levels[--writer->depth];

		if (level->map && level->left % 2 == 1) {
			buf_add_string(writer->out, "null");
		}
		buf_add_byte(writer->out, level->map ? '}' : ']');
	}
}

bool msgpack_to_json(struct text bytes, struct buf *out)
{
	struct writer writer = {.out = out};
	struct msgpack_item item;
	struct text rest = bytes;

	do {
		if (!msgpack_next(&rest, &item) || !write_item(&writer, &item)) {
			close_all(&writer);
			return false;
		}
		close_full(&writer);
	} while (writer.depth > 0 && !out->full);
	return rest.length == 0 && !out->full;
}
