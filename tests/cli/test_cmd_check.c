#include "parsed.h"

#include "support/redis.h"

static struct redis_server *server_with_group(const char *group)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XGROUP", "CREATE", "orders", group, "0", "MKSTREAM", NULL);
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	return server;
}

static void read_one(struct redis_server *server, const char *group)
{
	redis_ok(server, "XREADGROUP", "GROUP", group, "c1", "STREAMS", "orders", ">", NULL);
}

/* One line, a status, a bar, and performance data of label=value;warn;crit;min. */
static void expect_line(const struct run *run, const char *front)
{
	const char *out = run_out(run), *bar = strchr(out, '|');

	assert_int_equal(strncmp(out, front, strlen(front)), 0);
	assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
	run_expect_harmless(&run->out);
	if (bar != NULL) {
		assert_null(strchr(bar + 1, '|'));
		run_expect_text(bar, " lag=");
		run_expect_text(bar, " pending=");
	}
}

static void a_group_that_is_through_is_ok(void **state)
{
	struct redis_server *server = server_with_group("billing");

	(void)state;
	read_one(server, "billing");
	redis_ok(server, "XACK", "orders", "billing", "1-1", NULL);
	struct run run = RUN("check", "orders", "billing", "--url", redis_url(server));
	run_expect_code(&run, 0);
	expect_line(&run, "RIVERMASTER OK - orders/billing OK");
	run_expect_text(run_out(&run), "| lag=0;;;0 pending=0;;;0 groups=1;;;0 critical=0;;0;0");
	assert_string_equal(run_err(&run), "");
	run_finish(&run);
	redis_stop(server);
}

static void a_group_without_consumers_is_critical(void **state)
{
	struct redis_server *server = server_with_group("billing");

	(void)state;
	struct run run = RUN("check", "orders", "--url", redis_url(server));
	run_expect_code(&run, 2);
	expect_line(&run, "RIVERMASTER CRITICAL - orders/billing NO_CONSUMERS ");
	run_expect_text(run_out(&run), " | lag=1;;;0 pending=0;;;0");
	run_finish(&run);
	redis_stop(server);
}

static void an_entry_that_comes_back_again_and_again_is_a_warning(void **state)
{
	struct redis_server *server = server_with_group("billing");

	(void)state;
	read_one(server, "billing");
	redis_ok(server, "XCLAIM", "orders", "billing", "c1", "0", "1-1", "RETRYCOUNT", "9", NULL);
	struct run run = RUN("check", "--url", redis_url(server));
	run_expect_code(&run, 1);
	expect_line(&run, "RIVERMASTER WARNING - orders/billing POISON ");
	run_finish(&run);
	redis_stop(server);
}

static void the_worst_comes_first(void **state)
{
	struct redis_server *server = server_with_group("billing");

	(void)state;
	read_one(server, "billing");
	redis_ok(server, "XCLAIM", "orders", "billing", "c1", "0", "1-1", "RETRYCOUNT", "9", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "mail", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "new", "$", NULL);
	struct run run = RUN("check", "--url", redis_url(server));
	run_expect_code(&run, 2);
	expect_line(&run, "RIVERMASTER CRITICAL - orders/mail NO_CONSUMERS ");
	const char *warning = strstr(run_out(&run), "; orders/billing POISON ");
	assert_non_null(warning);
	run_expect_text(warning,
		"; 2 of 3 groups | lag=1;;;0 pending=1;;;0 groups=3;;;0 critical=1;;0;0 "
		"warning=1;0;;0");
	run_finish(&run);
	redis_stop(server);
}

