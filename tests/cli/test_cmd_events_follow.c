#include "parsed.h"

#include "support/redis.h"

enum { ID_MAX = 32 };

static void add(struct redis_server *server, const char *topic, int ms)
{
	char id[ID_MAX];

	snprintf(id, sizeof(id), "%d-0", ms);
	redis_ok(server, "XADD", topic, id, "type", "placed", NULL);
}

static size_t lines_of(const struct buf *bytes)
{
	size_t lines = 0;

	for (size_t i = 0; i < bytes->length; i++) {
		lines += bytes->at[i] == '\n';
	}
	return lines;
}

/* Until that stream of the run (0: stdout, 1: stderr) holds so many lines. */
static void await_lines(struct run *run, int stream, size_t lines)
{
	struct buf *into = stream == 0 ? &run->out : &run->err;

	while (lines_of(into) < lines) {
		assert_true(run->from[stream] >= 0);
		run_take(&run->from[stream], into);
	}
}

/* Whoever follows asks by XREAD; then what it has read is where it began. */
static void await_follower(struct redis_server *server)
{
	for (bool follows = false; !follows;) {
		char *stats = redis_str(server, "INFO", "commandstats", NULL);

		follows = strstr(stats, "cmdstat_xread:") != NULL;
		free(stats);
	}
}

static void interrupt(struct run *run)
{
	kill(run->pid, SIGINT);
	run_end(run);
	run_expect_code(run, 0);
}

/* 1-0 to last-0, each once and in this order. */
static void expect_all(const struct run *run, int last)
{
	struct text rest = buf_text(&run->out);
	char id[ID_MAX * 2];

	for (int i = 1; i <= last; i++) {
		char *line = text_dup(text_cut(&rest, '\n'));

		snprintf(id, sizeof(id), "\"id\": \"%d-0\"", i);
		run_expect_text(line, id);
		free(line);
	}
	assert_int_equal(rest.length, 0);
}

static struct redis_server *lasting_server(void)
{
	static const char *const lasting[] = {
		"--appendonly", "yes", "--appendfsync", "always", NULL};

	return redis_start(lasting);
}

static void a_server_that_was_lost_is_followed_on(void **state)
{
	enum { EACH = 300, TIMES = 3 };
	(void)state;
	struct redis_server *server = lasting_server();
	const char *words[] = {"events", "--json", "--follow", "--from", "-", "--url",
		redis_url(server), "orders", NULL};

	add(server, "orders", 1);
	struct run run = run_begin(words);
	await_lines(&run, 0, 1);
	await_follower(server);
	for (int time = 0; time < TIMES; time++) {
		for (int i = 0; i < EACH; i++) {
			add(server, "orders", 2 + time * EACH + i);
		}
		redis_kill(server);
		await_lines(&run, 1, (size_t)time * 2 + 1);
		redis_restart(server);
		await_lines(&run, 1, (size_t)time * 2 + 2);
	}
	add(server, "orders", 2 + EACH * TIMES);
	await_lines(&run, 0, 2 + EACH * TIMES);
	interrupt(&run);
	expect_all(&run, 2 + EACH * TIMES);
	run_expect_text(run_err(&run), "rivermaster: lost unix:");
	run_expect_text(run_err(&run), "rivermaster: the server is found again\n");
	assert_int_equal(lines_of(&run.err), TIMES * 2);
	run_finish(&run);
	redis_stop(server);
}

static void a_loss_in_the_middle_of_the_range_is_none_of_its_entries(void **state)
{
	enum { MANY = 20000, PIECE = 500 };
	(void)state;
	struct redis_server *server = lasting_server();
	const char *words[] = {"events", "--json", "--quiet", "--follow", "--from", "-", "--url",
		redis_url(server), "orders", NULL};

	redis_ok(server, "EVAL",
		"for i = 1, ARGV[1] do redis.call('XADD', KEYS[1], i .. '-0', 'v', "
		"string.rep('x', 200)) end",
		"1", "orders", "20000", NULL);
	struct run run = run_begin(words);
	await_lines(&run, 0, PIECE);
	redis_kill(server);
	redis_restart(server);
	await_lines(&run, 0, MANY);
	interrupt(&run);
	expect_all(&run, MANY);
	assert_string_equal(run_err(&run), "");
	run_finish(&run);
	redis_stop(server);
}

static void topics_that_come_later_are_followed_from_their_beginning(void **state)
{
	(void)state;
	struct redis_server *server = lasting_server();
	const char *words[] = {
		"events", "--json", "--follow", "--topics", "o*", "--url", redis_url(server), NULL};

	add(server, "orders", 9);
	struct run run = run_begin(words);
	await_follower(server);
	redis_kill(server);
	await_lines(&run, 1, 1);
	redis_restart(server);
	add(server, "others", 1);
	add(server, "payments", 2);
	add(server, "others", 2);
	await_lines(&run, 0, 2);
	redis_ok(server, "DEL", "others", NULL);
	add(server, "others", 3);
	await_lines(&run, 0, 3);
	interrupt(&run);
	expect_all(&run, 3);
	run_expect_no_text(run_out(&run), "payments");
	run_finish(&run);
	redis_stop(server);
}

