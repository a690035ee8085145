#include "parsed.h"

#include <string.h>
#include <strings.h>

#include "base/rng.h"
#include "support/redis.h"

static cJSON *pending_json(struct redis_server *server, const char *option, const char *value)
{
	const char *words[] = {"pending", "--json", "--url", redis_url(server), "orders", "billing",
		option, value, NULL};
	struct run run = run_words(words);

	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	cJSON *list = parsed(&run);
	run_finish(&run);
	return list;
}

static void expect_fields(const cJSON *row, const redisReply *entry)
{
	const cJSON *fields = parsed_member(row, "fields");
	const redisReply *stored = entry->element[1];

	assert_int_equal((size_t)cJSON_GetArraySize(fields) * 2, stored->elements);
	for (size_t i = 0; i < stored->elements / 2; i++) {
		const cJSON *pair = cJSON_GetArrayItem(fields, (int)i);

		assert_string_equal(
			cJSON_GetArrayItem(pair, 0)->valuestring, stored->element[2 * i]->str);
		assert_string_equal(
			cJSON_GetArrayItem(pair, 1)->valuestring, stored->element[2 * i + 1]->str);
	}
}

static void expect_row(struct redis_server *server, const cJSON *row, const redisReply *truth)
{
	const char *id = truth->element[0]->str;
	redisReply *range = redis_raw(server, "XRANGE", "orders", id, id, NULL);

	parsed_expect_text(row, "topic", "orders");
	parsed_expect_text(row, "group", "billing");
	parsed_expect_text(row, "id", id);
	parsed_expect_text(row, "consumer", truth->element[1]->str);
	parsed_expect_number(row, "deliveries", (double)truth->element[3]->integer);
	double idle = parsed_member(row, "idle_ms")->valuedouble;
	assert_true(idle >= 0 && idle <= (double)truth->element[2]->integer);
	if (range->elements == 0) {
		assert_true(cJSON_IsTrue(parsed_member(row, "gone")));
		assert_true(cJSON_IsNull(parsed_member(row, "event")));
	} else {
		assert_true(cJSON_IsFalse(parsed_member(row, "gone")));
		assert_true(cJSON_IsObject(parsed_member(row, "event")));
		expect_fields(row, range->element[0]);
	}
	freeReplyObject(range);
}

/* The truth: XPENDING and, for each, XRANGE. */
static void expect_truth(struct redis_server *server)
{
	cJSON *list = pending_json(server, NULL, NULL);
	redisReply *truth =
		redis_raw(server, "XPENDING", "orders", "billing", "-", "+", "100000", NULL);

	assert_int_equal(truth->type, REDIS_REPLY_ARRAY);
	assert_int_equal((size_t)cJSON_GetArraySize(list), truth->elements);
	const cJSON *row = list->child;
	for (size_t i = 0; i < truth->elements; i++, row = row->next) {
		expect_row(server, row, truth->element[i]);
	}
	freeReplyObject(truth);
	cJSON_Delete(list);
}

static void step(struct redis_server *server, struct rng *rng, int64_t *last)
{
	char id[32], consumer[8], count[16];

	snprintf(id, sizeof(id), "%d-%d", 1 + (int)rng_below(rng, (uint64_t)*last), 0);
	snprintf(consumer, sizeof(consumer), "c%d", (int)rng_below(rng, 4));
	snprintf(count, sizeof(count), "%d", 1 + (int)rng_below(rng, 60));
	switch (rng_below(rng, 8)) {
	case 0:
	case 1:
		for (uint64_t i = rng_below(rng, 80); i > 0; i--) {
			char next[32];
			snprintf(next, sizeof(next), "%lld-0", (long long)++*last);
			redis_ok(server, "XADD", "orders", next, "n", next, "n", "again", NULL);
		}
		break;
	case 2:
	case 3:
		redis_ok(server, "XREADGROUP", "GROUP", "billing", consumer, "COUNT", count,
			"STREAMS", "orders", ">", NULL);
		break;
	case 4:
		for (int i = 0; i < 30; i++) {
			snprintf(id, sizeof(id), "%d-0", 1 + (int)rng_below(rng, (uint64_t)*last));
			redis_ok(server, i % 3 == 0 ? "XDEL" : "XACK", "orders",
				i % 3 == 0 ? id : "billing", i % 3 == 0 ? NULL : id, NULL);
		}
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

static void random_histories_are_told_as_they_are(void **state)
{
	const char *text = getenv("SEED");
	uint64_t seed = text != NULL ? strtoull(text, NULL, 10) : 3;
	struct redis_server *server = redis_start(NULL);
	struct rng rng;

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (int history = 0; history < 6; history++) {
		int64_t last = 1;

		redis_ok(server, "FLUSHALL", NULL);
		redis_ok(server, "XADD", "orders", "1-0", "n", "1", NULL);
		redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
		for (int i = 0; i < 60; i++) {
			step(server, &rng, &last);
			if (i % 10 == 9) {
				expect_truth(server);
			}
		}
	}
	redis_stop(server);
}

/* `count` entries, every one pending, `kept` of them still in the topic. */
static struct redis_server *server_with(const char *count, const char *kept)
{
	static const char script[] =
		"for i = 1, tonumber(ARGV[1]) do redis.call('XADD', 'orders', i .. '-0', 'n', i) "
		"end "
		"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '0') "
		"redis.call('XREADGROUP', 'GROUP', 'billing', 'c1', 'COUNT', ARGV[1], 'STREAMS', "
		"'orders', '>') "
		"redis.call('XTRIM', 'orders', 'MAXLEN', ARGV[2])";
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "CONFIG", "SET", "slowlog-max-len", "100000", NULL);
	redis_ok(server, "EVAL", script, "0", count, kept, NULL);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), atoi(kept));
	redis_ok(server, "CONFIG", "SET", "slowlog-log-slower-than", "0", NULL);
	redis_ok(server, "SLOWLOG", "RESET", NULL);
	return server;
}

