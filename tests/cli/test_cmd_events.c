#include "parsed.h"

#include "support/redis.h"

enum { LINE_MAX_BYTES = 4096 };

static const char *url_of(const struct redis_server *server)
{
	return redis_url(server);
}

static void add(struct redis_server *server, const char *topic, const char *id, const char *type)
{
	redis_ok(server, "XADD", topic, id, "type", type, "order_id", "9", NULL);
}

static struct redis_server *two_topics(void)
{
	struct redis_server *server = redis_start(NULL);

	add(server, "orders", "1000-0", "placed");
	add(server, "orders", "1000-5", "paid");
	add(server, "orders", "3000-0", "placed");
	add(server, "payments", "1000-0", "begun");
	add(server, "payments", "2000-0", "done");
	return server;
}

/* The ids of the lines, joined by blanks. */
static const char *ids_of(const struct run *run, char *ids, size_t size)
{
	struct text rest = text_of(run_out(run));

	ids[0] = '\0';
	while (rest.length > 0) {
		struct text line = text_cut(&rest, '\n');
		char *copy = text_dup(line);
		cJSON *row = cJSON_Parse(copy);

		assert_non_null(row);
		snprintf(ids + strlen(ids), size - strlen(ids), "%s%.1s%s", *ids ? " " : "",
			cJSON_GetObjectItem(row, "topic")->valuestring,
			cJSON_GetObjectItem(row, "id")->valuestring);
		cJSON_Delete(row);
		free(copy);
	}
	return ids;
}

#define EXPECT_IDS(server, expected, ...)                                                       \
	do {                                                                                    \
		char ids[LINE_MAX_BYTES];                                                       \
		struct run run = RUN("events", "--json", "--url", url_of(server), __VA_ARGS__); \
		run_expect_code(&run, 0);                                                       \
		assert_string_equal(run_err(&run), "");                                         \
		assert_string_equal(ids_of(&run, ids, sizeof(ids)), expected);                  \
		run_finish(&run);                                                               \
	} while (0)

static void ranges_are_read_and_merged_by_id(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();

	EXPECT_IDS(server, "o1000-0 o1000-5 o3000-0", "orders");
	EXPECT_IDS(server, "o1000-0 p1000-0 o1000-5 p2000-0 o3000-0", "payments", "orders");
	EXPECT_IDS(server, "o1000-0 p1000-0 o1000-5", "orders", "payments", "--to", "1000");
	EXPECT_IDS(server, "o1000-0 p1000-0", "orders", "payments", "--to", "1000-0");
	EXPECT_IDS(server, "o1000-5 p2000-0", "orders", "payments", "--from", "1000-1", "--limit",
		"2");
	EXPECT_IDS(
		server, "p2000-0 o3000-0", "orders", "payments", "--from", "1970-01-01T00:00:02Z");
	EXPECT_IDS(server, "", "orders", "payments", "--from", "1h");
	EXPECT_IDS(server, "o1000-0 p1000-0 o1000-5 p2000-0 o3000-0", "orders", "payments",
		"--from", "-", "--to", "5m");
	EXPECT_IDS(server, "p1000-0 p2000-0", "--topics", "pay*");
	EXPECT_IDS(server, "o1000-0 o1000-5 o3000-0", "orders", "orders");
	EXPECT_IDS(server, "", "orders", "--from", "+");
	redis_stop(server);
}

static void queries_choose_and_the_limit_counts_what_they_found(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();

	EXPECT_IDS(server, "o1000-0 o3000-0", "orders", "--where", "type == \"placed\"");
	EXPECT_IDS(server, "o3000-0", "orders", "payments", "--where",
		"id > 1000-5 and order_id == 9", "--from", "2000-1", "--limit", "1");
	EXPECT_IDS(server, "", "orders", "--where", "age < 1h");
	redis_stop(server);
}

