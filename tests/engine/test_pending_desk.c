#include <strings.h>

#include "base/rng.h"
#include "engine/rig.h"

static const struct pending_list *list_of(struct rig *rig)
{
	return model_pending(engine_model(rig->engine));
}

static const struct pending_about *about(struct rig *rig)
{
	return pending_list_about(list_of(rig));
}

static void look(struct rig *rig, const char *query, size_t rows, bool whole)
{
	static unsigned turn = 0;
	struct interest *interest = calloc(1, sizeof *interest);

	interest->pending = (struct interest_pending){
		.wanted = true,
		.topic = text_of("orders"),
		.group = text_of("billing"),
		.query = text_of(query),
		.rows = rows,
		.whole = whole,
		.turn = ++turn,
	};
	engine_interest(rig->engine, interest);
	while (about(rig)->turn != turn) {
		uv_run(&rig->loop, UV_RUN_ONCE);
	}
	free(interest);
}

static bool has_ended(struct rig *rig)
{
	return about(rig)->reading.is == READING_END;
}

static bool has_failed(struct rig *rig)
{
	return about(rig)->reading.is == READING_FAILED;
}

static void expect_fields(const struct pending_item *item, const redisReply *entry)
{
	const redisReply *stored = entry->element[1];

	assert_int_equal(item->row->entry.field_count * 2, stored->elements);
	for (size_t i = 0; i < stored->elements / 2; i++) {
		const struct entry_field *field = &item->row->entry.fields[i];

		assert_true(text_is(field->name, stored->element[2 * i]->str));
		assert_true(text_is(field->value, stored->element[2 * i + 1]->str));
	}
}

static void expect_row(
	struct redis_server *server, const struct pending_item *item, const redisReply *truth)
{
	const char *id = truth->element[0]->str;
	redisReply *range = redis_raw(server, "XRANGE", "orders", id, id, NULL);
	char text[ID_TEXT_MAX];

	assert_string_equal(id_format(text, item->id), id);
	assert_true(text_is(item->consumer, truth->element[1]->str));
	assert_in_range(item->idle_ms, 0, truth->element[2]->integer);
	assert_int_equal(item->deliveries, truth->element[3]->integer);
	assert_int_equal(item->gone, range->elements == 0);
	if (range->elements > 0) {
		expect_fields(item, range->element[0]);
	} else {
		assert_null(item->row);
	}
	freeReplyObject(range);
}

/* The truth: XPENDING and, for each, XRANGE. */
static void expect_truth(struct rig *rig)
{
	redisReply *truth =
		redis_raw(rig->server, "XPENDING", "orders", "billing", "-", "+", "100000", NULL);

	assert_int_equal(truth->type, REDIS_REPLY_ARRAY);
	assert_int_equal(pending_list_count(list_of(rig)), truth->elements);
	assert_int_equal(about(rig)->matched, truth->elements);
	assert_int_equal(about(rig)->total, truth->elements);
	for (size_t i = 0; i < truth->elements; i++) {
		expect_row(rig->server, pending_list_at(list_of(rig), i), truth->element[i]);
	}
	freeReplyObject(truth);
}

static void add_some(struct redis_server *server, struct rng *rng, int64_t *last)
{
	for (uint64_t i = rng_below(rng, 80); i > 0; i--) {
		char next[32];

		snprintf(next, sizeof(next), "%lld-0", (long long)++*last);
		redis_ok(server, "XADD", "orders", next, "n", next, "n", "again", NULL);
	}
}

static void settle_some(struct redis_server *server, struct rng *rng, int64_t last)
{
	for (int i = 0; i < 30; i++) {
		char id[32];

		snprintf(id, sizeof(id), "%d-0", 1 + (int)rng_below(rng, (uint64_t)last));
		if (i % 3 == 0) {
			redis_ok(server, "XDEL", "orders", id, NULL);
		} else {
			redis_ok(server, "XACK", "orders", "billing", id, NULL);
		}
	}
}

static void step(struct redis_server *server, struct rng *rng, int64_t *last)
{
	char id[32], consumer[8], count[16];

	snprintf(id, sizeof(id), "%d-0", 1 + (int)rng_below(rng, (uint64_t)*last));
	snprintf(consumer, sizeof(consumer), "c%d", (int)rng_below(rng, 4));
	snprintf(count, sizeof(count), "%d", 1 + (int)rng_below(rng, 60));
	switch (rng_below(rng, 8)) {
	case 0:
	case 1:
		add_some(server, rng, last);
		break;
	case 2:
	case 3:
		redis_ok(server, "XREADGROUP", "GROUP", "billing", consumer, "COUNT", count,
			"STREAMS", "orders", ">", NULL);
		break;
	case 4:
		settle_some(server, rng, *last);
		break;
	case 5:
		redis_ok(server, "XTRIM", "orders", "MAXLEN", count, NULL);
		break;
	case 6:
		redis_ok(server, "XCLAIM", "orders", "billing", consumer, "0", id, "RETRYCOUNT",
			"9007199254740991", NULL);
		break;
	default:
		redis_ok(server, "XGROUP", "DELCONSUMER", "orders", "billing", consumer, NULL);
	}
}

