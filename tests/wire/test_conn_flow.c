#include "wire/fake.h"

#include "support/redis.h"

enum { MANY = 10000 };

static bool one_loss(const struct bench *bench)
{
	return bench->losses == 1;
}

static bool two_losses(const struct bench *bench)
{
	return bench->losses == 2;
}

static bool ready_again(const struct bench *bench)
{
	return bench->ready == 2 && conn_state(bench->conn) == CONN_READY;
}

struct order {
	struct bench bench;
	int64_t next;
	int turns, turns_with_answers;
	int64_t next_before;
};

static void on_number(void *arg, const struct reply *reply, const struct error *error)
{
	struct order *order = arg;
	assert_null(error);
	assert_int_equal(reply->kind, REPLY_INTEGER);
	assert_int_equal(reply->integer, ++order->next);
}

static bool all_numbers_came(const struct bench *bench)
{
	return ((const struct order *)bench)->next == MANY;
}

static void many_commands_are_answered_in_order(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct order *order = mem_alloc(1, sizeof *order);
	struct conn_options options = bench_init(&order->bench, redis_url(server));
	bench_dial(&order->bench, &options);
	bench_until(&order->bench, bench_is_ready);
	struct command command;
	command_init(&command);
	command_words(&command, "INCR n");
	for (int i = 0; i < MANY; i++) {
		assert_true(conn_send(order->bench.conn, &command, on_number, order, NULL));
	}
	command_finish(&command);
	assert_int_equal(order->next, 0);
	assert_int_equal(conn_cost(order->bench.conn).outstanding, MANY);
	bench_until(&order->bench, all_numbers_came);
	assert_int_equal(redis_int(server, "GET", "n", NULL), MANY);
	bench_finish(&order->bench);
	mem_free(order);
	redis_stop(server);
}

static void on_turn(uv_prepare_t *handle)
{
	struct order *order = handle->data;
	order->turns++;
	order->turns_with_answers += order->next != order->next_before;
	order->next_before = order->next;
}

static void burn_a_little(void *arg, const struct reply *reply, const struct error *error)
{
	uint64_t until_ns = uv_hrtime() + 100 * 1000;
	on_number(arg, reply, error);
	while (uv_hrtime() < until_ns) {
	}
}

/* 2,000 answers that cost 0.1 ms each take more than 100 turns of a millisecond; unbounded it would
 * be a few. */
static void the_loop_turns_while_many_answers_come(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct order *order = mem_alloc(1, sizeof *order);
	struct conn_options options = bench_init(&order->bench, redis_url(server));
	uv_prepare_t turn = {.data = order};
	uv_prepare_init(&order->bench.loop, &turn);
	bench_dial(&order->bench, &options);
	bench_until(&order->bench, bench_is_ready);
	struct command command;
	command_init(&command);
	command_words(&command, "INCR n");
	for (int i = 0; i < 2000; i++) {
		assert_true(conn_send(order->bench.conn, &command, burn_a_little, order, NULL));
	}
	command_finish(&command);
	uv_prepare_start(&turn, on_turn);
	bench_until(&order->bench, bench_is_answered);
	assert_int_equal(order->next, 2000);
	assert_true(order->turns_with_answers > 100);
	uv_close((uv_handle_t *)&turn, NULL);
	bench_finish(&order->bench);
	mem_free(order);
	redis_stop(server);
}

static void arguments_are_bytes(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	struct command command;
	command_init(&command);
	command_words(&command, "SET k");
	command_add(&command, text_from("a\0\r\n%s b", 8));
	assert_true(conn_send(bench.conn, &command, NULL, NULL, NULL));
	command_finish(&command);
	bench_ask(&bench, "STRLEN k");
	assert_int_equal(bench.last_integer, 8);
	bench_ask(&bench, "GET k");
	assert_memory_equal(bench.last, "a\0\r\n%s b", 9);
	struct command many;
	command_init(&many);
	command_words(&many, "RPUSH list");
	for (int i = 0; i < 500; i++) {
		command_add_i64(&many, i);
	}
	assert_true(conn_send(bench.conn, &many, bench_on_reply, &bench, NULL));
	command_finish(&many);
	bench_until(&bench, bench_is_answered);
	assert_int_equal(bench.last_integer, 500);
	bench_finish(&bench);
	redis_stop(server);
}

static void large_answers_and_large_commands_pass(void **state)
{
	(void)state;
	enum { LARGE = 8 * 1024 * 1024 };
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	char *large = mem_alloc(LARGE, 1);
	memset(large, 'x', LARGE);
	struct command command;
	command_init(&command);
	command_words(&command, "SET large");
	command_add(&command, text_from(large, LARGE));
	assert_true(conn_send(bench.conn, &command, NULL, NULL, NULL));
	command_finish(&command);
	bench_ask(&bench, "GET large");
	assert_int_equal(bench.last_kind, REPLY_TEXT);
	assert_int_equal(strlen(bench.last), LARGE);
	mem_free(large);
	bench_finish(&bench);
	redis_stop(server);
}

