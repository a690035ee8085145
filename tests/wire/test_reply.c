#include "wire/reply.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "wire/parsing.h"
#include "wire/recorded.h"

enum { MUTATIONS = 30000 };

static struct reply_parser *make_parser(void)
{
	struct reply_limits limits = reply_limits_default();
	return reply_parser_create(&limits);
}

/* Whole, the first byte alone and then the rest, cut in two everywhere, and byte by byte. */
static void a_reply_is_the_same_wherever_it_is_cut(void **state)
{
	(void)state;
	for (size_t r = 0; r < RECORDED_COUNT; r++) {
		struct text bytes = text_of(recorded[r]);
		struct buf wanted, got;
		buf_init(&wanted, 1 << 20);
		buf_init(&got, 1 << 20);
		struct reply_parser *parser = make_parser();
		parsing_describe(&wanted, parsing_feed(parser, bytes));
		assert_int_equal(reply_parser_bytes(parser), bytes.length);
		for (size_t cut = 1; cut < bytes.length; cut++) {
			buf_reset(&got);
			assert_null(parsing_feed(parser, text_from(bytes.at, cut)));
			parsing_describe(&got,
				parsing_feed(
					parser, text_from(bytes.at + cut, bytes.length - cut)));
			assert_string_equal(got.at, wanted.at);
			assert_int_equal(reply_parser_bytes(parser), bytes.length);
		}
		buf_reset(&got);
		for (size_t i = 0; i < bytes.length; i++) {
			const struct reply *reply =
				parsing_feed(parser, text_from(bytes.at + i, 1));
			assert_true((reply != NULL) == (i + 1 == bytes.length));
			if (reply != NULL) {
				parsing_describe(&got, reply);
			}
		}
		assert_string_equal(got.at, wanted.at);
		reply_parser_destroy(parser);
		buf_finish(&wanted);
		buf_finish(&got);
	}
}

static void replies_in_one_piece_come_one_by_one(void **state)
{
	(void)state;
	struct reply_parser *parser = make_parser();
	struct buf all;
	buf_init(&all, 1 << 24);
	for (int round = 0; round < 50; round++) {
		for (size_t r = 0; r < RECORDED_COUNT; r++) {
			buf_add_string(&all, recorded[r]);
		}
	}
	const struct reply *reply = parsing_feed(parser, buf_text(&all));
	size_t count = 0, bytes = 0;
	for (; reply != NULL; reply = parsing_next(parser)) {
		assert_int_equal(
			reply_parser_bytes(parser), strlen(recorded[count % RECORDED_COUNT]));
		bytes += reply_parser_bytes(parser);
		count++;
	}
	assert_int_equal(count, 50 * RECORDED_COUNT);
	assert_int_equal(bytes, all.length);
	buf_finish(&all);
	reply_parser_destroy(parser);
}

static void each_kind_has_its_value(void **state)
{
	(void)state;
	struct reply_parser *parser = make_parser();
	const struct reply *reply = parsing_feed(
		parser, text_of("*6\r\n$-1\r\n+a\rb\r\n-ERR x\r\n:-7\r\n$2\r\n\r\n\r\n*0\r\n"));
	assert_int_equal(reply->count, 6);
	assert_int_equal(reply_item(reply, 0)->kind, REPLY_NIL);
	assert_int_equal(reply_item(reply, 1)->kind, REPLY_STATUS);
	assert_true(text_is(reply_item(reply, 1)->text, "a\rb"));
	assert_int_equal(reply_item(reply, 2)->kind, REPLY_ERROR);
	assert_int_equal(reply_item(reply, 3)->integer, -7);
	assert_true(text_is(reply_item(reply, 4)->text, "\r\n"));
	assert_int_equal(reply_item(reply, 5)->count, 0);
	assert_null(reply_item(reply, 6));
	assert_null(reply_item(reply_item(reply, 5), 0));
	assert_null(reply_item(NULL, 0));
	reply_parser_destroy(parser);
}

static void fields_are_found_by_name_and_numbers_may_be_text(void **state)
{
	(void)state;
	struct reply_parser *parser = make_parser();
	const struct reply *reply = parsing_feed(parser, text_of(recorded[RECORDED_STREAM_8]));
	struct text text;
	int64_t number = 0;
	assert_true(reply_i64(reply_field(reply, "length"), &number));
	assert_int_equal(number, 5);
	assert_true(reply_text(reply_field(reply, "last-generated-id"), &text));
	assert_true(text_is(text, "7-1"));
	assert_null(reply_field(reply, "lag"));
	assert_null(reply_field(reply, "7-1"));
	assert_null(reply_field(NULL, "lag"));
	assert_false(reply_i64(reply_field(reply, "last-generated-id"), &number));
	assert_false(reply_i64(NULL, &number));
	assert_false(reply_text(reply, &text));
	reply = parsing_feed(parser, text_of("*3\r\n+a\r\n:1\r\n+b\r\n"));
	assert_null(reply_field(reply, "b"));
	reply = parsing_feed(parser, text_of("-5\r\n"));
	assert_false(reply_i64(reply, &number));
	reply_parser_destroy(parser);
}