static void nothing_in_a_value_is_lost(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *argv[] = {"XADD", "orders", "7-0", "a", "\xff\0x", "a", "two\nlines", "",
		"\x1b[31m\xc2\x9b", "caf\xc3\xa9", "1e400"};
	const size_t lengths[] = {4, 6, 3, 1, 3, 1, 9, 0, 7, 5, 5};

	freeReplyObject(redis_argv(server, 11, argv, lengths));
	struct run run = RUN("events", "--json", "--url", url_of(server), "orders");
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run),
		"{\"topic\": \"orders\", \"id\": \"7-0\", \"time_ms\": 7, \"fields\": "
		"[[\"a\", {\"base64\": \"/wB4\"}], [\"a\", \"two\\nlines\"], "
		"[\"\", \"\\u001b[31m\\u009b\"], [\"caf\xc3\xa9\", \"1e400\"]]"
		", \"event\": {\"envelope\": ");
	run_finish(&run);
	run = RUN("events", "--url", url_of(server), "orders");
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	assert_string_equal(run_out(&run),
		"1970-01-01T00:00:00.007Z  7-0  -  -  a=\\xFF^@x a=two\\nlines "
		"=^[[31m<U+009B> caf\xc3\xa9=1e400 \xe2\x9a\xa0\n");
	run_finish(&run);
	redis_stop(server);
}

static void lines_for_people_name_topics_and_fit_the_terminal(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();
	struct run run =
		RUN("events", "--url", url_of(server), "orders", "payments", "--limit", "2");

	assert_string_equal(run_out(&run),
		"1970-01-01T00:00:01.000Z  orders  1000-0  placed  9  type=placed order_id=9\n"
		"1970-01-01T00:00:01.000Z  payments  1000-0  begun  9  type=begun order_id=9\n");
	run_finish(&run);
	const char *words[] = {
		"events", "--quiet", "--url", url_of(server), "orders", "--limit", "1", NULL};
	run = run_begin_terminal(words, 50);
	run_end(&run);
	assert_string_equal(
		run_out(&run), "1970-01-01T00:00:01.000Z  1000-0  placed  9  type\xe2\x80\xa6\r\n");
	run_finish(&run);
	redis_stop(server);
}

static void partitions_are_all_their_keys(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char path[256];

	snprintf(path, sizeof(path), "%s/rm.conf", redis_folder(server));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "[topic orders]\npartitions = o:*\n");
	fclose(file);
	add(server, "o:1", "5-0", "placed");
	add(server, "o:2", "4-0", "placed");
	add(server, "p:1", "4-0", "placed");
	EXPECT_IDS(server, "o4-0 o5-0", "--config", path, "orders");
	redis_ok(server, "DEL", "o:1", "o:2", NULL);
	struct run run = RUN("events", "--config", path, "--url", url_of(server), "orders");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "there is no topic orders");
	run_finish(&run);
	redis_stop(server);
}

#define EXPECT_ERROR(exit, sentence, ...)                        \
	do {                                                     \
		struct run refused = RUN("events", __VA_ARGS__); \
		run_expect_code(&refused, exit);                 \
		run_expect_text(run_err(&refused), sentence);    \
		assert_string_equal(run_out(&refused), "");      \
		run_finish(&refused);                            \
	} while (0)

static void what_cannot_be_done_is_said_with_its_code(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();
	const char *url = url_of(server);

	redis_ok(server, "SET", "number", "1", NULL);
	EXPECT_ERROR(1, "there is no topic nowhere", "--url", url, "orders", "nowhere");
	EXPECT_ERROR(1, "the key number is no stream", "--url", url, "number");
	EXPECT_ERROR(2, "which topics?", "--url", url);
	EXPECT_ERROR(2, "--from needs an id", "--url", url, "orders", "--from", "soon");
	EXPECT_ERROR(2, "--to needs an id", "--url", url, "orders", "--to", "2026-13-01");
	EXPECT_ERROR(2, "--limit needs", "--url", url, "orders", "--limit", "0");
	EXPECT_ERROR(2, "column 9", "--url", url, "orders", "--where", "type == ");
	EXPECT_ERROR(2, "one or the other", "--url", url, "orders", "--follow", "--to", "5");
	EXPECT_ERROR(3, "/nowhere.sock", "--url", "unix:///nowhere.sock", "orders");
	redis_ok(server, "ACL", "SETUSER", "default", "resetkeys", "~orders", NULL);
	EXPECT_ERROR(4, "may not read the key payments", "--url", url, "orders", "payments");
	struct run run = RUN("events", "--url", url, "--topics", "*", "--json");
	char ids[LINE_MAX_BYTES];
	run_expect_code(&run, 1);
	assert_string_equal(ids_of(&run, ids, sizeof(ids)), "o1000-0 o1000-5 o3000-0");
	run_expect_text(run_err(&run), "1 topics may not be read");
	run_finish(&run);
	redis_ok(server, "ACL", "SETUSER", "default", "allkeys", "-xrange", "-xrevrange", NULL);
	EXPECT_ERROR(4, "+xrevrange", "--url", url, "orders");
	redis_stop(server);
}

