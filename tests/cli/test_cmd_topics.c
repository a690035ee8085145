#include "parsed.h"

#include "support/redis.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const char *const members[] = {"topic", "length", "entries_added", "first_id", "last_id",
	"oldest_age_ms", "in_per_s", "memory_bytes", "groups", "pending", "lag", "worst_verdict",
	"dead_letter_of", "lag_is", NULL};

static const cJSON *topics_json(const struct redis_server *server, cJSON **document)
{
	struct run run = RUN("topics", "--json", "--url", redis_url(server));

	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	*document = parsed(&run);
	run_finish(&run);
	parsed_expect_members(*document, members);
	return *document;
}

static void the_members_are_those_of_the_contract_and_the_numbers_are_true(void **state)
{
	struct redis_server *server = redis_start(NULL);
	cJSON *document;

	(void)state;
	for (int i = 1; i <= 30; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%d-7", 1000 + i);
		redis_ok(server, "XADD", "orders", id, "n", "1", NULL);
	}
	redis_ok(server, "XDEL", "orders", "1003-7", "1001-7", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "mail", "$", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "COUNT", "4", "STREAMS", "orders",
		">", NULL);
	redis_ok(server, "XADD", "empty", "5-1", "a", "b", NULL);
	redis_ok(server, "XDEL", "empty", "5-1", NULL);
	redis_ok(server, "SET", "text", "x", NULL);
	redis_ok(server, "XADD", "orders:dlq", "5-1", "a", "b", NULL);
	redis_ok(server, "XADD", "nobody:dlq", "5-1", "a", "b", NULL);
	redis_ok(server, "XADD", "empty:dlq", "5-1", "_original_id", "1-0", "_source_stream",
		"orders", NULL);
	redis_ok(server, "XADD", "text:dlq", "5-1", "_original_id", "1-0", "_source_stream",
		"nobody", NULL);
	redis_ok(server, "XADD", "orders.failed", "5-1", "a", "b", NULL);

	const cJSON *list = topics_json(server, &document);
	assert_int_equal(cJSON_GetArraySize(list), 7);
	/* Names alone pair nothing that the fields contradict. */
	parsed_expect_text(parsed_row(list, "empty:dlq", NULL), "dead_letter_of", "orders");
	parsed_expect_null(parsed_row(list, "text:dlq", NULL), "dead_letter_of");
	parsed_expect_null(parsed_row(list, "orders.failed", NULL), "dead_letter_of");
	parsed_expect_text(parsed_row(list, "orders:dlq", NULL), "dead_letter_of", "orders");
	parsed_expect_null(parsed_row(list, "nobody:dlq", NULL), "dead_letter_of");
	const cJSON *orders = parsed_row(list, "orders", NULL);
	parsed_expect_number(orders, "length", 28);
	parsed_expect_number(orders, "entries_added", 30);
	parsed_expect_text(orders, "first_id", "1002-7");
	parsed_expect_text(orders, "last_id", "1030-7");
	parsed_expect_number(orders, "groups", 2);
	parsed_expect_number(orders, "pending", 4);
	parsed_expect_number(orders, "lag", 24);
	parsed_expect_text(orders, "lag_is", "counted");
	parsed_expect_number(orders, "in_per_s", 0);
	parsed_expect_null(orders, "dead_letter_of");
	assert_true(cJSON_IsNumber(parsed_member(orders, "memory_bytes")));

	const cJSON *empty = parsed_row(list, "empty", NULL);
	parsed_expect_number(empty, "length", 0);
	parsed_expect_number(empty, "entries_added", 1);
	parsed_expect_null(empty, "first_id");
	parsed_expect_null(empty, "last_id");
	parsed_expect_null(empty, "oldest_age_ms");
	parsed_expect_number(empty, "groups", 0);
	parsed_expect_null(empty, "lag_is");
	parsed_expect_null(empty, "worst_verdict");
	cJSON_Delete(document);
	redis_stop(server);
}

static void nothing_at_all_is_an_empty_list(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run = RUN("topics", "--json", "--url", redis_url(server));

	(void)state;
	run_expect_code(&run, 0);
	assert_string_equal(run_out(&run), "[]\n");
	run_finish(&run);
	redis_stop(server);
}

