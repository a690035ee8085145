#include "../../src/engine/poller.h"

#include "base/mem.h"
#include "engine/rig.h"

/* A poller alone: the batches it makes can be looked at one by one. */
struct bench {
	uv_loop_t loop;
	uv_timer_t tick;
	struct redis_server *server;
	struct address address;
	struct conn *conn;
	struct fetcher *fetcher;
	struct model *model;
	struct model_options options;
	struct poller poller;
	size_t most_outstanding;
	int facts, visible_facts, links;
	bool hungry; /* what is visible is due all the time, and the budget is no matter */
};

static int64_t now_of(struct bench *bench)
{
	return (int64_t)uv_now(&bench->loop);
}

static void turn(struct bench *bench)
{
	size_t outstanding, i;

	for (i = 0; i < bench->poller.visible.count && bench->hungry; i++) {
		bench->poller.visible.items[i].watch->asked_ms = 0;
		bench->poller.budget.time_us = bench->poller.budget.bytes = 1e9;
	}
	poller_turn(&bench->poller, now_of(bench));
	outstanding = conn_cost(bench->conn).outstanding;
	if (outstanding > bench->most_outstanding) {
		bench->most_outstanding = outstanding;
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct bench *bench = arg;

	bench->facts += fact->kind == FACT_TOPIC;
	bench->visible_facts += fact->kind == FACT_TOPIC && text_is(fact->topic, "topic:1");
	model_apply(bench->model, fact);
	if (poller_fact(&bench->poller, fact, now_of(bench))) {
		turn(bench);
	}
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct bench *bench = arg;

	(void)conn;
	(void)error;
	bench->links += state == CONN_READY;
	poller_link(&bench->poller, state == CONN_READY, now_of(bench));
}

static void on_tick(uv_timer_t *timer)
{
	turn(timer->data);
}

static void add_topics(struct redis_server *server, const char *topics)
{
	redis_ok(server, "EVAL",
		"for i = 1, tonumber(ARGV[1]) do\n"
		"redis.call('XADD', 'topic:' .. i, '1-1', 'a', 'b')\n"
		"redis.call('XADD', 'topic:' .. i, '2-1', 'a', 'b')\n"
		"redis.call('XADD', 'topic:' .. i, '3-1', 'a', 'b')\n"
		"redis.call('XGROUP', 'CREATE', 'topic:' .. i, 'g', '1-1') end",
		"0", topics, NULL);
}

static void bench_init(struct bench *bench, const char *topics)
{
	struct reply_limits limits = reply_limits_default();
	struct error error;

	limits.elements = 2000;
	*bench = (struct bench){.server = redis_start(NULL)};
	signal(SIGPIPE, SIG_IGN);
	add_topics(bench->server, topics);
	uv_loop_init(&bench->loop);
	assert_true(address_parse(text_of(redis_url(bench->server)), &bench->address, &error));
	bench->options.thresholds = thresholds_default();
	bench->model = model_create(&bench->options);
	bench->conn = conn_create(&bench->loop,
		&(struct conn_options){
			.address = &bench->address,
			.retry = true,
			.limits = limits,
			.on_state = on_state,
			.arg = bench,
		});
	bench->fetcher = fetcher_create(bench->conn, on_fact, bench);
	poller_init(&bench->poller,
		&(struct poller_parts){
			.conn = bench->conn,
			.fetcher = bench->fetcher,
			.model = bench->model,
			.options = &bench->options,
		},
		now_of(bench));
	uv_timer_init(&bench->loop, &bench->tick);
	bench->tick.data = bench;
	uv_timer_start(&bench->tick, on_tick, 10, 10);
	conn_start(bench->conn);
}

static void bench_until_facts(struct bench *bench, int facts)
{
	while (bench->facts < facts) {
		uv_run(&bench->loop, UV_RUN_ONCE);
	}
}

static void bench_finish(struct bench *bench)
{
	fetcher_destroy(bench->fetcher);
	conn_close(bench->conn);
	uv_close((uv_handle_t *)&bench->tick, NULL);
	assert_int_equal(uv_run(&bench->loop, UV_RUN_DEFAULT), 0);
	assert_int_equal(uv_loop_close(&bench->loop), 0);
	poller_finish(&bench->poller);
	model_destroy(bench->model);
	address_finish(&bench->address);
	redis_stop(bench->server);
}

static void one_batch_of_at_most_fifty_commands_is_on_its_way(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "500");
	bench_until_facts(&bench, 1000);
	assert_in_range(bench.most_outstanding, 40, POLLER_BATCH);
	assert_int_equal(model_totals(bench.model).topics, 500);
	bench_finish(&bench);
}

