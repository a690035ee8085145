#include "run.h"

#include "base/version.h"

static void the_version_is_one_line(void **state)
{
	static const char *const cases[][8] = {{"version"},
		{"version", "--url", "redis://h", "--no-color", "--topics=x", "--memory=1M",
			"--profile=p"},
		{"--version"}, {"-V"}, {"topics", "-V"}};
	char line[64];

	(void)state;
	snprintf(line, sizeof(line), "rivermaster %s\n", version_text());
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		run_expect_code(&run, 0);
		assert_string_equal(run_out(&run), line);
		assert_string_equal(run_err(&run), "");
		run_finish(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_version_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
