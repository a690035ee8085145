#include "parsed.h"

#include "support/redis.h"

static const char *const members[] = {"topic", "group", "consumers", "pending", "lag", "lag_is",
	"lag_reason", "last_delivered_id", "entries_read", "oldest_undelivered_age_ms",
	"oldest_unacked_age_ms", "lost", "max_deliveries", "in_per_s", "delivered_per_s",
	"acked_per_s", "drain_ms", "verdict", "reason", "drain_never", NULL};

static cJSON *groups_json(const struct redis_server *server, const char *topic)
{
	const char *words[] = {"groups", "--json", "--url", redis_url(server), topic, NULL};
	struct run run = run_words(words);

	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	cJSON *list = parsed(&run);
	run_finish(&run);
	parsed_expect_members(list, members);
	return list;
}

static void add_entries(struct redis_server *server, const char *topic, int count)
{
	for (int i = 0; i < count; i++) {
		redis_ok(server, "XADD", topic, "*", "n", "1", NULL);
	}
}

/* How many entries stand beyond an id: the truth that lag is held against. */
static int64_t count_after(struct redis_server *server, const char *topic, const char *id)
{
	char after[64];

	snprintf(after, sizeof(after), "(%s", id);
	redisReply *reply = redis_raw(server, "XRANGE", topic, after, "+", NULL);
	assert_int_equal(reply->type, REDIS_REPLY_ARRAY);
	int64_t count = (int64_t)reply->elements;
	freeReplyObject(reply);
	return count;
}

static int64_t count_pending(struct redis_server *server, const char *topic, const char *group)
{
	redisReply *reply = redis_raw(server, "XPENDING", topic, group, NULL);
	int64_t count = reply->element[0]->integer;

	freeReplyObject(reply);
	return count;
}

static void expect_truth(struct redis_server *server, const char *topic, const char *group)
{
	cJSON *list = groups_json(server, topic);
	const cJSON *row = parsed_row(list, topic, group);
	const char *cursor = parsed_member(row, "last_delivered_id")->valuestring;

	parsed_expect_number(row, "lag", (double)count_after(server, topic, cursor));
	parsed_expect_number(row, "pending", (double)count_pending(server, topic, group));
	if (!parsed_is(row, "lag_is", "counted")) {
		parsed_expect_text(row, "lag_is", "exact");
	}
	cJSON_Delete(list);
}

static void read_entries(struct redis_server *server, const char *group, const char *count)
{
	redis_ok(server, "XREADGROUP", "GROUP", group, "c1", "COUNT", count, "STREAMS", "orders",
		">", NULL);
}

static void lag_and_pending_follow_every_step_of_a_group(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	expect_truth(server, "orders", "billing");
	for (int i = 1; i <= 40; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%d-1", i);
		redis_ok(server, "XADD", "orders", id, "n", "1", NULL);
	}
	expect_truth(server, "orders", "billing");
	read_entries(server, "billing", "10");
	redis_ok(server, "XACK", "orders", "billing", "1-1", "2-1", "3-1", NULL);
	expect_truth(server, "orders", "billing");
	redis_ok(server, "XDEL", "orders", "5-1", "15-1", "20-1", "40-1", NULL);
	expect_truth(server, "orders", "billing");
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "12", NULL);
	expect_truth(server, "orders", "billing");
	read_entries(server, "billing", "100");
	expect_truth(server, "orders", "billing");
	redis_stop(server);
}

/* The server itself says 27 here. */
static void what_was_trimmed_unread_is_lost_and_no_lag(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XGROUP", "CREATE", "orders", "slow", "0", "MKSTREAM", NULL);
	add_entries(server, "orders", 30);
	read_entries(server, "slow", "3");
	redis_ok(server, "XTRIM", "orders", "MAXLEN", "5", NULL);
	cJSON *list = groups_json(server, "orders");
	const cJSON *row = parsed_row(list, "orders", "slow");
	parsed_expect_number(row, "lag", 5);
	parsed_expect_text(row, "lag_is", "exact");
	parsed_expect_number(row, "lost", 22);
	parsed_expect_number(row, "entries_read", 3);
	parsed_expect_text(row, "verdict", "LOST");
	run_expect_text(parsed_member(row, "reason")->valuestring, "22");
	cJSON_Delete(list);
	redis_stop(server);
}

static void what_is_not_known_is_null(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	add_entries(server, "orders", 3);
	redis_ok(server, "XGROUP", "CREATE", "orders", "middle", "1-1", NULL);
	redis_ok(server, "XDEL", "orders", "1-1", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "end", "$", NULL);
	cJSON *list = groups_json(server, NULL);
	const cJSON *row = parsed_row(list, "orders", "middle");
	parsed_expect_number(row, "lag", 3);
	parsed_expect_null(row, "entries_read");
	parsed_expect_null(row, "oldest_unacked_age_ms");
	parsed_expect_null(row, "drain_ms");
	row = parsed_row(list, "orders", "end");
	parsed_expect_number(row, "lag", 0);
	parsed_expect_null(row, "oldest_undelivered_age_ms");
	cJSON_Delete(list);
	redis_stop(server);
}

static void a_query_chooses_the_groups(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run;
	cJSON *list;

	(void)state;
	add_entries(server, "orders", 3);
	redis_ok(server, "XGROUP", "CREATE", "orders", "behind", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "end", "$", NULL);
	run = RUN("groups", "--json", "--url", redis_url(server), "--where",
		"lag >= 3 and lag_is == \"exact\" and not group in (\"end\", \"other\")");
	run_expect_code(&run, 0);
	list = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(list), 1);
	parsed_expect_text(cJSON_GetArrayItem(list, 0), "group", "behind");
	cJSON_Delete(list);
	run_finish(&run);
	redis_stop(server);
}

