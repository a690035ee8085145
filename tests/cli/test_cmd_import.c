#include "import_stage.h"

enum { BIG = 10 << 20, FIELDS = 512, PARTS = 2 * FIELDS + 4 };

static void add(
	struct redis_server *server, const char *key, size_t count, const struct text *parts)
{
	const char *argv[PARTS] = {"XADD", key, "*"};
	size_t lengths[PARTS] = {4, strlen(key), 1};
	redisReply *reply;

	for (size_t i = 0; i < count; i++) {
		argv[i + 3] = parts[i].at;
		lengths[i + 3] = parts[i].length;
	}
	reply = redis_argv(server, count + 3, argv, lengths);
	assert_int_equal(reply->type, REDIS_REPLY_STRING);
	freeReplyObject(reply);
}

/* All that may be in a stream. */
static void make_source(struct redis_server *server)
{
	static const struct text odd[][4] = {
		{{"a", 1}, {"1", 1}, {"a", 1}, {"2", 1}},
		{{"", 0}, {"", 0}, {"b", 1}, {"", 0}},
		{{"nul\0in", 6}, {"\0", 1}, {"\xff\xfe\xc3\x28", 4}, {"\xed\xa0\x80", 3}},
		{{"esc", 3}, {"\033]52;c;QUJD\007\x9b", 13}, {"c1", 2},
			{"\xc2\x9b\xe2\x80\xae", 5}},
		{{"lone", 4}, {"{\"a\": \"\\ud800\"}", 15}, {"n", 1}, {"9007199254740993", 16}},
		{{"quote\"\\", 7}, {"\t\r\n", 3}, {"emoji", 5},
			{"\xf0\x9f\x98\x80\xef\xbf\xbf", 7}},
	};
	struct text *wide = mem_alloc(2 * (size_t)FIELDS, sizeof *wide);
	char *big = mem_alloc(BIG, 1);

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		add(server, "source", 4, odd[i]);
	}
	for (size_t i = 0; i < 2 * (size_t)FIELDS; i++) {
		wide[i] = i % 2 == 0 ? text_of("same") : text_from(&"abcdefgh"[i % 8], 1);
	}
	add(server, "source", 2 * (size_t)FIELDS, wide);
	for (size_t i = 0; i < BIG; i++) {
		big[i] = (char)(i * 31 + i / 251);
	}
	add(server, "source", 2, (struct text[]){text_of("big"), text_from(big, BIG)});
	mem_free(big);
	mem_free(wide);
}

static void add_bytes(struct buf *out, const redisReply *bytes)
{
	json_quote_bytes(out, text_from(bytes->str, bytes->len));
}

static void export_source(struct redis_server *server)
{
	redisReply *entries = range(server, "source");
	struct buf out;

	buf_init(&out, NDJSON_MAX);
	for (size_t i = 0; i < entries->elements; i++) {
		const redisReply *entry = entries->element[i], *fields = entry->element[1];

		buf_addf(&out,
			"{\"topic\": \"source\", \"id\": \"%s\", \"time_ms\": 1, \"fields\": [",
			entry->element[0]->str);
		for (size_t f = 0; f < fields->elements; f += 2) {
			buf_add_string(&out, f == 0 ? "[" : ", [");
			add_bytes(&out, fields->element[f]);
			buf_add_string(&out, ", ");
			add_bytes(&out, fields->element[f + 1]);
			buf_add_byte(&out, ']');
		}
		buf_add_string(&out, "], \"event\": {\"type\": null}}\n");
	}
	put(buf_text(&out));
	buf_finish(&out);
	freeReplyObject(entries);
}

static void assert_same(struct redis_server *server, const char *a, const char *b, bool ids)
{
	redisReply *one = range(server, a), *other = range(server, b);

	assert_true(one->elements > 0);
	assert_int_equal(one->elements, other->elements);
	for (size_t i = 0; i < one->elements; i++) {
		const redisReply *f = one->element[i]->element[1],
				 *g = other->element[i]->element[1];

		assert_int_equal(ids,
			strcmp(one->element[i]->element[0]->str,
				other->element[i]->element[0]->str) == 0);
		assert_int_equal(f->elements, g->elements);
		for (size_t n = 0; n < f->elements; n++) {
			assert_int_equal(f->element[n]->len, g->element[n]->len);
			assert_memory_equal(
				f->element[n]->str, g->element[n]->str, f->element[n]->len);
		}
	}
	freeReplyObject(one);
	freeReplyObject(other);
}