static void a_value_beyond_the_limits_is_passed_over(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	options.limits = reply_limits_default();
	options.limits.bulk_bytes = 100;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_ask(&bench, "SETRANGE k 99 x");
	assert_int_equal(bench_ask(&bench, "GET k") != NULL, 1);
	assert_int_equal(bench.answers, 2);
	bench_ask(&bench, "SETRANGE k 100 x");
	const char *passed = bench_ask(&bench, "GET k");
	assert_non_null(strstr(passed, "TOOBIG the answer holds a value of 101 bytes"));
	bench_ask(&bench, "SETRANGE l 0 x");
	assert_string_equal(bench_ask(&bench, "GET l"), "x");
	assert_int_equal(bench.answers, 6);
	bench_finish(&bench);
	redis_stop(server);
}

struct chain {
	struct bench bench;
	int left;
};

static void ask_again(void *arg, const struct reply *reply, const struct error *error)
{
	struct chain *chain = arg;
	assert_null(error);
	assert_int_equal(reply->kind, REPLY_STATUS);
	if (chain->left-- > 0) {
		struct command command;
		command_init(&command);
		command_words(&command, "PING");
		assert_true(conn_send(chain->bench.conn, &command, ask_again, chain, NULL));
		command_finish(&command);
	}
}

static void a_callback_may_send(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct chain *chain = mem_alloc(1, sizeof *chain);
	struct conn_options options = bench_init(&chain->bench, redis_url(server));
	bench_dial(&chain->bench, &options);
	bench_until(&chain->bench, bench_is_ready);
	chain->left = 201;
	ask_again(chain, &(struct reply){.kind = REPLY_STATUS}, NULL);
	bench_until(&chain->bench, bench_is_answered);
	assert_int_equal(chain->left, -1);
	bench_finish(&chain->bench);
	mem_free(chain);
	redis_stop(server);
}

/* The first connection's question is answered when the second one is there: too late. */
static const char *answer_late(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)bye;
	if (strcmp(command, "XLEN first") == 0) {
		return NULL;
	}
	if (strcmp(command, "XLEN second") == 0) {
		return ":222\r\n";
	}
	if (peer == 1 && fake->peers[0] != NULL) {
		fake_say(fake->peers[0], ":111\r\n", strlen(":111\r\n"));
	}
	return fake_greeting(command);
}

static void a_late_answer_belongs_to_nobody(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, answer_late);
	bench_aim(&bench, fake.url);
	options.retry = true;
	options.reply_ms = 100;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_send(&bench, "XLEN first");
	bench_send(&bench, "XLEN first");
	bench_until(&bench, two_losses);
	assert_int_equal(conn_state(bench.conn), CONN_WAITING);
	assert_non_null(strstr(bench.loss.text, "no answer within 100 ms"));
	bench_until(&bench, ready_again);
	bench_ask(&bench, "XLEN second");
	assert_int_equal(bench.last_integer, 222);
	assert_int_equal(bench.answers, 1);
	assert_int_equal(bench.losses, 2);
	fake_stop(&fake);
	bench_finish(&bench);
}

static void stop_loop(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

/* Whoever is silent for long without a question is not late. */
static void silence_without_a_question_is_no_loss(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, answer_late);
	bench_aim(&bench, fake.url);
	options.reply_ms = 20;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_ask(&bench, "XLEN second");
	uv_timer_t pause;
	uv_timer_init(&bench.loop, &pause);
	uv_timer_start(&pause, stop_loop, 120, 0);
	while (uv_is_active((uv_handle_t *)&pause)) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	uv_close((uv_handle_t *)&pause, NULL);
	assert_int_equal(conn_state(bench.conn), CONN_READY);
	bench_ask(&bench, "XLEN second");
	assert_int_equal(bench.answers, 2);
	fake_stop(&fake);
	bench_finish(&bench);
}

static const char *cut_short(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	*bye = strcmp(command, "XLEN first") == 0;
	return *bye ? "*2\r\n$3\r\nabc\r\n" : fake_greeting(command);
}

static void an_answer_cut_short_says_why(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, cut_short);
	bench_aim(&bench, fake.url);
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_send(&bench, "XLEN first");
	bench_until(&bench, one_loss);
	assert_non_null(strstr(bench.loss.text, "in the middle of an answer"));
	fake_stop(&fake);
	bench_finish(&bench);
}

static const char *say_too_much(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	(void)bye;
	return strcmp(command, "XLEN first") == 0 ? ":1\r\n:2\r\n" : fake_greeting(command);
}

static void an_answer_nobody_asked_for_ends_the_connection(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, say_too_much);
	bench_aim(&bench, fake.url);
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_send(&bench, "XLEN first");
	bench_until(&bench, bench_is_closed);
	assert_int_equal(bench.answers, 1);
	assert_int_equal(bench.last_integer, 1);
	assert_non_null(strstr(bench.error.text, "nobody asked for"));
	fake_stop(&fake);
	bench_finish(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_commands_are_answered_in_order),
		cmocka_unit_test(the_loop_turns_while_many_answers_come),
		cmocka_unit_test(arguments_are_bytes),
		cmocka_unit_test(large_answers_and_large_commands_pass),
		cmocka_unit_test(a_value_beyond_the_limits_is_passed_over),
		cmocka_unit_test(a_callback_may_send),
		cmocka_unit_test(a_late_answer_belongs_to_nobody),
		cmocka_unit_test(silence_without_a_question_is_no_loss),
		cmocka_unit_test(an_answer_cut_short_says_why),
		cmocka_unit_test(an_answer_nobody_asked_for_ends_the_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