static void a_glob_chooses_the_topics(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders:eu", "*", "a", "b", NULL);
	redis_ok(server, "XADD", "orders:us", "*", "a", "b", NULL);
	redis_ok(server, "XADD", "mail", "*", "a", "b", NULL);
	struct run run = RUN("--topics=orders:*", "topics", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "orders:eu");
	run_expect_text(run_out(&run), "orders:us");
	run_expect_no_text(run_out(&run), "mail");
	run_finish(&run);
	redis_stop(server);
}

static const struct {
	const char *bytes;
	size_t length;
	const char *base64, *text;
} hostile[] = {
	{.bytes = "a\033[2J", .length = 5, .text = "a^[[2J"},
	{.bytes = "b\xc2\x9b"
		  "31m",
		.length = 6,
		.text = "b<U+009B>31m"},
	{.bytes = "c\xe2\x80\xae", .length = 4, .text = "c<U+202E>"},
	{.bytes = "d\xff\xfe", .length = 3, .base64 = "ZP/+", .text = "d\\xFF\\xFE"},
	{.bytes = "e\0f", .length = 3, .base64 = "ZQBm", .text = "e^@f"},
	{.bytes = "g\nh\tj\x7f", .length = 6, .text = "g\\nh\\tj^?"},
};

static void add_hostile(struct redis_server *server)
{
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		const char *const words[] = {"XADD", hostile[i].bytes, "*", "a", "b"};
		const size_t lengths[] = {4, hostile[i].length, 1, 1, 1};
		redisReply *reply = redis_argv(server, 5, words, lengths);
		assert_int_equal(reply->type, REDIS_REPLY_STRING);
		freeReplyObject(reply);
	}
}

static void hostile_names_are_whole_in_json(void **state)
{
	struct redis_server *server = redis_start(NULL);
	cJSON *document;

	(void)state;
	add_hostile(server);
	const cJSON *list = topics_json(server, &document), *row = list->child;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++, row = row->next) {
		const cJSON *name = parsed_member(row, "topic");

		if (hostile[i].base64 != NULL) {
			parsed_expect_text(name, "base64", hostile[i].base64);
		} else {
			parsed_expect_text(row, "topic", hostile[i].bytes);
		}
	}
	assert_null(row);
	cJSON_Delete(document);
	redis_stop(server);
}

static void hostile_names_are_harmless_in_text(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	add_hostile(server);
	struct run run = RUN("topics", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		run_expect_text(run_out(&run), hostile[i].text);
	}
	run_finish(&run);
	redis_stop(server);
}

static void a_server_that_is_not_there_is_exit_3(void **state)
{
	static const char *const urls[] = {"redis://127.0.0.1:1", "unix:///nonexistent/redis.sock",
		"redis://host.invalid:6379"};

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(*urls); i++) {
		struct run run = RUN("topics", "--json", "--url", urls[i]);

		run_expect_code(&run, 3);
		assert_string_equal(run_out(&run), "");
		assert_int_equal(strncmp(run_err(&run), "rivermaster: ", 13), 0);
		run_finish(&run);
	}
}

static void a_wrong_password_is_exit_3(void **state)
{
	struct redis_server *server =
		redis_start_tcp((const char *const[]){"--requirepass", "right", NULL});
	char url[64];

	(void)state;
	snprintf(url, sizeof(url), "redis://:wrong@127.0.0.1:%d", redis_port(server));
	struct run run = RUN("topics", "--url", url);
	run_expect_code(&run, 3);
	run_expect_no_text(run_err(&run), ":wrong");
	run_finish(&run);
	snprintf(url, sizeof(url), "redis://127.0.0.1:%d", redis_port(server));
	run = RUN("topics", "--url", url);
	run_expect_code(&run, 3);
	run_finish(&run);
	snprintf(url, sizeof(url), "redis://:right@127.0.0.1:%d", redis_port(server));
	run = RUN("topics", "--url", url);
	run_expect_code(&run, 0);
	run_finish(&run);
	redis_stop(server);
}

