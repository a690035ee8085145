#include "parsed.h"

#include "support/redis.h"

/* Journeys that stand still, and the broker's own reason. */

static char folder[] = "/tmp/rivermaster-stuck-test-XXXXXX";
static char config[64];

static int start(void **state)
{
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	snprintf(config, sizeof config, "%s/conf", folder);
	FILE *file = fopen(config, "w");
	fputs("[journey order]\nanchor = order_id\nstart = placed\nend = shipped\n"
	      "step = placed -> paid\nstep = paid -> shipped\nstuck_after = 20ms\n",
		file);
	fclose(file);
	*state = redis_start(NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	unlink(config);
	return rmdir(folder);
}

static int before_each(void **state)
{
	redis_ok(*state, "FLUSHALL", NULL);
	redis_ok(*state, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	redis_ok(*state, "XADD", "orders", "*", "type", "placed", "order_id", "7", NULL);
	return 0;
}

/* The line of the journey, when it says so: time passes by itself. */
static void await(struct redis_server *server, const char *const parts[], size_t count)
{
	for (size_t held = 0; held < count;) {
		struct run run =
			RUN("journeys", "--json", "--config", config, "--url", redis_url(server));

		run_expect_code(&run, 0);
		for (held = 0; held < count && strstr(run_out(&run), parts[held]) != NULL;) {
			held++;
		}
		run_finish(&run);
	}
}

#define AWAIT(server, ...)                                \
	await(server, (const char *const[]){__VA_ARGS__}, \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void nobody_is_there_to_read_it(void **state)
{
	AWAIT(*state, "\"state\": \"STUCK\"", "not read by orders/billing, which has no consumer",
		"\"rule\": \"no_consumer\"", "\"topic\": \"orders\"", "\"group\": \"billing\"",
		"\"consumer\": null");
}

static void its_consumer_is_dead_and_it_recovers_by_itself(void **state)
{
	redis_ok(*state, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	AWAIT(*state, "\"state\": \"STUCK\"", "pending in orders/billing on w1, idle",
		"delivered 1 time", "\"rule\": \"pending\"", "\"consumer\": \"w1\"",
		"\"deliveries\": 1");
	redisReply *rows = redis_raw(*state, "XRANGE", "orders", "-", "+", NULL);
	redis_ok(*state, "XACK", "orders", "billing", rows->element[0]->element[0]->str, NULL);
	freeReplyObject(rows);
	AWAIT(*state, "\"state\": \"ACTIVE\"", "\"reason\": null");
}

static void its_group_does_not_move(void **state)
{
	redis_ok(*state, "XGROUP", "CREATECONSUMER", "orders", "billing", "w1", NULL);
	AWAIT(*state, "\"state\": \"STUCK\"", "not read by orders/billing, which has not moved",
		"\"rule\": \"unread\"");
}

static void what_is_done_is_not_stuck(void **state)
{
	redis_ok(*state, "XADD", "orders", "*", "type", "shipped", "order_id", "7", NULL);
	redis_ok(*state, "XADD", "orders", "*", "type", "paid", "order_id", "7", NULL);
	redis_ok(*state, "XADD", "orders", "*", "type", "placed", "order_id", "8", NULL);
	AWAIT(*state,
		"\"journey\": \"8\", \"definition\": \"order\", \"party\": null, "
		"\"state\": \"STUCK\"",
		"\"journey\": \"7\", \"definition\": \"order\", \"party\": null, "
		"\"state\": \"COMPLETED\"");
}

static void a_query_chooses_journeys(void **state)
{
	redis_ok(*state, "XADD", "orders", "*", "type", "placed", "order_id", "8", "total", "3",
		NULL);
	redis_ok(*state, "XADD", "orders", "*", "type", "paid", "order_id", "8", NULL);
	AWAIT(*state, "not read by orders/billing");
	static const struct {
		const char *where, *has, *lacks;
	} asked[] = {
		{"state == \"STUCK\" and group == \"billing\"", "\"journey\": \"7\"", "nothing"},
		{"step == \"paid\"", "\"journey\": \"8\"", "\"journey\": \"7\""},
		{"steps < 2 and age < 1h and idle >= 0s", "\"journey\": \"7\"",
			"\"journey\": \"8\""},
		{"journey in (\"7\", \"9\") and definition == \"order\"", "\"journey\": \"7\"",
			"\"journey\": \"8\""},
		{"reason ~ /no consumer/ and not flags ~ /late/", "\"journey\": \"7\"", "nothing"},
	};
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		struct run run = RUN("journeys", "--json", "--where", asked[i].where, "--config",
			config, "--url", redis_url(*state));

		run_expect_code(&run, 0);
		run_expect_text(run_out(&run), asked[i].has);
		run_expect_no_text(run_out(&run), asked[i].lacks);
		run_finish(&run);
	}
	struct run run = RUN("journeys", "--where", "stat == 1", "--url", redis_url(*state));
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--where");
	run_finish(&run);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(nobody_is_there_to_read_it),
		TEST(its_consumer_is_dead_and_it_recovers_by_itself),
		TEST(its_group_does_not_move),
		TEST(what_is_done_is_not_stuck),
		TEST(a_query_chooses_journeys),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
