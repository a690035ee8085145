#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/program.h"
#include "support/redis.h"

/*
 * A journaled, verified replay beside a copy that does nothing but XRANGE and XADD, and beside
 * XADD alone, of entries of the same shape on the same server. Numbers for people.
 */

enum { EVENTS = 200000, PAGE = 500, FIELDS = 6, WORDS_MAX = 12, LINE_MAX_BYTES = 4096 };

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void take_replies(redisContext *context, int count)
{
	for (int i = 0; i < count; i++) {
		redisReply *reply = NULL;

		assert_int_equal(redisGetReply(context, (void **)&reply), REDIS_OK);
		assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
		freeReplyObject(reply);
	}
}

static void fill(redisContext *context)
{
	for (int i = 0; i < EVENTS; i++) {
		redisAppendCommand(context,
			"XADD orders %d-0 type order.placed order ORD-%07d customer C-%05d total "
			"%d "
			"service checkout note %s",
			i + 1, i, i % 9973, i * 7 % 100000, "as-it-was-agreed-on-the-telephone");
		if (i % PAGE == PAGE - 1) {
			take_replies(context, PAGE);
		}
	}
}

static void append_one(redisContext *context, const redisReply *fields)
{
	const char *argv[3 + 2 * FIELDS] = {"XADD", "unsafe", "*"};
	size_t lengths[3 + 2 * FIELDS] = {4, 6, 1};

	for (size_t i = 0; i < fields->elements; i++) {
		argv[3 + i] = fields->element[i]->str;
		lengths[3 + i] = fields->element[i]->len;
	}
	redisAppendCommandArgv(context, 3 + (int)fields->elements, argv, lengths);
}

static double copy_unsafely(redisContext *context)
{
	char from[32] = "-";
	double began = now_s();

	for (;;) {
		redisReply *page = redisCommand(context, "XRANGE orders %s + COUNT %d", from, PAGE);

		if (page->elements == 0) {
			freeReplyObject(page);
			return now_s() - began;
		}
		for (size_t i = 0; i < page->elements; i++) {
			append_one(context, page->element[i]->element[1]);
		}
		take_replies(context, (int)page->elements);
		snprintf(from, sizeof from, "%s",
			page->element[page->elements - 1]->element[0]->str);
		from[strlen(from) - 1] = '1';
		freeReplyObject(page);
	}
}

static double time_of(struct redis_server *server, const char *const words[])
{
	char *argv[WORDS_MAX] = {NULL}, *output, *errors;
	int count = 0;
	double began;

	for (; words[count] != NULL; count++) {
		argv[count] = strdup(words[count]);
	}
	argv[count] = strdup("--url");
	argv[count + 1] = strdup(redis_url(server));
	began = now_s();
	int code = program_run(argv, &output, &errors);
	double took = now_s() - began;
	if (code != 0) {
		fail_msg("%s ends with %d: %s", words[0], code, errors);
	}
	free(output);
	free(errors);
	for (int i = 0; i < count + 2; i++) {
		free(argv[i]);
	}
	return took;
}

/* Events a second of XADD alone, as redis-benchmark says; 0 where there is none. */
static double append_only(struct redis_server *server)
{
	char line[LINE_MAX_BYTES];
	double per_s = 0;

	snprintf(line, sizeof line,
		"redis-benchmark -s %s -n %d -c 1 -P 100 --csv XADD alone '*' type order.placed "
		"order "
		"ORD-0000001 customer C-00001 total 70000 service checkout note "
		"as-it-was-agreed-on-the-telephone 2>/dev/null",
		redis_socket(server), EVENTS);
	FILE *pipe = popen(line, "r");
	while (pipe != NULL && fgets(line, sizeof line, pipe) != NULL) {
		const char *number = strstr(line, "telephone\",\"");

		per_s = number != NULL ? strtod(number + strlen("telephone\",\""), NULL) : per_s;
	}
	if (pipe != NULL) {
		pclose(pipe);
	}
	return per_s;
}

static void tell(const char *what, double took_s, double unsafe_s)
{
	printf("replay: %-46s %9.0f events/s, %.2f of an unsafe copy\n", what, EVENTS / took_s,
		unsafe_s / took_s);
}

static void measure(void **state)
{
	struct redis_server *server = redis_start(NULL);
	redisContext *context = redisConnectUnix(redis_socket(server));

	(void)state;
	fill(context);
	double unsafe = copy_unsafely(context);
	double plan = time_of(server, (const char *const[]){"replay", "orders", NULL});
	double whole = time_of(server,
		(const char *const[]){"replay", "orders", "--into", "safe", "--create",
			"--no-provenance", "--yes", NULL});
	double reread = time_of(server, (const char *const[]){"replay", "safe", NULL});
	double alone = append_only(server);
	assert_int_equal(redis_int(server, "XLEN", "safe", NULL), EVENTS);
	printf("replay: %-46s %9.0f events/s\n", "unsafe, XRANGE and XADD in a pipeline",
		EVENTS / unsafe);
	if (alone > 0) {
		printf("replay: %-46s %9.0f events/s\n", "redis-benchmark, XADD alone", alone);
	}
	tell("plan, journal, appends, verification", whole, unsafe);
	tell("journal, appends, verification", whole - plan, unsafe);
	tell("the same less reading the copies once", whole - plan - reread, unsafe);
	redisFree(context);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(measure)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
