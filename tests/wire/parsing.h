/*
 * Bytes to replies for tests, cut as the test likes, and replies as one line of text to compare
 * them.
 */
#ifndef TESTS_WIRE_PARSING_H
#define TESTS_WIRE_PARSING_H

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/buf.h"
#include "wire/reply.h"

static inline void parsing_describe(struct buf *out, const struct reply *reply)
{
	static const char *const kinds[] = {
		[REPLY_NIL] = "nil",
		[REPLY_STATUS] = "status",
		[REPLY_ERROR] = "error",
		[REPLY_INTEGER] = "integer",
		[REPLY_TEXT] = "text",
		[REPLY_LIST] = "list",
	};
	buf_addf(out, "%s:%" PRId64 ":", kinds[reply->kind], reply->integer);
	buf_add_text(out, reply->text);
	for (size_t i = 0; i < reply->count; i++) {
		buf_add_byte(out, i == 0 ? '[' : ' ');
		parsing_describe(out, reply_item(reply, i));
	}
	buf_add_string(out, reply->kind == REPLY_LIST ? "]" : "");
}

/* The next reply, or NULL; the parser must not refuse. */
static inline const struct reply *parsing_next(struct reply_parser *parser)
{
	const struct reply *reply = NULL;
	struct error error = {.code = ERROR_NONE};
	if (!reply_parser_next(parser, &reply, &error)) {
		fail_msg("%s", error.text);
	}
	return reply;
}

static inline const struct reply *parsing_feed(struct reply_parser *parser, struct text bytes)
{
	struct error error = {.code = ERROR_NONE};
	assert_true(reply_parser_feed(parser, bytes, &error));
	return parsing_next(parser);
}

#endif
