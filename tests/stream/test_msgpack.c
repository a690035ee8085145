#include "stream/msgpack.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/mem.h"

#define BYTES(literal) text_from(literal, sizeof(literal) - 1)

static void assert_json(struct text bytes, bool whole, const char *expected)
{
	char *copy = mem_dup(bytes.at, bytes.length);
	struct buf out;

	buf_init(&out, 1 << 16);
	assert_int_equal(msgpack_to_json(text_from(copy, bytes.length), &out), whole);
	if (!text_is(buf_text(&out), expected)) {
		fail_msg("`%s` is not `%s`", out.at, expected);
	}
	buf_finish(&out);
	mem_free(copy);
}

static void every_form_is_read(void **state)
{
	(void)state;
	assert_json(BYTES("\xc0"), true, "null");
	assert_json(BYTES("\xc2"), true, "false");
	assert_json(BYTES("\xc3"), true, "true");
	assert_json(BYTES("\x00"), true, "0");
	assert_json(BYTES("\x7f"), true, "127");
	assert_json(BYTES("\xff"), true, "-1");
	assert_json(BYTES("\xe0"), true, "-32");
	assert_json(BYTES("\xcc\xff"), true, "255");
	assert_json(BYTES("\xcd\xff\xff"), true, "65535");
	assert_json(BYTES("\xce\xff\xff\xff\xff"), true, "4294967295");
	assert_json(BYTES("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), true, "18446744073709551615");
	assert_json(BYTES("\xd0\x80"), true, "-128");
	assert_json(BYTES("\xd0\x7f"), true, "127");
	assert_json(BYTES("\xd1\x80\x00"), true, "-32768");
	assert_json(BYTES("\xd2\xff\xff\xff\xfe"), true, "-2");
	assert_json(BYTES("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), true, "-9223372036854775808");
	assert_json(BYTES("\xca\x3f\x00\x00\x00"), true, "0.5");
	assert_json(BYTES("\xcb\x3f\xe0\x00\x00\x00\x00\x00\x00"), true, "0.5");
	assert_json(BYTES("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"), true, "\"NaN\"");
	assert_json(BYTES("\xcb\xff\xf0\x00\x00\x00\x00\x00\x00"), true, "\"-Infinity\"");
	assert_json(BYTES("\xa3"
			  "a\"b"),
		true, "\"a\\\"b\"");
	assert_json(BYTES("\xd9\x02"
			  "ab"),
		true, "\"ab\"");
	assert_json(BYTES("\xda\x00\x02"
			  "ab"),
		true, "\"ab\"");
	assert_json(BYTES("\xdb\x00\x00\x00\x02"
			  "ab"),
		true, "\"ab\"");
	assert_json(BYTES("\xc4\x02\xff\x00"), true, "{\"base64\": \"/wA=\"}");
	assert_json(BYTES("\xc5\x00\x01"
			  "a"),
		true, "\"a\"");
	assert_json(BYTES("\xc6\x00\x00\x00\x01"
			  "a"),
		true, "\"a\"");
	assert_json(BYTES("\xd4\xff\x01"), true, "{\"ext\": -1, \"base64\": \"AQ==\"}");
	assert_json(BYTES("\xd5\x05\x01\x02"), true, "{\"ext\": 5, \"base64\": \"AQI=\"}");
	assert_json(BYTES("\xc7\x01\x05\x01"), true, "{\"ext\": 5, \"base64\": \"AQ==\"}");
	assert_json(BYTES("\xc8\x00\x01\x05\x01"), true, "{\"ext\": 5, \"base64\": \"AQ==\"}");
	assert_json(BYTES("\x90"), true, "[]");
	assert_json(BYTES("\x80"), true, "{}");
	assert_json(BYTES("\xdc\x00\x02\x01\x02"), true, "[1, 2]");
	assert_json(BYTES("\xdd\x00\x00\x00\x01\x01"), true, "[1]");
	assert_json(BYTES("\xde\x00\x01\xa1"
			  "a\x01"),
		true, "{\"a\": 1}");
	assert_json(BYTES("\xdf\x00\x00\x00\x01\xa1"
			  "a\x01"),
		true, "{\"a\": 1}");
}

static void containers_stand_in_each_other(void **state)
{
	(void)state;
	assert_json(BYTES("\x82\xa1"
			  "a\x93\x01\x80\x91\xc0\xa1"
			  "b\x81\x05\xc3"),
		true, "{\"a\": [1, {}, [null]], \"b\": {\"5\": true}}");
	assert_json(BYTES("\x81\xc4\x01\xff\x01"), true, "{\"{\\\"base64\\\": \\\"/w==\\\"}\": 1}");
}

static void what_is_cut_short_is_written_as_far_as_it_goes(void **state)
{
	(void)state;
	assert_json(BYTES(""), false, "");
	assert_json(BYTES("\xc1"), false, "");
	assert_json(BYTES("\x82\xa1"
			  "a\x01\xa1"
			  "b"),
		false, "{\"a\": 1, \"b\": null}");
	assert_json(BYTES("\x82\xa1"
			  "a\x01\xa3"
			  "b"),
		false, "{\"a\": 1}");
	assert_json(BYTES("\x92\x01"), false, "[1]");
	assert_json(BYTES("\xdd\xff\xff\xff\xff\x01"), false, "[1]");
	assert_json(BYTES("\xdb\xff\xff\xff\xff"
			  "ab"),
		false, "");
	assert_json(BYTES("\x01\x02"), false, "1");
	assert_json(BYTES("\x81\x90\x01"), false, "{}");
	assert_json(BYTES("\x82\x05\x06\x90\x01"), false, "{\"5\": 6}");
}

static void depth_has_a_bound(void **state)
{
	char deep[5000];
	struct text rest;
	struct buf out;

	(void)state;
	memset(deep, 0x91, sizeof(deep));
	deep[sizeof(deep) - 1] = 1;
	rest = text_from(deep, sizeof(deep));
	assert_true(msgpack_skip(&rest));
	assert_int_equal(rest.length, 0);
	buf_init(&out, 1 << 16);
	assert_false(msgpack_to_json(text_from(deep, sizeof(deep)), &out));
	assert_int_equal(out.length, 2 * MSGPACK_DEPTH_MAX);
	buf_reset(&out);
	assert_true(msgpack_to_json(
		text_from(deep + sizeof(deep) - MSGPACK_DEPTH_MAX - 1, MSGPACK_DEPTH_MAX + 1),
		&out));
	assert_int_equal(out.length, 2 * MSGPACK_DEPTH_MAX + 1);
	buf_finish(&out);
}

static void names_are_found_in_maps(void **state)
{
	static const char bytes[] = "\x83\xa1"
				    "a\x01\x05\x93\x01\x02\x03\xa1"
				    "b\x81\xa1"
				    "c\xa1"
				    "d";
	struct text rest = BYTES(bytes);
	struct msgpack_item item;

	(void)state;
	assert_true(msgpack_find(&rest, "b"));
	assert_true(msgpack_find(&rest, "c"));
	assert_true(msgpack_next(&rest, &item));
	assert_true(text_is(item.bytes, "d"));
	assert_int_equal(rest.length, 0);
	rest = BYTES(bytes);
	assert_false(msgpack_find(&rest, "z"));
	rest = text_from(bytes, sizeof(bytes) - 3);
	assert_false(msgpack_find(&rest, "b"));
	rest = BYTES("\x01");
	assert_false(msgpack_find(&rest, "a"));
}

static void what_cannot_be_taken_stays(void **state)
{
	struct text rest = BYTES("\xa5"
				 "abc");
	struct msgpack_item item;

	(void)state;
	assert_false(msgpack_next(&rest, &item));
	assert_false(msgpack_skip(&rest));
	assert_int_equal(rest.length, 4);
	rest = BYTES("\xdf\xff\xff\xff\xff");
	assert_false(msgpack_skip(&rest));
	assert_int_equal(rest.length, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_read),
		cmocka_unit_test(containers_stand_in_each_other),
		cmocka_unit_test(what_is_cut_short_is_written_as_far_as_it_goes),
		cmocka_unit_test(depth_has_a_bound),
		cmocka_unit_test(names_are_found_in_maps),
		cmocka_unit_test(what_cannot_be_taken_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
