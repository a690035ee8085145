#include "base/escape.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 2000, BYTES_MAX = 200, TYPED_MAX = 4096 };

static void assert_written(struct text raw, const char *typed)
{
	struct buf out;

	buf_init(&out, TYPED_MAX);
	escape_write(&out, raw);
	assert_string_equal(out.at, typed);
	buf_finish(&out);
}

static void what_can_be_typed_needs_no_escape(void **state)
{
	(void)state;
	assert_false(escape_is_needed(text_of("")));
	assert_false(escape_is_needed(text_of("a\\b\nc caf\u00e9 \u65e5")));
	assert_true(escape_is_needed(text_of("a\tb")));
	assert_true(escape_is_needed(text_of("\033[31m")));
	assert_true(escape_is_needed(text_from("a\0b", 3)));
	assert_true(escape_is_needed(text_of("\xff")));
	assert_true(escape_is_needed(text_of("pay\u202eload")));
}

static void bytes_are_written_as_they_are_typed(void **state)
{
	(void)state;
	assert_written(text_from("a\0b\t\r\n\\", 7), "a\\x00b\\t\\r\n\\\\");
	assert_written(text_of("\xff\u00e9"), "\\xff\u00e9");
	assert_written(text_of("\u202e"), "\\xe2\\x80\\xae");
}

static void what_is_no_escape_is_told_where(void **state)
{
	static const struct {
		const char *typed;
		size_t at;
	} wrong[] = {{"ab\\q", 2}, {"\\", 0}, {"a\\x1", 1}, {"a\\xg0", 1}, {"\\\\\\x", 2}};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct buf out;
		size_t at = 99;

		buf_init(&out, TYPED_MAX);
		assert_false(escape_read(&out, text_of(wrong[i].typed), &at));
		assert_int_equal(at, wrong[i].at);
		buf_finish(&out);
	}
}

static void whatever_is_written_reads_back(void **state)
{
	const char *given = getenv("SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

	(void)state;
	print_message("SEED=%u\n", seed);
	srand(seed);
	for (int round = 0; round < ROUNDS; round++) {
		char bytes[BYTES_MAX];
		size_t length = (size_t)rand() % BYTES_MAX, at = 0;
		struct buf typed, back;

		for (size_t i = 0; i < length; i++) {
			bytes[i] = (char)(rand() % 3 ? rand() % 256 : '\\');
		}
		buf_init(&typed, TYPED_MAX);
		buf_init(&back, TYPED_MAX);
		escape_write(&typed, text_from(bytes, length));
		assert_false(escape_is_needed(buf_text(&typed)));
		assert_true(escape_read(&back, buf_text(&typed), &at));
		assert_true(text_equal(buf_text(&back), text_from(bytes, length)));
		buf_finish(&back);
		buf_finish(&typed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_be_typed_needs_no_escape),
		cmocka_unit_test(bytes_are_written_as_they_are_typed),
		cmocka_unit_test(what_is_no_escape_is_told_where),
		cmocka_unit_test(whatever_is_written_reads_back),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