static void a_command_that_is_not_permitted_is_exit_4_and_named(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	char url[64];

	(void)state;
	redis_ok(server, "XADD", "orders", "*", "a", "b", NULL);
	redis_ok(server, "ACL", "SETUSER", "viewer", "on", ">pw", "~*", "+@all", "-xinfo", NULL);
	snprintf(url, sizeof(url), "redis://viewer:pw@127.0.0.1:%d", redis_port(server));
	struct run run = RUN("groups", "orders", "--url", url);
	run_expect_code(&run, 4);
	run_expect_text(run_err(&run), "xinfo");
	run_finish(&run);
	redis_stop(server);
}

static struct run run_as(
	struct redis_server *server, const char *command, const char *user, const char *keys)
{
	char url[64];

	redis_ok(server, "ACL", "SETUSER", user, "on", ">pw", keys, "+@all", "-time", "-memory",
		"-info", "-xpending", "-xrange", "-xinfo|consumers", NULL);
	snprintf(url, sizeof(url), "redis://%s:pw@127.0.0.1:%d", user, redis_port(server));
	return RUN(command, "--json", "--quiet", "--url", url);
}

static void what_topics_can_do_without_need_not_be_permitted(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XADD", "orders", "1-2", "a", "b", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "c1", "COUNT", "1", "STREAMS", "orders",
		">", NULL);
	struct run run = run_as(server, "topics", "viewer", "~*");
	run_expect_code(&run, 0);
	cJSON *list = parsed(&run);
	const cJSON *orders = parsed_row(list, "orders", NULL);
	parsed_expect_number(orders, "length", 2);
	parsed_expect_number(orders, "pending", 1);
	parsed_expect_null(orders, "memory_bytes");
	parsed_expect_null(orders, "oldest_age_ms");
	cJSON_Delete(list);
	run_finish(&run);
	run = run_as(server, "groups", "viewer", "~*");
	run_expect_code(&run, 4);
	run_expect_text(run_err(&run), "the ACL rule to add is `+x");
	run_finish(&run);
	redis_stop(server);
}

static void topics_that_cannot_be_read_make_it_partial(void **state)
{
	static const char *const commands[] = {"topics", "groups"};
	struct redis_server *server = redis_start_tcp(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(server, "XADD", "secret", "1-1", "a", "b", NULL);
	for (size_t i = 0; i < 2; i++) {
		struct run run = run_as(server, commands[i], "clerk", "~orders");

		run_expect_code(&run, 1);
		run_expect_text(run_err(&run),
			"rivermaster: 1 of 2 topics could not be read, the first is secret: ");
		run_expect_text(run_err(&run), "--topics GLOB");
		cJSON_Delete(parsed(&run));
		run_finish(&run);
		run = run_as(server, commands[i], "stranger", "~nothing");
		run_expect_code(&run, 4);
		run_expect_text(run_err(&run), "2 of 2 topics could not be read");
		run_finish(&run);
	}
	redis_stop(server);
}

/* A process that greets whoever comes in another protocol. */
static pid_t start_stranger(int *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, length), 0);
	assert_int_equal(listen(listener, 4), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
	*port = ntohs(address.sin_port);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		static const char greeting[] = "HTTP/1.1 400 \033[31mBad Request\r\n\r\n";
		int client;

		signal(SIGPIPE, SIG_IGN);
		while ((client = accept(listener, NULL, NULL)) >= 0) {
			if (write(client, greeting, sizeof(greeting) - 1) < 0) {
				_exit(1);
			}
			shutdown(client, SHUT_WR);
			char drain[1024];
			while (read(client, drain, sizeof(drain)) > 0) {
			}
			close(client);
		}
		_exit(0);
	}
	close(listener);
	return pid;
}

static void what_is_no_redis_is_exit_3(void **state)
{
	char url[64];
	int port;
	pid_t stranger = start_stranger(&port);

	(void)state;
	snprintf(url, sizeof(url), "redis://127.0.0.1:%d", port);
	struct run run = RUN("topics", "--url", url);
	kill(stranger, SIGKILL);
	waitpid(stranger, NULL, 0);
	run_expect_code(&run, 3);
	run_expect_harmless(&run.err);
	assert_string_equal(run_out(&run), "");
	run_finish(&run);
}

