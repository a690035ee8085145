#include "wire/decode.h"

#include <stdio.h>

#include "base/mem.h"
#include "wire/desk.h"

static const char three[] = "*3\r\n"
			    "*2\r\n$3\r\n1-0\r\n*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\na\r\n$0\r\n\r\n"
			    "*2\r\n$3\r\n2-0\r\n*-1\r\n"
			    "*2\r\n$3\r\n3-7\r\n*2\r\n$1\r\nb\r\n$2\r\nxy\r\n";

static const char too_big[] = "*3\r\n"
			      "*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n"
			      "*2\r\n$3\r\n2-0\r\n*4\r\n$1\r\nb\r\n$1\r\n2\r\n"
			      "$1\r\nc\r\n$9\r\nXXXXXXXXX\r\n"
			      "*2\r\n$3\r\n3-7\r\n*2\r\n$1\r\nb\r\n$2\r\nxy\r\n";

static void a_page_holds_every_entry_with_its_fields(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	const struct fact_entries *page = &desk.fact.entries;
	decode_range(parsing_feed(desk.first, text_of(three)), desk.room, &desk.fact);
	assert_int_equal(desk.fact.kind, FACT_ENTRIES);
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_int_equal(page->count, 3);
	assert_int_equal(page->entries[0].field_count, 2);
	assert_true(text_is(page->entries[0].fields[0].value, "1"));
	assert_true(text_is(page->entries[0].fields[1].name, "a"));
	assert_int_equal(page->entries[0].fields[1].value.length, 0);
	assert_int_equal(page->entries[1].id.ms, 2);
	assert_int_equal(page->entries[1].field_count, 0);
	assert_int_equal(page->entries[2].id.seq, 7);
	assert_true(text_is(page->entries[2].fields[0].value, "xy"));
	decode_range(first(&desk, RECORDED_EMPTY), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_int_equal(page->count, 0);
	stand_up(&desk);
}

static void another_shape_is_no_page(void **state)
{
	static const char *const shapes[] = {
		"$-1\r\n",
		":1\r\n",
		"*1\r\n:1\r\n",
		"*1\r\n*1\r\n$3\r\n1-0\r\n",
		"*1\r\n*2\r\n$3\r\n1-0\r\n*1\r\n$1\r\na\r\n",
		"*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$-1\r\n",
		"*1\r\n*2\r\n$1\r\nx\r\n*0\r\n",
		"*2\r\n*2\r\n$3\r\n1-0\r\n*0\r\n*2\r\n$3\r\n2-0\r\n:1\r\n",
	};
	(void)state;
	struct desk desk;
	sit_down(&desk);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		decode_range(parsing_feed(desk.first, text_of(shapes[i])), desk.room, &desk.fact);
		assert_int_equal(desk.fact.outcome, FACT_FAILED);
		assert_int_equal(desk.fact.entries.count, 0);
	}
	decode_range(NULL, desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_LOST);
	decode_range(parsing_feed(desk.first, text_of("-NOPERM no\r\n")), desk.room, &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_DENIED);
	stand_up(&desk);
}

/* Wherever the bytes are cut, what stands before the value that is too long is there. */
static void before_an_entry_that_is_too_big_all_is_read(void **state)
{
	(void)state;
	struct reply_limits limits = reply_limits_default();
	limits.bulk_bytes = 8;
	for (size_t cut = 0; cut < sizeof too_big; cut++) {
		struct desk desk;
		sit_down(&desk);
		reply_parser_destroy(desk.first);
		desk.first = reply_parser_create(&limits);
		size_t length = sizeof too_big - 1;
		const struct reply *reply = parsing_feed(desk.first, text_from(too_big, cut));
		if (reply == NULL) {
			reply = parsing_feed(desk.first, text_from(too_big + cut, length - cut));
		}
		assert_non_null(reply_before(reply));
		decode_range(reply, desk.room, &desk.fact);
		assert_int_equal(desk.fact.outcome, FACT_TOOBIG);
		assert_int_equal(desk.fact.entries.count, 1);
		assert_true(text_is(desk.fact.entries.entries[0].fields[0].value, "1"));
		assert_true(desk.fact.entries.has_toobig);
		assert_int_equal(desk.fact.entries.toobig.ms, 2);
		reply = parsing_feed(desk.first, text_of("*0\r\n"));
		assert_null(reply_before(reply));
		decode_range(reply, desk.room, &desk.fact);
		assert_int_equal(desk.fact.outcome, FACT_KNOWN);
		stand_up(&desk);
	}
}

/* Too much in all is no entry's fault, but where it is alone. */
static void an_answer_with_too_much_blames_no_entry(void **state)
{
	static const char two[] = "*2\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\n1\r\n"
				  "*2\r\n$3\r\n2-0\r\n*4\r\n$1\r\na\r\n$8\r\n12345678\r\n"
				  "$1\r\nb\r\n$8\r\n12345678\r\n";
	static const char one[] = "*1\r\n*2\r\n$3\r\n2-0\r\n*4\r\n$1\r\na\r\n$8\r\n12345678"
				  "\r\n$1\r\nb\r\n$8\r\n12345678\r\n";
	const struct reply_limits defaults = reply_limits_default();
	(void)state;
	for (int by_elements = 0; by_elements < 2; by_elements++) {
		struct reply_limits limits = defaults;
		limits.reply_bytes = by_elements ? limits.reply_bytes : 50;
		limits.elements = by_elements ? 6 : limits.elements;
		for (int alone = 0; alone < 2; alone++) {
			struct desk desk;
			sit_down(&desk);
			reply_parser_destroy(desk.first);
			limits.elements -= by_elements && alone ? 1 : 0;
			desk.first = reply_parser_create(&limits);
			const struct reply *reply =
				parsing_feed(desk.first, text_of(alone ? one : two));
			assert_false(reply_value_is_toobig(reply));
			assert_true(text_starts(reply->text, "TOOBIG the answer has more than"));
			decode_range(reply, desk.room, &desk.fact);
			assert_int_equal(desk.fact.outcome, FACT_TOOBIG);
			assert_int_equal(desk.fact.entries.count, alone ? 0 : 1);
			assert_int_equal(desk.fact.entries.has_toobig, alone);
			stand_up(&desk);
		}
	}
}

static void what_is_too_big_before_the_first_id_is_told_without_it(void **state)
{
	static const char *const answers[] = {
		"$9\r\nXXXXXXXXX\r\n",
		"*1\r\n*2\r\n$9\r\n123456789\r\n*0\r\n",
		"*1\r\n$9\r\n123456789\r\n",
	};
	(void)state;
	struct reply_limits limits = reply_limits_default();
	limits.bulk_bytes = 8;
	struct desk desk;
	sit_down(&desk);
	reply_parser_destroy(desk.first);
	desk.first = reply_parser_create(&limits);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		decode_range(parsing_feed(desk.first, text_of(answers[i])), desk.room, &desk.fact);
		assert_int_equal(desk.fact.outcome, FACT_TOOBIG);
		assert_int_equal(desk.fact.entries.count, 0);
		assert_false(desk.fact.entries.has_toobig);
	}
	stand_up(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_holds_every_entry_with_its_fields),
		cmocka_unit_test(another_shape_is_no_page),
		cmocka_unit_test(before_an_entry_that_is_too_big_all_is_read),
		cmocka_unit_test(an_answer_with_too_much_blames_no_entry),
		cmocka_unit_test(what_is_too_big_before_the_first_id_is_told_without_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
