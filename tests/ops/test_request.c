#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "scene.h"

static void assert_same(const struct request *a, const struct request *b)
{
	struct buf one, other;

	buf_init(&one, KEY_BYTES_MAX);
	buf_init(&other, KEY_BYTES_MAX);
	request_pack(a, &one);
	request_pack(b, &other);
	assert_true(text_equal(buf_text(&one), buf_text(&other)));
	buf_finish(&one);
	buf_finish(&other);
}

static void what_was_packed_comes_back(void **state)
{
	struct request request, back;
	struct error error = {.code = ERROR_NONE};
	struct buf packed;

	(void)state;
	scene_request(&request);
	request_init(&back);
	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(&request, &packed);
	assert_true(request_unpack(&back, buf_text(&packed), &error));
	assert_same(&request, &back);
	assert_true(text_equal(back.topic, text_from("or\0ders", 7)));
	assert_true(text_is(back.items[0].consumer, "worker"));
	assert_true(text_is(back.items[1].consumer, "worker"));
	assert_true(text_is(back.items[2].consumer, "other"));
	assert_true(back.items[2].deliveries == INT64_MAX);
	assert_true(back.listed && back.target_exists);
	buf_finish(&packed);
	request_finish(&request);
	request_finish(&back);
}

static void every_cut_is_refused(void **state)
{
	struct request request;
	struct buf packed;

	(void)state;
	scene_request(&request);
	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(&request, &packed);
	for (size_t i = 0; i < packed.length; i++) {
		struct error error = {.code = ERROR_NONE};
		struct request back;

		request_init(&back);
		assert_false(request_unpack(&back, text_from(packed.at, i), &error));
		assert_int_equal(error.code, ERROR_FAILED);
		request_finish(&back);
	}
	buf_finish(&packed);
	request_finish(&request);
}

static void a_newer_version_is_refused(void **state)
{
	struct request request, back;
	struct error error = {.code = ERROR_NONE};
	struct buf packed;

	(void)state;
	scene_request(&request);
	request_init(&back);
	buf_init(&packed, KEY_BYTES_MAX);
	request_pack(&request, &packed);
	packed.at[0] = REQUEST_VERSION + 1;
	assert_false(request_unpack(&back, buf_text(&packed), &error));
	assert_int_equal(error.code, ERROR_REFUSED);
	buf_finish(&packed);
	request_finish(&request);
	request_finish(&back);
}

static void values_are_read_as_they_were_given(void **state)
{
	struct request request;

	(void)state;
	request_init(&request);
	assert_true(request_add(&request, text_of("min-idle"), text_of("1m30s")));
	assert_true(request_add(&request, text_of("limit"), text_of("7")));
	assert_int_equal(request_duration_ms(&request, "min-idle", 1), 90000);
	assert_int_equal(request_duration_ms(&request, "other", 1), 1);
	assert_int_equal(request_number(&request, "limit", 1), 7);
	assert_int_equal(request_number(&request, "min-idle", 1), 1);
	assert_true(request_has(&request, "limit"));
	assert_false(request_has(&request, "li"));
	for (size_t i = request.value_count; i < REQUEST_VALUES_MAX; i++) {
		assert_true(request_add(&request, text_of("x"), text_of("")));
	}
	assert_false(request_add(&request, text_of("x"), text_of("")));
	request_finish(&request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(a_newer_version_is_refused),
		cmocka_unit_test(values_are_read_as_they_were_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
