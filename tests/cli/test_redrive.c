#include "verb_stage.h"

/* Dead letters of several conventions, back where they came from. */

static void is_last(
	struct redis_server *server, const char *topic, size_t count, const struct text *words)
{
	redisReply *rows = redis_raw(server, "XREVRANGE", topic, "+", "-", "COUNT", "1", NULL);

	assert_int_equal(rows->elements, 1);
	const redisReply *fields = rows->element[0]->element[1];
	assert_int_equal(fields->elements, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(fields->element[i]->len, words[i].length);
		assert_memory_equal(fields->element[i]->str, words[i].at, words[i].length);
	}
	freeReplyObject(rows);
}

#define IS_LAST(server, topic, ...)                                                        \
	is_last(server, topic, sizeof((struct text[]){__VA_ARGS__}) / sizeof(struct text), \
		(const struct text[]){__VA_ARGS__})
#define T(words) text_from(words, sizeof(words) - 1)

static void set_aside(struct redis_server *server)
{
	struct run run = ON(server, "dead-letter", "orders", "billing", "2-0", "3-0", "--yes");

	expect(&run, 0, "2 done");
}

static void goes_to_its_group_while_the_source_is_there(void **state)
{
	char *audit = group(*state, "audit", NULL);

	set_aside(*state);
	struct run run = ON(*state, "redrive", "orders:dlq");
	run_expect_text(run_out(&run), "2 entries to the group that gave them up, 0 entries to");
	run_expect_text(run_out(&run), "1 group will see them: billing (again)");
	run_finish(&run);
	run = ON(*state, "redrive", "orders:dlq", "--yes");
	expect(&run, 0, "2 done");
	redisReply *row =
		redis_raw(*state, "XPENDING", "orders", "billing", "2-0", "2-0", "1", NULL);
	assert_int_equal(row->elements, 1);
	assert_string_equal(row->element[0]->element[1]->str, "rivermaster");
	assert_int_equal(row->element[0]->element[3]->integer, 0);
	freeReplyObject(row);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
	assert_int_equal(redis_int(*state, "XLEN", "orders:dlq", NULL), 2);
	char *after = group(*state, "audit", NULL);
	assert_string_equal(after, audit);
	/* It is pending there: not once more. */
	run = ON(*state, "redrive", "orders:dlq", "--yes");
	expect(&run, 0, "0 done, 2 skipped");
	free(audit);
	free(after);
}

static void goes_to_its_topic_when_the_source_is_gone(void **state)
{
	set_aside(*state);
	redis_ok(*state, "XDEL", "orders", "2-0", "3-0", NULL);
	struct run run = ON(*state, "redrive", "orders:dlq", "--limit", "1", "--yes", "--json");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"done\": 1");
	run_finish(&run);
	IS_LAST(*state, "orders", T("n"), T("2"), T("type"), T("order.placed"), T("n"), T("x"));
	run = ON(*state, "jobs");
	char job[32];
	snprintf(job, sizeof job, "%.26s", run_out(&run));
	run_finish(&run);
	run = ON(*state, "jobs", "undo", job, "--yes");
	expect(&run, 0, "undone");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES - 2);
	run = ON(*state, "redrive", "orders:dlq", "--into", "again", "--yes");
	expect(&run, 4, "");
	run = ON(*state, "redrive", "orders:dlq", "--into", "again", "--create", "--yes");
	expect(&run, 0, "2 done");
	IS_LAST(*state, "again", T("n"), T("3"), T("type"), T("order.paid"), T("n"), T("x"));
}

