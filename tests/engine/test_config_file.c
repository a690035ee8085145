#include "../../src/engine/config_file.h"

#include "base/mem.h"
#include "engine/written.h"

static void assert_path(const char *expected)
{
	char *path = config_file_dup_path();

	if (expected == NULL) {
		assert_null(path);
	} else {
		assert_string_equal(path, expected);
	}
	mem_free(path);
}

static void the_usual_place_is_below_xdg_config_home(void **state)
{
	(void)state;
	setenv("HOME", "/nonexistent/me", 1);
	setenv("XDG_CONFIG_HOME", "/nonexistent/xdg", 1);
	assert_path("/nonexistent/xdg/rivermaster/rivermaster.conf");
	unsetenv("XDG_CONFIG_HOME");
	assert_path("/nonexistent/me/.config/rivermaster/rivermaster.conf");
}

static void relative_variables_are_ignored(void **state)
{
	(void)state;
	setenv("HOME", "/nonexistent/me", 1);
	setenv("XDG_CONFIG_HOME", "xdg", 1);
	assert_path("/nonexistent/me/.config/rivermaster/rivermaster.conf");
	setenv("XDG_CONFIG_HOME", "", 1);
	assert_path("/nonexistent/me/.config/rivermaster/rivermaster.conf");
	setenv("HOME", "me", 1);
	assert_path(NULL);
	unsetenv("HOME");
	assert_path(NULL);
}

static enum config_file_result look(const char *path, struct error *error)
{
	struct buf content;
	enum config_file_result result;

	*error = (struct error){.code = ERROR_NONE};
	buf_init(&content, CONFIG_FILE_MAX);
	result = config_file_read(path, &content, error);
	buf_finish(&content);
	return result;
}

static void a_file_is_read_whole(void **state)
{
	struct written written;
	struct buf content;
	struct error error;

	(void)state;
	written_init(&written, "[server]\n");
	buf_init(&content, CONFIG_FILE_MAX);
	assert_int_equal(config_file_read(written.file, &content, &error), CONFIG_FILE_READ);
	assert_string_equal(content.at, "[server]\n");
	buf_finish(&content);
	written_finish(&written);
}

static void a_missing_file_is_missing(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(look("/nonexistent/rivermaster.conf", &error), CONFIG_FILE_MISSING);
	assert_int_equal(error.code, ERROR_USAGE);
	assert_int_equal(look("/dev/null", &error), CONFIG_FILE_READ);
}

static void a_file_that_others_may_change_is_refused_with_the_cure(void **state)
{
	static const mode_t modes[] = {0620, 0602, 0666};
	struct written written;
	struct error error;
	size_t i;

	(void)state;
	written_init(&written, "[server]\n");
	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		assert_int_equal(chmod(written.file, modes[i]), 0);
		assert_int_equal(look(written.file, &error), CONFIG_FILE_REFUSED);
		assert_int_equal(error.code, ERROR_USAGE);
		assert_non_null(strstr(error.text, "chmod go-w"));
	}
	assert_int_equal(chmod(written.file, 0644), 0);
	assert_int_equal(look(written.file, &error), CONFIG_FILE_READ);
	written_finish(&written);
}

static void a_file_of_somebody_else_is_refused(void **state)
{
	struct written written;
	struct error error;

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	written_init(&written, "[server]\n");
	assert_int_equal(chown(written.file, 65534, 65534), 0);
	assert_int_equal(look(written.file, &error), CONFIG_FILE_REFUSED);
	assert_non_null(strstr(error.text, "belongs to another user"));
	written_finish(&written);
}

static void a_folder_and_a_giant_are_refused(void **state)
{
	struct written written;
	struct error error;

	(void)state;
	written_init(&written, "");
	assert_int_equal(look(written.folder, &error), CONFIG_FILE_REFUSED);
	assert_non_null(strstr(error.text, "is no regular file"));
	assert_int_equal(truncate(written.file, CONFIG_FILE_MAX + 1), 0);
	assert_int_equal(look(written.file, &error), CONFIG_FILE_REFUSED);
	assert_non_null(strstr(error.text, "is longer than"));
	written_finish(&written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_place_is_below_xdg_config_home),
		cmocka_unit_test(relative_variables_are_ignored),
		cmocka_unit_test(a_file_is_read_whole),
		cmocka_unit_test(a_missing_file_is_missing),
		cmocka_unit_test(a_file_that_others_may_change_is_refused_with_the_cure),
		cmocka_unit_test(a_file_of_somebody_else_is_refused),
		cmocka_unit_test(a_folder_and_a_giant_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
