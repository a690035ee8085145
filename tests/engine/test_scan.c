#include "../../src/engine/scan.h"

#include <stdio.h>

#include "base/map.h"
#include "support/redis.h"
#include "wire/bench.h"

#include "base/seed.h"

enum { TOPICS = 5, ROUNDS = 60, ENTRIES_MAX = 100000 };

/* One entry as the server has it and as it was handed over. */
struct row {
	struct id id;
	char topic[16];
	uint64_t digest;
};

struct rig {
	struct bench bench;
	struct redis_server *server;
	struct scan *scan;
	struct scan_coverage coverage; /* as on_progress told it last */
	int told;
	struct row *rows;
	size_t count;
	struct rng rng;
	unsigned hold_one_in; /* 0: never */
	/* Done once, when so many entries were handed over. */
	size_t act_at;
	void (*act)(struct rig *rig);
};

static uint64_t digest_of(const struct entry *entry)
{
	uint64_t digest = entry->field_count;
	for (size_t i = 0; i < entry->field_count; i++) {
		digest = map_hash(entry->fields[i].name, digest);
		digest = map_hash(entry->fields[i].value, digest);
	}
	return digest;
}

static void add_row(struct rig *rig, struct text topic, const struct entry *entry)
{
	assert_true(rig->count < ENTRIES_MAX);
	struct row *row = &rig->rows[rig->count++];
	*row = (struct row){.id = entry->id, .digest = digest_of(entry)};
	assert_true(topic.length < sizeof row->topic);
	memcpy(row->topic, topic.at, topic.length);
}

static bool on_entry(void *arg, struct text topic, const struct entry *entry)
{
	struct rig *rig = arg;
	add_row(rig, topic, entry);
	if (rig->act != NULL && rig->count == rig->act_at) {
		rig->act(rig);
	}
	if (rig->hold_one_in == 0 || rng_below(&rig->rng, rig->hold_one_in) > 0) {
		return true;
	}
	if (rng_below(&rig->rng, 2) == 0) {
		scan_hold(rig->scan);
	}
	return false;
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	struct rig *rig = arg;
	rig->coverage = *coverage;
	rig->told++;
	uv_stop(&rig->bench.loop);
	if (coverage->why == SCAN_HELD && rng_below(&rig->rng, 2) == 0) {
		scan_go(rig->scan);
	}
}

static struct rig *begin_with(const struct reply_limits *limits)
{
	struct rig *rig = mem_alloc(1, sizeof *rig);
	rng_seed(&rig->rng, 1);
	rig->server = redis_start(NULL);
	rig->rows = mem_alloc(ENTRIES_MAX, sizeof *rig->rows);
	struct conn_options options = bench_init(&rig->bench, redis_url(rig->server));
	options.mode = CONN_READ;
	options.retry = true;
	if (limits != NULL) {
		options.limits = *limits;
	}
	bench_dial(&rig->bench, &options);
	bench_until(&rig->bench, bench_is_ready);
	return rig;
}

static struct rig *begin(void)
{
	return begin_with(NULL);
}

static void end(struct rig *rig)
{
	scan_destroy(rig->scan);
	bench_finish(&rig->bench);
	redis_stop(rig->server);
	mem_free(rig->rows);
	mem_free(rig);
}

static void run(struct rig *rig, enum scan_why until)
{
	scan_go(rig->scan);
	while (scan_coverage(rig->scan).why != until) {
		struct scan_coverage now = scan_coverage(rig->scan);
		if (now.why == SCAN_FAILED || now.why == SCAN_END) {
			fail_msg("it ended: %s", now.error.text);
		}
		scan_go(rig->scan);
		uv_run(&rig->bench.loop, UV_RUN_ONCE);
	}
	uv_run(&rig->bench.loop, UV_RUN_NOWAIT);
}

static void start(struct rig *rig, const struct scan_options *what)
{
	struct scan_options options = *what;
	scan_destroy(rig->scan);
	rig->count = 0;
	rig->coverage = (struct scan_coverage){.why = SCAN_ON};
	options.conn = rig->bench.conn;
	options.on_entry = on_entry;
	options.on_progress = on_progress;
	options.arg = rig;
	rig->scan = scan_create(&options);
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	int order = id_compare(left->id, right->id);
	return order != 0 ? order : strcmp(left->topic, right->topic);
}

