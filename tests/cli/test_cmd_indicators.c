#include "traffic.h"

#include <sys/stat.h>

static char config_file[] = "/tmp/rm-indicators-XXXXXX";

static void write_config(const char *content)
{
	int fd = open(config_file, O_WRONLY | O_TRUNC | O_CREAT, 0600);

	assert_true(fd >= 0 && write(fd, content, strlen(content)) == (ssize_t)strlen(content));
	close(fd);
}

static const char fines_config[] = "[journey fine]\nanchor = case\nstep_field = activity\n"
				   "[indicator paid]\nfrom = Create Fine\nto = Payment\n"
				   "within = 1h\ntarget = above 60%\n"
				   "[indicator first_letter]\ntime = Create Fine -> Send Fine\n"
				   "target = p50 below 2s\n"
				   "[indicator amount]\nmean = log: amount\n"
				   "[indicator wrong]\nfrom = Nowhere\nto = Payment\n";

static void indicators_are_a_list(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	write_config(fines_config);
	traffic_flat(server);
	struct run run =
		RUN("indicators", "--json", "--config", config_file, "--url", redis_url(server));
	run_expect_code(&run, 0);
	cJSON *list = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(list), 4);
	const cJSON *paid = cJSON_GetArrayItem(list, 0);
	parsed_expect_text(paid, "indicator", "paid");
	parsed_expect_text(paid, "kind", "conversion");
	parsed_expect_text(paid, "unit", "ratio");
	parsed_expect_number(paid, "value", 0.625);
	parsed_expect_number(paid, "samples", 8);
	parsed_expect_number(paid, "lost", 3);
	parsed_expect_number(paid, "target", 0.6);
	parsed_expect_text(paid, "target_is", "above");
	assert_true(cJSON_IsTrue(parsed_member(paid, "met")));
	assert_true(cJSON_IsNull(parsed_member(paid, "trend")));
	const cJSON *behind = parsed_member(paid, "behind");
	assert_int_equal(cJSON_GetArraySize(behind), 8);
	parsed_expect_text(behind->child, "journey", "A8");
	parsed_expect_text(behind->child, "outcome", "lost");
	parsed_expect_text(behind->child, "topic", "log");
	parsed_expect_text(behind->child, "id", "9800-0");
	const cJSON *letter = cJSON_GetArrayItem(list, 1);
	parsed_expect_number(letter, "value", 1000);
	parsed_expect_text(letter, "figure", "p50");
	const cJSON *amount = cJSON_GetArrayItem(list, 2);
	assert_true(cJSON_IsNull(parsed_member(amount, "value")));
	parsed_expect_number(amount, "missing", FINES);
	parsed_expect_text(amount, "first_bad_id", "1000-0");
	parsed_expect_text(amount, "reason", "no event had a number at amount");
	parsed_expect_text(cJSON_GetArrayItem(list, 3), "reason", "no journey came to Nowhere");
	cJSON_Delete(list);
	run_finish(&run);
	redis_stop(server);
}

static void people_see_what_is_missed_and_why(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	write_config("[journey fine]\nanchor = case\nstep_field = activity\n"
		     "[indicator paid]\nfrom = Create Fine\nto = Payment\nwithin = 1h\n"
		     "target = above 70%\n"
		     "[indicator amount]\nmean = log: amount\n");
	traffic_flat(server);
	struct run run = RUN("indicators", "--config", config_file, "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "62.5%");
	run_expect_text(run_out(&run), "MISSED");
	run_expect_text(run_out(&run), "21 events lack amount; the first is log 1000-0");
	run_expect_text(run_out(&run), ":9)");
	run_finish(&run);
	redis_stop(server);
}

static void what_is_wrong_is_said(void **state)
{
	(void)state;
	write_config("[journey fine]\nanchor = case\n");
	struct run run = RUN("indicators", "--config", config_file);
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "has no [indicator NAME]");
	run_finish(&run);
	write_config("[indicator x]\nmean = a\n");
	run = RUN("indicators", "--config", config_file);
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), ":2: `mean`: needs the form `STEP: FIELD`");
	run_finish(&run);
	write_config(fines_config);
	run = RUN("indicators", "--config", config_file, "--url", "redis://127.0.0.1:1");
	run_expect_code(&run, 3);
	run_finish(&run);
}

static int set_up(void **state)
{
	(void)state;
	int fd = mkstemp(config_file);

	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(config_file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(indicators_are_a_list),
		cmocka_unit_test(people_see_what_is_missed_and_why),
		cmocka_unit_test(what_is_wrong_is_said),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