static void random_histories_are_shown_as_they_are(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 0) : 3;
	struct redis_server *server = redis_start(NULL);
	struct rig rig;
	struct rng rng;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	rig_init(&rig, server);
	rig_start(&rig);
	for (int history = 0; history < 6; history++) {
		int64_t last = 1;

		redis_ok(server, "FLUSHALL", NULL);
		redis_ok(server, "XADD", "orders", "1-0", "n", "1", NULL);
		redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
		for (int i = 0; i < 60; i++) {
			step(server, &rng, &last);
			if (i % 10 == 9) {
				look(&rig, "", PENDING_ROWS_MAX, false);
				rig_until(&rig, has_ended);
				expect_truth(&rig);
			}
		}
	}
	rig_finish(&rig);
	redis_stop(server);
}

/* Entries 1-0 to `count`-0, every one pending: in parts, so that none keeps the server too long. */
static void fill(struct redis_server *server, long count)
{
	static const char script[] =
		"local from, to = tonumber(ARGV[1]), tonumber(ARGV[2]) "
		"for i = from, to do redis.call('XADD', 'orders', i .. '-0', 'n', i) end "
		"redis.call('XREADGROUP', 'GROUP', 'billing', 'c1', 'COUNT', to - from + 1, "
		"'STREAMS', 'orders', '>')";
	const long part = 50000;

	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	for (long from = 1; from <= count; from += part) {
		long to = from + part - 1 < count ? from + part - 1 : count;
		char first[24];
		char last[24];

		(void)snprintf(first, sizeof first, "%ld", from);
		(void)snprintf(last, sizeof last, "%ld", to);
		redis_ok(server, "EVAL", script, "0", first, last, NULL);
	}
}

static bool has_four(struct rig *rig)
{
	return pending_list_count(list_of(rig)) == 4 && about(rig)->gone == 1 &&
		about(rig)->deliveries[1] == 1 && about(rig)->matched == 4;
}

static void what_is_shown_is_looked_at_again(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	fill(server, 4);
	rig_init(&rig, server);
	rig_start(&rig);
	look(&rig, "", 300, false);
	rig_until(&rig, has_ended);
	expect_truth(&rig);
	redis_ok(server, "XACK", "orders", "billing", "2-0", NULL);
	redis_ok(server, "XDEL", "orders", "3-0", NULL);
	redis_ok(server, "XCLAIM", "orders", "billing", "c2", "0", "4-0", NULL);
	redis_ok(server, "XADD", "orders", "9-0", "n", "9", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "orders", ">", NULL);
	engine_refresh(rig.engine);
	rig_until(&rig, has_four);
	expect_truth(&rig);
	rig_finish(&rig);
	redis_stop(server);
}

static bool is(const redisReply *command, size_t i, const char *word)
{
	return i < command->elements && strcasecmp(command->element[i]->str, word) == 0;
}

/* Every command that the server was asked since: none without a bound. Returns how many pages of
 * the pending list. */
static size_t expect_bounds(struct redis_server *server)
{
	redisReply *log = redis_raw(server, "SLOWLOG", "GET", "100000", NULL);
	size_t pages = 0;

	for (size_t i = 0; i < log->elements; i++) {
		const redisReply *command = log->element[i]->element[3];

		if (is(command, 0, "XPENDING") && command->elements != 3) {
			assert_false(is(command, 3, "IDLE"));
			assert_in_range(strtol(command->element[5]->str, NULL, 10), 1, 1000);
			pages++;
		} else if (is(command, 0, "XRANGE")) {
			assert_true(is(command, 4, "COUNT"));
			assert_in_range(strtol(command->element[5]->str, NULL, 10), 1, 1000);
		}
	}
	freeReplyObject(log);
	redis_ok(server, "SLOWLOG", "RESET", NULL);
	return pages;
}

static bool has_a_page(struct rig *rig)
{
	return pending_list_count(list_of(rig)) >= 300 && about(rig)->reading.is == READING_IDLE;
}

static bool is_through(struct rig *rig)
{
	return has_ended(rig) && about(rig)->reading.entries >= 1000000;
}

