#include "traffic.h"

static void expect_variant(
	const cJSON *variant, const char *steps, double count, double mean, double p50, double p95)
{
	traffic_expect_steps(parsed_member(variant, "steps"), steps);
	parsed_expect_number(variant, "count", count);
	parsed_expect_number(variant, "mean_ms", mean);
	parsed_expect_number(variant, "p50_ms", p50);
	parsed_expect_number(variant, "p95_ms", p95);
}

static void expect_edge(
	const cJSON *edge, const char *from, const char *to, double count, double p50, double p95)
{
	parsed_expect_text(edge, "from", from);
	parsed_expect_text(edge, "to", to);
	parsed_expect_number(edge, "count", count);
	parsed_expect_number(edge, "p50_ms", p50);
	parsed_expect_number(edge, "p95_ms", p95);
}

static void expect_the_log(const struct run *run)
{
	cJSON *document = parsed(run);
	const cJSON *variants = parsed_member(document, "variants");
	const cJSON *edges = parsed_member(document, "edges");

	parsed_expect_number(document, "journeys", 8);
	parsed_expect_number(document, "events", 21);
	assert_int_equal(cJSON_GetArraySize(variants), 4);
	expect_variant(cJSON_GetArrayItem(variants, 0), "Create Fine > Send Fine > Add penalty", 3,
		(8950 + 4960 + 170) / 3.0, 4960, 8950);
	expect_variant(cJSON_GetArrayItem(variants, 1), "Create Fine > Payment", 3,
		(2000 + 500 + 2001) / 3.0, 2000, 2001);
	expect_variant(cJSON_GetArrayItem(variants, 2), "Create Fine > Send Fine > Payment", 1,
		1000, 1000, 1000);
	expect_variant(cJSON_GetArrayItem(variants, 3), "Create Fine > Payment > Payment", 1, 200,
		200, 200);
	parsed_expect_text(cJSON_GetArrayItem(variants, 0), "example", "A1");
	assert_int_equal(cJSON_GetArraySize(edges), 5);
	expect_edge(cJSON_GetArrayItem(edges, 0), "Create Fine", "Send Fine", 4, 1000, 3000);
	expect_edge(cJSON_GetArrayItem(edges, 1), "Create Fine", "Payment", 4, 500, 2001);
	expect_edge(cJSON_GetArrayItem(edges, 2), "Send Fine", "Add penalty", 3, 1960, 6950);
	expect_edge(cJSON_GetArrayItem(edges, 3), "Send Fine", "Payment", 1, 0, 0);
	expect_edge(cJSON_GetArrayItem(edges, 4), "Payment", "Payment", 1, 100, 100);
	cJSON_Delete(document);
}

static void the_figures_of_a_log_are_exact(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run;

	(void)state;
	traffic_flat(server);
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case", "--step",
		"activity");
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	expect_the_log(&run);
	run_finish(&run);
	redis_ok(server, "FLUSHALL", NULL);
	traffic_documents(server);
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "data.application.id",
		"--step", "what", "--topics", "l*");
	run_expect_code(&run, 0);
	expect_the_log(&run);
	run_finish(&run);
	redis_ok(server, "FLUSHALL", NULL);
	traffic_topics(server);
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case");
	run_expect_code(&run, 0);
	expect_the_log(&run);
	run_finish(&run);
	redis_stop(server);
}

/* Half of the cases under another name, and an event each that links the two. */
static void two_namespaces_give_the_same_figures(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run;

	(void)state;
	for (size_t i = 0; i < FINES; i++) {
		char name[16];

		snprintf(name, sizeof(name), "no-%s", fines[i].name);
		if (strcmp(fines[i].step, "Create Fine") == 0) {
			redis_ok(server, "XADD", "log", fines[i].id, "case", fines[i].name,
				"activity", fines[i].step, NULL);
		} else {
			redis_ok(server, "XADD", "log", fines[i].id, "number", name, "activity",
				fines[i].step, NULL);
		}
	}
	for (int i = 1; i <= 8; i++) {
		char id[16], name[16], number[16];

		snprintf(id, sizeof(id), "%d-5", 3000 + 900 * i);
		snprintf(name, sizeof(name), "A%d", i);
		snprintf(number, sizeof(number), "no-A%d", i);
		redis_ok(server, "XADD", "links", id, "case", name, "number", number, NULL);
	}
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case", "--alias",
		"case=number", "--step", "activity");
	run_expect_code(&run, 0);
	expect_the_log(&run);
	run_finish(&run);
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case,number",
		"--alias", "case=number", "--step", "activity");
	run_expect_code(&run, 0);
	expect_the_log(&run);
	run_finish(&run);
	redis_stop(server);
}

static void a_range_a_limit_and_a_fold_choose(void **state)
{
	struct redis_server *server = redis_start(NULL);
	cJSON *document;

	(void)state;
	traffic_flat(server);
	struct run run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case",
		"--step", "activity", "--from", "9500-0", "--to", "9700-0");
	run_expect_code(&run, 0);
	document = parsed(&run);
	parsed_expect_number(document, "journeys", 1);
	cJSON_Delete(document);
	run_finish(&run);
	run = RUN("variants", "--json", "--url", redis_url(server), "--key", "case", "--step",
		"activity", "--fold", "--limit", "1");
	run_expect_code(&run, 0);
	document = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(parsed_member(document, "variants")), 1);
	parsed_expect_number(parsed_member(document, "variants")->child, "count", 4);
	cJSON_Delete(document);
	run_finish(&run);
	redis_stop(server);
}

static void people_see_the_ways(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	traffic_flat(server);
	struct run run = RUN("variants", "--url", redis_url(server), "--key", "case");
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "8 journeys, 21 events, 4 variants\n");
	run_expect_text(run_out(&run), "37.5%");
	run_expect_text(run_out(&run), "Create Fine > Send Fine > Add penalty\n");
	run_finish(&run);
	redis_stop(server);
}

static void what_is_wrong_is_said(void **state)
{
	struct run run = RUN("variants", "--step", "x");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--step and --party need --key");
	run_finish(&run);
	run = RUN("variants", "--alias", "x");
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--alias: an alias links two different fields");
	run_finish(&run);
	run = RUN("variants", "--key", "a", "--url", "redis://127.0.0.1:1");
	run_expect_code(&run, 3);
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_figures_of_a_log_are_exact),
		cmocka_unit_test(two_namespaces_give_the_same_figures),
		cmocka_unit_test(a_range_a_limit_and_a_fold_choose),
		cmocka_unit_test(people_see_the_ways),
		cmocka_unit_test(what_is_wrong_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
