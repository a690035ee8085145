#include "parsed.h"

#include "support/redis.h"

static bool has_probe(const cJSON *list, const char *name, const char *result)
{
	const cJSON *probe;

	cJSON_ArrayForEach(probe, list)
	{
		if (parsed_is(probe, "name", name) && parsed_is(probe, "result", result)) {
			return true;
		}
	}
	return false;
}

static void a_server_that_allows_all_is_exit_0(void **state)
{
	static const char *const members[] = {"name", "result", "text", NULL};
	struct redis_server *server = redis_start(NULL);
	struct run run = RUN("doctor", "--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	cJSON *list = parsed(&run);
	parsed_expect_members(list, members);
	assert_true(has_probe(list, "version", "info"));
	assert_true(has_probe(list, "connection", "ok"));
	assert_true(has_probe(list, "charset", "ok"));
	assert_true(has_probe(list, "permission", "ok"));
	assert_false(has_probe(list, "permission", "bad"));
	cJSON_Delete(list);
	run_finish(&run);
	redis_stop(server);
}

static void people_get_a_line_a_probe(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run = RUN("doctor", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "ok    connection ");
	run_expect_text(run_out(&run), "      configuration   no file");
	run_finish(&run);
	redis_stop(server);
}

static void a_missing_permission_is_exit_4(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	char url[64];

	(void)state;
	redis_ok(server, "ACL", "SETUSER", "viewer", "on", ">pw", "~*", "+@all", "-xinfo", NULL);
	snprintf(url, sizeof(url), "redis://viewer:pw@127.0.0.1:%d", redis_port(server));
	struct run run = RUN("doctor", "--json", "--quiet", "--url", url);
	run_expect_code(&run, 4);
	cJSON *list = parsed(&run);
	assert_true(has_probe(list, "permission", "bad"));
	cJSON_Delete(list);
	run_expect_text(run_err(&run), "xinfo");
	run_finish(&run);
	redis_stop(server);
}

static void topics_that_may_not_be_read_are_told(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	char url[64];

	(void)state;
	redis_ok(server, "XADD", "orders", "*", "a", "b", NULL);
	redis_ok(server, "XADD", "secret", "*", "a", "b", NULL);
	redis_ok(server, "ACL", "SETUSER", "clerk", "on", ">pw", "~orders", "+@all", NULL);
	snprintf(url, sizeof(url), "redis://clerk:pw@127.0.0.1:%d", redis_port(server));
	struct run run = RUN("doctor", "--quiet", "--url", url);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "warn  permission      1 of 2 topics may not be read");
	run_finish(&run);
	redis_ok(server, "ACL", "SETUSER", "clerk", "resetkeys", NULL);
	run = RUN("doctor", "--quiet", "--url", url);
	run_expect_code(&run, 4);
	run_expect_text(run_out(&run), "BAD   permission      none of 2 topics may be read");
	run_finish(&run);
	redis_stop(server);
}

static void a_server_that_is_not_there_is_exit_3_and_the_rest_is_told(void **state)
{
	struct run run = RUN("doctor", "--json", "--url", "redis://127.0.0.1:1");

	(void)state;
	run_expect_code(&run, 3);
	cJSON *list = parsed(&run);
	assert_true(has_probe(list, "connection", "bad"));
	assert_true(has_probe(list, "charset", "ok"));
	cJSON_Delete(list);
	run_expect_text(run_err(&run), "rivermaster: ");
	run_finish(&run);
}

static void a_wrong_configuration_is_exit_2_and_told(void **state)
{
	struct run run = RUN("doctor", "--json", "--config", "/nonexistent/file");

	(void)state;
	run_expect_code(&run, 2);
	cJSON *list = parsed(&run);
	assert_true(has_probe(list, "configuration", "bad"));
	assert_false(has_probe(list, "connection", "ok"));
	cJSON_Delete(list);
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_allows_all_is_exit_0),
		cmocka_unit_test(people_get_a_line_a_probe),
		cmocka_unit_test(a_missing_permission_is_exit_4),
		cmocka_unit_test(topics_that_may_not_be_read_are_told),
		cmocka_unit_test(a_server_that_is_not_there_is_exit_3_and_the_rest_is_told),
		cmocka_unit_test(a_wrong_configuration_is_exit_2_and_told),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
