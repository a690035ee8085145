/* The known figures of a public log, however it is put into topics. */
#include "public_log.h"

struct expected_edge {
	const char *from, *to;
	double count, p50, p95;
};

static const struct expected_edge edges[] = {
	{"Create Fine", "Send Fine", 77, 7520400e3, 12531600e3},
	{"Send Fine", "Insert Fine Notification", 56, 1296000e3, 4752000e3},
	{"Insert Fine Notification", "Add penalty", 52, 5184000e3, 5187600e3},
	{"Add penalty", "Send for Credit Collection", 36, 38966400e3, 65574000e3},
	{"Create Fine", "Payment", 23, 518400e3, 3110400e3},
	{"Add penalty", "Payment", 20, 8118000e3, 27129600e3},
	{"Payment", "Payment", 5, 3283200e3, 26956800e3},
	{"Send Fine", "Payment", 5, 1641600e3, 3024000e3},
};

static void expect_edge(const cJSON *list, const struct expected_edge *expected)
{
	const cJSON *edge;

	cJSON_ArrayForEach(edge, list)
	{
		if (parsed_is(edge, "from", expected->from) &&
			parsed_is(edge, "to", expected->to)) {
			parsed_expect_number(edge, "count", expected->count);
			parsed_expect_number(edge, "p50_ms", expected->p50);
			parsed_expect_number(edge, "p95_ms", expected->p95);
			return;
		}
	}
	fail_msg("no edge from %s to %s", expected->from, expected->to);
}

static void expect_figures(const cJSON *document)
{
	static const char *const ways[] = {
		("Create Fine > Send Fine > Insert Fine Notification > Add penalty > "
		 "Send for Credit Collection"),
		"Create Fine > Payment", "Create Fine > Send Fine"};
	static const double counts[] = {36, 22, 16};
	const cJSON *variants = parsed_member(document, "variants"), *one;
	int singles = 0, sum = 0;

	parsed_expect_number(document, "journeys", 100);
	parsed_expect_number(document, "events", PUBLIC_EVENTS);
	assert_int_equal(cJSON_GetArraySize(variants), 10);
	for (int i = 0; i < 3; i++) {
		one = cJSON_GetArrayItem(variants, i);
		traffic_expect_steps(parsed_member(one, "steps"), ways[i]);
		parsed_expect_number(one, "count", counts[i]);
	}
	cJSON_ArrayForEach(one, variants)
	{
		singles += parsed_member(one, "count")->valueint == 1;
	}
	assert_int_equal(singles, 3);
	assert_int_equal(cJSON_GetArraySize(parsed_member(document, "edges")), 18);
	cJSON_ArrayForEach(one, parsed_member(document, "edges"))
	{
		sum += parsed_member(one, "count")->valueint;
	}
	assert_int_equal(sum, 290);
	for (size_t i = 0; i < sizeof(edges) / sizeof(*edges); i++) {
		expect_edge(parsed_member(document, "edges"), &edges[i]);
	}
}

static void its_figures_are_exact_in_every_shape(void **state)
{
	static struct public_event events[PUBLIC_EVENTS];
	static const struct public_shape shapes[] = {
		{.is_one = true},
		{.is_one = false},
		{.is_numbered = true},
		{.has_aliases = true},
		{.has_aliases = true, .is_numbered = true},
	};
	struct redis_server *server;

	(void)state;
	if (!public_read(events)) {
		print_message("the log is not here\n");
		skip();
	}
	server = redis_start(NULL);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		public_load(server, events, &shapes[i]);
		struct run run = shapes[i].has_aliases
			? RUN("variants", "--json", "--url", redis_url(server), "--key", "case",
				  "--alias", "case=number", "--step", "activity")
			: RUN("variants", "--json", "--url", redis_url(server), "--key", "case",
				  "--step", "activity");
		run_expect_code(&run, 0);
		cJSON *document = parsed(&run);
		expect_figures(document);
		cJSON_Delete(document);
		run_finish(&run);
	}
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_figures_are_exact_in_every_shape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
