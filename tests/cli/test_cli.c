#include "run.h"

static void wrong_usage_exits_2_with_a_sentence(void **state)
{
	static const struct {
		const char *words[6], *sentence;
	} cases[] = {
		{.words = {"--bogus"},
			.sentence = "rivermaster: no option `--bogus`; see rivermaster help"},
		{.words = {"topics", "--bogus"},
			.sentence = "rivermaster: topics: no option `--bogus`"},
		{.words = {"--bogus", "topics"},
			.sentence = "rivermaster: topics: no option `--bogus`"},
		{.words = {"topics", "--jsno"}, .sentence = "did you mean --json?"},
		{.words = {"topics", "--url"}, .sentence = "topics: --url needs a value"},
		{.words = {"topics", "--rate=2"}, .sentence = "topics: no option --rate here"},
		{.words = {"topics", "--scenario", "x"}, .sentence = "no option --scenario here"},
		{.words = {"demo", "--theme"}, .sentence = "demo: --theme needs a value"},
		{.words = {"groups", ""}, .sentence = "groups: an empty argument"},
		{.words = {"groups", "orders", "--topics=o*"},
			.sentence = "groups: --topics and a TOPIC: one or the other"},
		{.words = {"version", "--json"}, .sentence = "version: no option --json here"},
		{.words = {"topics", "orders"},
			.sentence = "topics: an argument too many: `orders`"},
		{.words = {"groups", "a", "b"}, .sentence = "groups: an argument too many: `b`"},
		{.words = {"help", "topics", "x"}, .sentence = "help: an argument too many: `x`"},
		{.words = {"help", "bogus"}, .sentence = "no command `bogus`; rivermaster help"},
		{.words = {"topic"}, .sentence = "no command `topic`; did you mean topics?"},
		{.words = {"chekc"}, .sentence = "did you mean check?"},
		{.words = {"frobnicate"},
			.sentence = "no command `frobnicate`; see rivermaster help"},
		{.words = {""}, .sentence = "no command ``"},
		{.words = {"redrive"}, .sentence = "redrive: which? TOPIC"},
		{.words = {"redis://a", "redis://b"}, .sentence = "an argument too many"},
		{.words = {"redis://a", "--url=redis://b"}, .sentence = "two URLs"},
		{.words = {"--url=redis://a", "--url=redis://b"}, .sentence = "two URLs"},
		{.words = {"http://localhost"}, .sentence = "URL"},
		{.words = {"topics", "--url", "localhost"}, .sentence = "URL: expected redis://"},
		{.words = {"topics", "--url", "redis://host:99999"},
			.sentence = "the port must be"},
		{.words = {"topics", "--url", "redis://host/x"},
			.sentence = "the database must be"},
		{.words = {"topics", "--config", "/nonexistent/file"},
			.sentence = "/nonexistent/file"},
		{.words = {"topics", "--profile", "nobody"}, .sentence = "nobody"},
		{.words = {"topics", "--memory", "some"}, .sentence = "--memory needs a size"},
		{.words = {"demo", "--seconds", "soon"},
			.sentence = "--seconds needs a whole number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i].words);

		run_expect_code(&run, 2);
		run_expect_text(run_err(&run), cases[i].sentence);
		assert_int_equal(strncmp(run_err(&run), "rivermaster: ", 13), 0);
		assert_string_equal(run_out(&run), "");
		run_finish(&run);
	}
}

static void check_exits_3_where_others_exit_2(void **state)
{
	static const char *const cases[][5] = {
		{"check", "--bogus"},
		{"check", "a", "b", "c"},
		{"check", "--rate", "2"},
		{"--bogus", "check"},
		{"check", "--url", "nowhere"},
		{"check", "--profile", "nobody"},
		{"check", "--url=redis://h:0"},
		{"check", "--memory", "few"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		run_expect_code(&run, 3);
		assert_int_equal(strncmp(run_out(&run), "RIVERMASTER UNKNOWN - ", 22), 0);
		assert_int_equal(strncmp(run_err(&run), "rivermaster: ", 13), 0);
		assert_ptr_equal(strchr(run_out(&run), '\n'), run.out.at + run.out.length - 1);
		run_finish(&run);
	}
}

static void nothing_that_a_word_holds_reaches_the_terminal(void **state)
{
	static const char *const cases[][4] = {
		{"\033[2J"},
		{"--\033[2J"},
		{"topics", "\xff\x9b"},
		{"help", "\033]52;c;x\a"},
		{"groups", "a", "\xc2\x9b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		run_expect_code(&run, 2);
		run_expect_harmless(&run.err);
		run_finish(&run);
	}
}

static void a_password_is_warned_of_and_never_shown(void **state)
{
	static const char *const cases[][5] = {
		{"topics", "--url", "redis://ann:hunter2@127.0.0.1:1"},
		{"topics", "--url=redis://:hunter2@127.0.0.1:1"},
		{"topics", "--url", "redis://hunter2@127.0.0.1:1"},
		{"redis://ann:hunter2@127.0.0.1:1"},
		{"topics", "redis://ann:hunter2@127.0.0.1:1"},
		{"topics", "--url", "redis://ann:hunter2@host:port"},
		{"topics", "--url", "ann:hunter2@host"},
		{"redis://ann:hunter2@a", "redis://ann:hunter2@b"},
		{"redis://a", "--url=redis://ann:hunter2@b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		assert_true(run.code == 2 || run.code == 3);
		run_expect_text(run_err(&run), "a password on the command line");
		run_expect_no_text(run_err(&run), "hunter2");
		run_expect_no_text(run_out(&run), "hunter2");
		run_finish(&run);
	}
}

static void quiet_leaves_out_the_warning_and_keeps_the_secret(void **state)
{
	struct run run = RUN("topics", "--quiet", "--url", "redis://ann:hunter2@127.0.0.1:1");

	(void)state;
	run_expect_code(&run, 3);
	run_expect_no_text(run_err(&run), "command line");
	run_expect_no_text(run_err(&run), "hunter2");
	run_finish(&run);
	run = RUN("ann:hunter2@host");
	run_expect_code(&run, 2);
	run_expect_no_text(run_err(&run), "hunter2");
	run_finish(&run);
}

static void the_console_opens_on_a_terminal(void **state)
{
	struct run run = run_begin_terminal(
		(const char *const[]){"redis://host:1", "--theme", "dark", "--ascii", NULL}, 80);

	(void)state;
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_text(
		run_out(&run), "CONSOLE title=- url=redis://host:1 theme=dark mono=0 ascii=1");
	run_finish(&run);
	run = run_begin_terminal((const char *const[]){"--no-color", NULL}, 80);
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "url=redis://127.0.0.1:6379 theme=- mono=1");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_usage_exits_2_with_a_sentence),
		cmocka_unit_test(check_exits_3_where_others_exit_2),
		cmocka_unit_test(nothing_that_a_word_holds_reaches_the_terminal),
		cmocka_unit_test(a_password_is_warned_of_and_never_shown),
		cmocka_unit_test(quiet_leaves_out_the_warning_and_keeps_the_secret),
		cmocka_unit_test(the_console_opens_on_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
