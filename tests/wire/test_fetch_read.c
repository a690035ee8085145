#include <stdio.h>

#include "base/buf.h"
#include "support/redis.h"
#include "wire/bench.h"
#include "wire/fetch.h"

/* What was handed over, as one line: `orders 1,2;mail 7;.` and the last fact of each kind. */
struct seen {
	struct bench bench;
	struct redis_server *server;
	struct fetcher *fetcher;
	struct buf said;
	enum fact_outcome outcome;
	struct id toobig;
	struct fact_reader reader;
	char consumer[32];
	bool destroys;
};

static void say_entries(struct seen *seen, const struct fact *fact)
{
	assert_int_equal(fact->entries.whence, WHENCE_LIVE);
	buf_add_text(&seen->said, fact->topic);
	for (size_t i = 0; i < fact->entries.count; i++) {
		buf_addf(&seen->said, "%s%d", i == 0 ? " " : ",",
			(int)fact->entries.entries[i].id.ms);
	}
	if (fact->outcome == FACT_TOOBIG && fact->topic.length > 0) {
		buf_addf(&seen->said, "!%d", (int)fact->entries.toobig.ms);
	}
	buf_add_string(&seen->said, fact->topic.length > 0 ? ";" : ".");
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct seen *seen = arg;
	uv_stop(&seen->bench.loop);
	seen->outcome = fact->outcome;
	assert_true((fact->error.code == ERROR_NONE) == (fact->outcome == FACT_KNOWN));
	if (fact->kind == FACT_ENTRIES) {
		say_entries(seen, fact);
	} else {
		seen->reader = fact->reader;
		snprintf(seen->consumer, sizeof seen->consumer, "%.*s",
			(int)fact->reader.as.consumer.length, fact->reader.as.consumer.at);
	}
	if (seen->destroys) {
		fetcher_destroy(seen->fetcher);
		seen->fetcher = NULL;
	}
}

static bool nothing_outstanding(const struct bench *bench)
{
	const struct seen *seen = (const struct seen *)bench;
	return seen->fetcher == NULL || fetcher_outstanding(seen->fetcher) == 0;
}

static struct seen *begin(const struct reply_limits *limits)
{
	struct seen *seen = mem_alloc(1, sizeof *seen);
	seen->server = redis_start(NULL);
	struct conn_options options = bench_init(&seen->bench, redis_url(seen->server));
	options.mode = CONN_READ;
	if (limits != NULL) {
		options.limits = *limits;
	}
	bench_dial(&seen->bench, &options);
	bench_until(&seen->bench, bench_is_ready);
	seen->fetcher = fetcher_create(seen->bench.conn, on_fact, seen);
	buf_init(&seen->said, 4096);
	return seen;
}

static const char *answer(struct seen *seen)
{
	bench_until(&seen->bench, nothing_outstanding);
	return seen->said.at;
}

static const char *read_two(struct seen *seen, uint64_t orders_ms, uint64_t mail_ms, int count)
{
	const struct fetch_place places[] = {
		{.topic = text_of("orders"), .after = {.ms = orders_ms}},
		{.topic = text_of("mail"), .after = {.ms = mail_ms}},
	};
	buf_reset(&seen->said);
	fetch_read(seen->fetcher, places, 2, count);
	return answer(seen);
}

static void end(struct seen *seen)
{
	fetcher_destroy(seen->fetcher);
	bench_finish(&seen->bench);
	redis_stop(seen->server);
	buf_finish(&seen->said);
	mem_free(seen);
}

static void add_entry(struct seen *seen, const char *key, int ms, const char *value)
{
	char id[32];
	snprintf(id, sizeof id, "%d-0", ms);
	redis_ok(seen->server, "XADD", key, id, "type", value, NULL);
}

