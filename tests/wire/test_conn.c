#include "wire/fake.h"

#include "support/redis.h"

static bool losses_are_ten(const struct bench *bench)
{
	return bench->losses == 10;
}

static bool ready_twice(const struct bench *bench)
{
	return bench->ready == 2 && conn_state(bench->conn) == CONN_READY;
}

static bool waited_four_times(const struct bench *bench)
{
	return bench->waiting == 4;
}

static void a_killed_server_answers_each_command_once_and_comes_back(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	options.retry = true;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	redis_pause(server);
	for (int i = 0; i < 10; i++) {
		bench_send(&bench, "PING");
	}
	redis_kill(server);
	bench_until(&bench, losses_are_ten);
	bench_until(&bench, bench_is_waiting);
	assert_int_equal(bench.answers, 0);
	assert_int_equal(bench.loss.code, ERROR_CONNECT);
	assert_int_equal(conn_cost(bench.conn).outstanding, 0);
	redis_restart(server);
	bench_until(&bench, ready_twice);
	assert_string_equal(bench_ask(&bench, "PING"), "PONG");
	assert_int_equal(bench.losses, 10);
	assert_int_equal(bench.answers, 1);
	bench_finish(&bench);
	redis_stop(server);
}

static void pauses_grow_while_nobody_is_there(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	redis_kill(server);
	options.retry = true;
	bench_dial(&bench, &options);
	static const int64_t base_ms[] = {100, 200, 400, 800};
	for (int i = 0; i < 4; i++) {
		int before = bench.waiting;
		while (bench.waiting == before) {
			uv_run(&bench.loop, UV_RUN_ONCE);
		}
		assert_int_equal(conn_attempt(bench.conn), i + 1);
		int64_t pause_ms = conn_retry_in_ms(bench.conn);
		assert_in_range(pause_ms, base_ms[i] * 3 / 4 - 10, base_ms[i] * 5 / 4);
	}
	assert_true(waited_four_times(&bench));
	bench_finish(&bench);
	redis_stop(server);
}

static void an_attempt_can_be_made_before_its_time(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	options.retry = true;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	conn_retry_now(bench.conn);
	assert_int_equal(conn_state(bench.conn), CONN_READY);
	redis_kill(server);
	bench_until(&bench, waited_four_times);
	int failed = conn_attempt(bench.conn);
	conn_retry_now(bench.conn);
	assert_int_equal(conn_state(bench.conn), CONN_CONNECTING);
	conn_retry_now(bench.conn);
	while (conn_state(bench.conn) == CONN_CONNECTING) {
		uv_run(&bench.loop, UV_RUN_ONCE);
	}
	assert_int_equal(conn_state(bench.conn), CONN_WAITING);
	assert_int_equal(conn_attempt(bench.conn), failed + 1);
	bench_finish(&bench);
	redis_stop(server);
}

static const char *greets_and_hangs_up(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	*bye = strcmp(command, "CLIENT NO-TOUCH ON") == 0;
	return fake_greeting(command);
}

static void pauses_grow_while_it_hangs_up_after_the_greeting(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, greets_and_hangs_up);
	bench_aim(&bench, fake.url);
	options.retry = true;
	bench_dial(&bench, &options);
	static const int64_t base_ms[] = {100, 200, 400, 800};
	for (int i = 0; i < 4; i++) {
		int before = bench.waiting;
		while (bench.waiting == before) {
			uv_run(&bench.loop, UV_RUN_ONCE);
		}
		assert_int_equal(bench.ready, i + 1);
		assert_in_range(
			conn_retry_in_ms(bench.conn), base_ms[i] * 3 / 4 - 10, base_ms[i] * 5 / 4);
	}
	fake_stop(&fake);
	bench_finish(&bench);
}

static void without_retry_a_loss_is_for_good(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	redis_kill(server);
	bench_until(&bench, bench_is_closed);
	assert_non_null(strstr(bench.error.text, "the server closed the connection"));
	assert_int_equal(bench.waiting, 0);
	struct command command;
	struct error error;
	command_init(&command);
	command_words(&command, "PING");
	assert_false(conn_send(bench.conn, &command, bench_on_reply, &bench, &error));
	assert_int_equal(error.code, ERROR_CONNECT);
	command_finish(&command);
	assert_int_equal(bench.losses, 0);
	bench_finish(&bench);
	redis_stop(server);
}

static void nothing_is_sent_before_the_connection_is_ready(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench.conn = conn_create(&bench.loop, &options);
	assert_int_equal(conn_state(bench.conn), CONN_IDLE);
	struct command command;
	struct error error;
	command_init(&command);
	command_words(&command, "PING");
	assert_false(conn_send(bench.conn, &command, bench_on_reply, &bench, &error));
	conn_start(bench.conn);
	assert_int_equal(conn_state(bench.conn), CONN_CONNECTING);
	assert_false(conn_send(bench.conn, &command, bench_on_reply, &bench, &error));
	assert_int_equal(error.code, ERROR_CONNECT);
	command_finish(&command);
	bench_finish(&bench);
	assert_int_equal(bench.answers + bench.losses, 0);
	redis_stop(server);
}

