#include "wire/reply.h"

#include <assert.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include <hiredis/hiredis.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/number.h"
#include "filter.h"

enum {
	ARENA_FIRST_BYTES = 16 * 1024,
	ARENA_KEPT_BYTES = 1024 * 1024,  /* a larger block is given back after its reply */
	READER_KEPT_BYTES = 1024 * 1024, /* likewise the reader's buffer */
	INPUT_SPARE_BYTES = 16 * 1024 * 1024,
};

struct block {
	struct block *next;
	size_t used, room;
	alignas(max_align_t) char bytes[];
};

struct reply_parser {
	redisReader *reader;
	redisReplyObjectFunctions functions;
	struct filter filter;
	struct buf input; /* fed, and not yet shown to the reader */
	size_t input_used;
	struct block *blocks; /* what the last reply is made of */
	struct reply root;
	size_t bytes;
	struct reply substitute; /* for an answer that was passed over */
	char passed_over[128];
};

static void *arena_take(struct reply_parser *parser, size_t size)
{
	size_t align = alignof(max_align_t);
	size = (size + align - 1) / align * align;
	struct block *block = parser->blocks;
	if (block == NULL || block->room - block->used < size) {
		size_t room = block == NULL ? ARENA_FIRST_BYTES : block->room * 2;
		if (room > ARENA_KEPT_BYTES) {
			room = ARENA_KEPT_BYTES;
		}
		room = size > room ? size : room;
		block = mem_alloc(1, sizeof *block + room);
		block->room = room;
		block->next = parser->blocks;
		parser->blocks = block;
	}
	void *taken = block->bytes + block->used;
	block->used += size;
	return taken;
}

static void arena_free(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;
		mem_free(block);
		block = next;
	}
}

/* Keeps the newest block, which is the roomiest of ordinary ones. */
static void arena_reset(struct reply_parser *parser)
{
	struct block *kept = parser->blocks;
	if (kept == NULL) {
		return;
	}
	arena_free(kept->next);
	kept->next = NULL;
	kept->used = 0;
	if (kept->room > ARENA_KEPT_BYTES) {
		mem_free(kept);
		parser->blocks = NULL;
	}
}

static struct reply *place_of(const redisReadTask *task)
{
	struct reply_parser *parser = task->privdata;
	if (task->parent == NULL) {
		return &parser->root;
	}
	const struct reply *list = task->parent->obj;
	return (struct reply *)list->items + task->idx;
}

static void *create_string(const redisReadTask *task, char *bytes, size_t length)
{
	char *copy = arena_take(task->privdata, length + 1);
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	struct reply *reply = place_of(task);
	*reply = (struct reply){.kind = REPLY_TEXT, .text = text_from(copy, length)};
	if (task->type == REDIS_REPLY_STATUS) {
		reply->kind = REPLY_STATUS;
	} else if (task->type == REDIS_REPLY_ERROR) {
		reply->kind = REPLY_ERROR;
	}
	return reply;
}

static void *create_list(const redisReadTask *task, size_t count)
{
	struct reply *reply = place_of(task), *items = NULL;
	if (count > 0) {
		items = arena_take(task->privdata, count * sizeof *items);
		memset(items, 0, count * sizeof *items);
	}
	*reply = (struct reply){.kind = REPLY_LIST, .count = count, .items = items};
	return reply;
}

#if HIREDIS_MAJOR >= 1
static void *create_array(const redisReadTask *task, size_t count)
{
	return create_list(task, count);
}
#else
static void *create_array(const redisReadTask *task, int count)
{
	return create_list(task, (size_t)count);
}
#endif

static void *create_integer(const redisReadTask *task, long long value)
{
	struct reply *reply = place_of(task);
	*reply = (struct reply){.kind = REPLY_INTEGER, .integer = value};
	return reply;
}

static void *create_nil(const redisReadTask *task)
{
	struct reply *reply = place_of(task);
	*reply = (struct reply){.kind = REPLY_NIL};
	return reply;
}

static void free_object(void *object)
{
	(void)object; /* the arena's */
}

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

