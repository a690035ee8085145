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
	ARENA_BLOCK_BYTES = 1024 * 1024,    /* larger only for one value that needs it */
	ARENA_KEPT_BYTES = 4 * 1024 * 1024, /* what is more is given back after its reply */
	READER_KEPT_BYTES = 1024 * 1024,    /* likewise the reader's buffer */
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
	struct text lent; /* fed, the caller's, and not yet shown to the reader */
	struct buf input; /* likewise, copied since more came before it was shown */
	size_t input_used;
	struct block *blocks; /* what the last reply is made of */
	struct block *spare;  /* for the next one */
	struct reply root;
	size_t bytes;
	struct reply substitute; /* for an answer that was passed over */
	char passed_over[128];
};

static struct block *next_block(struct reply_parser *parser, size_t size)
{
	struct block *block = parser->spare;
	if (block != NULL && block->room >= size) {
		parser->spare = block->next;
	} else {
		size_t room = parser->blocks == NULL ? ARENA_FIRST_BYTES : parser->blocks->room * 2;
		room = room > ARENA_BLOCK_BYTES ? ARENA_BLOCK_BYTES : room;
		room = size > room ? size : room;
		block = mem_alloc(1, sizeof *block + room);
		block->room = room;
	}
	block->next = parser->blocks;
	parser->blocks = block;
	return block;
}

static void *arena_take(struct reply_parser *parser, size_t size)
{
	size_t align = alignof(max_align_t);
	size = (size + align - 1) / align * align;
	struct block *block = parser->blocks;
	if (block == NULL || block->room - block->used < size) {
		block = next_block(parser, size);
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

/* Blocks go back the roomiest first. */
static void arena_reset(struct reply_parser *parser)
{
	struct block *block = parser->blocks, *next;
	size_t kept = 0;
	for (const struct block *spare = parser->spare; spare != NULL; spare = spare->next) {
		kept += spare->room;
	}
	for (; block != NULL; block = next) {
		next = block->next;
		kept += block->room;
		if (kept > ARENA_KEPT_BYTES) {
			kept -= block->room;
			mem_free(block);
			continue;
		}
		block->used = 0;
		block->next = parser->spare;
		parser->spare = block;
	}
	parser->blocks = NULL;
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
	arena_free(parser->spare);
	buf_finish(&parser->input);
	mem_free(parser);
}

static bool keep_input(struct reply_parser *parser, struct text bytes)
{
	if (parser->input_used == parser->input.length) {
		buf_reset(&parser->input);
	} else {
		buf_drop(&parser->input, parser->input_used);
	}
	parser->input_used = 0;
	return buf_add_text(&parser->input, bytes);
}

/* Most often everything was shown to the reader before more comes: then nothing is copied. */
bool reply_parser_feed(struct reply_parser *parser, struct text bytes, struct error *error)
{
	bool kept = true;
	if (parser->lent.length > 0) {
		kept = keep_input(parser, parser->lent);
		parser->lent = text_of(NULL);
	} else if (parser->input_used == parser->input.length) {
		parser->lent = bytes;
		return true;
	}
	if (!kept || !keep_input(parser, bytes)) {
		return error_set(error, ERROR_CONNECT, "the server sent more than can be kept");
	}
	return true;
}

static struct text input_of(const struct reply_parser *parser)
{
	struct text kept = buf_text(&parser->input);
	return parser->lent.length > 0
		? parser->lent
		: text_from(kept.at + parser->input_used, kept.length - parser->input_used);
}

static void use_input(struct reply_parser *parser, size_t used)
{
	if (parser->lent.length > 0) {
		parser->lent = text_from(parser->lent.at + used, parser->lent.length - used);
	} else {
		parser->input_used += used;
	}
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
	struct text bytes = input_of(parser);
	if (bytes.length == 0) {
		return true;
	}
	size_t taken;
	if (!filter_take(&parser->filter, bytes, &taken, error)) {
		return false;
	}
	use_input(parser, taken);
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