/* Until the output of the run holds so many lines. */
static void await_lines(struct run *run, size_t lines)
{
	for (;;) {
		size_t count = 0;

		for (size_t i = 0; i < run->out.length; i++) {
			count += run->out.at[i] == '\n';
		}
		if (count >= lines) {
			return;
		}
		assert_true(run->from[0] >= 0);
		run_take(&run->from[0], &run->out);
	}
}

static void following_loses_and_doubles_nothing(void **state)
{
	enum { BEFORE = 500, ADDED = 3000 };
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char ms[32];

	for (int i = 1; i <= BEFORE; i++) {
		snprintf(ms, sizeof(ms), "%d-0", i);
		add(server, "orders", ms, "placed");
	}
	const char *words[] = {"events", "--json", "--follow", "--from", "-", "--url",
		url_of(server), "orders", NULL};
	struct run run = run_begin(words);
	/* Added while the range is read, and after. */
	for (int i = BEFORE + 1; i <= BEFORE + ADDED; i++) {
		snprintf(ms, sizeof(ms), "%d-0", i);
		add(server, "orders", ms, "placed");
	}
	await_lines(&run, BEFORE + ADDED);
	kill(run.pid, SIGINT);
	run_end(&run);
	run_expect_code(&run, 0);
	struct text rest = buf_text(&run.out);
	for (int i = 1; i <= BEFORE + ADDED; i++) {
		char *line = text_dup(text_cut(&rest, '\n'));
		snprintf(ms, sizeof(ms), "\"id\": \"%d-0\"", i);
		run_expect_text(line, ms);
		free(line);
	}
	assert_int_equal(rest.length, 0);
	run_finish(&run);
	redis_stop(server);
}

/* Whoever follows asks by XREAD; then what it has read is where it began. */
static void await_follower(struct redis_server *server)
{
	for (;;) {
		char *stats = redis_str(server, "INFO", "commandstats", NULL);
		bool follows = strstr(stats, "cmdstat_xread:") != NULL;

		free(stats);
		if (follows) {
			return;
		}
	}
}

static void following_begins_with_what_is_added_now(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();
	const char *words[] = {"events", "--json", "--follow", "--url", url_of(server), "orders",
		"payments", "--where", "type == \"new\"", NULL};
	struct run run = run_begin(words);
	char ids[LINE_MAX_BYTES];

	await_follower(server);
	add(server, "payments", "4000-0", "new");
	add(server, "orders", "4000-0", "old");
	add(server, "orders", "5000-0", "new");
	await_lines(&run, 2);
	kill(run.pid, SIGTERM);
	run_end(&run);
	run_expect_code(&run, 0);
	assert_string_equal(ids_of(&run, ids, sizeof(ids)), "p4000-0 o5000-0");
	char *stats = redis_str(server, "INFO", "commandstats", NULL);
	run_expect_no_text(stats, "cmdstat_xreadgroup");
	free(stats);
	run_finish(&run);
	redis_stop(server);
}

static void a_reader_that_goes_away_ends_it(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();
	const char *words[] = {"events", "--follow", "--url", url_of(server), "orders", NULL};
	struct run run = run_begin(words);

	await_follower(server);
	close(run.from[0]);
	run.from[0] = -1;
	run_end(&run);
	run_expect_code(&run, 0);
	run_finish(&run);
	redis_stop(server);
}

static void a_slow_reader_holds_it_and_an_interrupt_says_how_to_go_on(void **state)
{
	enum { MANY = 5000 };
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char ms[32], value[1001];

	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 1; i <= MANY; i++) {
		snprintf(ms, sizeof(ms), "%d-0", i);
		redis_ok(server, "XADD", "orders", ms, "value", value, NULL);
	}
	const char *words[] = {"events", "--json", "--url", url_of(server), "orders", NULL};
	struct run run = run_begin(words);
	await_lines(&run, 1);
	kill(run.pid, SIGINT);
	run_end(&run);
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "interrupted; everything up to ");
	size_t lines = 0;
	for (size_t i = 0; i < run.out.length; i++) {
		lines += run.out.at[i] == '\n';
	}
	/* A pipe and two buffers hold less than a third of it. */
	assert_in_range(lines, 1, MANY / 2);
	snprintf(ms, sizeof(ms), "--from %zu-1", lines);
	run_expect_text(run_err(&run), ms);
	run_finish(&run);
	redis_stop(server);
}

