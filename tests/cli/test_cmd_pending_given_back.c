/* What only Redis 8.8 answers (XNACK): entries that are nobody's, idle for -1 ms, delivered
 * INT64_MAX times. A process stands in for it, and answers as its documentation says. */
#include "parsed.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/buf.h"

enum { WORDS_MAX = 16, WORD_BYTES = 128, ROWS = 4 };

static const struct {
	const char *id, *consumer;
	long long idle_ms, deliveries;
	bool there;
} rows[ROWS] = {
	{"1-0", "", -1, INT64_MAX, true},
	{"2-0", "", -1, 4, false},
	{"3-0", "left", 70000, 3, true},
	{"4-0", "c1", 10, 1, true},
};

static void add_word(struct buf *out, const char *word)
{
	buf_addf(out, "$%zu\r\n%s\r\n", strlen(word), word);
}

static bool is_within(size_t row, char words[WORDS_MAX][WORD_BYTES], size_t from)
{
	return rows[row].id[0] >= words[from][0] && rows[row].id[0] <= words[from + 1][0];
}

static void answer_pending(struct buf *out, char words[WORDS_MAX][WORD_BYTES], size_t count)
{
	struct buf found;
	int n = 0;

	if (count == 3) {
		buf_addf(out, "*4\r\n:%d\r\n$3\r\n1-0\r\n$3\r\n4-0\r\n*0\r\n", ROWS);
		return;
	}
	buf_init(&found, 4096);
	for (size_t i = 0; i < ROWS; i++) {
		if (words[4][0] == '+' || is_within(i, words, 3)) {
			n++;
			buf_add_string(&found, "*4\r\n");
			add_word(&found, rows[i].id);
			add_word(&found, rows[i].consumer);
			buf_addf(&found, ":%lld\r\n:%lld\r\n", rows[i].idle_ms, rows[i].deliveries);
		}
	}
	buf_addf(out, "*%d\r\n", n);
	buf_add_text(out, buf_text(&found));
	buf_finish(&found);
}

static void answer_range(struct buf *out, char words[WORDS_MAX][WORD_BYTES])
{
	int n = 0;

	for (size_t i = 0; i < ROWS; i++) {
		n += rows[i].there && is_within(i, words, 2);
	}
	buf_addf(out, "*%d\r\n", n);
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].there && is_within(i, words, 2)) {
			buf_add_string(out, "*2\r\n");
			add_word(out, rows[i].id);
			buf_add_string(out, "*2\r\n$1\r\nn\r\n$1\r\n1\r\n");
		}
	}
}

static void answer(struct buf *out, char words[WORDS_MAX][WORD_BYTES], size_t count)
{
	if (strcmp(words[0], "XPENDING") == 0) {
		answer_pending(out, words, count);
	} else if (strcmp(words[0], "XRANGE") == 0) {
		answer_range(out, words);
	} else if (strcmp(words[0], "XINFO") == 0) {
		buf_add_string(out,
			"*1\r\n*6\r\n$4\r\nname\r\n$2\r\nc1\r\n$7\r\npending\r\n:1\r\n"
			"$4\r\nidle\r\n:5\r\n");
	} else if (strcmp(words[0], "TIME") == 0) {
		buf_add_string(out, "*2\r\n$4\r\n1000\r\n$1\r\n0\r\n");
	} else if (strcmp(words[0], "INFO") == 0) {
		buf_add_string(out, "$21\r\nredis_version:8.8.0\r\n\r\n");
	} else {
		buf_add_string(out, strcmp(words[0], "PING") == 0 ? "+PONG\r\n" : "+OK\r\n");
	}
}

static size_t read_number(FILE *in)
{
	char line[32];

	if (fgets(line, sizeof(line), in) == NULL) {
		_exit(0);
	}
	return (size_t)strtoul(line + 1, NULL, 10);
}

/* One client after the other, until it is killed. */
static void serve(int listener)
{
	for (;;) {
		int client = accept(listener, NULL, NULL);
		FILE *in = client >= 0 ? fdopen(client, "r") : NULL;
		struct buf out;

		if (in == NULL) {
			_exit(1);
		}
		buf_init(&out, 1 << 20);
		for (int c; (c = fgetc(in)) != EOF;) {
			char words[WORDS_MAX][WORD_BYTES];
			ungetc(c, in);
			size_t count = read_number(in);
			for (size_t i = 0; i < count && i < WORDS_MAX; i++) {
				size_t length = read_number(in);
				if (length >= WORD_BYTES ||
					fread(words[i], 1, length + 2, in) == 0) {
					_exit(1);
				}
				words[i][length] = '\0';
			}
			buf_reset(&out);
			answer(&out, words, count);
			if (write(client, out.at, out.length) != (ssize_t)out.length) {
				break;
			}
		}
		buf_finish(&out);
		fclose(in);
	}
}

static pid_t start(char url[64])
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	snprintf(url, 64, "redis://127.0.0.1:%d", ntohs(address.sin_port));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* Whatever becomes of the test, it goes. */
		alarm(120);
		serve(listener);
	}
	close(listener);
	return pid;
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void what_was_given_back_is_nobodys(void **state)
{
	char url[64];
	pid_t server = start(url);
	struct run run = RUN("pending", "--json", "--url", url, "t", "g");

	(void)state;
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "\"deliveries\": 9223372036854775807,");
	cJSON *list = parsed(&run);
	assert_int_equal(cJSON_GetArraySize(list), ROWS);
	const cJSON *row = list->child;
	parsed_expect_null(row, "consumer");
	parsed_expect_null(row, "idle_ms");
	assert_true(cJSON_IsFalse(parsed_member(row, "gone")));
	assert_true(cJSON_IsFalse(parsed_member(row, "consumer_gone")));
	row = row->next;
	parsed_expect_null(row, "consumer");
	parsed_expect_number(row, "deliveries", 4);
	assert_true(cJSON_IsTrue(parsed_member(row, "gone")));
	row = row->next;
	parsed_expect_text(row, "consumer", "left");
	assert_true(cJSON_IsTrue(parsed_member(row, "consumer_gone")));
	assert_true(cJSON_IsFalse(parsed_member(row->next, "consumer_gone")));
	cJSON_Delete(list);
	run_finish(&run);
	stop(server);
}

static void people_and_queries_are_told_so(void **state)
{
	char url[64];
	pid_t server = start(url);
	struct run run = RUN("pending", "--url", url, "t", "g");

	(void)state;
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "(given back)                 ?   fatal  ");
	run_expect_text(run_out(&run), "left!                    1m10s       3  ");
	run_expect_text(run_out(&run),
		"4 of 4 pending; 1 gone from the topic; 1 on consumers (!) that are gone; 2 given "
		"back\nidle         <1s 1  1s-1m 0  1m-5m 1  5m+ 0\n"
		"deliveries   1 1  2-3 1  4-9 1  10+ 1\n");
	run_finish(&run);
	/* An idle time that is not known is neither long nor short. */
	run = RUN("pending", "--url", url, "t", "g", "--where", "idle < 1h");
	run_expect_text(run_out(&run), "2 of 4 pending");
	run_finish(&run);
	run = RUN("pending", "--url", url, "t", "g", "--where",
		"not has(consumer) and deliveries == 9223372036854775807");
	run_expect_text(run_out(&run), "1 of 4 pending");
	run_finish(&run);
	stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_back_is_nobodys),
		cmocka_unit_test(people_and_queries_are_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
