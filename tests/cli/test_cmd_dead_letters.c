#include "parsed.h"

#include <string.h>

#include "support/redis.h"

static cJSON *letters(
	struct redis_server *server, const char *topic, const char *option, const char *value)
{
	const char *words[] = {
		"dead-letters", "--json", "--url", redis_url(server), NULL, NULL, NULL, NULL};
	size_t at = 4;

	if (topic != NULL) {
		words[at++] = topic;
	}
	words[at++] = option;
	words[at] = value;
	struct run run = run_words(words);
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	cJSON *list = parsed(&run);
	run_finish(&run);
	return list;
}

static const char *const members[] = {"topic", "id", "time_ms", "fields", "source", "original_id",
	"group", "consumer", "reason", "error_type", "deliveries", "failed_at_ms", "convention",
	"restore", "event", NULL};

/* orders:dlq holds two conventions, mail:dead points to where nothing is, `away` has only its
 * fields to tell, and shop.failed is a topic like any other. */
static struct redis_server *server_with_letters(void)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XADD", "orders", "1-0", "a", "1", NULL);
	redis_ok(server, "XADD", "orders:dlq", "5-0", "a", "1", "_original_id", "1-0",
		"_source_stream", "orders", NULL);
	redis_ok(server, "XADD", "orders:dlq", "6-0", "data", "{}", "originalId", "2-0",
		"originalStream", "orders", "error", "boom", "failedAt", "1767323045006", NULL);
	redis_ok(server, "XADD", "orders:dlq", "7-0", "a", "bare", NULL);
	redis_ok(server, "XADD", "mail:dlq", "8-0", "payload", "x", "_original_id", "3-0",
		"_source_stream", "nowhere", NULL);
	redis_ok(server, "XADD", "away", "9-0", "reason", "decode", "origin_stream", "orders",
		"origin_id", "4-0", "error", "bad \x1b[31m", "payload", "p", NULL);
	redis_ok(server, "XADD", "shop.failed", "1-0", "type", "order.failed", "error", "x", NULL);
	redis_ok(server, "SET", "text:dlq", "no stream", NULL);
	return server;
}

static void topics_are_found_by_name_and_by_fields(void **state)
{
	struct redis_server *server = server_with_letters();
	cJSON *list = letters(server, NULL, NULL, NULL);

	(void)state;
	assert_int_equal(cJSON_GetArraySize(list), 5);
	parsed_expect_members(list, members);
	const cJSON *row = list->child;
	parsed_expect_text(row, "topic", "orders:dlq");
	parsed_expect_text(row, "convention", "original-fields");
	parsed_expect_text(row, "source", "orders");
	parsed_expect_text(row, "original_id", "1-0");
	parsed_expect_null(row, "reason");
	parsed_expect_null(row, "deliveries");
	row = row->next;
	parsed_expect_text(row, "convention", "nestjs-redisx");
	parsed_expect_text(row, "reason", "boom");
	parsed_expect_number(row, "failed_at_ms", 1767323045006.0);
	row = row->next;
	parsed_expect_null(row, "convention");
	parsed_expect_null(row, "source");
	row = row->next;
	parsed_expect_text(row, "source", "nowhere");
	row = row->next;
	parsed_expect_text(row, "topic", "away");
	parsed_expect_text(row, "reason", "bad \x1b[31m");
	parsed_expect_text(row, "error_type", "decode");
	cJSON_Delete(list);
	redis_stop(server);
}

