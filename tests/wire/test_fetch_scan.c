#include <stdio.h>

#include "support/redis.h"
#include "wire/fake.h"
#include "wire/fetch.h"

struct seen {
	struct bench bench;
	struct fetcher *fetcher;
	int facts, begins, ends;
	size_t found;
	enum fact_outcome outcome;
	bool reads_types;
	char names[256]; /* of the last step, as far as they fit, each with a comma behind it */
};

static void on_fact(void *arg, const struct fact *fact)
{
	struct seen *seen = arg;
	uv_stop(&seen->bench.loop);
	assert_int_equal(fact->kind, FACT_SCAN);
	seen->facts++;
	seen->outcome = fact->outcome;
	seen->begins += fact->scan.begins;
	seen->ends += fact->scan.ends;
	seen->found += fact->scan.count;
	seen->reads_types = fact->scan.reads_types;
	seen->names[0] = '\0';
	for (size_t i = 0; i < fact->scan.count; i++) {
		size_t length = strlen(seen->names);
		snprintf(seen->names + length, sizeof seen->names - length, "%.*s,",
			(int)fact->scan.names[i].length, fact->scan.names[i].at);
	}
}

static bool nothing_outstanding(const struct bench *bench)
{
	return fetcher_outstanding(((const struct seen *)bench)->fetcher) == 0;
}

static void step(struct seen *seen, const char *glob, bool restart)
{
	fetch_scan(seen->fetcher, text_of(glob), restart);
	bench_until(&seen->bench, nothing_outstanding);
}

static void discover(struct seen *seen, const char *glob)
{
	seen->found = 0;
	seen->begins = seen->ends = 0;
	for (bool restart = true; seen->ends == 0; restart = false) {
		step(seen, glob, restart);
		assert_int_equal(seen->outcome, FACT_KNOWN);
	}
}

static struct seen *begin(const char *url)
{
	struct seen *seen = mem_alloc(1, sizeof *seen);
	struct conn_options options = bench_init(&seen->bench, url);
	options.mode = CONN_READ;
	bench_dial(&seen->bench, &options);
	bench_until(&seen->bench, bench_is_ready);
	seen->fetcher = fetcher_create(seen->bench.conn, on_fact, seen);
	return seen;
}

static void end(struct seen *seen)
{
	fetcher_destroy(seen->fetcher);
	bench_finish(&seen->bench);
	mem_free(seen);
}

static void discovery_finds_exactly_the_streams(void **state)
{
	(void)state;
	char key[32];
	struct redis_server *server = redis_start(NULL);
	for (int i = 0; i < 3000; i++) {
		snprintf(key, sizeof key, "string:%d", i);
		redis_ok(server, "SET", key, "x", NULL);
	}
	for (int i = 0; i < 300; i++) {
		snprintf(key, sizeof key, "stream:%d", i);
		redis_ok(server, "XADD", key, "*", "a", "b", NULL);
	}
	redis_ok(server, "RPUSH", "list", "x", NULL);
	redis_ok(server, "HSET", "hash", "x", "y", NULL);
	redis_ok(server, "ZADD", "zset", "1", "y", NULL);
	struct seen *seen = begin(redis_url(server));
	discover(seen, "");
	assert_int_equal(seen->found, 300);
	assert_int_equal(seen->begins, 1);
	assert_true(seen->facts >= 3);
	assert_false(seen->reads_types);
	discover(seen, "*:29?");
	assert_int_equal(seen->found, 10);
	discover(seen, "list");
	assert_int_equal(seen->found, 0);
	end(seen);
	redis_stop(server);
}

static void a_new_discovery_begins_after_the_end_and_on_demand(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	redis_ok(server, "XADD", "orders", "*", "a", "b", NULL);
	struct seen *seen = begin(redis_url(server));
	for (int i = 1; i <= 3; i++) {
		step(seen, "", false);
		assert_int_equal(seen->begins, i);
		assert_int_equal(seen->ends, i);
		assert_string_equal(seen->names, "orders,");
	}
	fetch_scan(seen->fetcher, text_of(NULL), false);
	fetch_scan(seen->fetcher, text_of(NULL), false);
	assert_int_equal(fetcher_outstanding(seen->fetcher), 1);
	step(seen, "", true);
	assert_int_equal(seen->facts, 5);
	assert_int_equal(seen->begins, 5);
	end(seen);
	redis_stop(server);
}

