#include "wire/fetch.h"

#include <stdio.h>

#include "support/redis.h"
#include "wire/bench.h"

enum { NAMES_MAX = 4096 };

/* The last fact, with what it borrows copied. */
struct seen {
	struct bench bench;
	struct redis_server *server;
	struct fetcher *fetcher;
	int facts;
	struct fact fact;
	char names[NAMES_MAX]; /* of a list: joined by commas */
	struct fact_group group;
	struct fact_consumer consumer;
	struct fact_pending_entry row;
	char version[64];
};

static void add_name(struct seen *seen, struct text name)
{
	size_t length = strlen(seen->names);
	snprintf(seen->names + length, sizeof seen->names - length, "%s%.*s", length > 0 ? "," : "",
		(int)name.length, name.at);
}

static void copy_lists(struct seen *seen, const struct fact *fact)
{
	if (fact->kind == FACT_TOPIC) {
		for (size_t i = 0; i < fact->topic_info.group_count; i++) {
			seen->group = fact->topic_info.groups[i];
			add_name(seen, seen->group.name);
		}
	} else if (fact->kind == FACT_CONSUMERS) {
		for (size_t i = 0; i < fact->consumers.count; i++) {
			seen->consumer = fact->consumers.consumers[i];
			add_name(seen, seen->consumer.name);
		}
	} else if (fact->kind == FACT_PENDING) {
		for (size_t i = 0; i < fact->pending.count; i++) {
			seen->row = fact->pending.entries[i];
			add_name(seen, seen->row.consumer);
		}
	} else if (fact->kind == FACT_ENTRIES) {
		for (size_t i = 0; i < fact->entries.count; i++) {
			char ms[24];
			snprintf(ms, sizeof ms, "%d", (int)fact->entries.entries[i].id.ms);
			add_name(seen, text_of(ms));
		}
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct seen *seen = arg;
	uv_stop(&seen->bench.loop);
	seen->facts++;
	seen->fact = *fact;
	assert_true((fact->error.code == ERROR_NONE) == (fact->outcome == FACT_KNOWN));
	seen->names[0] = '\0';
	if (fact->outcome == FACT_KNOWN) {
		copy_lists(seen, fact);
	}
	if (fact->kind == FACT_SERVER) {
		snprintf(seen->version, sizeof seen->version, "%.*s/%.*s",
			(int)fact->server.version.length, fact->server.version.at,
			(int)fact->server.role.length, fact->server.role.at);
	}
}

static bool nothing_outstanding(const struct bench *bench)
{
	const struct seen *seen = (const struct seen *)bench;
	return fetcher_outstanding(seen->fetcher) == 0;
}

static void set_up(struct seen *seen, const char *url)
{
	struct conn_options options = bench_init(&seen->bench, url);
	options.mode = CONN_READ;
	bench_dial(&seen->bench, &options);
	bench_until(&seen->bench, bench_is_ready);
	seen->fetcher = fetcher_create(seen->bench.conn, on_fact, seen);
}

static struct seen *begin(void)
{
	struct seen *seen = mem_alloc(1, sizeof *seen);
	seen->server = redis_start(NULL);
	set_up(seen, redis_url(seen->server));
	return seen;
}

static const struct fact *answer(struct seen *seen)
{
	bench_until(&seen->bench, nothing_outstanding);
	return &seen->fact;
}

static void end(struct seen *seen)
{
	fetcher_destroy(seen->fetcher);
	bench_finish(&seen->bench);
	redis_stop(seen->server);
	mem_free(seen);
}

static void add_entry(struct seen *seen, const char *key, int ms)
{
	char id[32];
	snprintf(id, sizeof id, "%d-0", ms);
	redis_ok(seen->server, "XADD", key, id, "type", "order_placed", NULL);
}

static void server_and_clock_are_known(void **state)
{
	(void)state;
	struct seen *seen = begin();
	fetch_server(seen->fetcher);
	const struct fact *fact = answer(seen);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_non_null(strstr(seen->version, "/master"));
	assert_true(fact->server.has_memory && fact->server.has_clients && fact->server.has_rate);
	assert_true(fact->server.memory_bytes > 0 && fact->server.clients >= 1);
	fetch_clock(seen->fetcher);
	fact = answer(seen);
	assert_int_equal(fact->kind, FACT_CLOCK);
	assert_true(fact->clock.server_ms > 1600000000000);
	assert_true(fact->clock.round_trip_us > 0);
	end(seen);
}

static void a_topic_comes_with_its_groups(void **state)
{
	(void)state;
	struct seen *seen = begin();
	for (int i = 1; i <= 5; i++) {
		add_entry(seen, "orders", i);
	}
	redis_ok(seen->server, "XGROUP", "CREATE", "orders", "billing", "2-0", NULL);
	fetch_topic(seen->fetcher, text_of("orders"));
	const struct fact *fact = answer(seen);
	assert_int_equal(fact->kind, FACT_TOPIC);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_int_equal(fact->topic_info.length, 5);
	assert_true(fact->topic_info.has_entries);
	assert_int_equal(fact->topic_info.first.ms, 1);
	assert_int_equal(fact->topic_info.last.ms, 5);
	assert_int_equal(fact->topic_info.last_generated.ms, 5);
	assert_true(fact->topic_info.reply_bytes > 100);
	assert_int_equal(fact->topic_info.group_count, 1);
	assert_string_equal(seen->names, "billing");
	assert_int_equal(seen->group.last_delivered.ms, 2);
	assert_int_equal(seen->facts, 1);
	end(seen);
}

static void an_empty_topic_has_no_entries_and_no_groups(void **state)
{
	(void)state;
	struct seen *seen = begin();
	add_entry(seen, "orders", 1);
	redis_ok(seen->server, "XDEL", "orders", "1-0", NULL);
	fetch_topic(seen->fetcher, text_of("orders"));
	const struct fact *fact = answer(seen);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_int_equal(fact->topic_info.length, 0);
	assert_false(fact->topic_info.has_entries);
	assert_int_equal(fact->topic_info.last_generated.ms, 1);
	end(seen);
}

static void each_question_says_that_the_key_is_missing(void **state)
{
	(void)state;
	struct seen *seen = begin();
	struct text key = text_of("nowhere"), group = text_of("billing");
	fetch_topic(seen->fetcher, key);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	fetch_consumers(seen->fetcher, key, group);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	fetch_pending(seen->fetcher, key, group, (struct id){0, 0}, 10);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	fetch_memory(seen->fetcher, key);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	add_entry(seen, "nowhere", 1);
	fetch_consumers(seen->fetcher, key, group);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	fetch_pending(seen->fetcher, key, group, (struct id){0, 0}, 10);
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	fetch_undelivered(seen->fetcher, text_of("elsewhere"), group, (struct id){0, 0});
	assert_int_equal(answer(seen)->outcome, FACT_KNOWN);
	assert_false(seen->fact.undelivered.exists);
	end(seen);
}

static void each_question_says_that_the_key_is_no_stream(void **state)
{
	(void)state;
	struct seen *seen = begin();
	struct text key = text_of("number"), group = text_of("billing");
	redis_ok(seen->server, "SET", "number", "1", NULL);
	fetch_type(seen->fetcher, key);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	fetch_type(seen->fetcher, text_of("none"));
	assert_int_equal(answer(seen)->outcome, FACT_ABSENT);
	redis_ok(seen->server, "XADD", "orders", "*", "a", "b", NULL);
	fetch_type(seen->fetcher, text_of("orders"));
	assert_int_equal(answer(seen)->outcome, FACT_KNOWN);
	fetch_topic(seen->fetcher, key);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	fetch_consumers(seen->fetcher, key, group);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	fetch_pending(seen->fetcher, key, group, (struct id){0, 0}, 10);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	fetch_undelivered(seen->fetcher, key, group, (struct id){0, 0});
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	fetch_count(seen->fetcher, key, group, (struct id){0, 0}, (struct id){9, 0}, 10);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	end(seen);
}

static void consumers_and_pending_entries_are_listed(void **state)
{
	(void)state;
	struct seen *seen = begin();
	for (int i = 1; i <= 4; i++) {
		add_entry(seen, "orders", i);
	}
	redis_ok(seen->server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	fetch_pending(seen->fetcher, text_of("orders"), text_of("billing"), (struct id){0, 0}, 10);
	const struct fact *fact = answer(seen);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_int_equal(fact->pending.total, 0);
	assert_false(fact->pending.has_range);
	assert_true(fact->pending.page_ends);
	redis_ok(seen->server, "XREADGROUP", "GROUP", "billing", "anna", "COUNT", "3", "STREAMS",
		"orders", ">", NULL);
	redis_ok(seen->server, "XREADGROUP", "GROUP", "billing", "ben", "COUNT", "1", "STREAMS",
		"orders", ">", NULL);
	fetch_consumers(seen->fetcher, text_of("orders"), text_of("billing"));
	fact = answer(seen);
	assert_int_equal(fact->consumers.count, 2);
	assert_string_equal(seen->names, "anna,ben");
	assert_int_equal(seen->consumer.pending, 1);
	fetch_pending(seen->fetcher, text_of("orders"), text_of("billing"), (struct id){2, 0}, 2);
	fact = answer(seen);
	assert_int_equal(fact->pending.total, 4);
	assert_true(fact->pending.has_range);
	assert_int_equal(fact->pending.lowest.ms, 1);
	assert_int_equal(fact->pending.highest.ms, 4);
	assert_int_equal(fact->pending.from.ms, 2);
	assert_int_equal(fact->pending.count, 2);
	assert_false(fact->pending.page_ends);
	assert_string_equal(seen->names, "anna,anna");
	fetch_pending(seen->fetcher, text_of("orders"), text_of("billing"), (struct id){3, 0}, 2);
	fact = answer(seen);
	assert_true(fact->pending.page_ends);
	assert_string_equal(seen->names, "anna,ben");
	assert_int_equal(seen->row.deliveries, 1);
	struct fetch_page page = {.topic = text_of("orders"),
		.group = text_of("billing"),
		.from = {2, 0},
		.to = {4, 0},
		.count = 2};
	fetch_pending_page(seen->fetcher, &page);
	fact = answer(seen);
	assert_int_equal(fact->pending.count, 2);
	assert_false(fact->pending.page_ends);
	page.consumer = text_of("ben");
	fetch_pending_page(seen->fetcher, &page);
	fact = answer(seen);
	assert_int_equal(fact->pending.count, 1);
	assert_true(fact->pending.page_ends);
	assert_string_equal(seen->names, "ben");
	end(seen);
}

static void the_first_undelivered_entry_is_after_the_cursor(void **state)
{
	(void)state;
	struct seen *seen = begin();
	add_entry(seen, "orders", 3);
	add_entry(seen, "orders", 5);
	struct text key = text_of("orders"), group = text_of("billing");
	fetch_undelivered(seen->fetcher, key, group, (struct id){3, 0});
	const struct fact *fact = answer(seen);
	assert_true(fact->undelivered.exists);
	assert_int_equal(fact->undelivered.first.ms, 5);
	assert_int_equal(fact->undelivered.after.ms, 3);
	fetch_undelivered(seen->fetcher, key, group, (struct id){5, 0});
	assert_false(answer(seen)->undelivered.exists);
	fetch_undelivered(seen->fetcher, key, group, (struct id){UINT64_MAX, UINT64_MAX});
	fact = answer(seen);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_false(fact->undelivered.exists);
	end(seen);
}

static void a_range_is_read_from_either_end(void **state)
{
	(void)state;
	struct seen *seen = begin();
	struct text key = text_of("orders");
	for (int i = 1; i <= 9; i++) {
		add_entry(seen, "orders", i);
	}
	redis_ok(seen->server, "SET", "number", "1", NULL);
	fetch_range(seen->fetcher, key, (struct id){2, 0}, (struct id){8, 0}, false, 3);
	const struct fact *fact = answer(seen);
	assert_int_equal(fact->outcome, FACT_KNOWN);
	assert_string_equal(seen->names, "2,3,4");
	fetch_range(seen->fetcher, key, (struct id){2, 0}, (struct id){8, 0}, true, 3);
	answer(seen);
	assert_string_equal(seen->names, "8,7,6");
	fetch_range(seen->fetcher, key, (struct id){8, 1}, (struct id){8, 9}, false, 3);
	assert_int_equal(answer(seen)->outcome, FACT_KNOWN);
	assert_string_equal(seen->names, "");
	fetch_range(seen->fetcher, text_of("none"), (struct id){0, 0}, (struct id){8, 9}, true, 3);
	assert_int_equal(answer(seen)->outcome, FACT_KNOWN);
	assert_int_equal(seen->fact.entries.count, 0);
	fetch_range(
		seen->fetcher, text_of("number"), (struct id){0, 0}, (struct id){8, 9}, true, 3);
	assert_int_equal(answer(seen)->outcome, FACT_WRONGTYPE);
	end(seen);
}

static void entries_are_counted_in_pages_up_to_the_limit(void **state)
{
	(void)state;
	struct seen *seen = begin();
	struct text key = text_of("orders"), group = text_of("billing");
	for (int i = 1; i <= 1234; i++) {
		add_entry(seen, "orders", i);
	}
	static const struct {
		uint64_t after, upto;
		int64_t limit, count;
		bool complete;
	} cases[] = {
		{0, 2000, 5000, 1234, true},
		{0, 1234, 5000, 1234, true},
		{0, 1000, 5000, 1000, true},
		{0, 1234, 1234, 1234, true},
		{0, 2000, 1233, 1233, false},
		{0, 2000, 500, 500, false},
		{734, 1234, 500, 500, true},
		{734, 1234, 501, 500, true},
		{10, 11, 500, 1, true},
		{1234, 2000, 500, 0, true},
		{20, 20, 500, 0, true},
		{30, 20, 500, 0, true},
		{0, 2000, 1, 1, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		fetch_count(seen->fetcher, key, group, (struct id){cases[i].after, 0},
			(struct id){cases[i].upto, 0}, cases[i].limit);
		const struct fact *fact = answer(seen);
		assert_int_equal(fact->outcome, FACT_KNOWN);
		assert_int_equal(fact->count.count, cases[i].count);
		assert_int_equal(fact->count.complete, cases[i].complete);
		assert_int_equal(fact->count.after.ms, cases[i].after);
		assert_int_equal(fact->count.upto.ms, cases[i].upto);
		assert_int_equal(seen->facts, (int)i + 1);
	}
	end(seen);
}

static void memory_of_a_topic_is_known(void **state)
{
	(void)state;
	struct seen *seen = begin();
	add_entry(seen, "orders", 1);
	fetch_memory(seen->fetcher, text_of("orders"));
	assert_int_equal(answer(seen)->outcome, FACT_KNOWN);
	assert_true(seen->fact.memory_bytes > 100);
	end(seen);
}

static void denied_commands_are_denied_facts(void **state)
{
	(void)state;
	struct seen *seen = mem_alloc(1, sizeof *seen);
	char url[256];
	seen->server = redis_start(NULL);
	add_entry(seen, "orders", 1);
	redis_ok(seen->server, "ACL", "SETUSER", "narrow", "on", ">pw", "~orders*", "+ping",
		"+xinfo|stream", NULL);
	snprintf(url, sizeof url, "unix://narrow:pw@%s", redis_socket(seen->server));
	set_up(seen, url);
	fetch_server(seen->fetcher);
	assert_int_equal(answer(seen)->outcome, FACT_DENIED);
	assert_non_null(strstr(seen->fact.error.text, "info"));
	fetch_topic(seen->fetcher, text_of("orders"));
	assert_int_equal(answer(seen)->outcome, FACT_DENIED);
	fetch_topic(seen->fetcher, text_of("secret"));
	assert_int_equal(answer(seen)->outcome, FACT_DENIED);
	fetch_scan(seen->fetcher, text_of(NULL), true);
	assert_int_equal(answer(seen)->outcome, FACT_DENIED);
	fetch_memory(seen->fetcher, text_of("orders"));
	assert_int_equal(answer(seen)->outcome, FACT_DENIED);
	assert_int_equal(seen->fact.error.code, ERROR_REFUSED);
	end(seen);
}

static void watching_leaves_no_trace_of_a_write(void **state)
{
	(void)state;
	struct seen *seen = begin();
	struct text key = text_of("orders"), group = text_of("billing");
	add_entry(seen, "orders", 1);
	redis_ok(seen->server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(seen->server, "CONFIG", "RESETSTAT", NULL);
	fetch_server(seen->fetcher);
	fetch_clock(seen->fetcher);
	fetch_topic(seen->fetcher, key);
	fetch_consumers(seen->fetcher, key, group);
	fetch_pending(seen->fetcher, key, group, (struct id){0, 0}, 1000);
	fetch_undelivered(seen->fetcher, key, group, (struct id){0, 0});
	fetch_count(seen->fetcher, key, group, (struct id){0, 0}, (struct id){9, 0}, 100);
	fetch_memory(seen->fetcher, key);
	fetch_scan(seen->fetcher, text_of(NULL), true);
	answer(seen);
	char *stats = redis_str(seen->server, "INFO", "commandstats", NULL);
	assert_non_null(strstr(stats, "cmdstat_xinfo|stream:calls=1"));
	static const char *const writes[] = {"xadd", "xack", "xclaim", "xautoclaim", "xreadgroup",
		"xgroup", "xdel", "xtrim", "xsetid", "set", "del", "eval"};
	for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
		char line[64];
		snprintf(line, sizeof line, "cmdstat_%s:", writes[i]);
		assert_null(strstr(stats, line));
		snprintf(line, sizeof line, "cmdstat_%s|", writes[i]);
		assert_null(strstr(stats, line));
	}
	free(stats);
	end(seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server_and_clock_are_known),
		cmocka_unit_test(a_topic_comes_with_its_groups),
		cmocka_unit_test(an_empty_topic_has_no_entries_and_no_groups),
		cmocka_unit_test(each_question_says_that_the_key_is_missing),
		cmocka_unit_test(each_question_says_that_the_key_is_no_stream),
		cmocka_unit_test(consumers_and_pending_entries_are_listed),
		cmocka_unit_test(the_first_undelivered_entry_is_after_the_cursor),
		cmocka_unit_test(a_range_is_read_from_either_end),
		cmocka_unit_test(entries_are_counted_in_pages_up_to_the_limit),
		cmocka_unit_test(memory_of_a_topic_is_known),
		cmocka_unit_test(denied_commands_are_denied_facts),
		cmocka_unit_test(watching_leaves_no_trace_of_a_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
