#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"

static void a_new_buffer_is_an_empty_string(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 10);
	assert_string_equal(buf.at, "");
	assert_int_equal(buf_text(&buf).length, 0);
	assert_false(buf.full);
	buf_finish(&buf);
}

static void additions_follow_one_another(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	assert_true(buf_add(&buf, "a\0b", 3));
	assert_true(buf_add_text(&buf, text_of("cd")));
	assert_true(buf_add_string(&buf, "ef"));
	assert_true(buf_add_byte(&buf, 'g'));
	assert_true(buf_addf(&buf, "%03d%s", 7, "h"));
	assert_true(buf_add(&buf, NULL, 0));
	assert_int_equal(buf.length, 12);
	assert_memory_equal(buf.at, "a\0bcdefg007h", 13);
	buf_finish(&buf);
}

static void the_ceiling_itself_fits_and_one_more_does_not(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 4);
	assert_true(buf_add_string(&buf, "abcd"));
	assert_false(buf.full);
	assert_false(buf_add_byte(&buf, 'e'));
	assert_true(buf.full);
	assert_string_equal(buf.at, "abcd");
	assert_true(buf.room <= 5);
	buf_finish(&buf);
}

static void what_does_not_fit_is_refused_whole_and_so_is_the_rest(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 4);
	assert_true(buf_add_string(&buf, "ab"));
	assert_false(buf_addf(&buf, "%d", 12345));
	assert_false(buf_add_string(&buf, "c"));
	assert_false(buf_addf(&buf, "%s", ""));
	assert_string_equal(buf.at, "ab");
	buf_reset(&buf);
	assert_false(buf.full);
	assert_true(buf_add_string(&buf, "c"));
	assert_string_equal(buf.at, "c");
	buf_finish(&buf);
}

static void no_ceiling_is_beyond_counting(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, SIZE_MAX);
	assert_true(buf_add_string(&buf, "ab"));
	assert_false(buf_add(&buf, "x", SIZE_MAX - 2));
	assert_string_equal(buf.at, "ab");
	buf_finish(&buf);
	buf_init(&buf, 0);
	assert_true(buf_add_string(&buf, ""));
	assert_false(buf_add_byte(&buf, 'x'));
	buf_finish(&buf);
}

static void it_grows_and_stays_closed(void **state)
{
	struct buf buf;
	size_t i;

	(void)state;
	buf_init(&buf, 100000);
	for (i = 0; i < 100000; i++) {
		assert_true(buf_add_byte(&buf, (char)('a' + i % 26)));
		assert_int_equal(buf.at[buf.length], 0);
	}
	for (i = 0; i < 100000; i++) {
		assert_int_equal(buf.at[i], 'a' + i % 26);
	}
	assert_int_equal(buf.room, 100001);
	buf_finish(&buf);
}

static void dropping_takes_the_front_and_cutting_the_back(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 100);
	buf_add_string(&buf, "abcdef");
	buf_drop(&buf, 2);
	assert_string_equal(buf.at, "cdef");
	buf_cut(&buf, 3);
	assert_string_equal(buf.at, "cde");
	buf_drop(&buf, 0);
	buf_drop(&buf, 3);
	assert_string_equal(buf.at, "");
	assert_int_equal(buf.length, 0);
	buf_finish(&buf);
}

static void taking_hands_the_bytes_over_and_leaves_it_empty(void **state)
{
	struct buf buf;
	char *taken;

	(void)state;
	buf_init(&buf, 8);
	buf_add_string(&buf, "abc");
	taken = buf_take(&buf);
	assert_string_equal(taken, "abc");
	assert_string_equal(buf.at, "");
	assert_true(buf_add_string(&buf, "12345678"));
	assert_false(buf_add_byte(&buf, '9'));
	mem_free(taken);
	buf_finish(&buf);
}

static void finishing_twice_is_harmless(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 8);
	buf_finish(&buf);
	buf_finish(&buf);
	assert_null(buf.at);
	assert_int_equal(buf_text(&buf).length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_buffer_is_an_empty_string),
		cmocka_unit_test(additions_follow_one_another),
		cmocka_unit_test(the_ceiling_itself_fits_and_one_more_does_not),
		cmocka_unit_test(what_does_not_fit_is_refused_whole_and_so_is_the_rest),
		cmocka_unit_test(no_ceiling_is_beyond_counting),
		cmocka_unit_test(it_grows_and_stays_closed),
		cmocka_unit_test(dropping_takes_the_front_and_cutting_the_back),
		cmocka_unit_test(taking_hands_the_bytes_over_and_leaves_it_empty),
		cmocka_unit_test(finishing_twice_is_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