static void a_million_pending_open_at_once(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;
	size_t first;

	(void)state;
	fill(server, 1000000);
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "900000", NULL);
	redis_ok(server, "CONFIG", "SET", "slowlog-max-len", "100000", NULL);
	redis_ok(server, "CONFIG", "SET", "slowlog-log-slower-than", "0", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	redis_ok(server, "SLOWLOG", "RESET", NULL);
	look(&rig, "", 300, false);
	rig_until(&rig, has_a_page);
	first = expect_bounds(server);
	assert_in_range(first, 1, 20);
	assert_int_equal(about(&rig)->total, 1000000);
	assert_in_range(about(&rig)->reading.entries, 300, 1000);
	look(&rig, "", 300, true);
	rig_until(&rig, is_through);
	assert_int_equal(about(&rig)->matched, 1000000);
	assert_int_equal(about(&rig)->gone, 100000);
	assert_int_equal(about(&rig)->deliveries[0], 1000000);
	assert_in_range(pending_list_count(list_of(&rig)), 300, PENDING_ROWS_MAX);
	assert_int_equal(
		about(&rig)->unkept + pending_list_count(list_of(&rig)), about(&rig)->matched);
	expect_bounds(server);
	look(&rig, "n >= 999990", 300, false);
	rig_until(&rig, is_through);
	assert_int_equal(pending_list_count(list_of(&rig)), 11);
	assert_true(rig_calls(server, "xpending") > 2000);
	rig_finish(&rig);
	redis_stop(server);
}

static void what_is_not_there_is_said(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	redis_ok(server, "XADD", "orders", "1-0", "n", "1", NULL);
	rig_init(&rig, server);
	rig_start(&rig);
	look(&rig, "", 300, false);
	rig_until(&rig, has_failed);
	assert_string_equal(about(&rig)->reading.trouble, "topic orders has no group billing");
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "orders", ">", NULL);
	engine_refresh(rig.engine);
	rig_until(&rig, has_ended);
	expect_truth(&rig);
	rig_finish(&rig);
	redis_stop(server);
}

static bool has_two(struct rig *rig)
{
	return pending_list_count(list_of(rig)) == 2;
}

static bool has_five(struct rig *rig)
{
	return pending_list_count(list_of(rig)) == 5 && has_ended(rig);
}

static bool has_groups(struct rig *rig)
{
	return model_group(engine_model(rig->engine), text_of("orders"), text_of("billing")) !=
		NULL;
}

/* The same ids in several keys; one key has no such group, another comes later. */
static void a_topic_made_of_keys_is_one_list(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct rig rig;

	(void)state;
	for (int i = 1; i <= 4; i++) {
		char key[] = {'o', ':', (char)('0' + i), '\0'};

		redis_ok(server, "XADD", key, "1-0", "n", key, NULL);
		redis_ok(server, "XADD", key, "2-0", "n", key, NULL);
		if (i != 2) {
			redis_ok(server, "XGROUP", "CREATE", key, "billing", "0", NULL);
		}
	}
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "o:1", "o:3", ">", ">",
		NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c4", "COUNT", "1", "STREAMS", "o:4",
		">", NULL);
	redis_ok(server, "XDEL", "o:4", "1-0", NULL);
	rig_init(&rig, server);
	rig_partition(&rig, "orders", "o:*");
	rig_start(&rig);
	rig_until(&rig, has_groups);
	look(&rig, "", 300, false);
	rig_until(&rig, has_five);
	assert_int_equal(about(&rig)->total, 5);
	for (size_t i = 0; i < 5; i++) {
		static const char *const keys[] = {"o:1", "o:3", "o:4", "o:1", "o:3"};
		const struct pending_item *item = pending_list_at(list_of(&rig), i);

		assert_int_equal(item->id.ms, i < 3 ? 1 : 2);
		assert_true(text_is(item->key, keys[i]));
		assert_int_equal(item->gone, i == 2);
		assert_true(i == 2 || text_is(item->row->entry.fields[0].value, keys[i]));
	}
	redis_ok(server, "XACK", "o:1", "billing", "1-0", "2-0", NULL);
	redis_ok(server, "XACK", "o:3", "billing", "1-0", NULL);
	while (!has_two(&rig)) {
		uv_run(&rig.loop, UV_RUN_ONCE);
		engine_refresh(rig.engine);
	}
	assert_true(text_is(pending_list_at(list_of(&rig), 0)->key, "o:4"));
	assert_true(text_is(pending_list_at(list_of(&rig), 1)->key, "o:3"));
	rig_finish(&rig);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_made_of_keys_is_one_list),
		cmocka_unit_test(random_histories_are_shown_as_they_are),
		cmocka_unit_test(what_is_shown_is_looked_at_again),
		cmocka_unit_test(a_million_pending_open_at_once),
		cmocka_unit_test(what_is_not_there_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