static void what_was_replayed_before_keeps_its_provenance(void **state)
{
	redis_ok(*state, "XADD", "orders", "50-0", "n", "1", "_rm.topic", "a", "_rm.id", "1-1",
		NULL);
	redis_ok(*state, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	struct run run = ON(*state, "dead-letter", "orders", "billing", "50-0", "--yes");
	expect(&run, 0, "1 done");
	redis_ok(*state, "XDEL", "orders", "50-0", NULL);
	run = ON(*state, "redrive", "orders:dlq", "--yes");
	expect(&run, 0, "1 done");
	IS_LAST(*state, "orders", T("n"), T("1"), T("_rm.topic"), T("a"), T("_rm.id"), T("1-1"));
}

static void moleculer_gets_its_headers_back(void **state)
{
	redis_ok(*state, "XADD", "FAILED_MESSAGES", "1-0", "payload", "{\"a\":1.0}", "headers",
		"{\"x-own\":\"7\",\"x-original-channel\":\"orders\",\"x-original-id\":\"9-9\","
		"\"x-original-group\":\"billing\",\"x-error-message\":\"no\","
		"\"x-error-timestamp\":\"1767323045006\"}",
		NULL);
	redis_ok(*state, "XADD", "FAILED_MESSAGES", "2-0", "payload", "{}", "headers",
		"{\"x-original-channel\":\"orders\",\"x-original-id\":\"9-8\","
		"\"x-original-group\":\"billing\"}",
		NULL);
	struct run run = ON(*state, "redrive", "FAILED_MESSAGES", "1-0", "--yes");
	expect(&run, 0, "1 done");
	IS_LAST(*state, "orders", T("payload"), T("{\"a\":1.0}"), T("headers"),
		T("{\"x-own\":\"7\"}"));
	run = ON(*state, "redrive", "FAILED_MESSAGES", "2-0", "--yes");
	expect(&run, 0, "1 done");
	IS_LAST(*state, "orders", T("payload"), T("{}"));
}

static void protean_gets_its_document_back(void **state)
{
	redis_ok(*state, "XADD", "orders:dlq", "1-0", "data",
		"{\"a\": 1,  \"b\": [2], \"_dlq_metadata\": {\"original_stream\": \"orders\", "
		"\"original_id\": \"9-9\", \"consumer_group\": \"billing\"}}",
		NULL);
	struct run run = ON(*state, "redrive", "orders:dlq", "--yes");
	expect(&run, 0, "1 done");
	IS_LAST(*state, "orders", T("data"), T("{\"a\": 1,  \"b\": [2]}"));
}

static void watermill_gets_its_metadata_back(void **state)
{
	static const char metadata[] = "\x83\xa1k\xa1v\xaf"
				       "reason_poisoned"
				       "\xa3"
				       "bad"
				       "\xae"
				       "topic_poisoned"
				       "\xa6"
				       "orders";

	redis_ok(*state, "XADD", "bookings.poison", "1-0", "_watermill_message_uuid", "u-1",
		"metadata", metadata, "payload", "p", NULL);
	struct run run = ON(*state, "redrive", "bookings.poison", "--yes");
	expect(&run, 0, "1 done");
	IS_LAST(*state, "orders", T("_watermill_message_uuid"), T("u-1"), T("metadata"),
		T("\x81\xa1k\xa1v"), T("payload"), T("p"));
}

static void wolverine_goes_to_its_group_or_nowhere(void **state)
{
	redis_ok(*state, "XADD", "orders:dead-letter", "1-0", "envelope", "bytes", "exception-type",
		"E", "exception-message", "no", "failed-at", "1767323045006",
		"original-destination", "redis://stream/0/orders", NULL);
	struct run run = ON(*state, "redrive", "orders:dead-letter", "--yes");
	run_expect_code(&run, 4);
	run_expect_text(run_err(&run), "wolverine keeps dead letters in another layout");
	run_finish(&run);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
}

static void goes_to_the_same_place_once(void **state)
{
	const char *const words[] = {
		"redrive", "orders:dlq", "--yes", "--url", redis_url(*state), NULL};

	set_aside(*state);
	redis_ok(*state, "XDEL", "orders", "2-0", "3-0", NULL);
	struct run one = run_begin(words), other = run_begin(words);
	run_end(&one);
	run_end(&other);
	run_expect_code(&one, 0);
	run_expect_code(&other, 0);
	run_finish(&one);
	run_finish(&other);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
	one = ON(*state, "redrive", "orders:dlq", "--yes");
	expect(&one, 0, "another job has taken it back before");
	one = ON(*state, "redrive", "orders:dlq", "--into", "new", "--create", "--yes");
	expect(&one, 0, "2 done");
	one = ON(*state, "redrive", "orders:dlq", "--again", "--yes");
	expect(&one, 0, "2 done");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES + 2);
}

static void what_is_no_dead_letter_is_refused(void **state)
{
	struct run run = ON(*state, "redrive", "orders", "--into", "again", "--create", "--yes");

	run_expect_code(&run, 4);
	run_expect_text(run_err(&run), "none of them can go back");
	run_finish(&run);
	set_aside(*state);
	redis_ok(*state, "XADD", "orders:dlq", "*", "stray", "1", NULL);
	run = ON(*state, "redrive", "orders:dlq", "--yes");
	run_expect_code(&run, 1);
	run_expect_text(run_out(&run), "2 done, 0 skipped, 1 failed");
	run_finish(&run);
}

/* By the cause that the console groups letters by: all of it, and nothing else. */
static void all_of_one_cause_goes_back(void **state)
{
	char where[64];

	set_aside(*state);
	for (int i = 1; i <= 5; i++) {
		redis_ok(*state, "XADD", "orders:dlq", "*", "a", i % 2 == 1 ? "odd" : "even",
			"_original_id", "99-0", "_source_stream", i % 2 == 1 ? "orders" : "paid",
			NULL);
	}
	struct run letters = ON(*state, "dead-letters", "--where", "a == \"even\"");
	const char *example = strstr(run_out(&letters), "  for example ");
	assert_non_null(example);
	snprintf(where, sizeof where, "dead_cause == \"%.16s\"", example - 16);
	run_finish(&letters);
	struct run run = ON(*state, "redrive", "orders:dlq", "--where", where, "--create");
	expect(&run, 0, "takes 2 entries of orders:dlq back: 0 entries to the group");
	run = ON(*state, "redrive", "orders:dlq", "--where", where, "--create", "--yes");
	expect(&run, 0, "2 done");
	assert_int_equal(redis_int(*state, "XLEN", "paid", NULL), 2);
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), ENTRIES);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, before_each)
	const struct CMUnitTest tests[] = {
		TEST(goes_to_its_group_while_the_source_is_there),
		TEST(goes_to_its_topic_when_the_source_is_gone),
		TEST(what_was_replayed_before_keeps_its_provenance),
		TEST(moleculer_gets_its_headers_back),
		TEST(protean_gets_its_document_back),
		TEST(watermill_gets_its_metadata_back),
		TEST(wolverine_goes_to_its_group_or_nowhere),
		TEST(goes_to_the_same_place_once),
		TEST(what_is_no_dead_letter_is_refused),
		TEST(all_of_one_cause_goes_back),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