static void create_reader(struct reply_parser *parser)
{
	parser->reader = redisReaderCreateWithFunctions(&parser->functions);
	assert(parser->reader != NULL);
	parser->reader->privdata = parser;
	parser->reader->maxbuf = READER_KEPT_BYTES;
}

struct reply_parser *reply_parser_create(const struct reply_limits *limits)
{
	struct reply_parser *parser = mem_alloc(1, sizeof *parser);
	parser->functions = (redisReplyObjectFunctions){
		.createString = create_string,
		.createArray = create_array,
		.createInteger = create_integer,
		.createNil = create_nil,
		.freeObject = free_object,
	};
	create_reader(parser);
	filter_init(&parser->filter, limits);
	buf_init(&parser->input, limits->reply_bytes + INPUT_SPARE_BYTES);
	return parser;
}

void reply_parser_destroy(struct reply_parser *parser)
{
	if (parser == NULL) {
		return;
	}
	redisReaderFree(parser->reader);
	arena_free(parser->blocks);
	buf_finish(&parser->input);
	mem_free(parser);
}

bool reply_parser_feed(struct reply_parser *parser, struct text bytes, struct error *error)
{
	if (parser->input_used == parser->input.length) {
		buf_reset(&parser->input);
	} else {
		buf_drop(&parser->input, parser->input_used);
	}
	parser->input_used = 0;
	if (!buf_add_text(&parser->input, bytes)) {
		return error_set(error, ERROR_CONNECT, "the server sent more than can be kept");
	}
	return true;
}

/* What of the bytes stands before the string that is too long is read, the rest is not. */
static void read_before(struct reply_parser *parser, struct text bytes)
{
	size_t fed = parser->filter.bytes - bytes.length;
	void *object = NULL;
	if (fed < parser->filter.before) {
		redisReaderFeed(parser->reader, bytes.at, parser->filter.before - fed);
		redisReaderGetReply(parser->reader, &object);
	}
}

/* An answer that is passed over is an error of its own. */
static const struct reply *pass_over(struct reply_parser *parser, struct text bytes)
{
	read_before(parser, bytes);
	if (!parser->filter.whole) {
		return NULL;
	}
	redisReaderFree(parser->reader);
	create_reader(parser);
	snprintf(parser->passed_over, sizeof parser->passed_over,
		"TOOBIG the answer holds a value of %zu bytes, too many to be read (limit %zu)",
		parser->filter.oversize, parser->filter.limits.bulk_bytes);
	parser->substitute = (struct reply){
		.kind = REPLY_ERROR,
		.text = text_of(parser->passed_over),
		.count = 1,
		.items = &parser->root,
	};
	return &parser->substitute;
}

bool reply_parser_next(struct reply_parser *parser, const struct reply **reply, struct error *error)
{
	*reply = NULL;
	struct text bytes = buf_text(&parser->input);
	bytes = text_from(bytes.at + parser->input_used, bytes.length - parser->input_used);
	if (bytes.length == 0) {
		return true;
	}
	size_t taken;
	if (!filter_take(&parser->filter, bytes, &taken, error)) {
		return false;
	}
	parser->input_used += taken;
	if (parser->filter.bytes == taken) {
		arena_reset(parser);
		parser->root = (struct reply){.kind = REPLY_NIL};
	}
	if (parser->filter.oversize > 0) {
		parser->bytes = parser->filter.bytes;
		*reply = pass_over(parser, text_from(bytes.at, taken));
		return true;
	}
	void *object = NULL;
	if (redisReaderFeed(parser->reader, bytes.at, taken) != REDIS_OK ||
		redisReaderGetReply(parser->reader, &object) != REDIS_OK) {
		return error_set(error, ERROR_CONNECT, "broke the Redis protocol: %s",
			parser->reader->errstr);
	}
	if ((object != NULL) != parser->filter.whole) {
		return error_set(
			error, ERROR_CONNECT, "broke the Redis protocol: no end where one must be");
	}
	parser->bytes = parser->filter.bytes;
	*reply = object;
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