static void one_topic_a_limit_and_a_query_choose(void **state)
{
	struct redis_server *server = server_with_letters();
	cJSON *list = letters(server, "orders:dlq", NULL, NULL);

	(void)state;
	assert_int_equal(cJSON_GetArraySize(list), 3);
	cJSON_Delete(list);
	list = letters(server, NULL, "--limit", "2");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	cJSON_Delete(list);
	list = letters(server, NULL, "--where", "source == \"orders\" and reason ~ /^b/");
	assert_int_equal(cJSON_GetArraySize(list), 2);
	cJSON_Delete(list);
	list = letters(server, NULL, "--where", "failed_at > 2020-01-01T00:00:00Z");
	assert_int_equal(cJSON_GetArraySize(list), 1);
	cJSON_Delete(list);
	list = letters(server, NULL, "--topics", "shop*");
	assert_int_equal(cJSON_GetArraySize(list), 0);
	cJSON_Delete(list);
	redis_stop(server);
}

static void add_of(
	struct redis_server *server, const char *topic, const char *id, const char *source)
{
	redis_ok(server, "XADD", topic, id, "a", "1", "_original_id", "1-0", "_source_stream",
		source, NULL);
}

static void expect_said(struct redis_server *server, const char *config, const char *topic,
	const char *const said[])
{
	struct run run = RUN("dead-letters", "--config", config, "--url", redis_url(server), topic);

	run_expect_code(&run, 0);
	for (size_t i = 0; said[i] != NULL; i++) {
		run_expect_text(run_out(&run), said[i]);
	}
	run_finish(&run);
}

/* Both the topic of dead letters and its source are made of keys. */
static void partitions_are_one_topic(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char path[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/rm.conf", redis_folder(server));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file,
		"[topic orders]\npartitions = o:*\n[topic orders:dlq]\npartitions = d:*\n"
		"[topic ghost]\npartitions = g:*\n");
	fclose(file);
	redis_ok(server, "XADD", "o:1", "1-0", "a", "1", NULL);
	redis_ok(server, "XADD", "o:2", "1-0", "a", "1", NULL);
	add_of(server, "d:1", "5-0", "o:1");
	add_of(server, "d:2", "4-0", "o:2");
	add_of(server, "d:2", "6-0", "o:1");
	add_of(server, "x:dlq", "7-0", "g:1");
	expect_said(server, path, NULL,
		(const char *[]){"orders:dlq: of orders\n",
			"x:dlq: of ghost, which does not exist\n",
			"4 dead letters in 2 topics, 2 causes\n", "\n3  ?\n    of orders / ?",
			"for example d:2 6-0\n", NULL});
	expect_said(server, path, "orders:dlq",
		(const char *[]){"3 dead letters in 1 topics, 1 causes\n", NULL});
	expect_said(server, path, "d:1",
		(const char *[]){"d:1: of orders\n", "1 dead letters in 1 topics", NULL});
	redis_ok(server, "DEL", "d:1", "d:2", NULL);
	struct run run =
		RUN("dead-letters", "--config", path, "--url", redis_url(server), "orders:dlq");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "there is no topic orders:dlq");
	run_finish(&run);
	redis_stop(server);
}

/* The newest entries of one say nothing, of the other not all. */
static void every_entry_has_its_say_in_whose_they_are(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "1-0", "a", "1", NULL);
	redis_ok(server, "XADD", "mail", "1-0", "a", "1", NULL);
	add_of(server, "orders:dlq", "1-0", "mail");
	add_of(server, "shared:dlq", "1-0", "orders");
	for (int i = 2; i < 8; i++) {
		char id[] = {(char)('0' + i), '-', '0', '\0'};
		redis_ok(server, "XADD", "orders:dlq", id, "a", "1", NULL);
		add_of(server, "shared:dlq", id, "mail");
	}
	expect_said(server, "/dev/null", NULL,
		(const char *[]){
			"orders:dlq: of mail\n", "shared:dlq: of mail and others\n", NULL});
	redis_stop(server);
}

static void what_came_evenly_looks_so(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char id[32];

	(void)state;
	for (int minute = 0; minute < 30; minute++) {
		snprintf(id, sizeof(id), "%d-0", minute * 60000 + 1);
		redis_ok(server, "XADD", "orders:dlq", id, "a", "1", NULL);
	}
	struct run run = RUN("dead-letters", "--url", redis_url(server));
	run_expect_text(run_out(&run), "  [|||||||||||||||]\n");
	run_finish(&run);
	redis_stop(server);
}