/* Replies that came whole before the nonsense are still handed out. */
static void nonsense_does_not_take_back_what_came_before(void **state)
{
	(void)state;
	struct reply_parser *parser = make_parser();
	struct error error = {.code = ERROR_NONE};
	const struct reply *reply = parsing_feed(parser, text_of(":1\r\n:2\r\nnonsense"));
	assert_int_equal(reply->integer, 1);
	assert_int_equal(parsing_next(parser)->integer, 2);
	assert_false(reply_parser_next(parser, &reply, &error));
	assert_null(reply);
	reply_parser_destroy(parser);
}

static void many_and_large_replies_use_memory_again(void **state)
{
	(void)state;
	enum { LARGE = 5 * 1024 * 1024 };
	struct reply_parser *parser = make_parser();
	struct buf bytes;
	buf_init(&bytes, 1 << 24);
	buf_addf(&bytes, "*2\r\n$%d\r\n", LARGE);
	for (int i = 0; i < LARGE; i++) {
		buf_add_byte(&bytes, 'x');
	}
	buf_add_string(&bytes, "\r\n:1\r\n");
	for (int round = 0; round < 5; round++) {
		const struct reply *reply = parsing_feed(parser, buf_text(&bytes));
		assert_int_equal(reply_item(reply, 0)->text.length, LARGE);
		assert_int_equal(reply_item(reply, 1)->integer, 1);
		assert_non_null(parsing_feed(parser, text_of("+OK\r\n")));
	}
	buf_finish(&bytes);
	reply_parser_destroy(parser);
}

static uint64_t seed_of_run(void)
{
	const char *given = getenv("SEED");
	uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
	print_message("SEED=%" PRIu64 "\n", seed);
	return seed;
}

static void mutate(struct rng *rng, char *bytes, size_t length)
{
	static const char favourites[] = "*$:+-\r\n0123456789%_#";
	for (uint64_t i = rng_below(rng, 4) + 1; i > 0; i--) {
		char byte = (char)rng_below(rng, 256);
		if (rng_below(rng, 2) == 0) {
			byte = favourites[rng_below(rng, sizeof favourites - 1)];
		}
		bytes[rng_below(rng, length)] = byte;
	}
}

static void hostile_bytes_never_crash_the_parser(void **state)
{
	(void)state;
	struct rng rng;
	rng_seed(&rng, seed_of_run());
	const struct reply_limits limits = {
		.line_bytes = 1000,
		.bulk_bytes = 10000,
		.reply_bytes = 20000,
		.elements = 1000,
		.depth = 7,
	};
	struct buf described;
	buf_init(&described, 1 << 20);
	for (int i = 0; i < MUTATIONS; i++) {
		struct text whole = text_of(recorded[rng_below(&rng, RECORDED_COUNT)]);
		char *bytes = mem_dup(whole.at, whole.length);
		struct reply_parser *parser = reply_parser_create(&limits);
		struct error error = {.code = ERROR_NONE};
		mutate(&rng, bytes, whole.length);
		size_t cut = rng_below(&rng, whole.length);
		const struct reply *reply = NULL;
		struct text parts[] = {
			text_from(bytes, cut), text_from(bytes + cut, whole.length - cut)};
		for (size_t part = 0; part < 2 && error.code == ERROR_NONE; part++) {
			reply_parser_feed(parser, parts[part], &error);
			while (reply_parser_next(parser, &reply, &error) && reply != NULL) {
				buf_reset(&described);
				parsing_describe(&described, reply);
			}
		}
		assert_true(error.code == ERROR_NONE || error.text[0] != '\0');
		reply_parser_destroy(parser);
		mem_free(bytes);
	}
	buf_finish(&described);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_is_the_same_wherever_it_is_cut),
		cmocka_unit_test(replies_in_one_piece_come_one_by_one),
		cmocka_unit_test(each_kind_has_its_value),
		cmocka_unit_test(fields_are_found_by_name_and_numbers_may_be_text),
		cmocka_unit_test(nonsense_does_not_take_back_what_came_before),
		cmocka_unit_test(many_and_large_replies_use_memory_again),
		cmocka_unit_test(hostile_bytes_never_crash_the_parser),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
