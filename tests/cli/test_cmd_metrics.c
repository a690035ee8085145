/* The page as a scraper, a file's reader and a script get it. */
#include "run.h"

#include <math.h>
#include <sys/stat.h>

#include "support/http.h"
#include "support/metrics_page.h"
#include "support/redis.h"

enum { PATIENCE_TURNS = 600, TURN_MS = 100 };

static void pause_turn(void)
{
	poll(NULL, 0, TURN_MS);
}

static void once_it_prints_the_page(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(server, "XADD", "a\"\n\x1b[2J", "1-1", "a", "b", NULL);
	redis_ok(server, "XGROUP", "CREATE", "orders", "billing", "0", NULL);
	struct run run = RUN("metrics", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	struct metrics_page *page = metrics_page_read(run_out(&run), run.out.length, true);
	assert_true(metrics_page_value(page, "up") == 1);
	assert_true(metrics_page_value(page, "topics") == 2);
	assert_true(isnan(metrics_page_value(page, "cost_ratio")));
	assert_true(metrics_page_value(page, "group_lag{topic=\"orders\",group=\"billing\"}") == 1);
	assert_true(metrics_page_has(page,
		"group_verdict{topic=\"orders\",group=\"billing\",verdict=\"NO_CONSUMERS\"}"));
	metrics_page_free(page);
	run_finish(&run);
	redis_stop(server);
}

static void a_server_out_of_reach_is_down_on_the_page_and_in_the_code(void **state)
{
	(void)state;
	struct run run = RUN("metrics", "--url", "unix:///no/such.sock");
	run_expect_code(&run, 3);
	run_expect_text(run_err(&run), "/no/such.sock");
	struct metrics_page *page = metrics_page_read(run_out(&run), run.out.length, true);
	assert_true(metrics_page_value(page, "up") == 0);
	metrics_page_free(page);
	run_finish(&run);
}

/* Reads stderr until it says where; the rest is left to run_end. */
static void read_url(struct run *run, char url[100])
{
	const char *at = NULL, *end = NULL;

	while (end == NULL) {
		assert_true(run->from[1] >= 0);
		run_take(&run->from[1], &run->err);
		at = run->err.at == NULL ? NULL : strstr(run->err.at, "http://");
		end = at == NULL ? NULL : strchr(at, '\n');
	}
	snprintf(url, 100, "%.*s", (int)(end - at), at);
}

/* Asks until `series` has that value. */
static void wait_value(const char *url, const char *series, double value)
{
	for (int turn = 0; turn < PATIENCE_TURNS; turn++) {
		size_t length;
		char *answer = http_ask(url, "GET /metrics", "", &length);
		assert_non_null(answer);
		const char *body = strstr(answer, "\r\n\r\n");
		assert_non_null(body);
		body += 4;
		struct metrics_page *page =
			metrics_page_read(body, length - (size_t)(body - answer), false);
		bool is =
			metrics_page_has(page, series) && metrics_page_value(page, series) == value;
		metrics_page_free(page);
		free(answer);
		if (is) {
			return;
		}
		pause_turn();
	}
	fail_msg("%s never became %g", series, value);
}

static void end_by_signal(struct run *run, int code)
{
	kill(run->pid, SIGTERM);
	run_end(run);
	run_expect_code(run, code);
	run_finish(run);
}

static void listening_it_follows_the_server_down_and_up(void **state)
{
	struct redis_server *server = redis_start(NULL);
	const char *words[] = {
		"metrics", "--listen", "127.0.0.1:0", "--url", redis_url(server), NULL};
	char url[100];

	(void)state;
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	struct run run = run_begin(words);
	read_url(&run, url);
	wait_value(url, "topic_length{topic=\"orders\"}", 1);
	redis_ok(server, "XADD", "orders", "2-1", "a", "b", NULL);
	wait_value(url, "topic_length{topic=\"orders\"}", 2);
	redis_kill(server);
	wait_value(url, "up", 0);
	redis_restart(server);
	wait_value(url, "up", 1);
	end_by_signal(&run, 0);
	redis_stop(server);
}

static void a_port_in_use_ends_it(void **state)
{
	const char *words[] = {
		"metrics", "--listen", "127.0.0.1:0", "--url", "unix:///no/such.sock", NULL};
	char url[100];

	(void)state;
	struct run first = run_begin(words);
	read_url(&first, url);
	wait_value(url, "up", 0);
	*strchr(url + 7, '/') = '\0';
	struct run second = RUN("metrics", "--listen", url + 7, "--url", "unix:///no/such.sock");
	run_expect_code(&second, 1);
	run_expect_text(run_err(&second), url + 7);
	run_expect_text(run_err(&second), strerror(EADDRINUSE));
	run_finish(&second);
	end_by_signal(&first, 0);
	struct run wrong = RUN("metrics", "--listen", "9121");
	run_expect_code(&wrong, 2);
	run_finish(&wrong);
}

static void wait_file(const char *path, const char *part)
{
	char text[65536];

	for (int turn = 0; turn < PATIENCE_TURNS; turn++) {
		FILE *file = fopen(path, "r");
		size_t length = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);

		if (file != NULL) {
			fclose(file);
		}
		text[length] = '\0';
		if (strstr(text, part) != NULL) {
			metrics_page_free(metrics_page_read(text, length, false));
			return;
		}
		pause_turn();
	}
	fail_msg("%s never said %s", path, part);
}

static void a_file_is_kept_up_and_says_when_nobody_looks_any_more(void **state)
{
	struct redis_server *server = redis_start(NULL);
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "%s/page.prom", redis_folder(server));
	const char *words[] = {"metrics", "--watch", path, "--url", redis_url(server), NULL};
	redis_ok(server, "XADD", "orders", "1-1", "a", "b", NULL);
	struct run run = run_begin(words);
	wait_file(path, "\nrivermaster_up 1\n");
	redis_kill(server);
	wait_file(path, "\nrivermaster_up 0\n");
	redis_restart(server);
	wait_file(path, "\nrivermaster_up 1\n");
	end_by_signal(&run, 0);
	wait_file(path, "\nrivermaster_up 0\n");
	struct run wrong = RUN("metrics", "--watch", "/no/such/page", "--url", redis_url(server));
	run_expect_code(&wrong, 1);
	run_expect_text(run_err(&wrong), "cannot write /no/such/page: ");
	run_finish(&wrong);
	unlink(path);
	redis_stop(server);
}

static void a_server_that_refuses_for_good_ends_it(void **state)
{
	static const char *const secret[] = {"--requirepass", "x", NULL};
	struct redis_server *server = redis_start(secret);

	(void)state;
	struct run run = RUN("metrics", "--listen", "127.0.0.1:0", "--url", redis_url(server));
	run_expect_code(&run, 3);
	run_finish(&run);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once_it_prints_the_page),
		cmocka_unit_test(a_server_out_of_reach_is_down_on_the_page_and_in_the_code),
		cmocka_unit_test(listening_it_follows_the_server_down_and_up),
		cmocka_unit_test(a_port_in_use_ends_it),
		cmocka_unit_test(a_file_is_kept_up_and_says_when_nobody_looks_any_more),
		cmocka_unit_test(a_server_that_refuses_for_good_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