/* A server of the time before SCAN had TYPE, with two steps. */
static const char *speak_old(struct fake *fake, int peer, const char *command, bool *bye)
{
	(void)peer;
	(void)bye;
	if (strncmp(command, "SCAN", strlen("SCAN")) != 0) {
		if (strncmp(command, "TYPE", strlen("TYPE")) != 0) {
			return fake_greeting(command);
		}
		bool secret = strstr(command, "secret") != NULL;
		return secret                               ? "-NOPERM no\r\n"
			: strstr(command, "orders") != NULL ? "+stream\r\n"
							    : "+hash\r\n";
	}
	if (strstr(command, "TYPE") != NULL) {
		return "-ERR syntax error\r\n";
	}
	if (fake->held) {
		return "*2\r\n$1\r\n0\r\n*0\r\n";
	}
	if (strncmp(command, "SCAN 0", strlen("SCAN 0")) == 0) {
		return "*2\r\n$20\r\n18446744073709551615\r\n*3\r\n$7\r\norders1\r\n$1\r\nh\r\n$"
		       "7\r\norders2\r\n";
	}
	assert_non_null(strstr(command, "SCAN 18446744073709551615 "));
	return "*2\r\n$1\r\n0\r\n*2\r\n$6\r\nsecret\r\n$7\r\norders3\r\n";
}

static void where_scan_has_no_type_the_names_are_asked_one_by_one(void **state)
{
	(void)state;
	struct bench *bench;
	struct fake fake;
	struct seen *seen = mem_alloc(1, sizeof *seen);
	bench = &seen->bench;
	struct conn_options options = bench_init(bench, "redis://127.0.0.1");
	fake_start(&fake, &bench->loop, speak_old);
	bench_aim(bench, fake.url);
	options.mode = CONN_READ;
	bench_dial(bench, &options);
	bench_until(bench, bench_is_ready);
	seen->fetcher = fetcher_create(bench->conn, on_fact, seen);
	step(seen, "", true);
	assert_string_equal(seen->names, "orders1,orders2,");
	assert_true(seen->reads_types);
	assert_int_equal(seen->begins, 1);
	assert_int_equal(seen->ends, 0);
	step(seen, "", false);
	assert_string_equal(seen->names, "orders3,");
	assert_int_equal(seen->begins, 1);
	assert_int_equal(seen->ends, 1);
	fake.held = true;
	discover(seen, "x*");
	assert_int_equal(seen->found, 0);
	assert_true(seen->reads_types);
	fake_stop(&fake);
	end(seen);
}

static void a_restart_leaves_the_step_under_way_its_types(void **state)
{
	(void)state;
	struct fake fake;
	struct seen *seen = mem_alloc(1, sizeof *seen);
	struct bench *bench = &seen->bench;
	struct conn_options options = bench_init(bench, "redis://127.0.0.1");
	fake_start(&fake, &bench->loop, speak_old);
	bench_aim(bench, fake.url);
	options.mode = CONN_READ;
	bench_dial(bench, &options);
	bench_until(bench, bench_is_ready);
	seen->fetcher = fetcher_create(bench->conn, on_fact, seen);
	step(seen, "", true);
	seen->found = 0;
	fetch_scan(seen->fetcher, text_of(NULL), false);
	step(seen, "", true);
	assert_int_equal(seen->facts, 3);
	/* orders3 of the second step, orders1 and orders2 of the new first one. */
	assert_int_equal(seen->found, 3);
	fake_stop(&fake);
	end(seen);
}

static void a_failed_step_lets_the_next_call_begin_anew(void **state)
{
	(void)state;
	char url[256];
	struct redis_server *server = redis_start(NULL);
	redis_ok(server, "ACL", "SETUSER", "narrow", "on", ">pw", "~*", "+ping", NULL);
	snprintf(url, sizeof url, "unix://narrow:pw@%s", redis_socket(server));
	struct seen *seen = begin(url);
	step(seen, "", false);
	assert_int_equal(seen->outcome, FACT_DENIED);
	redis_ok(server, "ACL", "SETUSER", "narrow", "+scan", NULL);
	step(seen, "", false);
	assert_int_equal(seen->outcome, FACT_KNOWN);
	assert_int_equal(seen->begins, 2);
	assert_int_equal(seen->ends, 1);
	end(seen);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(discovery_finds_exactly_the_streams),
		cmocka_unit_test(a_new_discovery_begins_after_the_end_and_on_demand),
		cmocka_unit_test(where_scan_has_no_type_the_names_are_asked_one_by_one),
		cmocka_unit_test(a_restart_leaves_the_step_under_way_its_types),
		cmocka_unit_test(a_failed_step_lets_the_next_call_begin_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
