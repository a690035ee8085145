#include "wire/reply.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/number.h"
#include "filter.h"
#include "tree.h"

enum {
	INPUT_KEPT_BYTES = 4 * 1024 * 1024, /* more is given back after its reply */
	INPUT_SPARE_BYTES = 16 * 1024 * 1024,
};

struct reply_parser {
	struct filter filter;
	struct text lent; /* fed, the caller's, and not yet looked at: a reply begins with it */
	struct buf input; /* kept: from `used` on the reply under way, looked at up to `seen` */
	size_t used, seen;
	struct tree tree;
	size_t bytes;
	struct buf before; /* of an answer that is passed over: what stands before the long value */
	struct reply substitute;
	char passed_over[128];
};

struct reply_limits reply_limits_default(void)
{
	return (struct reply_limits){
		.line_bytes = (size_t)64 * 1024,
		.bulk_bytes = (size_t)16 * 1024 * 1024,
		.reply_bytes = (size_t)64 * 1024 * 1024,
		.elements = (size_t)1024 * 1024,
		.depth = FILTER_DEPTH_MAX,
	};
}

struct reply_parser *reply_parser_create(const struct reply_limits *limits)
{
	struct reply_parser *parser = mem_alloc(1, sizeof *parser);
	filter_init(&parser->filter, limits);
	buf_init(&parser->input, limits->reply_bytes + INPUT_SPARE_BYTES);
	buf_init(&parser->before, limits->reply_bytes + INPUT_SPARE_BYTES);
	return parser;
}

void reply_parser_destroy(struct reply_parser *parser)
{
	if (parser == NULL) {
		return;
	}
	tree_finish(&parser->tree);
	buf_finish(&parser->input);
	buf_finish(&parser->before);
	mem_free(parser);
}

static void forget_input(struct reply_parser *parser)
{
	size_t ceiling = parser->input.ceiling;
	parser->used = parser->seen = 0;
	if (parser->input.room > INPUT_KEPT_BYTES) {
		buf_finish(&parser->input);
		buf_init(&parser->input, ceiling);
	} else {
		buf_reset(&parser->input);
	}
}

static bool keep_input(struct reply_parser *parser, struct text bytes)
{
	if (parser->used == parser->input.length) {
		forget_input(parser);
	} else if (parser->used > 0) {
		buf_drop(&parser->input, parser->used);
		parser->seen -= parser->used;
		parser->used = 0;
	}
	return buf_add_text(&parser->input, bytes);
}

/* Most often whole replies are looked at before more comes: then nothing is copied. */
bool reply_parser_feed(struct reply_parser *parser, struct text bytes, struct error *error)
{
	bool kept = parser->lent.length == 0 || keep_input(parser, parser->lent);
	parser->lent = text_of(NULL);
	if (kept && parser->used == parser->input.length) {
		parser->lent = bytes;
		return true;
	}
	return (kept && keep_input(parser, bytes)) ||
		error_set(error, ERROR_CONNECT, "the server sent more than can be kept");
}

/* The reply under way from its first byte to the last that is here. */
static struct text reply_so_far(const struct reply_parser *parser)
{
	return parser->lent.length > 0
		? parser->lent
		: text_from(parser->input.at + parser->used, parser->input.length - parser->used);
}

/* So many bytes at the front of what was not looked at are done with. */
static void use_input(struct reply_parser *parser, size_t taken)
{
	if (parser->lent.length > 0) {
		parser->lent = text_from(parser->lent.at + taken, parser->lent.length - taken);
	} else {
		parser->seen += taken;
		parser->used = parser->seen;
	}
}

static void say_passed_over(const struct filter *filter, char *out, size_t size)
{
	switch (filter->over) {
	case FILTER_OVER_STRING:
		snprintf(out, size,
			"TOOBIG the answer holds a value of %zu bytes, too many to be read (limit "
			"%zu)",
			filter->oversize, filter->limits.bulk_bytes);
		break;
	case FILTER_OVER_BYTES:
		snprintf(out, size,
			"TOOBIG the answer has more than %zu bytes in all, too many to be read",
			filter->limits.reply_bytes);
		break;
	case FILTER_OVER_ELEMENTS:
		snprintf(out, size,
			"TOOBIG the answer has more than %zu names and values in all, too many to "
			"be read",
			filter->limits.elements);
		break;
	}
}