static void a_server_that_says_nothing_is_exit_3(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_pause(server);
	struct run run = RUN("topics", "--url", redis_url(server));
	redis_continue(server);
	run_expect_code(&run, 3);
	run_finish(&run);
	redis_stop(server);
}

/* Connected is what it is once its handlers stand; it then looks for two seconds. */
static void await_a_second_client(struct redis_server *server)
{
	bool there = false;

	while (!there) {
		char *clients = redis_str(server, "CLIENT", "LIST", NULL);
		there = strstr(strchr(clients, '\n'), "id=") != NULL;
		free(clients);
	}
}

static void an_interrupted_look_is_exit_1(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct run run =
		run_begin((const char *const[]){"topics", "--url", redis_url(server), NULL});

	(void)state;
	await_a_second_client(server);
	kill(run.pid, SIGTERM);
	run_end(&run);
	run_expect_code(&run, 1);
	assert_string_equal(run_out(&run), "");
	run_expect_text(run_err(&run), "rivermaster: ");
	run_finish(&run);
	redis_stop(server);
}

static void expect_topics(const struct redis_server *server, const char *where, const char *names)
{
	struct run run = RUN("topics", "--json", "--url", redis_url(server), "--where", where);
	cJSON *list, *row;
	char found[64] = "";

	run_expect_code(&run, 0);
	list = parsed(&run);
	cJSON_ArrayForEach(row, list)
	{
		size_t used = strlen(found);

		snprintf(found + used, sizeof(found) - used, "%s ",
			cJSON_GetStringValue(parsed_member(row, "topic")));
	}
	if (strcmp(found, names) != 0) {
		fail_msg("`%s` finds `%s` and not `%s`", where, found, names);
	}
	cJSON_Delete(list);
	run_finish(&run);
}

static void a_query_chooses_the_rows(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	for (int i = 1; i <= 9; i++) {
		char id[32];
		snprintf(id, sizeof(id), "170000000000%d-1", i);
		redis_ok(server, "XADD", "orders", id, "n", "1", NULL);
	}
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XADD", "alone", "*", "n", "1", NULL);
	expect_topics(server, "lag > 8 and topic ~ /^ord/", "orders ");
	expect_topics(server, "lag > 9", "");
	expect_topics(server, "length == 1", "alone ");
	/* What is not known is neither above nor below: `alone` has no groups. */
	expect_topics(server, "not lag > 9", "alone orders ");
	expect_topics(server, "not has(lag)", "alone ");
	expect_topics(server, "oldest > 5m", "orders ");
	expect_topics(
		server, "last_id < 1700000001000-0 or oldest_age_ms < 60000", "alone orders ");
	redis_stop(server);
}

static void a_bad_query_is_exit_2_before_anything_is_asked(void **state)
{
	struct run run = RUN("topics", "--url", "redis://127.0.0.1:1", "--where", "lag > )");

	(void)state;
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--where");
	run_expect_text(run_err(&run), "column 7");
	run_finish(&run);
	run = RUN("topics", "--url", "redis://127.0.0.1:1", "--where", "lagg > 1");
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "column 1");
	run_expect_text(run_err(&run), "is it lag");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_members_are_those_of_the_contract_and_the_numbers_are_true),
		cmocka_unit_test(nothing_at_all_is_an_empty_list),
		cmocka_unit_test(a_glob_chooses_the_topics),
		cmocka_unit_test(a_query_chooses_the_rows),
		cmocka_unit_test(a_bad_query_is_exit_2_before_anything_is_asked),
		cmocka_unit_test(hostile_names_are_whole_in_json),
		cmocka_unit_test(hostile_names_are_harmless_in_text),
		cmocka_unit_test(a_server_that_is_not_there_is_exit_3),
		cmocka_unit_test(a_wrong_password_is_exit_3),
		cmocka_unit_test(a_command_that_is_not_permitted_is_exit_4_and_named),
		cmocka_unit_test(what_topics_can_do_without_need_not_be_permitted),
		cmocka_unit_test(topics_that_cannot_be_read_make_it_partial),
		cmocka_unit_test(what_is_no_redis_is_exit_3),
		cmocka_unit_test(a_server_that_says_nothing_is_exit_3),
		cmocka_unit_test(an_interrupted_look_is_exit_1),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