static void numbers_beyond_two_to_the_53_keep_their_digits(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "18446744073709551614-18446744073709551613", "a", "b",
		NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "g", "$", NULL);
	redis_ok(server, "XADD", "orders", "18446744073709551614-18446744073709551614", "a", "b",
		NULL);
	redis_ok(server, "XSETID", "orders", "18446744073709551615-0", "ENTRIESADDED",
		"9007199254740993", NULL);
	struct run run = RUN("topics", "--json", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"entries_added\":9007199254740993,");
	run_expect_text(run_out(&run), "\"18446744073709551614-18446744073709551614\"");
	run_finish(&run);
	cJSON *list = groups_json(server, NULL);
	parsed_expect_text(
		list->child, "last_delivered_id", "18446744073709551614-18446744073709551613");
	cJSON_Delete(list);
	redis_stop(server);
}

static void hostile_groups_and_consumers_stay_names(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	add_entries(server, "orders", 3);
	redis_ok(server, "XGROUP", "CREATE", "orders", "a\033]52;c;eA==\a", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "a\033]52;c;eA==\a", "c\033[2J\xff", "COUNT", "1",
		"STREAMS", "orders", ">", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "b\xff\xe2\x80\xae", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "b\xff\xe2\x80\xae", "c|\xc2\x9b", "COUNT", "1",
		"STREAMS", "orders", ">", NULL);
	cJSON *list = groups_json(server, NULL);
	assert_int_equal(cJSON_GetArraySize(list), 2);
	parsed_expect_text(list->child, "group", "a\033]52;c;eA==\a");
	parsed_expect_text(parsed_member(list->child->next, "group"), "base64", "Yv/igK4=");
	assert_true(cJSON_IsString(parsed_member(list->child->next, "reason")));
	cJSON_Delete(list);
	struct run run = RUN("groups", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "a^[]52;c;eA==^G");
	run_expect_text(run_out(&run), "b\\xFF<U+202E>");
	run_finish(&run);
	redis_stop(server);
}

static void a_key_that_is_no_stream_or_not_there_is_exit_1(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "SET", "text\033[2J", "x", NULL);
	struct run run = RUN("groups", "text\033[2J", "--url", redis_url(server));
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "text^[[2J");
	run_expect_text(run_err(&run), "stream");
	run_expect_harmless(&run.err);
	run_finish(&run);
	run = RUN("groups", "absent", "--json", "--url", redis_url(server));
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "absent");
	assert_string_equal(run_out(&run), "");
	run_finish(&run);
	redis_stop(server);
}

/* Runs a program to its end; false where it is not there. */
static bool run_program(const char *const argv[])
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

static void traffic_of_other_clients_is_seen(void **state)
{
	static const char script[] =
		"import redis, sys\n"
		"r = redis.Redis(unix_socket_path=sys.argv[1])\n"
		"r.xgroup_create('orders', 'python', id='0', mkstream=True)\n"
		"for i in range(9): r.xadd('orders', {'n': i})\n"
		"got = r.xreadgroup('python', 'c1', {'orders': '>'}, count=4)\n"
		"r.xack('orders', 'python', got[0][1][0][0])\n";
	struct redis_server *server = redis_start(NULL);
	const char *socket = redis_socket(server);

	(void)state;
	if (!run_program((const char *const[]){"/usr/bin/python3", "-c", "import redis", NULL}) ||
		!run_program((const char *const[]){"redis-cli", "--version", NULL})) {
		redis_stop(server);
		skip();
	}
	assert_true(
		run_program((const char *const[]){"/usr/bin/python3", "-c", script, socket, NULL}));
	assert_true(run_program((const char *const[]){
		"redis-cli", "-s", socket, "XGROUP", "CREATE", "orders", "shell", "0", NULL}));
	assert_true(run_program((const char *const[]){
		"redis-cli", "-s", socket, "XADD", "orders", "*", "n", "9", NULL}));
	cJSON *list = groups_json(server, "orders");
	const cJSON *row = parsed_row(list, "orders", "python");
	parsed_expect_number(row, "lag", 6);
	parsed_expect_number(row, "pending", 3);
	parsed_expect_number(row, "consumers", 1);
	parsed_expect_number(row, "max_deliveries", 1);
	parsed_expect_number(parsed_row(list, "orders", "shell"), "lag", 10);
	cJSON_Delete(list);
	redis_stop(server);
}

static void a_reader_that_went_away_is_exit_0(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run =
		run_begin((const char *const[]){"groups", "--url", redis_url(server), NULL});

	(void)state;
	close(run.from[0]);
	run.from[0] = -1;
	run_end(&run);
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_finish(&run);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lag_and_pending_follow_every_step_of_a_group),
		cmocka_unit_test(what_was_trimmed_unread_is_lost_and_no_lag),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(a_query_chooses_the_groups),
		cmocka_unit_test(numbers_beyond_two_to_the_53_keep_their_digits),
		cmocka_unit_test(hostile_groups_and_consumers_stay_names),
		cmocka_unit_test(a_key_that_is_no_stream_or_not_there_is_exit_1),
		cmocka_unit_test(traffic_of_other_clients_is_seen),
		cmocka_unit_test(a_reader_that_went_away_is_exit_0),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