static void add_reply_row(struct rig *rig, const char *topic, const redisReply *item)
{
	struct entry_field fields[16];
	struct entry entry = {.field_count = item->element[1]->elements / 2, .fields = fields};
	assert_true(id_parse(text_of(item->element[0]->str), &entry.id));
	for (size_t i = 0; i < entry.field_count; i++) {
		const redisReply *name = item->element[1]->element[2 * i];
		const redisReply *value = item->element[1]->element[2 * i + 1];
		fields[i].name = text_from(name->str, name->len);
		fields[i].value = text_from(value->str, value->len);
	}
	add_row(rig, text_of(topic), &entry);
}

/* What the server says the range holds, asked in another way; the caller's. */
static struct row *expect(
	struct rig *rig, size_t topics, const struct scan_options *what, size_t *count)
{
	struct row *found = mem_alloc(ENTRIES_MAX, sizeof *found), *kept = rig->rows;
	size_t kept_count = rig->count;
	char from[ID_TEXT_MAX], to[ID_TEXT_MAX];
	id_format(from, what->from);
	id_format(to, what->to);
	rig->rows = found;
	rig->count = 0;
	for (size_t t = 0; t < topics; t++) {
		redisReply *range =
			redis_raw(rig->server, "XRANGE", what->topics[t].at, from, to, NULL);
		for (size_t i = 0; i < range->elements; i++) {
			add_reply_row(rig, what->topics[t].at, range->element[i]);
		}
		freeReplyObject(range);
	}
	*count = rig->count;
	rig->rows = kept;
	rig->count = kept_count;
	qsort(found, *count, sizeof *found, compare_rows);
	return found;
}

static void assert_same(struct rig *rig, const struct scan_options *what)
{
	size_t count;
	struct row *expected = expect(rig, what->topic_count, what, &count);
	assert_int_equal(rig->count, count);
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &expected[what->newest_first ? count - 1 - i : i];
		assert_int_equal(compare_rows(row, &rig->rows[i]), 0);
		assert_true(row->digest == rig->rows[i].digest);
	}
	mem_free(expected);
	assert_int_equal(rig->coverage.why, SCAN_END);
	assert_int_equal(rig->coverage.entries, count);
	assert_int_equal(rig->coverage.has_reached, count > 0);
	if (count > 0) {
		assert_int_equal(id_compare(rig->coverage.reached, rig->rows[count - 1].id), 0);
	}
}

static const struct text topics[TOPICS] = {
	{.at = "orders", .length = 6},
	{.at = "payments", .length = 8},
	{.at = "mail", .length = 4},
	{.at = "a", .length = 1},
	{.at = "zz", .length = 2},
};

static void add_entry(struct rig *rig, const char *topic, struct id id, size_t size)
{
	char text[ID_TEXT_MAX], *value = mem_alloc(1, size + 1);
	memset(value, 'v', size);
	redis_ok(rig->server, "XADD", topic, id_format(text, id), "n", text, "value", value, NULL);
	mem_free(value);
}

/* Small steps, so that several topics have the same ids; at times one far beyond the clock. */
static void fill_topic(struct rig *rig, const char *topic, size_t count)
{
	struct id id = {1 + rng_below(&rig->rng, 50), rng_below(&rig->rng, 3)};
	for (size_t i = 0; i < count; i++) {
		add_entry(rig, topic, id,
			rng_below(&rig->rng, 40) == 0 ? 40000 : rng_below(&rig->rng, 60));
		id = rng_below(&rig->rng, 3) > 0
			? (struct id){id.ms, id.seq + 1}
			: (struct id){id.ms + rng_below(&rig->rng, 4) + 1, 0};
	}
	if (rng_below(&rig->rng, 2) == 0) {
		add_entry(rig, topic, (struct id){UINT64_MAX, UINT64_MAX - 1}, 3);
		add_entry(rig, topic, (struct id){UINT64_MAX, UINT64_MAX}, 3);
	}
}

static struct id random_id(struct rng *rng)
{
	switch (rng_below(rng, 5)) {
	case 0:
		return (struct id){0, 0};
	case 1:
		return (struct id){UINT64_MAX, UINT64_MAX};
	default:
		return (struct id){rng_below(rng, 400), rng_below(rng, 4)};
	}
}

