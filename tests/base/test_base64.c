#include "base/base64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "seed.h"

static void encodes_to(const char *bytes, const char *expected)
{
	struct buf encoded, decoded;

	buf_init(&encoded, 100);
	buf_init(&decoded, 100);
	assert_true(base64_encode(&encoded, text_of(bytes)));
	assert_string_equal(encoded.at, expected);
	assert_true(base64_decode(&decoded, buf_text(&encoded)));
	assert_string_equal(decoded.at, bytes);
	buf_finish(&encoded);
	buf_finish(&decoded);
}

static void the_vectors_of_the_standard_go_both_ways(void **state)
{
	(void)state;
	encodes_to("", "");
	encodes_to("f", "Zg==");
	encodes_to("fo", "Zm8=");
	encodes_to("foo", "Zm9v");
	encodes_to("foob", "Zm9vYg==");
	encodes_to("fooba", "Zm9vYmE=");
	encodes_to("foobar", "Zm9vYmFy");
	encodes_to("\xfb\xff\xfe", "+//+");
}

static void what_is_not_base64_appends_nothing(void **state)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "Zm9v=", "=m9v", "Zm=v",
		"Z===", "====", "Z m9vZg", "Zm9\nv", "Zm9-", "Zg==Zg==", "Zh==", "Zm9=", "Zm9vZm9*",
		"Zm9v\xff", "Zm9vZg=v"};
	struct buf out;
	size_t i;

	(void)state;
	buf_init(&out, 100);
	buf_add_string(&out, "kept");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (base64_decode(&out, text_of(bad[i]))) {
			fail_msg("`%s` was taken", bad[i]);
		}
		assert_string_equal(out.at, "kept");
	}
	buf_finish(&out);
}

static void what_does_not_fit_appends_nothing(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 7);
	assert_false(base64_encode(&out, text_of("foobar")));
	assert_string_equal(out.at, "");
	assert_true(out.full);
	buf_reset(&out);
	assert_false(base64_decode(&out, text_of("Zm9vYmFyZm9v")));
	assert_string_equal(out.at, "");
	buf_finish(&out);
}

static void random_bytes_come_back(void **state)
{
	struct rng rng = seeded_rng();
	struct buf encoded, decoded;
	int round;

	(void)state;
	buf_init(&encoded, 1000);
	buf_init(&decoded, 1000);
	for (round = 0; round < 2000; round++) {
		char bytes[64];
		size_t length = rng_below(&rng, sizeof(bytes)), i;

		for (i = 0; i < length; i++) {
			bytes[i] = (char)rng_below(&rng, 256);
		}
		buf_reset(&encoded);
		buf_reset(&decoded);
		assert_true(base64_encode(&encoded, text_from(bytes, length)));
		assert_int_equal(encoded.length, (length + 2) / 3 * 4);
		assert_true(base64_decode(&decoded, buf_text(&encoded)));
		assert_true(text_equal(buf_text(&decoded), text_from(bytes, length)));
	}
	buf_finish(&encoded);
	buf_finish(&decoded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_standard_go_both_ways),
		cmocka_unit_test(what_is_not_base64_appends_nothing),
		cmocka_unit_test(what_does_not_fit_appends_nothing),
		cmocka_unit_test(random_bytes_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
