#include "wire/fake.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/redis.h"

static void expect_ready(const char *url)
{
	struct bench bench;
	struct conn_options options = bench_init(&bench, url);
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	assert_string_equal(bench_ask(&bench, "PING"), "PONG");
	assert_int_equal(conn_attempt(bench.conn), 0);
	bench_finish(&bench);
}

/* Ends CLOSED, with an error that begins with the redacted address and holds the sentence. */
static void expect_refusal(const char *url, bool retry, const char *sentence)
{
	struct bench bench;
	struct conn_options options = bench_init(&bench, url);
	options.retry = retry;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_closed);
	assert_int_equal(bench.error.code, ERROR_CONNECT);
	assert_int_equal(bench.closed, 1);
	assert_int_equal(bench.waiting, 0);
	assert_true(text_starts(text_of(bench.error.text), bench.address.shown));
	if (strstr(bench.error.text, sentence) == NULL) {
		fail_msg("\"%s\" does not say \"%s\"", bench.error.text, sentence);
	}
	assert_null(strstr(bench.error.text, "s3cret"));
	bench_finish(&bench);
}

/* A bare system may lack /etc/hosts. */
static bool has_address(const char *host)
{
	struct addrinfo *found = NULL;
	bool has = getaddrinfo(host, NULL, NULL, &found) == 0;

	if (has) {
		freeaddrinfo(found);
	} else {
		print_message("%s has no address here: not tried\n", host);
	}
	return has;
}

static void tcp_and_unix_sockets_connect(void **state)
{
	(void)state;
	char url[128];
	struct redis_server *server = redis_start_tcp(NULL);
	expect_ready(redis_url(server));
	snprintf(url, sizeof url, "redis://127.0.0.1:%d", redis_port(server));
	expect_ready(url);
	if (has_address("localhost")) {
		snprintf(url, sizeof url, "redis://localhost:%d", redis_port(server));
		expect_ready(url);
	}
	redis_stop(server);
}

static void the_password_opens_and_a_wrong_one_closes_for_good(void **state)
{
	(void)state;
	const char *const args[] = {"--requirepass", "s3cret @:/%", NULL};
	char url[256];
	struct redis_server *server = redis_start_tcp(args);
	snprintf(url, sizeof url, "redis://:s3cret%%20%%40%%3A%%2F%%25@127.0.0.1:%d",
		redis_port(server));
	expect_ready(url);
	snprintf(url, sizeof url, "redis://:s3cret@127.0.0.1:%d", redis_port(server));
	expect_refusal(url, true, "wrong user name or password (WRONGPASS");
	expect_refusal(url, false, "wrong user name or password (WRONGPASS");
	expect_refusal(redis_url(server), true, "needs a password: give it in the URL");
	redis_stop(server);
}

static void an_acl_user_may_lack_all_that_is_courtesy(void **state)
{
	(void)state;
	char url[256];
	struct redis_server *server = redis_start(NULL);
	redis_ok(server, "ACL", "SETUSER", "anna", "on", ">s3cret", "~*", "+xlen", NULL);
	snprintf(url, sizeof url, "unix://anna:s3cret@%s", redis_socket(server));
	struct bench bench;
	struct conn_options options = bench_init(&bench, url);
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_ask(&bench, "XLEN orders");
	assert_int_equal(bench.last_kind, REPLY_INTEGER);
	bench_finish(&bench);
	snprintf(url, sizeof url, "unix://ben:s3cret@%s", redis_socket(server));
	expect_refusal(url, true, "wrong user name or password");
	redis_stop(server);
}

static void a_password_nobody_asked_for_is_refused(void **state)
{
	(void)state;
	char url[256];
	struct redis_server *server = redis_start(NULL);
	snprintf(url, sizeof url, "unix://:s3cret@%s", redis_socket(server));
	expect_refusal(url, true, "refuses to log us in");
	redis_stop(server);
}

static void the_database_is_selected(void **state)
{
	(void)state;
	char url[256];
	struct redis_server *server = redis_start(NULL);
	snprintf(url, sizeof url, "%s?db=3", redis_url(server));
	struct bench bench;
	struct conn_options options = bench_init(&bench, url);
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	bench_ask(&bench, "SET here 1");
	redis_ok(server, "SELECT", "3", NULL);
	assert_int_equal(redis_int(server, "EXISTS", "here", NULL), 1);
	bench_finish(&bench);
	snprintf(url, sizeof url, "%s?db=99", redis_url(server));
	expect_refusal(url, true, "cannot use database 99");
	redis_stop(server);
}

static void the_connection_has_its_name(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	options.mode = CONN_READ;
	options.name = "rivermaster-poll";
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	char *clients = redis_str(server, "CLIENT", "LIST", NULL);
	assert_non_null(strstr(clients, "name=rivermaster-poll "));
	free(clients);
	bench_finish(&bench);
	redis_stop(server);
}

static const char *speak_http(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	*bye = strcmp(command, "PING") == 0;
	return *bye ? "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" : NULL;
}

static const char *speak_resp3(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	(void)bye;
	return strcmp(command, "PING") == 0 ? "%1\r\n+a\r\n+b\r\n" : NULL;
}