/* An answer that is passed over is an error of its own, with what came before the long value. */
static const struct reply *pass_over(struct reply_parser *parser, size_t taken)
{
	struct filter *filter = &parser->filter;
	if (parser->before.length == 0) {
		buf_add(&parser->before, reply_so_far(parser).at, filter->before);
	}
	use_input(parser, taken);
	if (!filter->whole) {
		return NULL;
	}
	say_passed_over(filter, parser->passed_over, sizeof parser->passed_over);
	parser->substitute = (struct reply){
		.kind = REPLY_ERROR,
		.integer = filter->over == FILTER_OVER_STRING,
		.text = text_of(parser->passed_over),
		.count = 1,
		.items = tree_make(&parser->tree, buf_text(&parser->before)),
	};
	return &parser->substitute;
}

/* More bytes are needed: what is here is kept until they come. */
static bool wait_for_more(struct reply_parser *parser, size_t taken, struct error *error)
{
	if (parser->lent.length == 0) {
		parser->seen += taken;
		return true;
	}
	bool kept = keep_input(parser, parser->lent);
	parser->lent = text_of(NULL);
	parser->seen = parser->input.length;
	return kept || error_set(error, ERROR_CONNECT, "the server sent more than can be kept");
}

bool reply_parser_next(struct reply_parser *parser, const struct reply **reply, struct error *error)
{
	*reply = NULL;
	struct text bytes = parser->lent;
	if (bytes.length == 0) {
		bytes = text_from(
			parser->input.at + parser->seen, parser->input.length - parser->seen);
	}
	if (bytes.length == 0) {
		return true;
	}
	size_t taken;
	if (!filter_take(&parser->filter, bytes, &taken, error)) {
		return false;
	}
	parser->bytes = parser->filter.bytes;
	if (parser->filter.bytes == taken) {
		buf_reset(&parser->before);
	}
	if (parser->filter.oversize > 0) {
		*reply = pass_over(parser, taken);
		return true;
	}
	if (!parser->filter.whole) {
		return wait_for_more(parser, taken, error);
	}
	struct text whole = reply_so_far(parser);
	*reply = tree_make(&parser->tree, text_from(whole.at, parser->filter.bytes));
	use_input(parser, taken);
	return true;
}

size_t reply_parser_bytes(const struct reply_parser *parser)
{
	return parser->bytes;
}

const struct reply *reply_before(const struct reply *reply)
{
	bool passed_over = reply != NULL && reply->kind == REPLY_ERROR && reply->count == 1;
	return passed_over ? reply->items : NULL;
}

bool reply_value_is_toobig(const struct reply *reply)
{
	return reply_before(reply) != NULL && reply->integer != 0;
}

const struct reply *reply_item(const struct reply *reply, size_t i)
{
	if (reply == NULL || reply->kind != REPLY_LIST || i >= reply->count) {
		return NULL;
	}
	return &reply->items[i];
}

const struct reply *reply_field(const struct reply *reply, const char *name)
{
	struct text key;
	for (size_t i = 0; reply_item(reply, i + 1) != NULL; i += 2) {
		if (reply_text(reply_item(reply, i), &key) && text_is(key, name)) {
			return reply_item(reply, i + 1);
		}
	}
	return NULL;
}

bool reply_text(const struct reply *reply, struct text *out)
{
	if (reply == NULL || (reply->kind != REPLY_TEXT && reply->kind != REPLY_STATUS)) {
		return false;
	}
	*out = reply->text;
	return true;
}

bool reply_i64(const struct reply *reply, int64_t *out)
{
	if (reply != NULL && reply->kind == REPLY_INTEGER) {
		*out = reply->integer;
		return true;
	}
	struct text text;
	return reply_text(reply, &text) && number_parse_i64(text, out);
}
