#include "parsed.h"

#include "support/redis.h"

static struct redis_server *server_with(const char *const steps[][2], size_t count)
{
	struct redis_server *server = redis_start(NULL);
	char id[16];

	for (size_t i = 0; i < count; i++) {
		snprintf(id, sizeof id, "%zu-0", (i + 1) * 1000);
		redis_ok(server, "XADD", "shop", id, "type", steps[i][1], "order_id", steps[i][0],
			NULL);
	}
	return server;
}

/* 1 goes all the way; 2 pays before it opens; 3 opens and adds too late; 4 only pays; 5 adds twice.
 */
static const char *const steps[][2] = {{"3", "cart.opened"}, {"1", "cart.opened"},
	{"2", "cart.paid"}, {"1", "item.added"}, {"2", "cart.opened"}, {"4", "cart.paid"},
	{"1", "cart.paid"}, {"5", "cart.opened"}, {"5", "item.added"}, {"5", "item.added"},
	{"3", "item.added"}};
enum { STEPS = sizeof steps / sizeof *steps };

static void expect(const struct run *run, const char *const parts[], size_t count)
{
	run_expect_code(run, 0);
	for (size_t i = 0; i < count; i++) {
		run_expect_text(run_out(run), parts[i]);
	}
}

static void each_step_says_who_came_and_what_became_of_the_others(void **state)
{
	static const char *const forever[] = {"{\"journeys\": 5, \"within_ms\": null",
		"{\"step\": \"cart.opened\", \"reached\": 4, \"converted\": 3, \"in_flight\": 1, "
		"\"lost\": 0, \"p50_ms\": null, \"p95_ms\": null}",
		"{\"step\": \"added\", \"reached\": 3, \"converted\": 1, \"in_flight\": 2, "
		"\"lost\": 0, \"p50_ms\": 2000, \"p95_ms\": 10000}",
		"{\"step\": \"cart.paid\", \"reached\": 1, \"converted\": 1, \"in_flight\": 0, "
		"\"lost\": 0, \"p50_ms\": 3000, \"p95_ms\": 3000}"};
	static const char *const soon[] = {"\"within_ms\": 5000",
		"\"reached\": 4, \"converted\": 2, \"in_flight\": 0, \"lost\": 2",
		"\"reached\": 2, \"converted\": 1, \"in_flight\": 0, \"lost\": 1",
		"\"reached\": 1, \"converted\": 1, \"in_flight\": 0, \"lost\": 0"};
	struct redis_server *server = server_with(steps, STEPS);

	(void)state;
	struct run run = RUN("funnel", "cart.opened", "added", "cart.paid", "--key", "order_id",
		"--json", "--url", redis_url(server));
	expect(&run, forever, sizeof forever / sizeof *forever);
	run_finish(&run);
	/* Those ids lie long before now. */
	run = RUN("funnel", "cart.opened", "added", "cart.paid", "--key", "order_id", "--within",
		"5s", "--json", "--url", redis_url(server));
	expect(&run, soon, sizeof soon / sizeof *soon);
	run_finish(&run);
	run = RUN("funnel", "cart.opened", "cart.paid", "--key", "order_id", "--url",
		redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "cart.opened                               4  100.0 %");
	run_expect_text(run_out(&run), "25.0 %");
	run_finish(&run);
	redis_stop(server);
}

static void what_is_wrong_is_said(void **state)
{
	struct run run = RUN("funnel", "cart.opened");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "2 to 32 steps");
	run_finish(&run);
	run = RUN("funnel", "a", "b", "--within", "soon");
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--within needs a time");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_says_who_came_and_what_became_of_the_others),
		cmocka_unit_test(what_is_wrong_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
