#include "parsed.h"

#include <dirent.h>
#include <sched.h>

/* A folder of the test's own stands for $TMPDIR, so that what is left behind is seen. */
static char folder[] = "/tmp/rivermaster-demo-test.XXXXXX";

static size_t count_left(void)
{
	DIR *dir = opendir(folder);
	size_t count = 0;

	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
		count += entry->d_name[0] != '.';
	}
	closedir(dir);
	return count;
}

static void without_a_terminal_traffic_runs_and_is_told(void **state)
{
	struct run run = RUN("demo", "--seconds", "3");

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "TOPIC ");
	run_expect_text(run_out(&run), "VERDICT");
	run_expect_text(run_out(&run), "orders.placed");
	assert_int_equal(count_left(), 0);
	run_finish(&run);
}

static void json_holds_topics_and_groups(void **state)
{
	struct run run = RUN("demo", "--json", "--seconds=3", "--scenario", "retail", "--rate", "2",
		"--seed", "7");

	(void)state;
	run_expect_code(&run, 0);
	cJSON *document = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(document), 2);
	const cJSON *topics = parsed_member(document, "topics"), *group;
	assert_true(cJSON_GetArraySize(topics) > 3);
	cJSON_ArrayForEach(group, parsed_member(document, "groups"))
	{
		assert_true(cJSON_IsString(parsed_member(group, "verdict")));
		parsed_row(topics, parsed_member(group, "topic")->valuestring, NULL);
	}
	cJSON_Delete(document);
	assert_int_equal(count_left(), 0);
	run_finish(&run);
}

static void a_scenario_that_is_not_there_is_exit_2_and_names_those_there_are(void **state)
{
	struct run run = RUN("demo", "--scenario", "nothing");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "retail");
	assert_int_equal(count_left(), 0);
	run_finish(&run);
}

/* However early: as soon as its folder is there. */
static void a_signal_ends_it_and_nothing_is_left(void **state)
{
	static const int signals[] = {SIGINT, SIGTERM};

	(void)state;
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		struct run run = run_begin((const char *const[]){"demo", "--seconds", "600", NULL});

		while (count_left() == 0) {
			sched_yield();
		}
		kill(run.pid, signals[i]);
		run_end(&run);
		run_expect_code(&run, 1);
		run_expect_text(run_err(&run), "interrupted");
		assert_string_equal(run_out(&run), "");
		assert_int_equal(count_left(), 0);
		run_finish(&run);
	}
}

static void on_a_terminal_the_console_opens_on_it(void **state)
{
	struct run run = run_begin_terminal((const char *const[]){"demo", "--ascii", NULL}, 80);

	(void)state;
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "CONSOLE title=demo url=unix://");
	run_expect_text(run_out(&run), folder);
	run_expect_text(run_out(&run), "ascii=1");
	assert_int_equal(count_left(), 0);
	run_finish(&run);
}

static int set_up(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL || setenv("TMPDIR", folder, 1) != 0;
}

static int tear_down(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_terminal_traffic_runs_and_is_told),
		cmocka_unit_test(json_holds_topics_and_groups),
		cmocka_unit_test(a_scenario_that_is_not_there_is_exit_2_and_names_those_there_are),
		cmocka_unit_test(a_signal_ends_it_and_nothing_is_left),
		cmocka_unit_test(on_a_terminal_the_console_opens_on_it),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
