#include "demo/probe.h"

static void a_started_demo_answers_and_has_its_topics_and_groups(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	redisContext *redis = probe_open(demo_url(demo));

	(void)state;
	assert_true(probe_length(redis, "shop.views") > 0);
	assert_true(probe_length(redis, "shop.searches") > 0);
	assert_int_equal(probe_group(redis, "profile.updates", "offer-engine", "consumers"), 3);
	assert_int_equal(probe_group(redis, "offers.selected", "mailer", "consumers"), 1);
	assert_true(probe_group(redis, "orders.placed", "billing", "consumers") >= 0);
	redisFree(redis);
	demo_stop(demo);
}

static void only_its_owner_gets_in_and_only_by_the_socket(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	redisContext *redis = probe_open(demo_url(demo));
	char folder[PROBE_PATH_MAX];
	struct stat status;

	(void)state;
	folder_of(demo, folder);
	assert_int_equal(lstat(folder, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(lstat(demo_url(demo) + 7, &status), 0);
	assert_int_equal(status.st_mode & 0077, 0);
	redisReply *port = probe_ask(redis, "CONFIG GET port");
	assert_string_equal(port->element[1]->str, "0");
	freeReplyObject(port);
	redisReply *save = probe_ask(redis, "CONFIG GET save");
	assert_string_equal(save->element[1]->str, "");
	freeReplyObject(save);
	redisFree(redis);
	demo_stop(demo);
}

static void the_configuration_sets_short_windows_and_names_the_server(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	char content[4096] = "", url[PROBE_PATH_MAX + 8];
	FILE *file = fopen(demo_config_file(demo), "r");

	(void)state;
	assert_non_null(file);
	assert_true(fread(content, 1, sizeof(content) - 1, file) > 0);
	fclose(file);
	snprintf(url, sizeof(url), "url = %s\n", demo_url(demo));
	assert_non_null(strstr(content, url));
	assert_non_null(strstr(content, "[health]\n"));
	assert_non_null(strstr(content, "window = 10s\n"));
	demo_stop(demo);
}

static void stopping_leaves_no_process_and_no_folder(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	redisContext *redis = probe_open(demo_url(demo));
	pid_t server = probe_server(redis), guardian;
	char folder[PROBE_PATH_MAX];

	(void)state;
	redisFree(redis);
	folder_of(demo, folder);
	guardian = guardian_of(folder);
	assert_true(process_lives(server) && process_lives(guardian));
	demo_stop(demo);
	assert_false(process_lives(server));
	assert_false(process_lives(guardian));
	assert_true(path_gone(folder));
}

static void two_demos_stand_side_by_side(void **state)
{
	struct demo *one = demo_with(1, 1, 0), *other = demo_with(1, 1, 0);
	redisContext *redis;

	(void)state;
	assert_string_not_equal(demo_url(one), demo_url(other));
	demo_stop(one);
	redis = probe_open(demo_url(other));
	assert_true(probe_length(redis, "shop.views") > 0);
	redisFree(redis);
	demo_stop(other);
}

static void no_name_or_all_means_every_scenario(void **state)
{
	const char *const names[] = {NULL, "all"};
	struct error error;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct demo *demo =
			demo_start(&(struct demo_options){.scenario = names[i], .rate = 1}, &error);
		assert_non_null(demo);
		redisContext *redis = probe_open(demo_url(demo));
		assert_true(probe_length(redis, "shop.views") > 0);
		redisFree(redis);
		demo_stop(demo);
	}
}

static void an_unknown_scenario_is_wrong_usage_and_the_known_are_named(void **state)
{
	struct error error = {.code = ERROR_NONE};

	(void)state;
	assert_null(demo_start(&(struct demo_options){.scenario = "opera", .rate = 1}, &error));
	assert_int_equal(error.code, ERROR_USAGE);
	assert_non_null(strstr(error.text, "opera"));
	assert_non_null(strstr(error.text, "retail"));
	assert_non_null(strstr(error.text, "all"));
}

static void start_fails_with(const char *program, const char *words)
{
	struct error error = {.code = ERROR_NONE};

	setenv("RIVERMASTER_REDIS_SERVER", program, 1);
	assert_null(demo_start(&(struct demo_options){.rate = 1}, &error));
	unsetenv("RIVERMASTER_REDIS_SERVER");
	assert_int_equal(error.code, ERROR_FAILED);
	if (strstr(error.text, words) == NULL) {
		fail_msg("`%s` lacks `%s`", error.text, words);
	}
}

static void without_a_server_program_it_says_what_to_install(void **state)
{
	(void)state;
	start_fails_with("/nonexistent", "redis-tools");
}

static void a_server_that_ends_at_once_is_told(void **state)
{
	(void)state;
	start_fails_with("/bin/false", "the server has ended");
}

static void what_a_failing_server_said_last_is_handed_on(void **state)
{
	(void)state;
	start_fails_with("/bin/ls", "--help");
}

static void stopping_nothing_is_fine(void **state)
{
	(void)state;
	demo_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_started_demo_answers_and_has_its_topics_and_groups),
		cmocka_unit_test(only_its_owner_gets_in_and_only_by_the_socket),
		cmocka_unit_test(the_configuration_sets_short_windows_and_names_the_server),
		cmocka_unit_test(stopping_leaves_no_process_and_no_folder),
		cmocka_unit_test(two_demos_stand_side_by_side),
		cmocka_unit_test(no_name_or_all_means_every_scenario),
		cmocka_unit_test(an_unknown_scenario_is_wrong_usage_and_the_known_are_named),
		cmocka_unit_test(without_a_server_program_it_says_what_to_install),
		cmocka_unit_test(a_server_that_ends_at_once_is_told),
		cmocka_unit_test(what_a_failing_server_said_last_is_handed_on),
		cmocka_unit_test(stopping_nothing_is_fine),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
