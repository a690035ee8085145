#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ops/edit.h"
#include "scene.h"

enum { BYTES_MAX = 4096 };

#define FIELD(a, b)                                                       \
	{                                                                 \
		.name = {a, sizeof(a) - 1}, .value = { b, sizeof(b) - 1 } \
	}

static const struct entry_field fields[] = {
	FIELD("a", "old"), FIELD("doc", "{\"x\": [1]}"), FIELD("a", "older"), FIELD("\0", "z")};
static const struct entry entry = {.id = {5, 6}, .field_count = 4, .fields = fields};

static void begin(struct request *request, const char *set)
{
	scene_request(request);
	request->value_count = 0;
	request_add(request, text_of("set"), text_of(set));
}

static void every_field_of_that_name_is_set(void **state)
{
	struct request request;
	struct text missing;
	struct edit edit;
	size_t cursor = 0;

	(void)state;
	begin(&request, "a=first");
	request_add(&request, text_of("set"), text_of("a=b=c"));
	assert_true(edit_next(&request, &entry, &cursor, &edit));
	assert_true(text_is(edit.before, "old"));
	assert_true(text_is(edit.after, "b=c"));
	assert_true(edit_next(&request, &entry, &cursor, &edit));
	assert_true(text_is(edit.before, "older"));
	assert_false(edit_next(&request, &entry, &cursor, &edit));
	assert_false(edit_misses(&request, &entry, &missing));
	request_add(&request, text_of("set"), text_of("A=1"));
	assert_true(edit_misses(&request, &entry, &missing));
	assert_true(text_is(missing, "A"));
	request_finish(&request);
}

static bool is_refused(const char *set, const char *allow, const char *why)
{
	struct mask *mask = mask_create(NULL);
	struct error error = {.code = ERROR_NONE};
	struct request request;
	struct edit edit;
	size_t cursor = 0;

	begin(&request, set);
	if (allow != NULL) {
		request_add(&request, text_of(allow), text_of("1"));
	}
	assert_true(edit_next(&request, &entry, &cursor, &edit));
	bool good = edit_check(&request, &edit, mask, &error);
	if (!good) {
		assert_int_equal(error.code, ERROR_REFUSED);
		assert_non_null(strstr(error.text, why));
	}
	request_finish(&request);
	mask_destroy(mask);
	return !good;
}

static void json_stays_json(void **state)
{
	(void)state;
	assert_false(is_refused("doc={\"x\": null, \"y\": 9007199254740993}", NULL, ""));
	assert_false(is_refused("doc=7", NULL, ""));
	assert_true(is_refused("doc={\"x\":\n [1,]}", NULL, "line 2, column 5"));
	assert_true(is_refused("doc=", NULL, "line 1, column 1"));
	assert_false(is_refused("doc=", "allow-broken-json", ""));
	assert_false(is_refused("a={", NULL, ""));
}

static void expect_shown(const struct edit *edit, const char *before, const char *after)
{
	struct buf out[2];

	buf_init(&out[0], BYTES_MAX);
	buf_init(&out[1], BYTES_MAX);
	edit_show(edit, NULL, &out[0], &out[1]);
	assert_string_equal(out[0].at, before);
	assert_string_equal(out[1].at, after);
	buf_finish(&out[0]);
	buf_finish(&out[1]);
}

static void of_long_values_the_difference_is_shown(void **state)
{
	struct edit edit = {.before = text_of("a\x1b]0;x\n"), .after = text_of("\xff")};

	(void)state;
	expect_shown(&edit, "a^[]0;x\\n", "\\xFF");
	edit.before = text_of("0123456789012345678901234567890123456789 one 01234567890123456789"
			      "0123456789");
	edit.after = text_of("0123456789012345678901234567890123456789 another 0123456789012345"
			     "67890123456789");
	expect_shown(&edit, "...567890123456789 one 012345678901234...",
		"...567890123456789 another 012345678901234...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_that_name_is_set),
		cmocka_unit_test(json_stays_json),
		cmocka_unit_test(of_long_values_the_difference_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
