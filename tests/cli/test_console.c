#include "parsed.h"

#include "base/sanitise.h"
#include "support/redis.h"

static struct redis_server *server_with_topics(void)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(server, "XADD", "mail", "1-1", "a", "b", NULL);
	return server;
}

static void without_a_terminal_topics_and_groups_are_told_once(void **state)
{
	struct redis_server *server = server_with_topics();
	struct run run = RUN(redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	assert_int_equal(strncmp(run_out(&run), "TOPIC ", 6), 0);
	const char *groups = strstr(run_out(&run), "\n\nTOPIC ");
	assert_non_null(groups);
	run_expect_text(groups, "billing");
	run_expect_text(groups, "NO_CONSUMERS");
	run_finish(&run);
	redis_stop(server);
}

static void json_is_one_document_of_both(void **state)
{
	struct redis_server *server = server_with_topics();
	struct run run = RUN("--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	cJSON *document = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(parsed_member(document, "topics")), 2);
	assert_int_equal(cJSON_GetArraySize(parsed_member(document, "groups")), 1);
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void a_terminal_limits_the_width_and_gets_colors(void **state)
{
	struct redis_server *server = server_with_topics();
	struct run run = run_begin_terminal(
		(const char *const[]){"groups", "--quiet", "--url", redis_url(server), NULL}, 60);

	(void)state;
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\033[1;31mNO_CONSUMERS\033[0m");
	run_finish(&run);
	run = run_begin_terminal((const char *const[]){"groups", "--quiet", "--no-color", "--url",
					 redis_url(server), NULL},
		60);
	run_end(&run);
	run_expect_code(&run, 0);
	run_expect_no_text(run_out(&run), "\033");
	struct text rest = buf_text(&run.out);
	while (rest.length > 0) {
		struct text line = text_cut(&rest, '\n');
		assert_true(sanitise_width(line) <= 61);
	}
	run_finish(&run);
	redis_stop(server);
}

static void json_goes_to_a_terminal_too(void **state)
{
	struct redis_server *server = server_with_topics();
	struct run run = run_begin_terminal(
		(const char *const[]){"--json", "--quiet", "--url", redis_url(server), NULL}, 80);

	(void)state;
	run_end(&run);
	run_expect_code(&run, 0);
	assert_int_equal(strncmp(run_out(&run), "{\"topics\":[", 11), 0);
	run_finish(&run);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_terminal_topics_and_groups_are_told_once),
		cmocka_unit_test(json_is_one_document_of_both),
		cmocka_unit_test(a_terminal_limits_the_width_and_gets_colors),
		cmocka_unit_test(json_goes_to_a_terminal_too),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