static bool is(const redisReply *command, size_t i, const char *word)
{
	return i < command->elements && strcasecmp(command->element[i]->str, word) == 0;
}

/* Every command that the server was asked since: none without a bound. Returns how many. */
static size_t expect_bounds(struct redis_server *server)
{
	redisReply *log = redis_raw(server, "SLOWLOG", "GET", "100000", NULL);
	size_t reads = 0;

	for (size_t i = 0; i < log->elements; i++) {
		const redisReply *command = log->element[i]->element[3];

		if (is(command, 0, "XPENDING") && command->elements != 3) {
			assert_false(is(command, 3, "IDLE"));
			assert_in_range(atoi(command->element[5]->str), 1, 1000);
			reads++;
		} else if (is(command, 0, "XRANGE")) {
			assert_true(is(command, 4, "COUNT"));
			assert_in_range(atoi(command->element[5]->str), 1, 1000);
			reads++;
		}
	}
	freeReplyObject(log);
	return reads;
}

static void a_long_list_is_read_in_pages(void **state)
{
	struct redis_server *server = server_with("200000", "160000");

	(void)state;
	cJSON *list = pending_json(server, "--limit", "10");
	assert_int_equal(cJSON_GetArraySize(list), 10);
	parsed_expect_text(list->child, "id", "1-0");
	cJSON_Delete(list);
	/* The first page opens with a handful of questions, however long the list. */
	assert_in_range(expect_bounds(server), 1, 6);
	redis_ok(server, "SLOWLOG", "RESET", NULL);
	list = pending_json(server, "--where", "gone == true");
	assert_int_equal(cJSON_GetArraySize(list), 40000);
	cJSON_Delete(list);
	assert_in_range(expect_bounds(server), 400, 4000);
	redis_stop(server);
}

static void what_lies_far_apart_is_read_one_by_one(void **state)
{
	static const char script[] = "for i = 1, 20000 do if i % 500 > 0 then redis.call('XACK', "
				     "'orders', 'billing', i .. '-0') end end";
	struct redis_server *server = server_with("20000", "20000");

	(void)state;
	redis_ok(server, "EVAL", script, "0", NULL);
	redis_ok(server, "XDEL", "orders", "500-0", "10000-0", "10500-0", "20000-0", NULL);
	redis_ok(server, "SLOWLOG", "RESET", NULL);
	cJSON_Delete(pending_json(server, NULL, NULL));
	assert_in_range(expect_bounds(server), 40, 200);
	expect_truth(server);
	redis_stop(server);
}

static void an_entry_that_is_too_big_is_said_to_be(void **state)
{
	static const char script[] =
		"redis.call('XADD', 'orders', '3-5', 'n', string.rep('x', 17 * 1024 * 1024)) "
		"redis.call('XADD', 'orders', '4-0', 'n', 'after') "
		"redis.call('XREADGROUP', 'GROUP', 'billing', 'c1', 'STREAMS', 'orders', '>')";
	struct redis_server *server = server_with("3", "3");

	(void)state;
	redis_ok(server, "EVAL", script, "0", NULL);
	struct run run = RUN("pending", "--json", "--url", redis_url(server), "orders", "billing");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "1 of the entries are too big to be read");
	cJSON *list = parsed(&run);
	run_finish(&run);
	assert_int_equal(cJSON_GetArraySize(list), 5);
	const cJSON *row = cJSON_GetArrayItem(list, 3);
	parsed_expect_text(row, "id", "3-5");
	parsed_expect_null(row, "event");
	assert_true(cJSON_IsFalse(parsed_member(row, "gone")));
	assert_true(cJSON_IsObject(parsed_member(row->next, "event")));
	cJSON_Delete(list);
	redis_stop(server);
}

static void queries_and_ranges_choose(void **state)
{
	struct redis_server *server = server_with("1000", "500");

	(void)state;
	redis_ok(server, "XCLAIM", "orders", "billing", "c2", "0", "700-0", "RETRYCOUNT",
		"9223372036854775807", NULL);
	cJSON *list = pending_json(server, "--where", "deliveries >= 3 and consumer == \"c2\"");
	assert_int_equal(cJSON_GetArraySize(list), 1);
	parsed_expect_text(list->child, "id", "700-0");
	cJSON_Delete(list);
	list = pending_json(server, "--consumer", "c2");
	assert_int_equal(cJSON_GetArraySize(list), 1);
	cJSON_Delete(list);
	list = pending_json(server, "--from", "990-0");
	assert_int_equal(cJSON_GetArraySize(list), 11);
	cJSON_Delete(list);
	list = pending_json(server, "--where", "idle > 1d");
	assert_int_equal(cJSON_GetArraySize(list), 0);
	cJSON_Delete(list);
	redis_stop(server);
}