static void every_byte_makes_the_round_trip(void **state)
{
	const char *url = redis_url(*state);

	make_source(*state);
	export_source(*state);
	struct run with = RUN(
		"import", file, "--url", url, "--into", "same", "--create", "--keep-ids", "--yes");
	run_expect_code(&with, 0);
	assert_same(*state, "source", "same", true);
	struct run without =
		RUN("import", file, "--url", url, "--into", "new", "--create", "--yes", "--json");
	run_expect_code(&without, 0);
	assert_same(*state, "source", "new", false);
	run_expect_text(run_out(&without),
		"\"done\": 8, \"failed\": 0, \"skipped\": 0, "
		"\"remaining\": 0, \"unverified\": 0");
	assert_null(strchr(run_out(&without), '\033'));
	run_finish(&without);
	run_finish(&with);
}

/* What `events --json` writes is what import reads. */
static void what_is_exported_comes_back(void **state)
{
	const char *url = redis_url(*state);

	make_source(*state);
	struct run out = RUN("events", "source", "--json", "--url", url);
	run_expect_code(&out, 0);
	put(buf_text(&out.out));
	struct run in = RUN(
		"import", file, "--url", url, "--into", "same", "--create", "--keep-ids", "--yes");
	run_expect_code(&in, 0);
	assert_same(*state, "source", "same", true);
	run_finish(&in);
	run_finish(&out);
}

static void without_yes_nothing_is_written(void **state)
{
	const char *url = redis_url(*state);

	put_many(MANY);
	redis_ok(*state, "XADD", "orders", "1-1", "a", "b", NULL);
	redis_ok(*state, "XGROUP", "CREATE", "orders", "billing\033[2J", "0", NULL);
	redis_ok(*state, "CONFIG", "RESETSTAT", NULL);
	struct run text = RUN("import", file, "--url", url);
	struct run json = RUN("import", file, "--url", url, "--json", "--yes", "--dry-run");
	run_expect_code(&text, 0);
	run_expect_code(&json, 0);
	run_expect_text(run_out(&text), "1 group will see them: billing^[[2J\n");
	run_expect_text(run_out(&text), "orders: 1,000 entries, 1 there now\n");
	run_expect_text(run_out(&text), "nothing was changed. With --yes");
	run_expect_text(run_out(&json), "{\"operation\":\"import\",\"job\":null,\"file\":");
	run_expect_text(run_out(&json),
		"\"target\":\"orders\",\"touches\":{\"topics\":1,\"groups\":1,\"entries\":1000,");
	run_expect_text(run_out(&json),
		"\"blast_radius\":[{\"topic\":\"orders\",\"group\":"
		"\"billing\\u001b[2J\",\"again\":false}]");
	run_expect_text(run_out(&json), "\"... and 997 more\"]");
	run_expect_text(run_out(&json), "\"changed\":false}");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), 1);
	char *stats = redis_str(*state, "INFO", "commandstats", NULL);
	assert_null(strstr(stats, "cmdstat_xadd"));
	free(stats);
	assert_int_not_equal(access(sink, F_OK), 0);
	run_finish(&json);
	run_finish(&text);
}

/* What masks hid cannot come back. */
static void a_file_with_masks_is_warned_of(void **state)
{
	const char *url = redis_url(*state);

	redis_ok(*state, "XADD", "orders", "1-1", "qty", "7", NULL);
	redis_ok(*state, "XADD", "orders", "2-1", "password", "hunter2", NULL);
	for (int masked = 0; masked < 2; masked++) {
		struct run events = RUN(
			"events", "--json", "--url", url, "orders", masked ? "--mask" : "--quiet");

		put(buf_text(&events.out));
		struct run plan = RUN("import", file, "--url", url);
		struct run json = RUN("import", file, "--url", url, "--json");
		struct run done = RUN("import", file, "--url", url, "--yes");
		run_expect_code(&done, 0);
		if (masked) {
			run_expect_text(run_out(&plan), "1 of the events were exported with masks");
			run_expect_text(run_out(&json), "1 of the events were exported with masks");
			run_expect_text(run_err(&done), "1 of the events were exported with masks");
		} else {
			run_expect_no_text(run_out(&plan), "masks");
			run_expect_no_text(run_out(&json), "masks");
			run_expect_no_text(run_err(&done), "masks");
			redis_ok(*state, "XTRIM", "orders", "MAXLEN", "2", NULL);
		}
		run_finish(&done);
		run_finish(&json);
		run_finish(&plan);
		run_finish(&events);
	}
}

static void refuses(void **state, const char *content, int code, const char *says)
{
	put(text_of(content));
	struct run run = RUN("import", file, "--url", redis_url(*state), "--yes", "--keep-ids");
	run_expect_code(&run, code);
	run_expect_text(run_err(&run), says);
	assert_string_equal(run_out(&run), "");
	run_finish(&run);
}