/* Quiet or not: what is missing is said, and ends with 1. */
static void what_is_incomplete_is_no_success(void **state)
{
	static const char big[] = "redis.call('XADD', 'orders', '9-0', 'n', "
				  "string.rep('x', 17 * 1024 * 1024))";
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *url = url_of(server), *says = "1 could not be decided (the first: ";

	redis_ok(server, "SET", "number", "1", NULL);
	redis_ok(server, "XADD", "orders", "1-0", "n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
		NULL);
	redis_ok(server, "XADD", "orders", "2-0", "n", "aaa", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "STREAMS", "orders", ">", NULL);
	struct run whole = RUN("events", "--url", url, "--topics", "*", "--quiet");
	run_expect_code(&whole, 0);
	assert_string_equal(run_err(&whole), "");
	run_finish(&whole);
	for (int quiet = 0; quiet < 2; quiet++) {
		const char *last = quiet ? "--quiet" : NULL;
		struct run events =
			RUN("events", "--url", url, "orders", "--where", "n ~ /^(a+)+$/", last);
		run_expect_code(&events, 1);
		run_expect_text(run_out(&events), "2-0");
		run_expect_text(run_err(&events), says);
		run_finish(&events);
		struct run pending = RUN("pending", "--url", url, "orders", "billing", "--where",
			"n ~ /^(a+)+$/", last);
		run_expect_code(&pending, 1);
		run_expect_text(run_err(&pending), says);
		run_finish(&pending);
		struct run letters = RUN(
			"dead-letters", "--url", url, "orders", "--where", "n ~ /^(a+)+$/", last);
		run_expect_code(&letters, 1);
		run_expect_text(run_err(&letters), says);
		run_finish(&letters);
	}
	redis_ok(server, "EVAL", big, "0", NULL);
	struct run toobig = RUN("events", "--url", url, "orders", "--quiet");
	run_expect_code(&toobig, 1);
	run_expect_text(run_err(&toobig), "1 entries are too big to be read");
	run_finish(&toobig);
	redis_stop(server);
}

/* A topic that is gone is a failure, a live one that is trimmed is none; both are said. */
static void what_goes_while_it_is_read_is_told(void **state)
{
	static const char fill[] = "for i = 1, 5000 do redis.call('XADD', KEYS[1], i .. '-0', "
				   "'n', string.rep('v', 1000)) end";
	static const struct {
		const char *command[4], *says;
		int code;
	} cases[] = {
		{{"DEL", "orders"}, "1 topics went or are no streams", 1},
		{{"XTRIM", "orders", "MINID", "4900"}, "1 topics lost entries while they were read",
			0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *const *command = cases[i].command;
		struct redis_server *server = redis_start(NULL);
		const char *words[] = {"events", "--json", "--quiet", "--url", url_of(server),
			"orders", "payments", NULL};

		redis_ok(server, "EVAL", fill, "1", "orders", NULL);
		redis_ok(server, "XADD", "payments", "6000-0", "n", "last", NULL);
		struct run run = run_begin(words);
		await_lines(&run, 1);
		redis_ok(server, command[0], command[1], command[2], command[3], NULL);
		run_end(&run);
		run_expect_code(&run, cases[i].code);
		run_expect_text(run_err(&run), cases[i].says);
		run_finish(&run);
		redis_stop(server);
	}
}

static void masks_hide_what_they_name(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XADD", "orders", "7-0", "type", "placed", "password", "hunter2hunter2",
		"customer_email", "anna@example.com", NULL);
	redis_ok(server, "XADD", "orders", "8-0", "type", "placed", "payload",
		"{\"sessionId\":\"s-990017\",\"correlationId\":\"c-1\",\"email\":\"who\"}", NULL);
	for (int json = 0; json < 2; json++) {
		struct run run = RUN("events", "--mask", "--url", url_of(server), "orders",
			json ? "--json" : "--quiet");
		run_expect_code(&run, 0);
		run_expect_text(run_out(&run), "placed");
		run_expect_no_text(run_out(&run), "hunter2hunter2");
		run_expect_no_text(run_out(&run), "anna@example.com");
		run_expect_no_text(run_out(&run), "s-990017");
		run_expect_text(run_out(&run), "c-1");
		run_finish(&run);
	}
	redis_stop(server);
}