static const char *say_nothing(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	(void)command;
	(void)bye;
	return NULL;
}

static void expect_of_fake(fake_script *script, const char *hello, const char *sentence)
{
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, script);
	fake.hello = hello;
	bench_aim(&bench, fake.url);
	options.connect_ms = 300;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_closed);
	if (strstr(bench.error.text, sentence) == NULL) {
		fail_msg("\"%s\" does not say \"%s\"", bench.error.text, sentence);
	}
	assert_int_equal(conn_attempt(bench.conn), 1);
	assert_int_equal(conn_retry_in_ms(bench.conn), -1);
	fake_stop(&fake);
	bench_finish(&bench);
}

static void other_servers_are_told_from_redis(void **state)
{
	(void)state;
	expect_of_fake(speak_http, NULL,
		"does not speak the Redis protocol (it says \"HTTP/1.1 400 Bad Request\")");
	expect_of_fake(speak_resp3, NULL, "RESP3");
	expect_of_fake(NULL, "SSH-2.0-OpenSSH_9.2\r\n", "does not speak the Redis protocol");
	expect_of_fake(NULL, "\x15\x03\x03", "TLS");
	expect_of_fake(say_nothing, NULL, "no answer within 300 ms: is this a Redis server?");
	expect_of_fake(NULL, "", "the server closed the connection at once");
}

static const char *load_twice(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)bye;
	if (peer < 2 && strcmp(command, "PING") == 0) {
		return "-LOADING Redis is loading the dataset in memory\r\n";
	}
	return fake_greeting(command);
}

static void a_loading_server_is_tried_again(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, load_twice);
	bench_aim(&bench, fake.url);
	options.retry = true;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_waiting);
	assert_non_null(strstr(bench.error.text, "the server is not ready: LOADING"));
	assert_int_equal(conn_attempt(bench.conn), 1);
	assert_in_range(conn_retry_in_ms(bench.conn), 1, 125);
	bench_until(&bench, bench_is_ready);
	assert_int_equal(bench.waiting, 2);
	assert_int_equal(conn_attempt(bench.conn), 0);
	fake_stop(&fake);
	bench_finish(&bench);
}

static void patience_waits_for_a_loading_server(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, load_twice);
	bench_aim(&bench, fake.url);
	options.patience_ms = 60000;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	assert_int_equal(bench.waiting, 0);
	fake_stop(&fake);
	bench_finish(&bench);
}

static const char *load_for_ever(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)fake;
	(void)peer;
	(void)command;
	(void)bye;
	return "-BUSY Redis is busy running a script\r\n";
}

static void patience_has_an_end(void **state)
{
	(void)state;
	struct bench bench;
	struct fake fake;
	struct conn_options options = bench_init(&bench, "redis://127.0.0.1");
	fake_start(&fake, &bench.loop, load_for_ever);
	bench_aim(&bench, fake.url);
	options.patience_ms = 250;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_closed);
	assert_non_null(strstr(bench.error.text, "the server is not ready: BUSY"));
	fake_stop(&fake);
	bench_finish(&bench);
}

static void a_full_server_says_so(void **state)
{
	(void)state;
	expect_of_fake(
		NULL, "-ERR max number of clients reached\r\n", "max number of clients reached");
}

static void what_is_not_there_is_named(void **state)
{
	(void)state;
	char path[256], url[300];
	struct redis_server *server = redis_start_tcp(NULL);
	snprintf(url, sizeof url, "redis://127.0.0.1:%d", redis_port(server));
	redis_kill(server);
	expect_refusal(url, false, "connection refused: no server listens there");
	expect_refusal(redis_url(server), false,
		"connection refused: the server that made this socket is gone");
	snprintf(url, sizeof url, "unix://%s/none.sock", redis_folder(server));
	expect_refusal(url, false, "no such socket");
	snprintf(path, sizeof path, "%s/log", redis_folder(server));
	snprintf(url, sizeof url, "unix://%s", path);
	expect_refusal(url, false, "connection refused");
	if (geteuid() != 0) {
		assert_int_equal(chmod(redis_socket(server), 0), 0);
		expect_refusal(redis_url(server), false, "permission denied on the socket");
	}
	redis_stop(server);
	/* An empty label is no name anywhere: no server is asked. */
	expect_refusal("redis://a..b:6379", false, ": ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp_and_unix_sockets_connect),
		cmocka_unit_test(the_password_opens_and_a_wrong_one_closes_for_good),
		cmocka_unit_test(an_acl_user_may_lack_all_that_is_courtesy),
		cmocka_unit_test(a_password_nobody_asked_for_is_refused),
		cmocka_unit_test(the_database_is_selected),
		cmocka_unit_test(the_connection_has_its_name),
		cmocka_unit_test(other_servers_are_told_from_redis),
		cmocka_unit_test(a_loading_server_is_tried_again),
		cmocka_unit_test(patience_waits_for_a_loading_server),
		cmocka_unit_test(patience_has_an_end),
		cmocka_unit_test(a_full_server_says_so),
		cmocka_unit_test(what_is_not_there_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
