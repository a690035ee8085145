#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/pack.h"

enum { PACKED_MAX = 1 << 16 };

static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, INT64_MAX, UINT64_MAX};
static const int64_t signed_numbers[] = {0, -1, 1, -64, 64, INT64_MIN, INT64_MAX};

static void pack_all(struct buf *out)
{
	buf_init(out, PACKED_MAX);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		pack_u64(out, numbers[i]);
	}
	for (size_t i = 0; i < sizeof signed_numbers / sizeof *signed_numbers; i++) {
		pack_i64(out, signed_numbers[i]);
	}
	pack_text(out, text_of(""));
	pack_text(out, text_from("a\0\xff", 3));
}

static bool unpack_all(struct text bytes)
{
	struct unpack from = {.rest = bytes};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		uint64_t n = unpack_u64(&from);
		assert_true(from.bad || n == numbers[i]);
	}
	for (size_t i = 0; i < sizeof signed_numbers / sizeof *signed_numbers; i++) {
		int64_t n = unpack_i64(&from);
		assert_true(from.bad || n == signed_numbers[i]);
	}
	struct text empty = unpack_text(&from), odd = unpack_text(&from);
	assert_true(empty.length == 0);
	assert_true(from.bad || text_equal(odd, text_from("a\0\xff", 3)));
	return !from.bad && from.rest.length == 0;
}

static void what_was_packed_comes_back(void **state)
{
	struct buf packed;

	(void)state;
	pack_all(&packed);
	assert_true(unpack_all(buf_text(&packed)));
	buf_finish(&packed);
}

static void every_cut_is_noticed(void **state)
{
	struct buf packed;

	(void)state;
	pack_all(&packed);
	for (size_t i = 0; i < packed.length; i++) {
		assert_false(unpack_all(text_from(packed.at, i)));
	}
	buf_finish(&packed);
}

static void what_cannot_be_is_bad(void **state)
{
	static const char *const wrong[] = {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
		"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct unpack from = {.rest = text_of(wrong[i])};
		assert_int_equal(unpack_u64(&from), 0);
		assert_true(from.bad);
	}
	struct unpack many = {.rest = text_of("\x04"
					      "abcdefg")};
	assert_int_equal(unpack_count(&many, 2), 0);
	assert_true(many.bad);
	struct unpack few = {.rest = text_of("\x03"
					     "abcdefg")};
	assert_int_equal(unpack_count(&few, 2), 3);
	assert_false(few.bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(what_cannot_be_is_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
