/* The door by itself: a child serves a made page, the test plays its clients. */
#define _GNU_SOURCE
#include "../../src/engine/httpd.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/http.h"

enum { LARGE = 32 << 20, CROWD = 100, SLOW = 8 };

struct served {
	pid_t pid;
	char url[100];
};

/* How large it is and how often it was made. */
struct made {
	size_t bytes;
	int count;
};

static const char *make_page(void *arg, bool openmetrics, struct buf *out)
{
	struct made *made = arg;

	buf_addf(out, "page %d %s\n", ++made->count, openmetrics ? "open" : "text");
	while (out->length < made->bytes) {
		buf_add_string(
			out, "................................................................");
	}
	return openmetrics ? "application/openmetrics-text" : "text/plain";
}

static void serve(int out, size_t bytes, int64_t patience_ms)
{
	uv_loop_t loop;
	struct made made = {.bytes = bytes};
	struct error error;
	struct httpd_options options = {.loop = &loop,
		.listen = "127.0.0.1:0",
		.page = make_page,
		.arg = &made,
		.patience_ms = patience_ms};

	signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&loop);
	struct httpd *httpd = httpd_open(&options, &error);
	if (httpd == NULL || write(out, httpd_url(httpd), strlen(httpd_url(httpd))) < 0) {
		_exit(1);
	}
	close(out);
	alarm(120);
	uv_run(&loop, UV_RUN_DEFAULT);
	_exit(1);
}

static struct served served_begin(size_t bytes, int64_t patience_ms)
{
	struct served served = {.pid = -1};
	int from[2];
	ssize_t length;

	assert_int_equal(pipe(from), 0);
	served.pid = fork();
	assert_true(served.pid >= 0);
	if (served.pid == 0) {
		close(from[0]);
		serve(from[1], bytes, patience_ms);
	}
	close(from[1]);
	length = read(from[0], served.url, sizeof(served.url) - 1);
	assert_true(length > 0);
	close(from[0]);
	return served;
}

static void served_end(const struct served *served)
{
	kill(served->pid, SIGKILL);
	waitpid(served->pid, NULL, 0);
}

static void expect_answer(const struct served *served, const char *what, const char *headers,
	const char *const parts[])
{
	size_t length;
	char *answer = http_ask(served->url, what, headers, &length);

	assert_non_null(answer);
	for (size_t i = 0; parts[i] != NULL; i++) {
		if (strstr(answer, parts[i]) == NULL) {
			fail_msg("%s: no `%s` in %s", what, parts[i], answer);
		}
	}
	free(answer);
}

#define EXPECT(what, headers, ...) \
	expect_answer(&served, what, headers, (const char *const[]){__VA_ARGS__, NULL})

static void each_request_has_its_answer(void **state)
{
	struct served served = served_begin(0, 0);

	(void)state;
	EXPECT("GET /metrics", "", "200 OK", "text/plain", "page", "text\n");
	EXPECT("GET /metrics?x=1", "Accept: application/openmetrics-text;version=1.0.0,*/*\r\n",
		"200 OK", "application/openmetrics-text", "open\n");
	EXPECT("GET /", "", "200 OK", "/metrics");
	EXPECT("GET /other", "", "404");
	EXPECT("DELETE /metrics", "", "405", "Allow: GET, HEAD");
	EXPECT("POST /metrics", "Content-Length: 5\r\n", "405");
	EXPECT("NONSENSE", "", "HTTP/1.1 4");
	served_end(&served);
}

static void head_has_no_body(void **state)
{
	struct served served = served_begin(0, 0);
	size_t length;
	char *answer = http_ask(served.url, "HEAD /metrics", "", &length);

	(void)state;
	assert_non_null(strstr(answer, "200 OK"));
	assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
	free(answer);
	served_end(&served);
}

static void a_connection_serves_more_than_once(void **state)
{
	struct served served = served_begin(0, 0);
	int fd = http_connect(served.url);
	size_t length;

	(void)state;
	http_send(fd,
		"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
		"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
	char *answers = http_read(fd, &length);
	char *first = strstr(answers, "page ");
	assert_non_null(first);
	assert_non_null(strstr(first + 1, "page "));
	free(answers);
	close(fd);
	served_end(&served);
}

static void a_large_page_comes_whole(void **state)
{
	struct served served = served_begin(LARGE, 0);
	size_t length;
	char *answer = http_ask(served.url, "GET /metrics", "", &length);

	(void)state;
	assert_true(length > LARGE);
	free(answer);
	served_end(&served);
}

/* More clients than are let in, none of which goes on, nor goes: a scraper gets its page. */
static void a_crowd_that_says_nothing_is_sent_away(void **state)
{
	struct served served = served_begin(0, 300);
	int crowd[CROWD];
	char *answer = NULL;
	size_t length = 0;

	(void)state;
	for (size_t i = 0; i < CROWD; i++) {
		crowd[i] = http_connect(served.url);
		assert_true(crowd[i] >= 0);
		http_send(crowd[i], i % 2 == 0 ? "GET /met" : "");
	}
	while (length == 0) {
		free(answer);
		answer = http_ask(served.url, "GET /metrics", "", &length);
		assert_non_null(answer);
	}
	assert_non_null(strstr(answer, "200 OK"));
	free(answer);
	for (size_t i = 0; i < CROWD; i++) {
		close(crowd[i]);
	}
	served_end(&served);
}

/* Until the other side has cut it off; what was sent before that stays unread. */
static void wait_cut_off(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLRDHUP};

	assert_int_equal(poll(&wait, 1, 60000), 1);
}

/* They ask for a large page and do not read it: others are served meanwhile, and they are cut
 * off. */
static void slow_readers_are_cut_off(void **state)
{
	struct served served = served_begin(LARGE, 500);
	int slow[SLOW];

	(void)state;
	for (size_t i = 0; i < SLOW; i++) {
		slow[i] = http_connect(served.url);
		http_send(slow[i], "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
	}
	EXPECT("GET /", "", "200 OK");
	for (size_t i = 0; i < SLOW; i++) {
		size_t length;
		char *part;

		wait_cut_off(slow[i]);
		part = http_read(slow[i], &length);
		assert_true(length < LARGE);
		free(part);
		close(slow[i]);
	}
	EXPECT("GET /", "", "200 OK");
	served_end(&served);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_request_has_its_answer),
		cmocka_unit_test(head_has_no_body),
		cmocka_unit_test(a_connection_serves_more_than_once),
		cmocka_unit_test(a_large_page_comes_whole),
		cmocka_unit_test(a_crowd_that_says_nothing_is_sent_away),
		cmocka_unit_test(slow_readers_are_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