static void look_at_topic_1(struct bench *bench)
{
	struct interest interest = {.count = 0};

	interest_add(&interest, INTEREST_TOPIC, text_of("topic:1"), text_of(NULL));
	poller_interest(&bench->poller, &interest);
}

/* Owing so much that the bucket stays empty for the time of the test. */
static void owe(struct bench *bench)
{
	bench->poller.budget.time_us = -1e9;
}

static void run_for_ticks(struct bench *bench, int64_t ms)
{
	int64_t until_ms = now_of(bench) + ms;

	while (now_of(bench) < until_ms) {
		uv_run(&bench->loop, UV_RUN_ONCE);
	}
}

static void beyond_the_budget_nothing_hidden_is_asked_and_it_says_so(void **state)
{
	struct bench bench;
	int facts;

	(void)state;
	bench_init(&bench, "20");
	bench_until_facts(&bench, 20);
	poller_refresh(&bench.poller, now_of(&bench) + 1);
	owe(&bench);
	run_for_ticks(&bench, 50);
	facts = bench.facts;
	run_for_ticks(&bench, 500);
	assert_int_equal(bench.facts, facts);
	assert_true(poller_cost(&bench.poller, now_of(&bench)).slowed);
	bench_finish(&bench);
}

static void the_visible_is_asked_within_five_seconds_whatever_the_budget(void **state)
{
	struct bench bench;
	int seen;

	(void)state;
	bench_init(&bench, "20");
	bench_until_facts(&bench, 20);
	look_at_topic_1(&bench);
	owe(&bench);
	run_for_ticks(&bench, 100);
	seen = bench.visible_facts;
	run_for_ticks(&bench, 6000);
	assert_in_range(bench.visible_facts - seen, 1, 2);
	bench_finish(&bench);
}

static void the_wait_for_the_clock_is_not_charged(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "1");
	while (!bench.poller.clock_alone || bench.poller.asked == 0) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	bench.poller.budget.time_us = 5000;
	bench.poller.waited_ns = 40 * 1000 * 1000;
	while (bench.poller.clock_alone && bench.poller.asked > 0) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	assert_true(bench.poller.budget.time_us >= 5000);
	bench_finish(&bench);
}

static void what_is_large_is_asked_a_tenth_as_often(void **state)
{
	struct bench bench;
	char *giant = mem_alloc(70001, 1);
	int seen;

	(void)state;
	bench_init(&bench, "2");
	memset(giant, 'x', 70000);
	redis_ok(bench.server, "XADD", "topic:1", "*", "a", giant, NULL);
	mem_free(giant);
	look_at_topic_1(&bench);
	bench_until_facts(&bench, 2);
	seen = bench.visible_facts;
	run_for_ticks(&bench, 3000);
	assert_int_equal(bench.visible_facts, seen);
	bench_finish(&bench);
}

static bool caught_up(struct bench *bench)
{
	const struct group *group = model_group(bench->model, text_of("topic:1"), text_of("g"));

	return group != NULL && group->lag.is == LAG_COUNTED && group->lag.count == 2;
}

static void what_must_be_counted_is_counted(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "3");
	while (!caught_up(&bench)) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	bench_finish(&bench);
}

static int counted_topics(struct bench *bench)
{
	static const char *const names[] = {"topic:1", "topic:2", "topic:3"};
	int counted = 0;
	size_t i;

	for (i = 0; i < 3; i++) {
		const struct group *group =
			model_group(bench->model, text_of(names[i]), text_of("g"));

		counted += group != NULL && group->lag.is == LAG_COUNTED;
	}
	return counted;
}

static void counts_that_only_shared_a_loss_are_made_again(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "3");
	while (!bench.poller.counted_last) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	assert_int_equal(bench.poller.asked, 3);
	redis_kill(bench.server);
	while (conn_state(bench.conn) == CONN_READY) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	assert_int_equal(counted_topics(&bench), 0);
	redis_restart(bench.server);
	add_topics(bench.server, "3");
	while (counted_topics(&bench) < 2) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	bench_finish(&bench);
}

