#include "wire/parsing.h"

static void refuses(const struct reply_limits *limits, struct text bytes, const char *sentence)
{
	struct reply_parser *parser = reply_parser_create(limits);
	const struct reply *reply = NULL;
	struct error error = {.code = ERROR_NONE};
	bool fed = reply_parser_feed(parser, bytes, &error);
	while (fed && reply_parser_next(parser, &reply, &error) && reply != NULL) {
	}
	assert_int_equal(error.code, ERROR_CONNECT);
	if (strstr(error.text, sentence) == NULL) {
		fail_msg("\"%s\" does not say \"%s\"", error.text, sentence);
	}
	reply_parser_destroy(parser);
}

static void takes(const struct reply_limits *limits, struct text bytes)
{
	struct reply_parser *parser = reply_parser_create(limits);
	assert_non_null(parsing_feed(parser, bytes));
	reply_parser_destroy(parser);
}

/* Wherever it is cut, it becomes an error, and what comes after it is read as ever. */
static void passes_over(const struct reply_limits *limits, struct text bytes)
{
	for (size_t cut = 0; cut <= bytes.length; cut++) {
		struct reply_parser *parser = reply_parser_create(limits);
		const struct reply *reply = NULL;
		struct error error;
		assert_true(reply_parser_feed(parser, text_from(bytes.at, cut), &error));
		assert_true(reply_parser_next(parser, &reply, &error));
		struct text rest = text_from(bytes.at + cut, bytes.length - cut);
		if (reply == NULL) {
			assert_true(reply_parser_feed(parser, rest, &error));
			assert_true(reply_parser_next(parser, &reply, &error));
		}
		assert_non_null(reply);
		assert_int_equal(reply->kind, REPLY_ERROR);
		assert_true(text_starts(reply->text, "TOOBIG "));
		assert_int_equal(reply_parser_bytes(parser), bytes.length);
		assert_true(reply_parser_feed(parser, text_of(":7\r\n"), &error));
		assert_true(reply_parser_next(parser, &reply, &error));
		assert_int_equal(reply->integer, 7);
		reply_parser_destroy(parser);
	}
}

static void each_limit_holds_to_the_byte(void **state)
{
	(void)state;
	const struct reply_limits limits = {
		.line_bytes = 5,
		.bulk_bytes = 7,
		.reply_bytes = 39,
		.elements = 4,
		.depth = 2,
	};
	takes(&limits, text_of("+12345\r\n"));
	refuses(&limits, text_of("+123456\r\n"), "a line of bytes beyond the limit of 5");
	refuses(&limits, text_of("+123456"), "a line of bytes");
	refuses(&limits, text_of("-12345\r6"), "a line of bytes");
	takes(&limits, text_of("$7\r\n1234567\r\n"));
	passes_over(&limits, text_of("$8\r\n12345678\r\n"));
	takes(&limits, text_of("*4\r\n:1\r\n:1\r\n:1\r\n:1\r\n"));
	refuses(&limits, text_of("*5\r\n"), "a list of elements beyond the limit of 4");
	passes_over(&limits, text_of("*2\r\n*3\r\n:1\r\n:1\r\n:1\r\n:1\r\n"));
	takes(&limits, text_of("*1\r\n*1\r\n:1\r\n"));
	takes(&limits, text_of("*1\r\n*1\r\n*0\r\n"));
	refuses(&limits, text_of("*1\r\n*1\r\n*1\r\n"), "lists nested beyond the limit of 2");
	takes(&limits, text_of("*3\r\n$6\r\n123456\r\n$6\r\n123456\r\n$4\r\n1234\r\n"));
	passes_over(&limits, text_of("*3\r\n$6\r\n123456\r\n$6\r\n123456\r\n$6\r\n123456\r\n"));
}

static void the_default_limits_hold(void **state)
{
	(void)state;
	const struct reply_limits limits = reply_limits_default();
	refuses(&limits, text_of("$536870913\r\n"), "a string of bytes");
	refuses(&limits, text_of("$9223372036854775807\r\n"), "a string of bytes");
	refuses(&limits, text_of("*1048577\r\n"), "a list of elements");
	refuses(&limits, text_of("*2147483648\r\n"), "a list of elements");
	refuses(&limits, text_of("*1\r\n*2147483648\r\n"), "a list of elements");
	refuses(&limits, text_of("*9223372036854775807\r\n"), "a list of elements");
	takes(&limits, text_of("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"));
	refuses(&limits, text_of("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"),
		"nested");
	struct buf line;
	buf_init(&line, 1 << 20);
	buf_add_byte(&line, '+');
	for (int i = 0; i < 70000; i++) {
		buf_add_byte(&line, 'x');
	}
	refuses(&limits, buf_text(&line), "a line of bytes beyond the limit of 65536");
	buf_finish(&line);
}

static void what_is_not_the_protocol_is_told(void **state)
{
	(void)state;
	const struct reply_limits limits = reply_limits_default();
	refuses(&limits, text_of("HTTP/1.1 200 OK\r\n"),
		"does not speak the Redis protocol (it says \"HTTP/1.1 200 OK\")");
	refuses(&limits, text_of("\x1b[31mhi\r\n"), "it says \".[31mhi\"");
	refuses(&limits, text_from("\0\0", 2), "does not speak the Redis protocol");
	refuses(&limits, text_of("\r\n"), "does not speak the Redis protocol");
	static const char markers[] = "%~_#,(>=|";
	for (size_t i = 0; markers[i] != '\0'; i++) {
		char bytes[] = {markers[i], '1', '\r', '\n', '\0'};
		refuses(&limits, text_of(bytes), "RESP3");
	}
	refuses(&limits, text_of("*1\r\n#t\r\n"), "RESP3");
	static const char *const broken[] = {
		":\r\n",
		":x\r\n",
		":1 \r\n",
		":99999999999999999999\r\n",
		"$\r\n",
		"$-2\r\n",
		"$x\r\n",
		"*-2\r\n",
		"*1x\r\n",
		":1\r2\r\n",
		":1111111111111111111111111111111111111111\r\n",
		"$1\r\nab\r\n",
		"$1\r\na\rx",
	};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		refuses(&limits, text_of(broken[i]), "broke the Redis protocol");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_limit_holds_to_the_byte),
		cmocka_unit_test(the_default_limits_hold),
		cmocka_unit_test(what_is_not_the_protocol_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