static void each_key_comes_and_then_the_end(void **state)
{
	(void)state;
	struct seen *seen = begin(NULL);
	assert_string_equal(read_two(seen, 0, 0, 10), ".");
	assert_int_equal(seen->outcome, FACT_KNOWN);
	for (int ms = 1; ms <= 5; ms++) {
		add_entry(seen, "orders", ms, "x");
	}
	assert_string_equal(read_two(seen, 2, 0, 10), "orders 3,4,5;.");
	add_entry(seen, "mail", 9, "x");
	assert_string_equal(read_two(seen, 2, 0, 2), "orders 3,4;mail 9;.");
	redis_ok(seen->server, "SET", "other", "text", NULL);
	redis_ok(seen->server, "RENAME", "other", "mail", NULL);
	assert_string_equal(read_two(seen, 2, 0, 2), ".");
	assert_int_equal(seen->outcome, FACT_WRONGTYPE);
	end(seen);
}

static void a_value_that_is_too_long_is_named(void **state)
{
	(void)state;
	struct reply_limits limits = reply_limits_default();
	limits.bulk_bytes = 1000;
	struct seen *seen = begin(&limits);
	char value[2001];
	memset(value, 'x', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	add_entry(seen, "orders", 1, "x");
	add_entry(seen, "mail", 4, "x");
	add_entry(seen, "mail", 5, value);
	add_entry(seen, "mail", 6, "x");
	assert_string_equal(read_two(seen, 0, 0, 10), "orders 1;mail 4!5;.");
	assert_int_equal(seen->outcome, FACT_KNOWN);
	assert_string_equal(read_two(seen, 0, 5, 10), "orders 1;mail 6;.");
	end(seen);
}

static void a_lost_connection_ends_it_too(void **state)
{
	(void)state;
	struct seen *seen = begin(NULL);
	redis_kill(seen->server);
	assert_string_equal(read_two(seen, 0, 0, 10), ".");
	assert_int_equal(seen->outcome, FACT_LOST);
	end(seen);
}

static void a_fetcher_may_go_between_two_keys(void **state)
{
	(void)state;
	struct seen *seen = begin(NULL);
	add_entry(seen, "orders", 1, "x");
	add_entry(seen, "mail", 2, "x");
	seen->destroys = true;
	assert_string_equal(read_two(seen, 0, 0, 10), "orders 1;");
	end(seen);
}

static void a_reader_has_the_entry_pending_or_not(void **state)
{
	(void)state;
	struct seen *seen = begin(NULL);
	add_entry(seen, "orders", 1, "x");
	add_entry(seen, "orders", 2, "x");
	redis_ok(seen->server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(seen->server, "XREADGROUP", "GROUP", "billing", "c1", "COUNT", "1", "STREAMS",
		"orders", ">", NULL);
	fetch_reader(seen->fetcher, text_of("orders"), text_of("billing"), (struct id){.ms = 1},
		(struct id){.ms = 77});
	answer(seen);
	assert_true(seen->reader.pending);
	assert_int_equal(seen->reader.as.deliveries, 1);
	assert_string_equal(seen->consumer, "c1");
	assert_int_equal(seen->reader.last_delivered.ms, 77);
	fetch_reader(seen->fetcher, text_of("orders"), text_of("billing"), (struct id){.ms = 2},
		(struct id){.ms = 1});
	answer(seen);
	assert_int_equal(seen->outcome, FACT_KNOWN);
	assert_false(seen->reader.pending);
	fetch_reader(seen->fetcher, text_of("orders"), text_of("nobody"), (struct id){.ms = 2},
		(struct id){.ms = 1});
	answer(seen);
	assert_int_equal(seen->outcome, FACT_ABSENT);
	end(seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_comes_and_then_the_end),
		cmocka_unit_test(a_value_that_is_too_long_is_named),
		cmocka_unit_test(a_lost_connection_ends_it_too),
		cmocka_unit_test(a_fetcher_may_go_between_two_keys),
		cmocka_unit_test(a_reader_has_the_entry_pending_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