static void the_configuration_may_say_what_fields_are_for(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char path[256];
	FILE *file;

	redis_ok(server, "XADD", "orders", "7-0", "what", "placed", "f1", "O-551", NULL);
	snprintf(path, sizeof(path), "%s/rm.conf", redis_folder(server));
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "[envelope shop]\ntopics = ord*\ntype = what\njourney = f1\n");
	fclose(file);
	struct run run =
		RUN("events", "--config", path, "--url", url_of(server), "orders", "--json");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"envelope\": \"shop\", \"type\": \"placed\"");
	run_expect_text(run_out(&run), "\"journey\": \"O-551\"");
	run_finish(&run);
	redis_stop(server);
}

static void a_profile_may_mask_or_forbid(void **state)
{
	static const char *const exports[] = {"masked", "forbidden"};
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char path[256];

	redis_ok(server, "XADD", "orders", "7-0", "type", "placed", "password", "hunter2hunter2",
		NULL);
	snprintf(path, sizeof(path), "%s/rm.conf", redis_folder(server));
	for (int i = 0; i < 2; i++) {
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fprintf(file, "[profile shop]\nurl = %s\nexport = %s\n", url_of(server),
			exports[i]);
		fclose(file);
		struct run run = RUN("events", "--config", path, "--profile", "shop", "orders");
		run_expect_code(&run, i == 0 ? 0 : 4);
		run_expect_text(i == 0 ? run_out(&run) : run_err(&run),
			i == 0 ? "placed" : "export = forbidden");
		run_expect_no_text(run_out(&run), "hunter2hunter2");
		run_finish(&run);
	}
	redis_stop(server);
}

static void expect_doubt(struct redis_server *server, const char *where, const char *said)
{
	struct run run = RUN("events", "--url", url_of(server), "orders", "--where", where);

	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), said);
	run_finish(&run);
	run = RUN("events", "--quiet", "--url", url_of(server), "orders", "--where", where);
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_finish(&run);
}

static void a_name_that_nothing_has_is_told(void **state)
{
	(void)state;
	struct redis_server *server = two_topics();

	expect_doubt(server, "tpye == \"placed\"",
		"rivermaster: nothing that was looked at has a field tpye: is type meant?\n");
	expect_doubt(server, "deliveries > 3",
		"rivermaster: nothing that was looked at has a field deliveries "
		"(pending entries and dead letters have it)\n");
	expect_doubt(server, "not reson == \"x\"",
		"rivermaster: nothing that was looked at has a field reson: is reason meant? "
		"(dead letters have it)\n");
	expect_doubt(server, "data.coupon == 1",
		"rivermaster: nothing that was looked at has a field data.coupon\n");
	expect_doubt(server, "order_id == 10", "");
	redis_stop(server);
}

/* As `dead-letters` tells it. */
static void a_dead_letter_is_found_by_its_cause(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	char where[64];

	for (int i = 1; i <= 3; i++) {
		char id[] = {(char)('0' + i), '-', '0', '\0'};
		redis_ok(server, "XADD", "orders:dlq", id, "a", "1", "_original_id", "1-0",
			"_source_stream", i == 2 ? "payments" : "orders", NULL);
	}
	struct run letters = RUN("dead-letters", "--url", url_of(server), "--where", "id == 2-0");
	const char *example = strstr(run_out(&letters), "  for example ");
	assert_non_null(example);
	snprintf(where, sizeof(where), "dead_cause == \"%.16s\"", example - 16);
	run_finish(&letters);
	EXPECT_IDS(server, "o2-0", "orders:dlq", "--where", where);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_nothing_has_is_told),
		cmocka_unit_test(a_dead_letter_is_found_by_its_cause),
		cmocka_unit_test(ranges_are_read_and_merged_by_id),
		cmocka_unit_test(queries_choose_and_the_limit_counts_what_they_found),
		cmocka_unit_test(nothing_in_a_value_is_lost),
		cmocka_unit_test(lines_for_people_name_topics_and_fit_the_terminal),
		cmocka_unit_test(partitions_are_all_their_keys),
		cmocka_unit_test(what_cannot_be_done_is_said_with_its_code),
		cmocka_unit_test(following_loses_and_doubles_nothing),
		cmocka_unit_test(following_begins_with_what_is_added_now),
		cmocka_unit_test(a_reader_that_goes_away_ends_it),
		cmocka_unit_test(a_slow_reader_holds_it_and_an_interrupt_says_how_to_go_on),
		cmocka_unit_test(what_is_incomplete_is_no_success),
		cmocka_unit_test(what_goes_while_it_is_read_is_told),
		cmocka_unit_test(masks_hide_what_they_name),
		cmocka_unit_test(the_configuration_may_say_what_fields_are_for),
		cmocka_unit_test(a_profile_may_mask_or_forbid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
