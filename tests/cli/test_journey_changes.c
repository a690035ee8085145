#include "parsed.h"

#include "support/redis.h"

static void add(struct redis_server *server, const char *id, const char *type, const char *order_id)
{
	redis_ok(server, "XADD", "orders", id, "type", type, "order_id", order_id, NULL);
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
		if (run->from[stream] < 0) {
			run_end(run);
			fail_msg("it ended: %s", run_err(run));
		}
		run_take(&run->from[stream], into);
	}
}

/* Until stderr holds that text, whatever else is said before. */
static void await_said(struct run *run, const char *part)
{
	while (!text_contains_fold(buf_text(&run->err), text_of(part))) {
		await_lines(run, 1, lines_of(&run->err) + 1);
	}
}

static cJSON *line_at(const struct run *run, size_t at)
{
	struct text rest = buf_text(&run->out);

	for (; at > 0; at--) {
		text_cut(&rest, '\n');
	}
	char *line = text_dup(text_cut(&rest, '\n'));
	cJSON *parsed_line = cJSON_Parse(line);

	if (parsed_line == NULL) {
		fail_msg("no line of JSON: %s", line);
	}
	free(line);
	return parsed_line;
}

static void expect_change(
	const struct run *run, size_t at, const char *name, const char *from, const char *to)
{
	cJSON *change = line_at(run, at);

	parsed_expect_text(change, "journey", name);
	if (from == NULL) {
		parsed_expect_null(change, "from");
	} else {
		parsed_expect_text(change, "from", from);
	}
	parsed_expect_text(change, "to", to);
	cJSON_Delete(change);
}

static void interrupt(struct run *run)
{
	kill(run->pid, SIGINT);
	run_end(run);
	run_expect_code(run, 0);
}

static void declare(char file[64])
{
	static const char lines[] =
		"[journey order]\nanchor = order_id\nstart = placed\nend = shipped\n"
		"step = placed -> shipped\nstuck_after = 100ms\nexpire = 36500d\n";

	strcpy(file, "/tmp/rm-changes.XXXXXX");
	int fd = mkstemp(file);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
	close(fd);
}

/* New, held up by a group with the broker's reason, and over. */
static void each_change_of_state_is_a_line(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char file[64];

	(void)state;
	declare(file);
	const char *words[] = {"journeys", "--follow", "--json", "--from", "-", "--url",
		redis_url(server), "--config", file, NULL};
	add(server, "*", "placed", "O1");
	struct run run = run_begin(words);
	await_lines(&run, 0, 1);
	expect_change(&run, 0, "O1", NULL, "ACTIVE");
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	await_lines(&run, 0, 2);
	expect_change(&run, 1, "O1", "ACTIVE", "STUCK");
	cJSON *change = line_at(&run, 1);
	parsed_expect_text(parsed_member(change, "stuck"), "group", "billing");
	parsed_expect_text(change, "definition", "order");
	assert_true(cJSON_IsString(parsed_member(change, "reason")));
	cJSON_Delete(change);
	add(server, "*", "shipped", "O1");
	await_lines(&run, 0, 3);
	expect_change(&run, 2, "O1", "STUCK", "COMPLETED");
	interrupt(&run);
	assert_string_equal(run_err(&run), "");
	assert_int_equal(lines_of(&run.out), 3);
	run_finish(&run);
	unlink(file);
	redis_stop(server);
}

/* What is there already is stitched to what comes, and not told. */
static void without_a_beginning_only_changes_are_told(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char file[64], name[32];

	(void)state;
	declare(file);
	const char *words[] = {
		"journeys", "--follow", "--url", redis_url(server), "--config", file, NULL};
	add(server, "*", "placed", "old \x1b[31m");
	struct run run = run_begin(words);
	for (int i = 0; lines_of(&run.out) == 0; i++) {
		struct pollfd out = {.fd = run.from[0], .events = POLLIN};

		snprintf(name, sizeof(name), "new-%d", i);
		add(server, "*", "placed", name);
		if (poll(&out, 1, 300) > 0) {
			run_take(&run.from[0], &run.out);
		}
	}
	size_t before = lines_of(&run.out);
	buf_add(&run.out, "", 1);
	run_expect_text(run_out(&run), "  order new-");
	run_expect_text(run_out(&run), "  - -> ACTIVE\n");
	run_expect_no_text(run_out(&run), "old");
	buf_cut(&run.out, run.out.length - 1);
	add(server, "*", "shipped", "old \x1b[31m");
	await_lines(&run, 0, before + 1);
	interrupt(&run);
	run_expect_text(run_out(&run), "  order old ^[[31m  ACTIVE -> COMPLETED\n");
	run_finish(&run);
	unlink(file);
	redis_stop(server);
}

static void a_server_that_was_lost_is_followed_on(void **state)
{
	static const char *const lasting[] = {
		"--appendonly", "yes", "--appendfsync", "always", NULL};
	struct redis_server *server = redis_start(lasting);

	(void)state;
	const char *words[] = {"journeys", "--follow", "--json", "--from", "-", "--key", "order_id",
		"--where", "journey ~ /^O/", "--url", redis_url(server), NULL};
	add(server, "*", "placed", "O1");
	struct run run = run_begin(words);
	await_lines(&run, 0, 1);
	redis_kill(server);
	await_said(&run, "rivermaster: lost unix:");
	redis_restart(server);
	await_said(&run, "rivermaster: the server is found again\n");
	add(server, "*", "placed", "X2");
	add(server, "*", "placed", "O2");
	await_lines(&run, 0, 2);
	interrupt(&run);
	expect_change(&run, 1, "O2", NULL, "ACTIVE");
	run_finish(&run);
	redis_stop(server);
}

static void enough_is_enough_and_wrong_is_wrong(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	add(server, "*", "placed", "O1");
	add(server, "*", "placed", "O2");
	struct run run = RUN(
		"journeys", "--follow", "--from", "-", "--limit", "1", "--url", redis_url(server));
	run_expect_code(&run, 0);
	assert_int_equal(lines_of(&run.out), 1);
	run_finish(&run);
	run = RUN("journeys", "--follow", "--to", "5", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--follow goes on beyond --to");
	run_finish(&run);
	run = RUN("journeys", "--follow", "--where", "no such", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_finish(&run);
	redis_stop(server);
	run = RUN("journeys", "--follow", "--url", "unix:///nonexistent/rm.sock");
	run_expect_code(&run, 3);
	run_expect_text(run_err(&run), "/nonexistent/rm.sock");
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_change_of_state_is_a_line),
		cmocka_unit_test(without_a_beginning_only_changes_are_told),
		cmocka_unit_test(a_server_that_was_lost_is_followed_on),
		cmocka_unit_test(enough_is_enough_and_wrong_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