static bool late_is_known(struct bench *bench)
{
	const struct topic *topic = model_topic(bench->model, text_of("late"));

	return topic != NULL && topic->at_ms > 0;
}

static void a_lost_connection_leaves_no_question_open(void **state)
{
	struct bench bench;
	int facts;

	(void)state;
	bench_init(&bench, "100");
	bench_until_facts(&bench, 10);
	redis_restart(bench.server);
	while (conn_state(bench.conn) == CONN_READY) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	facts = bench.facts;
	redis_ok(bench.server, "XADD", "late", "1-1", "a", "b", NULL);
	while (!late_is_known(&bench)) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	assert_true(bench.facts > facts);
	bench_finish(&bench);
}

static void the_hidden_has_its_turn_however_much_is_visible(void **state)
{
	struct interest interest = {.count = 0};
	struct bench bench;
	char names[60][32];
	size_t i;
	int seen;

	(void)state;
	bench_init(&bench, "70");
	bench_until_facts(&bench, 70);
	for (i = 0; i < 60; i++) {
		snprintf(names[i], sizeof names[i], "topic:%zu", i + 11);
		interest.items[interest.count++] = (struct interest_item){
			.kind = INTEREST_TOPIC,
			.topic = text_of(names[i]),
		};
	}
	poller_interest(&bench.poller, &interest);
	bench.hungry = true;
	run_for_ticks(&bench, 100);
	seen = bench.visible_facts;
	poller_refresh(&bench.poller, now_of(&bench) + 1);
	run_for_ticks(&bench, 2000);
	assert_true(bench.visible_facts > seen);
	bench_finish(&bench);
}

/* More elements than an answer may hold here. */
static void add_giant(struct bench *bench, const char *topic, const char *id)
{
	redis_ok(bench->server, "EVAL",
		"local fields = {} "
		"for i = 1, 3000 do fields[i] = 'x' end "
		"redis.call('XADD', KEYS[1], ARGV[1], unpack(fields))",
		"1", topic, id, NULL);
}

/* More groups than an answer may have items. */
static void add_groups(struct bench *bench, const char *topic)
{
	redis_ok(bench->server, "EVAL",
		"for i = 1, 3000 do redis.call('XGROUP', 'CREATE', KEYS[1], 'g' .. i, '$') end",
		"1", topic, NULL);
}

static bool is_known(struct bench *bench, const char *name)
{
	const struct topic *topic = model_topic(bench->model, text_of(name));

	return topic != NULL && topic->at_ms > 0;
}

static void a_topic_whose_answer_cuts_the_connection_is_left_alone(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "3");
	add_groups(&bench, "topic:1");
	look_at_topic_1(&bench);
	while (bench.links < 3 || !is_known(&bench, "topic:2") || !is_known(&bench, "topic:3")) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	run_for_ticks(&bench, 4000);
	assert_int_equal(bench.links, 3);
	bench_finish(&bench);
}

static void an_entry_that_is_too_big_cuts_nothing(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench, "1");
	redis_ok(bench.server, "XGROUP", "CREATE", "topic:1", "behind", "3-1", NULL);
	add_giant(&bench, "topic:1", "9-1");
	redis_ok(bench.server, "XADD", "topic:1", "9-2", "a", "b", NULL);
	look_at_topic_1(&bench);
	while (!is_known(&bench, "topic:1")) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	run_for_ticks(&bench, 2500);
	assert_int_equal(bench.links, 1);
	bench_finish(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_batch_of_at_most_fifty_commands_is_on_its_way),
		cmocka_unit_test(beyond_the_budget_nothing_hidden_is_asked_and_it_says_so),
		cmocka_unit_test(the_visible_is_asked_within_five_seconds_whatever_the_budget),
		cmocka_unit_test(the_wait_for_the_clock_is_not_charged),
		cmocka_unit_test(what_is_large_is_asked_a_tenth_as_often),
		cmocka_unit_test(what_must_be_counted_is_counted),
		cmocka_unit_test(the_hidden_has_its_turn_however_much_is_visible),
		cmocka_unit_test(a_topic_whose_answer_cuts_the_connection_is_left_alone),
		cmocka_unit_test(an_entry_that_is_too_big_cuts_nothing),
		cmocka_unit_test(counts_that_only_shared_a_loss_are_made_again),
		cmocka_unit_test(a_lost_connection_leaves_no_question_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