static void a_reading_connection_refuses_to_write(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	options.mode = CONN_READ;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	struct command command;
	struct error error;
	command_init(&command);
	command_words(&command, "XADD orders * a b");
	assert_false(conn_send(bench.conn, &command, bench_on_reply, &bench, &error));
	assert_int_equal(error.code, ERROR_REFUSED);
	command_finish(&command);
	bench_ask(&bench, "XLEN orders");
	assert_int_equal(bench.last_integer, 0);
	assert_int_equal(bench.answers + bench.losses, 1);
	bench_finish(&bench);
	redis_stop(server);
}

static void closing_answers_what_is_outstanding(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	for (int i = 0; i < 10; i++) {
		bench_send(&bench, "PING");
	}
	int states = bench.ready + bench.closed + bench.waiting;
	conn_close(bench.conn);
	assert_int_equal(bench.losses, 10);
	bench_run_dry(&bench);
	assert_int_equal(bench.answers, 0);
	assert_int_equal(bench.ready + bench.closed + bench.waiting, states);
	bench.conn = NULL;
	bench_finish(&bench);
	redis_stop(server);
}

static void closing_while_connecting_or_waiting_leaves_nothing(void **state)
{
	(void)state;
	struct redis_server *server = redis_start_tcp(NULL);
	char url[64];
	snprintf(url, sizeof url, "redis://localhost:%d", redis_port(server));
	const char *const urls[] = {url, redis_url(server)};
	for (size_t i = 0; i < 2; i++) {
		for (int turns = 0; turns < 6; turns++) {
			struct bench bench;
			struct conn_options options = bench_init(&bench, urls[i]);
			bench_dial(&bench, &options);
			for (int turn = 0; turn < turns; turn++) {
				uv_run(&bench.loop, UV_RUN_NOWAIT);
			}
			bench_finish(&bench);
		}
	}
	redis_kill(server);
	struct bench bench;
	struct conn_options options = bench_init(&bench, urls[1]);
	options.retry = true;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_waiting);
	bench_finish(&bench);
	redis_stop(server);
}

static void close_on_reply(void *arg, const struct reply *reply, const struct error *error)
{
	struct bench *bench = arg;
	bench_on_reply(arg, reply, error);
	conn_close(bench->conn);
	/* The reply is still good for the rest of the call. */
	if (reply != NULL) {
		assert_true(text_is(reply->text, "PONG"));
	}
}

static void a_callback_may_close(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	struct command command;
	command_init(&command);
	command_words(&command, "PING");
	assert_true(conn_send(bench.conn, &command, close_on_reply, &bench, NULL));
	assert_true(conn_send(bench.conn, &command, close_on_reply, &bench, NULL));
	assert_true(conn_send(bench.conn, &command, bench_on_reply, &bench, NULL));
	command_finish(&command);
	bench_run_dry(&bench);
	assert_int_equal(bench.answers, 1);
	assert_int_equal(bench.losses, 2);
	bench.conn = NULL;
	bench_finish(&bench);
	redis_stop(server);
}

static void close_on_state(
	void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	(void)error;
	if ((int)state == *(int *)arg) {
		conn_close(conn);
	}
}

static void a_change_of_state_may_close(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	int wanted[] = {CONN_CONNECTING, CONN_READY, CONN_WAITING, CONN_CLOSED};
	for (size_t i = 0; i < 4; i++) {
		struct bench bench;
		struct conn_options options = bench_init(&bench, redis_url(server));
		if (i == 2) {
			redis_kill(server);
		}
		options.retry = wanted[i] == CONN_WAITING;
		options.on_state = close_on_state;
		options.arg = &wanted[i];
		bench_dial(&bench, &options);
		bench_run_dry(&bench);
		bench.conn = NULL;
		bench_finish(&bench);
	}
	redis_stop(server);
}

static void costs_are_counted(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	struct conn_cost before = conn_cost(bench.conn);
	bench_ask(&bench, "PING");
	struct conn_cost after = conn_cost(bench.conn);
	assert_int_equal(after.commands - before.commands, 1);
	assert_int_equal(after.bytes_out - before.bytes_out, strlen("*1\r\n$4\r\nPING\r\n"));
	assert_int_equal(after.bytes_in - before.bytes_in, strlen("+PONG\r\n"));
	assert_true(after.busy_us > before.busy_us);
	bench_send(&bench, "PING");
	assert_int_equal(conn_cost(bench.conn).outstanding, 1);
	bench_finish(&bench);
	redis_stop(server);
}

static void nothing_is_closed_where_there_is_no_connection(void **state)
{
	(void)state;
	conn_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_server_answers_each_command_once_and_comes_back),
		cmocka_unit_test(pauses_grow_while_nobody_is_there),
		cmocka_unit_test(an_attempt_can_be_made_before_its_time),
		cmocka_unit_test(pauses_grow_while_it_hangs_up_after_the_greeting),
		cmocka_unit_test(without_retry_a_loss_is_for_good),
		cmocka_unit_test(nothing_is_sent_before_the_connection_is_ready),
		cmocka_unit_test(a_reading_connection_refuses_to_write),
		cmocka_unit_test(closing_answers_what_is_outstanding),
		cmocka_unit_test(closing_while_connecting_or_waiting_leaves_nothing),
		cmocka_unit_test(a_callback_may_close),
		cmocka_unit_test(a_change_of_state_may_close),
		cmocka_unit_test(costs_are_counted),
		cmocka_unit_test(nothing_is_closed_where_there_is_no_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