static void any_range_of_any_topics_is_what_the_server_holds(void **state)
{
	(void)state;
	struct rig *rig = begin();
	rig->rng = seeded_rng();
	for (size_t t = 0; t < TOPICS - 1; t++) {
		fill_topic(rig, topics[t].at, rng_below(&rig->rng, 800));
	}
	for (int round = 0; round < ROUNDS; round++) {
		struct scan_options what = {
			.topic_count = 1 + rng_below(&rig->rng, TOPICS),
			.topics = topics,
			.from = random_id(&rig->rng),
			.to = random_id(&rig->rng),
			.newest_first = rng_below(&rig->rng, 2) == 0,
		};
		rig->hold_one_in = (unsigned)rng_below(&rig->rng, 3) * 20;
		start(rig, &what);
		run(rig, SCAN_END);
		assert_same(rig, &what);
	}
	end(rig);
}

static const struct scan_options everything = {
	.topic_count = 2,
	.topics = topics,
	.to = {UINT64_MAX, UINT64_MAX},
};

static void fill_two(struct rig *rig, uint64_t count)
{
	for (uint64_t i = 1; i <= count; i++) {
		add_entry(rig, "orders", (struct id){i, 0}, 100);
		add_entry(rig, "payments", (struct id){i, 0}, 100);
	}
}

static size_t rows_of(const struct rig *rig, const char *topic)
{
	size_t count = 0;
	for (size_t i = 0; i < rig->count; i++) {
		count += strcmp(rig->rows[i].topic, topic) == 0;
	}
	return count;
}

static void reached_tells_of_all_topics(void **state)
{
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 20);
	for (size_t at = 1; at < 40; at++) {
		start(rig, &everything);
		rig->hold_one_in = 1;
		while (rig->count < at) {
			scan_go(rig->scan);
			uv_run(&rig->bench.loop, UV_RUN_ONCE);
		}
		struct scan_coverage coverage = scan_coverage(rig->scan);
		assert_int_equal(coverage.entries, rig->count);
		/* Both topics hold every id: an id is reached with its second entry. */
		struct id expected = {rig->count / 2, 0};
		if (rig->count % 2 == 1) {
			expected.seq = UINT64_MAX;
		}
		assert_true(coverage.has_reached);
		assert_int_equal(id_compare(coverage.reached, expected), 0);
	}
	end(rig);
}

static void remove_payments(struct rig *rig)
{
	redis_ok(rig->server, "DEL", "payments", NULL);
}

static void retype_payments(struct rig *rig)
{
	redis_ok(rig->server, "DEL", "payments", NULL);
	redis_ok(rig->server, "SET", "payments", "1", NULL);
}

static void trim_payments(struct rig *rig)
{
	redis_ok(rig->server, "XTRIM", "payments", "MAXLEN", "10", NULL);
}

static void a_topic_that_goes_is_told_and_the_others_come_whole(void **state)
{
	static const struct {
		void (*act)(struct rig *rig);
		size_t gone, trimmed;
	} cases[] = {
		{remove_payments, 1, 1},
		{retype_payments, 1, 0},
		{trim_payments, 0, 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig *rig = begin();
		fill_two(rig, 5000);
		start(rig, &everything);
		rig->act_at = 100;
		rig->act = cases[i].act;
		run(rig, SCAN_END);
		assert_int_equal(rows_of(rig, "orders"), 5000);
		assert_in_range(rows_of(rig, "payments"), 50, 4000);
		assert_int_equal(rig->coverage.topics_gone, cases[i].gone);
		assert_int_equal(rig->coverage.topics_trimmed, cases[i].trimmed);
		end(rig);
	}
}

static void keys_that_are_no_topics_are_counted(void **state)
{
	(void)state;
	struct rig *rig = begin();
	redis_ok(rig->server, "SET", "payments", "1", NULL);
	add_entry(rig, "mail", (struct id){5, 0}, 10);
	struct scan_options what = everything;
	what.topic_count = TOPICS;
	start(rig, &what);
	run(rig, SCAN_END);
	assert_int_equal(rig->count, 1);
	assert_int_equal(rig->coverage.topics_gone, 4);
	/* A topic that is there and has nothing in the range is not gone. */
	what.from = (struct id){6, 0};
	what.topic_count = 1;
	what.topics = &topics[2];
	start(rig, &what);
	run(rig, SCAN_END);
	assert_int_equal(rig->coverage.topics_gone, 0);
	end(rig);
}

static void what_may_not_be_read_is_passed_over(void **state)
{
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 30);
	redis_ok(rig->server, "ACL", "SETUSER", "default", "resetkeys", "~orders", NULL);
	start(rig, &everything);
	run(rig, SCAN_END);
	assert_int_equal(rig->count, 30);
	assert_int_equal(rig->coverage.topics_denied, 1);
	assert_int_equal(rig->coverage.trouble.code, ERROR_REFUSED);
	assert_non_null(strstr(rig->coverage.trouble.text, "payments: NOPERM"));
	end(rig);
}

