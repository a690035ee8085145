/* Rows asked by the query language: names, members, types, what is not known. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "model/column_query.h"
#include "scene.h"

static enum query_result ask(const struct scene *scene, const char *text)
{
	struct error error = {.code = ERROR_NONE};
	struct column_query *query = column_query_compile(
		text_of(text), group_columns, group_column_count, NULL, &error);
	enum query_result result;

	if (query == NULL) {
		fail_msg("%s: %s", text, error.text);
	}
	result = column_query_match(query, scene->model, scene_group(scene), NULL);
	column_query_destroy(query);
	return result;
}

static void groups_are_asked_by_names_and_members(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, &(struct model_options){0});
	scene_add(&scene, 50);
	scene_read(&scene, 20);
	for (int i = 0; i < 3; i++) {
		scene_sample(&scene);
	}
	assert_int_equal(ask(&scene, "lag == 30"), QUERY_YES);
	assert_int_equal(ask(&scene, "lag > 30 or pending < 0"), QUERY_NO);
	assert_int_equal(
		ask(&scene, "lag_is in (\"exact\", \"counted\", \"estimate\")"), QUERY_YES);
	assert_int_equal(ask(&scene, "has(lag) and has(topic)"), QUERY_YES);
	assert_int_equal(ask(&scene, "has(drain_ms)"), QUERY_NO);
	assert_int_equal(ask(&scene, "drain_ms >= 0 or drain_ms < 0"), QUERY_NO);
	assert_int_equal(ask(&scene, "oldest >= 0s and oldest_undelivered_age_ms >= 0"), QUERY_YES);
	assert_int_equal(ask(&scene, "last_delivered_id > 0-0"), QUERY_YES);
	assert_int_equal(ask(&scene, "verdict == \"NO SUCH\""), QUERY_NO);
	scene_end(&scene);
}

static void what_a_column_is_not_is_said(void **state)
{
	static const char *const bad[] = {"oldest > 5", "lag == \"x\"", "verdict > 5", "spark == 1",
		"in > 1", "text(\"x\")", "lagging == 1"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct error error = {.code = ERROR_NONE};
		size_t column = 0;

		assert_null(column_query_compile(
			text_of(bad[i]), group_columns, group_column_count, &column, &error));
		assert_true(column >= 1 && error.code == ERROR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_are_asked_by_names_and_members),
		cmocka_unit_test(what_a_column_is_not_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
