#include "stream/java_text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"

#define HEAD "\xac\xed\x00\x05"
#define BYTES(literal) text_from(literal, sizeof(literal) - 1)

static void assert_java(struct text bytes, bool whole, const char *expected)
{
	char *copy = mem_dup(bytes.at, bytes.length);
	struct buf out;

	buf_init(&out, 4096);
	assert_int_equal(java_text(text_from(copy, bytes.length), &out), whole);
	if (!text_is(buf_text(&out), expected)) {
		fail_msg("`%s` is not `%s`", out.at, expected);
	}
	buf_finish(&out);
	mem_free(copy);
}

static void strings_are_their_text(void **state)
{
	(void)state;
	assert_java(BYTES(HEAD "t\x00\x05"
			       "hello"),
		true, "hello");
	assert_java(BYTES(HEAD "t\x00\x00"), true, "");
	assert_java(BYTES(HEAD "|\x00\x00\x00\x00\x00\x00\x00\x02"
			       "hi"),
		true, "hi");
	assert_java(BYTES(HEAD "p"), true, "null");
}

static void numbers_in_boxes_are_numbers(void **state)
{
	(void)state;
	assert_java(BYTES(HEAD "sr\x00\x0e"
			       "java.lang.Long;\x8b\xe4\x90\xcc\x8f#\xdf\x02\x00\x01"
			       "J\x00\x05valuexr\x00\x10java.lang.Number\x86\xac\x95\x1d\x0b\x94"
			       "\xe0\x8b\x02\x00\x00xp\x00\x00\x00\x00\x00\x0f\x1b\x31"),
		true, "990001");
	assert_java(BYTES(HEAD "sr\x00\x11"
			       "java.lang.Integer....\xff\xff\xff\xff"),
		true, "-1");
	assert_java(BYTES(HEAD "sr\x00\x11"
			       "java.lang.Integer\x80\x00\x00\x00"),
		true, "-2147483648");
}

static void of_objects_the_class_and_the_strings_are_told(void **state)
{
	(void)state;
	assert_java(BYTES(HEAD "sr\x00\x0b"
			       "shop.Placed\x00\x01\x02\x03\x04\x05\x06\x07\x02\x00"
			       "\x01L\x00\x02idxpt\x00\x06"
			       "990017t\x00\x03"
			       "abc"),
		true, "shop.Placed 990017, abc");
}

static void what_ends_too_early_is_shown_as_far_as_it_goes(void **state)
{
	(void)state;
	assert_java(BYTES(HEAD), false, "");
	assert_java(BYTES("hello"), false, "");
	assert_java(BYTES(HEAD "t\x00"), false, "");
	assert_java(BYTES(HEAD "t\x00\x05"
			       "he"),
		false, "he");
	assert_java(BYTES(HEAD "|\xff\xff\xff\xff\xff\xff\xff\xff"
			       "he"),
		false, "he");
	assert_java(BYTES(HEAD "s"), false, "");
	assert_java(BYTES(HEAD "sr\x00\x20"
			       "shop."),
		false, "shop.");
	assert_java(BYTES(HEAD "sr\x00\x0e"
			       "java.lang.Long"),
		true, "java.lang.Long");
	assert_java(BYTES(HEAD "x"), false, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_their_text),
		cmocka_unit_test(numbers_in_boxes_are_numbers),
		cmocka_unit_test(of_objects_the_class_and_the_strings_are_told),
		cmocka_unit_test(what_ends_too_early_is_shown_as_far_as_it_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