static void a_topic_that_comes_later_needs_no_loss(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *words[] = {
		"events", "--json", "--follow", "--topics", "o*", "--url", redis_url(server), NULL};

	add(server, "old", 9);
	struct run run = run_begin(words);
	await_follower(server);
	add(server, "orders", 1);
	await_lines(&run, 0, 1);
	interrupt(&run);
	expect_all(&run, 1);
	run_finish(&run);
	redis_stop(server);
}

/* A replica whose master is gone answers nothing, MASTERDOWN; the connection stays. */
static void a_server_that_cannot_answer_now_is_asked_again(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *words[] = {"events", "--json", "--follow", "--from", "-", "--url",
		redis_url(server), "orders", NULL};

	add(server, "orders", 1);
	redis_ok(server, "CONFIG", "SET", "replica-serve-stale-data", "no", NULL);
	struct run run = run_begin(words);
	await_lines(&run, 0, 1);
	await_follower(server);
	redis_ok(server, "REPLICAOF", "127.0.0.1", "1", NULL);
	await_lines(&run, 1, 1);
	redis_ok(server, "REPLICAOF", "NO", "ONE", NULL);
	await_lines(&run, 1, 2);
	add(server, "orders", 2);
	await_lines(&run, 0, 2);
	interrupt(&run);
	expect_all(&run, 2);
	run_expect_text(run_err(&run), "waiting, the server is asked again: MASTERDOWN");
	run_expect_text(run_err(&run), "the server answers again\n");
	run_finish(&run);
	redis_stop(server);
}

static void a_topic_made_anew_is_read_from_its_beginning(void **state)
{
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *words[] = {
		"events", "--json", "--follow", "--url", redis_url(server), "orders", NULL};

	add(server, "orders", 9);
	struct run run = run_begin(words);
	await_follower(server);
	redis_ok(server, "DEL", "orders", NULL);
	add(server, "orders", 1);
	await_lines(&run, 0, 1);
	add(server, "orders", 2);
	await_lines(&run, 0, 2);
	interrupt(&run);
	expect_all(&run, 2);
	run_finish(&run);
	redis_stop(server);
}

/* XREAD about many keys fails for one of them. */
static void what_cannot_be_read_holds_up_nobody_and_is_counted_once(void **state)
{
	enum { MORE = 5 };
	(void)state;
	struct redis_server *server = redis_start(NULL);
	const char *words[] = {
		"events", "--json", "--follow", "--url", redis_url(server), "orders", "mail", NULL};

	add(server, "orders", 1);
	add(server, "mail", 1);
	struct run run = run_begin(words);
	await_follower(server);
	redis_ok(server, "DEL", "mail", NULL);
	redis_ok(server, "SET", "mail", "text", NULL);
	for (int i = 0; i < MORE; i++) {
		add(server, "orders", 2 + i);
		await_lines(&run, 0, (size_t)i + 1);
	}
	kill(run.pid, SIGINT);
	run_end(&run);
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "; 1 topics went or are no streams");
	run_finish(&run);
	redis_stop(server);
}

static void refused_credentials_end_it_and_it_says_where_to_go_on(void **state)
{
	(void)state;
	struct redis_server *server = lasting_server();
	const char *words[] = {"events", "--json", "--follow", "--from", "-", "--url",
		redis_url(server), "orders", NULL};

	add(server, "orders", 1);
	add(server, "orders", 2);
	struct run run = run_begin(words);
	await_lines(&run, 0, 2);
	await_follower(server);
	redis_ok(server, "CONFIG", "SET", "requirepass", "secret", NULL);
	redis_ok(server, "CLIENT", "KILL", "TYPE", "normal", NULL);
	run_end(&run);
	run_expect_code(&run, 3);
	expect_all(&run, 2);
	run_expect_text(run_err(&run), "needs a password");
	run_expect_text(run_err(&run), "everything up to 2-0 was read, go on with --from 2-1");
	run_finish(&run);
	redis_stop(server);
}

static void a_server_that_was_never_there_is_not_waited_for(void **state)
{
	(void)state;
	struct run run = RUN("events", "--follow", "--url", "unix:///nowhere.sock", "orders");

	run_expect_code(&run, 3);
	run_expect_no_text(run_err(&run), "lost");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_was_lost_is_followed_on),
		cmocka_unit_test(a_loss_in_the_middle_of_the_range_is_none_of_its_entries),
		cmocka_unit_test(topics_that_come_later_are_followed_from_their_beginning),
		cmocka_unit_test(a_topic_that_comes_later_needs_no_loss),
		cmocka_unit_test(a_server_that_cannot_answer_now_is_asked_again),
		cmocka_unit_test(a_topic_made_anew_is_read_from_its_beginning),
		cmocka_unit_test(what_cannot_be_read_holds_up_nobody_and_is_counted_once),
		cmocka_unit_test(refused_credentials_end_it_and_it_says_where_to_go_on),
		cmocka_unit_test(a_server_that_was_never_there_is_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