static void people_see_whose_letters_they_are(void **state)
{
	struct redis_server *server = server_with_letters();
	struct run run = RUN("dead-letters", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "orders:dlq: of orders\n");
	run_expect_text(run_out(&run), "mail:dlq: of nowhere, which does not exist\n");
	run_expect_text(run_out(&run), "5 dead letters in 3 topics, 5 causes\n");
	run_finish(&run);
	redis_stop(server);
}

static void a_hundred_thousand_letters_are_five_causes(void **state)
{
	static const char script[] =
		"local why = {'timeout after %d ms', 'order O-%d unknown', 'bad total \"%d\"', "
		"'connection refused', 'no stock for sku %d'} "
		"for i = 1, 100000 do local c = 1 if i % 100 == 0 then c = 5 elseif i % 20 == 0 "
		"then c = 4 elseif i % 10 == 0 then c = 3 elseif i % 2 == 0 then c = 2 end "
		"redis.call('XADD', 'orders:dlq', (1700000000000 + i * 10) .. '-0', 'data', '{}', "
		"'originalId', i .. '-0', 'originalStream', 'orders', 'failedAt', '1767323045006', "
		"'error', string.format(why[c], i)) end";
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "1-0", "a", "1", NULL);
	redis_ok(server, "EVAL", script, "0", NULL);
	struct run run = RUN("dead-letters", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "100,000 dead letters in 1 topics, 5 causes\n");
	run_expect_text(run_out(&run), "\n50,000  timeout after * ms\n");
	run_expect_text(run_out(&run), "\n40,000  order O-* unknown\n");
	run_expect_text(run_out(&run), "\n5,000  bad total *\n");
	run_expect_text(run_out(&run), "\n4,000  connection refused\n");
	run_expect_text(run_out(&run), "\n1,000  no stock for sku *\n");
	/* The first and the last of the last cause: 100 and 100,000. */
	run_expect_text(run_out(&run), "2023-11-14T22:13:21.000Z .. 2023-11-14T22:30:00.000Z");
	run_finish(&run);
	redis_stop(server);
}

static void expect_failure(const char *const words[], int code, const char *sentence)
{
	struct run run = run_words(words);

	run_expect_code(&run, code);
	assert_string_equal(run_out(&run), "");
	run_expect_text(run_err(&run), sentence);
	run_finish(&run);
}

#define EXPECT_FAILURE(code, sentence, ...)                                                      \
	expect_failure((const char *const[]){"dead-letters", "--json", __VA_ARGS__, NULL}, code, \
		sentence)

static void what_is_not_there_is_said(void **state)
{
	struct redis_server *server = server_with_letters();
	const char *url = redis_url(server);

	(void)state;
	EXPECT_FAILURE(1, "there is no topic none:dlq", "--url", url, "none:dlq");
	EXPECT_FAILURE(1, "the key text:dlq is no stream", "--url", url, "text:dlq");
	EXPECT_FAILURE(2, "--where", "--url", url, "--where", "source ==");
	redis_ok(server, "ACL", "SETUSER", "default", "-xrevrange", NULL);
	EXPECT_FAILURE(4, "xrevrange", "--url", url);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_are_found_by_name_and_by_fields),
		cmocka_unit_test(one_topic_a_limit_and_a_query_choose),
		cmocka_unit_test(partitions_are_one_topic),
		cmocka_unit_test(every_entry_has_its_say_in_whose_they_are),
		cmocka_unit_test(what_came_evenly_looks_so),
		cmocka_unit_test(people_see_whose_letters_they_are),
		cmocka_unit_test(a_hundred_thousand_letters_are_five_causes),
		cmocka_unit_test(what_is_not_there_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