static void entries_that_are_too_big_are_passed_over(void **state)
{
	(void)state;
	struct reply_limits limits = reply_limits_default();
	limits.bulk_bytes = 1000;
	struct rig *rig = begin_with(&limits);
	for (uint64_t i = 1; i <= 500; i++) {
		bool big = i == 1 || i == 77 || i == 78 || i == 300 || i == 500;
		add_entry(rig, "orders", (struct id){i, 0}, big ? 1001 : 1);
	}
	for (int down = 0; down < 2; down++) {
		struct scan_options what = everything;
		what.topic_count = 1;
		what.newest_first = down == 1;
		start(rig, &what);
		run(rig, SCAN_END);
		assert_int_equal(rig->count, 495);
		assert_int_equal(rig->coverage.entries_toobig, 5);
		assert_int_equal(rig->coverage.topics_trimmed, 0);
		assert_non_null(strstr(rig->coverage.trouble.text, "orders: TOOBIG"));
		struct id reached;
		assert_true(scan_topic_reached(rig->scan, 0, &reached));
		assert_int_equal(reached.ms, down == 1 ? 1 : 500);
	}
	end(rig);
}

/* Ten entries and more together are more than may be read at once; each alone is not. */
static void what_is_too_much_at_once_comes_in_parts(void **state)
{
	(void)state;
	for (int by_elements = 0; by_elements < 2; by_elements++) {
		struct reply_limits limits = reply_limits_default();
		*(by_elements ? &limits.elements : &limits.reply_bytes) = by_elements ? 40 : 10000;
		struct rig *rig = begin_with(&limits);
		for (uint64_t i = 1; i <= 60; i++) {
			add_entry(rig, "orders", (struct id){i, 0}, 2000);
		}
		for (int down = 0; down < 2; down++) {
			struct scan_options what = everything;
			what.newest_first = down == 1;
			start(rig, &what);
			run(rig, SCAN_END);
			assert_int_equal(rig->count, 60);
			assert_int_equal(rig->coverage.entries_toobig, 0);
		}
		end(rig);
	}
}

static void cut_connections(struct rig *rig)
{
	redis_ok(rig->server, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes", NULL);
}

static void after_a_loss_it_goes_on_where_it_was(void **state)
{
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 5000);
	start(rig, &everything);
	rig->act_at = 501;
	rig->act = cut_connections;
	run(rig, SCAN_FAILED);
	assert_int_equal(rig->coverage.why, SCAN_FAILED);
	assert_int_equal(rig->coverage.error.code, ERROR_CONNECT);
	assert_true(rig->count >= 501 && rig->count < 10000);
	assert_int_equal(rig->coverage.reached.ms, rig->count / 2);
	bench_until(&rig->bench, bench_is_ready);
	run(rig, SCAN_END);
	assert_same(rig, &everything);
	end(rig);
}

/* A replica whose master is gone answers nothing, MASTERDOWN. */
static void lose_master(struct rig *rig)
{
	redis_ok(rig->server, "CONFIG", "SET", "replica-serve-stale-data", "no", NULL);
	redis_ok(rig->server, "REPLICAOF", "127.0.0.1", "1", NULL);
}