static void a_wrong_line_stops_all_before_the_first_write(void **state)
{
	static const char good[] =
		"{\"topic\":\"orders\",\"id\":\"9-1\",\"fields\":[[\"a\",\"b\"]]}\n";
	static const struct {
		const char *second, *says;
		int code;
	} cases[] = {
		{"{", "events.ndjson:2:1: expected one JSON object", 2},
		{"\n{\"topic\":\"orders\",\"id\":\"9-2\",\"fields\":[[\"a\",5]]}",
			"events.ndjson:3:", 2},
		{"{\"topic\":\"orders\",\"fields\":[[\"a\",\"b\"]]}",
			"events.ndjson:2: there is no \"id\"", 2},
		{"{\"id\":\"9-2\",\"fields\":[[\"a\",\"b\"]]}",
			"events.ndjson:2: there is no \"topic\"", 2},
		{good, "events.ndjson:2: its id does not lie beyond", 4},
		{"{\"topic\":\"text\",\"id\":\"9-1\",\"fields\":[[\"a\",\"b\"]]}",
			"the key text is no stream", 4},
		{"{\"topic\":\"none\",\"id\":\"9-1\",\"fields\":[[\"a\",\"b\"]]}",
			"there is no topic none; --create", 4},
	};
	char content[512];

	redis_ok(*state, "XADD", "orders", "5-0", "a", "b", NULL);
	redis_ok(*state, "SET", "text", "x", NULL);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(content, sizeof content, "%s%s", good, cases[i].second);
		refuses(state, content, cases[i].code, cases[i].says);
	}
	refuses(state, "{\"topic\":\"orders\",\"id\":\"5-0\",\"fields\":[[\"a\",\"b\"]]}", 4,
		"events.ndjson:1: the id 5-0 does not lie beyond the last one of orders, 5-0");
	assert_int_equal(redis_int(*state, "XLEN", "orders", NULL), 1);
	struct run none = RUN("import", "--url", redis_url(*state));
	run_expect_code(&none, 2);
	run_finish(&none);
	struct run missing = RUN("import", "/nonexistent/file", "--url", redis_url(*state));
	run_expect_code(&missing, 2);
	run_finish(&missing);
}

static void what_was_done_is_recorded(void **state)
{
	char block[8192] = {0};

	put_many(3);
	struct run run = RUN("import", file, "--url", redis_url(*state), "--create", "--yes",
		"--reason", "ticket 7");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "import: 3 done, 0 skipped, 0 failed");
	int fd = open(sink, O_RDONLY);
	assert_true(fd >= 0);
	assert_true(read(fd, block, sizeof block - 1) > 0);
	close(fd);
	run_expect_text(block,
		"\", \"reason\": \"ticket 7\", "
		"\"touches\": {\"topic\": \"orders\", \"entries\": 0, \"bytes\": 0}, "
		"\"result\": \"begun\"");
	run_expect_text(block, "\"entries\": 3, \"bytes\": 6}, \"result\": \"done: 3 written");
	run_finish(&run);
}

/* What is sent is what was planned, or it is no success. */
static void a_file_that_changes_meanwhile_is_told(void **state)
{
	for (int grows = 0; grows < 2; grows++) {
		struct stat before;
		int64_t first = redis_int(*state, "XLEN", "orders", NULL);
		int fd;

		put_many(4 * MANY);
		assert_int_equal(stat(file, &before), 0);
		struct run run = run_begin((const char *const[]){"import", file, "--url",
			redis_url(*state), "--create", "--yes", "--rate", "500", NULL});
		while (redis_int(*state, "XLEN", "orders", NULL) < first + 20) {
			nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
		}
		fd = open(file, O_WRONLY | O_APPEND);
		if (!grows) {
			assert_int_equal(ftruncate(fd, before.st_size / 2), 0);
		} else {
			dprintf(fd,
				"{\"topic\": \"orders\", \"id\": \"9-9\", \"fields\": "
				"[[\"a\", \"more\"]]}\n");
		}
		close(fd);
		run_end(&run);
		run_expect_code(&run, 1);
		run_expect_text(run_err(&run), "changed while it was read");
		run_finish(&run);
		assert_true(redis_int(*state, "XLEN", "orders", NULL) < first + 4 * MANY);
	}
}

static void a_pace_is_kept(void **state)
{
	struct timespec from, to;

	put_many(100);
	clock_gettime(CLOCK_MONOTONIC, &from);
	struct run run = RUN(
		"import", file, "--url", redis_url(*state), "--create", "--yes", "--rate", "200");
	clock_gettime(CLOCK_MONOTONIC, &to);
	run_expect_code(&run, 0);
	assert_true((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9 >
		0.45);
	run_finish(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_byte_makes_the_round_trip, forget),
		cmocka_unit_test_setup(what_is_exported_comes_back, forget),
		cmocka_unit_test_setup(without_yes_nothing_is_written, forget),
		cmocka_unit_test_setup(a_file_with_masks_is_warned_of, forget),
		cmocka_unit_test_setup(a_wrong_line_stops_all_before_the_first_write, forget),
		cmocka_unit_test_setup(what_was_done_is_recorded, forget),
		cmocka_unit_test_setup(a_file_that_changes_meanwhile_is_told, forget),
		cmocka_unit_test_setup(a_pace_is_kept, forget),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