static void people_get_lines_and_bands(void **state)
{
	struct redis_server *server = server_with("12", "10");
	const char *words[] = {"pending", "--url", redis_url(server), "orders", "billing", NULL};
	struct run run = run_words(words);

	(void)state;
	run_expect_code(&run, 0);
	assert_non_null(strstr(run_out(&run), "gone from the topic"));
	assert_non_null(strstr(run_out(&run), "12 of 12 pending; 2 gone from the topic\n"));
	assert_non_null(strstr(run_out(&run), "deliveries   1 12  2-3 0  4-9 0  10+ 0\n"));
	run_finish(&run);
	redis_stop(server);
}

static void expect_failure(const char *const words[], int code, const char *sentence)
{
	struct run run = run_words(words);

	run_expect_code(&run, code);
	assert_string_equal(run_out(&run), "");
	if (strstr(run_err(&run), sentence) == NULL) {
		fail_msg("%s: not %s", run_err(&run), sentence);
	}
	run_finish(&run);
}

#define EXPECT_FAILURE(code, sentence, ...) \
	expect_failure(                     \
		(const char *const[]){"pending", "--json", __VA_ARGS__, NULL}, code, sentence)

static void what_is_not_there_is_said(void **state)
{
	struct redis_server *server = server_with("3", "3");
	const char *url = redis_url(server);

	(void)state;
	redis_ok(server, "SET", "text", "x", NULL);
	EXPECT_FAILURE(1, "there is no topic nowhere", "--url", url, "nowhere", "billing");
	EXPECT_FAILURE(1, "topic orders has no group nobody", "--url", url, "orders", "nobody");
	EXPECT_FAILURE(1, "the key text is no stream", "--url", url, "text", "billing");
	EXPECT_FAILURE(2, "--where", "--url", url, "--where", "deliveries >=", "orders", "billing");
	EXPECT_FAILURE(2, "TOPIC GROUP", "--url", url, "orders");
	redis_ok(server, "ACL", "SETUSER", "default", "-xpending", NULL);
	EXPECT_FAILURE(4, "xpending", "--url", url, "orders", "billing");
	redis_stop(server);
}

static void a_topic_made_of_keys_is_walked_key_by_key(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char path[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/rm.conf", redis_folder(server));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "[topic orders]\npartitions = o:*\n");
	fclose(file);
	struct run run =
		RUN("pending", "--config", path, "--url", redis_url(server), "orders", "g");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "there is no topic orders");
	run_finish(&run);
	for (int i = 1; i <= 3; i++) {
		char key[] = {'o', ':', (char)('0' + i), '\0'};

		redis_ok(server, "XADD", key, "1-0", "n", key, NULL);
		redis_ok(server, "XADD", key, "2-0", "n", key, NULL);
	}
	run = RUN("pending", "--config", path, "--url", redis_url(server), "orders", "g");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "topic o:1 has no group g");
	run_finish(&run);
	redis_ok(server, "XGROUP", "CREATE", "o:1", "g", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "o:3", "g", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "g", "c1", "STREAMS", "o:1", "o:3", ">", ">", NULL);
	redis_ok(server, "XDEL", "o:3", "1-0", NULL);
	run = RUN("pending", "--config", path, "--url", redis_url(server), "orders", "g");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "  o:1  1-0  ");
	run_expect_text(run_out(&run), "  o:3  1-0  (gone from the topic)\n");
	run_expect_text(run_out(&run), "4 of 4 pending; 1 gone from the topic\n");
	run_finish(&run);
	run = RUN("pending", "--json", "--config", path, "--url", redis_url(server), "orders", "g",
		"--from", "2-0");
	cJSON *list = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(list), 2);
	parsed_expect_text(list->child, "topic", "o:1");
	parsed_expect_text(list->child, "id", "2-0");
	parsed_expect_text(list->child->next, "topic", "o:3");
	cJSON_Delete(list);
	run_finish(&run);
	run = RUN("pending", "--json", "--config", path, "--url", redis_url(server), "orders", "g",
		"--limit", "3");
	list = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(list), 3);
	cJSON_Delete(list);
	run_finish(&run);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_topic_made_of_keys_is_walked_key_by_key),
		cmocka_unit_test(random_histories_are_told_as_they_are),
		cmocka_unit_test(a_long_list_is_read_in_pages),
		cmocka_unit_test(what_lies_far_apart_is_read_one_by_one),
		cmocka_unit_test(an_entry_that_is_too_big_is_said_to_be),
		cmocka_unit_test(queries_and_ranges_choose),
		cmocka_unit_test(people_get_lines_and_bands),
		cmocka_unit_test(what_is_not_there_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