static void a_server_that_cannot_answer_now_is_asked_again(void **state)
{
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 5000);
	start(rig, &everything);
	rig->act_at = 501;
	rig->act = lose_master;
	scan_go(rig->scan);
	while (rig->coverage.waits.code == ERROR_NONE) {
		assert_int_equal(scan_coverage(rig->scan).why, SCAN_ON);
		uv_run(&rig->bench.loop, UV_RUN_ONCE);
	}
	assert_non_null(strstr(rig->coverage.waits.text, "MASTERDOWN"));
	redis_ok(rig->server, "REPLICAOF", "NO", "ONE", NULL);
	run(rig, SCAN_END);
	assert_int_equal(rig->coverage.waits.code, ERROR_NONE);
	assert_same(rig, &everything);
	end(rig);
}

static void patience_ends(void **state)
{
	(void)state;
	struct rig *rig = begin();
	struct scan_options what = everything;
	fill_two(rig, 50);
	lose_master(rig);
	what.patience_ms = 1;
	start(rig, &what);
	scan_go(rig->scan);
	while (scan_coverage(rig->scan).why == SCAN_ON) {
		uv_run(&rig->bench.loop, UV_RUN_ONCE);
	}
	assert_int_equal(scan_coverage(rig->scan).why, SCAN_FAILED);
	assert_non_null(strstr(scan_coverage(rig->scan).error.text, "MASTERDOWN"));
	redis_ok(rig->server, "REPLICAOF", "NO", "ONE", NULL);
	run(rig, SCAN_END);
	assert_int_equal(rig->count, 100);
	end(rig);
}

static void each_topic_may_have_a_range_of_its_own(void **state)
{
	static const struct scan_range ranges[] = {
		{.from = {5, 0}, .to = {9, 0}},
		{.from = {8, 1}, .to = {UINT64_MAX, 0}},
	};
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 20);
	struct scan_options what = everything;
	what.ranges = ranges;
	start(rig, &what);
	run(rig, SCAN_END);
	assert_int_equal(rows_of(rig, "orders"), 5);
	assert_int_equal(rows_of(rig, "payments"), 12);
	end(rig);
}

static void many_topics_are_merged(void **state)
{
	enum { MANY = 3000, EACH = 4 };
	(void)state;
	struct rig *rig = begin();
	struct text *names = mem_alloc(MANY, sizeof *names);
	char(*bytes)[16] = mem_alloc(MANY, sizeof *bytes);
	for (size_t i = 0; i < MANY; i++) {
		snprintf(bytes[i], sizeof bytes[i], "t%zu", i);
		names[i] = text_of(bytes[i]);
		for (uint64_t j = 1; j <= EACH; j++) {
			add_entry(rig, bytes[i], (struct id){j, 0}, 2000);
		}
	}
	struct scan_options what = everything;
	what.topics = names;
	what.topic_count = MANY;
	start(rig, &what);
	run(rig, SCAN_END);
	assert_same(rig, &what);
	mem_free(names);
	mem_free(bytes);
	end(rig);
}

static void a_rate_is_kept(void **state)
{
	(void)state;
	struct rig *rig = begin();
	fill_two(rig, 1000);
	struct scan_options what = everything;
	what.bytes_per_s = 400 * 1000; /* of some 200 KB */
	uint64_t began_ns = uv_hrtime();
	start(rig, &what);
	run(rig, SCAN_END);
	assert_same(rig, &what);
	assert_true(uv_hrtime() - began_ns > 200 * 1000 * 1000);
	end(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_range_of_any_topics_is_what_the_server_holds),
		cmocka_unit_test(reached_tells_of_all_topics),
		cmocka_unit_test(a_topic_that_goes_is_told_and_the_others_come_whole),
		cmocka_unit_test(keys_that_are_no_topics_are_counted),
		cmocka_unit_test(what_may_not_be_read_is_passed_over),
		cmocka_unit_test(entries_that_are_too_big_are_passed_over),
		cmocka_unit_test(what_is_too_much_at_once_comes_in_parts),
		cmocka_unit_test(after_a_loss_it_goes_on_where_it_was),
		cmocka_unit_test(a_server_that_cannot_answer_now_is_asked_again),
		cmocka_unit_test(patience_ends),
		cmocka_unit_test(each_topic_may_have_a_range_of_its_own),
		cmocka_unit_test(many_topics_are_merged),
		cmocka_unit_test(a_rate_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