static void json_has_the_findings_and_the_sums(void **state)
{
	struct redis_server *server = server_with_group("b|\033[2J");

	(void)state;
	struct run run = RUN("check", "--json", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_expect_harmless(&run.out);
	cJSON *document = parsed(&run);
	parsed_expect_text(document, "status", "CRITICAL");
	parsed_expect_number(document, "exit", 2);
	parsed_expect_number(document, "groups", 1);
	parsed_expect_number(document, "critical", 1);
	parsed_expect_number(document, "lag", 1);
	parsed_expect_number(document, "pending", 0);
	const cJSON *finding = parsed_member(document, "findings")->child;
	parsed_expect_text(finding, "topic", "orders");
	parsed_expect_text(finding, "group", "b|\033[2J");
	parsed_expect_text(finding, "verdict", "NO_CONSUMERS");
	parsed_expect_text(finding, "severity", "critical");
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void a_hostile_name_breaks_neither_the_line_nor_its_bar(void **state)
{
	struct redis_server *server = server_with_group("b|x=9\n\033[2J\xff");

	(void)state;
	struct run run = RUN("check", "--url", redis_url(server));
	run_expect_code(&run, 2);
	expect_line(&run, "RIVERMASTER CRITICAL - orders/b/x=9\\n^[[2J\\xFF NO_CONSUMERS");
	run_finish(&run);
	redis_stop(server);
}

static void a_very_long_name_leaves_room_for_the_numbers(void **state)
{
	char name[20001];

	(void)state;
	memset(name, '\033', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	struct redis_server *server = server_with_group(name);
	struct run run = RUN("check", "--url", redis_url(server));
	run_expect_code(&run, 2);
	expect_line(&run, "RIVERMASTER CRITICAL - orders/^[^[");
	run_expect_text(run_out(&run), "^[... NO_CONSUMERS ");
	run_expect_text(run_out(&run), "| lag=1;;;0");
	run_finish(&run);
	redis_stop(server);
}

static void what_cannot_be_known_is_exit_3(void **state)
{
	struct redis_server *server = redis_start(NULL);
	const char *url = redis_url(server);

	(void)state;
	redis_ok(server, "XADD", "quiet", "1-1", "a", "b", NULL);
	redis_ok(server, "SET", "text", "x", NULL);
	const char *const cases[][6] = {
		{"check", "quiet", "--url", url},
		{"check", "absent", "--url", url},
		{"check", "text", "--url", url},
		{"check", "--url", "redis://127.0.0.1:1"},
		{"check", "", "--url", url},
		{"check", "quiet", "", "--url", url},
		{"check", "quiet", "--topics=q*", "--url", url},
		{"check", "--topics=none*", "--url", url},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct run run = run_words(cases[i]);

		run_expect_code(&run, 3);
		expect_line(&run, "RIVERMASTER UNKNOWN - ");
		run_finish(&run);
	}
	struct run run = RUN("check", "quiet", "absent", "--json", "--url", url);
	run_expect_code(&run, 3);
	cJSON *document = parsed(&run);
	parsed_expect_text(document, "status", "UNKNOWN");
	parsed_expect_number(document, "exit", 3);
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void topics_that_cannot_be_read_are_not_counted_as_groups(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char url[256];

	(void)state;
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "well", "$", NULL);
	redis_ok(server, "XADD", "secret", "1-1", "a", "b", NULL);
	redis_ok(server, "ACL", "SETUSER", "clerk", "on", ">pw", "~orders", "+@all", NULL);
	const char *place = strstr(redis_url(server), "://") + 3;
	snprintf(url, sizeof(url), "%s://clerk:pw@%s", *place == '/' ? "unix" : "redis", place);
	struct run run = RUN("check", "--quiet", "--url", url);
	run_expect_code(&run, 3);
	expect_line(&run, "RIVERMASTER UNKNOWN - secret UNKNOWN ");
	run_expect_text(run_out(&run), "; 1 group, 1 topic not read | lag=U;;;0");
	run_finish(&run);
	redis_stop(server);
}

static void no_groups_anywhere_is_nothing_to_worry_about(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	struct run run = RUN("check", "--url", redis_url(server));
	run_expect_code(&run, 0);
	expect_line(&run, "RIVERMASTER OK - no groups | lag=0;;;0");
	run_finish(&run);
	redis_stop(server);
}

static char config_file[] = "/tmp/rm-check-XXXXXX";

static void a_missed_target_counts_with_its_severity(void **state)
{
	static const char content[] = "[indicator pace]\nmean = orders: a\ntarget = above 3\n"
				      "severity = critical\n"
				      "[indicator calm]\nmean = orders: a\ntarget = above 1\n";
	struct redis_server *server = redis_start(NULL);
	int fd = mkstemp(config_file);

	(void)state;
	assert_int_equal(write(fd, content, strlen(content)), (ssize_t)strlen(content));
	close(fd);
	redis_ok(server, "XADD", "orders", "1-1", "a", "2", NULL);
	struct run run = RUN("check", "--config", config_file, "--url", redis_url(server));
	run_expect_code(&run, 2);
	expect_line(&run,
		"RIVERMASTER CRITICAL - pace MISSED 2, target above 3; no groups, 1 of 2 "
		"indicators missed |");
	run_expect_text(run_out(&run), " critical=1;;0;0 ");
	run_expect_text(run_out(&run), " indicators=2;;;0 missed=1;0;;0\n");
	run_finish(&run);
	run = RUN("check", "--json", "--config", config_file, "--url", redis_url(server));
	run_expect_code(&run, 2);
	cJSON *document = parsed(&run);
	parsed_expect_number(document, "missed", 1);
	const cJSON *finding = parsed_member(document, "findings")->child;
	parsed_expect_text(finding, "indicator", "pace");
	parsed_expect_text(finding, "verdict", "MISSED");
	assert_true(cJSON_IsNull(parsed_member(finding, "topic")));
	cJSON_Delete(document);
	run_finish(&run);
	redis_ok(server, "XADD", "orders", "2-1", "a", "9", NULL);
	run = RUN("check", "--config", config_file, "--url", redis_url(server));
	run_expect_code(&run, 0);
	expect_line(&run, "RIVERMASTER OK - no groups, 0 of 2 indicators missed |");
	run_finish(&run);
	unlink(config_file);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_that_is_through_is_ok),
		cmocka_unit_test(a_group_without_consumers_is_critical),
		cmocka_unit_test(an_entry_that_comes_back_again_and_again_is_a_warning),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(json_has_the_findings_and_the_sums),
		cmocka_unit_test(a_hostile_name_breaks_neither_the_line_nor_its_bar),
		cmocka_unit_test(a_very_long_name_leaves_room_for_the_numbers),
		cmocka_unit_test(what_cannot_be_known_is_exit_3),
		cmocka_unit_test(topics_that_cannot_be_read_are_not_counted_as_groups),
		cmocka_unit_test(no_groups_anywhere_is_nothing_to_worry_about),
		cmocka_unit_test(a_missed_target_counts_with_its_severity),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
