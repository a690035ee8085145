/*
 * How fast entries are followed into the model, beside a reader that only drains the socket with
 * the same commands: on a private real server, in turns, several rounds, the median of each.
 *
 * `typed` and `json` ask every event for its type, told by a flat field and by a document: what
 * reading an envelope costs. `stitch` is `plain` with every event put into its journey besides, of
 * as many events as there are topics.
 *
 *   bench_ingest [--entries N] [--rounds N] [--only drain|plain|query|typed|json|stitch]
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <uv.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/journeys.h"
#include "model/model.h"
#include "support/redis.h"
#include "wire/fetch.h"

enum {
	TOPICS = 8,
	LANES = 2, /* reads of disjoint topics, both on their way */
	EACH = TOPICS / LANES,
	PAGE = 250,
	ROUNDS_MAX = 64,
	CHUNK_BYTES = 64 * 1024,
	STITCH_BYTES = 512 * 1024 * 1024,
};

enum way { DRAIN, PLAIN, QUERY, TYPED, JSON, STITCH, WAYS };
enum layout { FLAT, DOCUMENT, LAYOUTS };

static const char *const way_names[WAYS] = {"drain", "plain", "query", "typed", "json", "stitch"};
static const char *const queries[WAYS] = {
	[QUERY] = "type == \"order.placed\" and data.total > 500",
	[TYPED] = "type == \"order.placed\"",
	[JSON] = "type == \"order.placed\"",
};

struct bench {
	struct redis_server *server;
	uint64_t entries;   /* of each topic */
	size_t pages;       /* of each lane */
	enum layout layout; /* of what is followed now */
	char names[LAYOUTS][TOPICS][16];
	size_t *reply_bytes; /* of page p of lane l: [p * LANES + l] */
	double rates[WAYS][ROUNDS_MAX], cpu_us[WAYS];
};

static void die(const char *what)
{
	fprintf(stderr, "bench_ingest: %s\n", what);
	exit(1);
}

/* --- what is followed: six fields, about 250 bytes --- */

static void fill(struct bench *bench)
{
	char entries[24];

	snprintf(entries, sizeof entries, "%llu", (unsigned long long)bench->entries);
	for (size_t i = 0; i < TOPICS; i++) {
		snprintf(bench->names[FLAT][i], sizeof bench->names[FLAT][i], "topic:%zu", i);
		snprintf(
			bench->names[DOCUMENT][i], sizeof bench->names[DOCUMENT][i], "json:%zu", i);
		redis_ok(bench->server, "EVAL",
			"for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], i .. '-0',\n"
			"'type', i % 3 == 0 and 'order.placed' or 'order.paid',\n"
			"'service', 'checkout', 'order_id', tostring(990000 + i),\n"
			"'customer', 'C-' .. (i % 5000), 'trace', 'trace-0af7651916cd43dd8448',\n"
			"'data', '{\"total\": ' .. (i % 1000) .. ', \"currency\": \"EUR\", "
			"\"items\": [{\"sku\": \"A-100\", \"n\": 2}], \"note\": \"leave at the "
			"door\"}') end",
			"1", bench->names[FLAT][i], entries, NULL);
		redis_ok(bench->server, "EVAL",
			"for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], i .. '-0',\n"
			"'payload', '{\"type\":\"' .. (i % 3 == 0 and 'order.placed' or "
			"'order.paid') ..\n"
			"'\",\"service\":\"checkout\",\"order_id\":\"' .. (990000 + i) ..\n"
			"'\",\"customer\":\"C-' .. (i % 5000) ..\n"
			"'\",\"trace\":\"trace-0af7651916cd43dd8448\",\"data\":{\"total\": ' .. (i "
			"% 1000)\n"
			"..', \"currency\": \"EUR\", \"items\": [{\"sku\": \"A-100\", \"n\": "
			"2}]}}') end",
			"1", bench->names[DOCUMENT][i], entries, NULL);
	}
}

static void add_command(struct buf *out, const struct bench *bench, size_t page, size_t lane)
{
	char id[ID_TEXT_MAX];

	id_format(id, (struct id){.ms = page * PAGE});
	buf_addf(out, "*%d\r\n$5\r\nXREAD\r\n$5\r\nCOUNT\r\n$3\r\n%d\r\n$7\r\nSTREAMS\r\n",
		4 + 2 * EACH, PAGE);
	for (size_t i = 0; i < EACH; i++) {
		const char *name = bench->names[bench->layout][lane * EACH + i];
		buf_addf(out, "$%zu\r\n%s\r\n", strlen(name), name);
	}
	for (size_t i = 0; i < EACH; i++) {
		buf_addf(out, "$%zu\r\n%s\r\n", strlen(id), id);
	}
}

/* --- the reader that only drains --- */

static int dial(const struct bench *bench)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", redis_socket(bench->server));
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		die("cannot connect");
	}
	return fd;
}

static void send_page(const struct bench *bench, int fd, size_t page, size_t lane)
{
	struct buf out;

	buf_init(&out, 1 << 16);
	add_command(&out, bench, page, lane);
	if (write(fd, out.at, out.length) != (ssize_t)out.length) {
		die("cannot write");
	}
	buf_finish(&out);
}

/* Once, before anything is measured: how long each answer is, so that draining need not look. */
static void measure_replies(struct bench *bench)
{
	struct reply_limits limits = reply_limits_default();
	struct reply_parser *parser = reply_parser_create(&limits);
	const struct reply *reply;
	struct error error;
	int fd = dial(bench);
	char *chunk = mem_alloc(1, CHUNK_BYTES);

	for (size_t i = 0; i < bench->pages * LANES; i++) {
		send_page(bench, fd, i / LANES, i % LANES);
		for (reply = NULL; reply == NULL;) {
			ssize_t length = read(fd, chunk, CHUNK_BYTES);
			if (length <= 0 ||
				!reply_parser_feed(
					parser, text_from(chunk, (size_t)length), &error) ||
				!reply_parser_next(parser, &reply, &error)) {
				die("no answer");
			}
		}
		bench->reply_bytes[i] = reply_parser_bytes(parser);
	}
	mem_free(chunk);
	reply_parser_destroy(parser);
	close(fd);
}

static void drain(struct bench *bench)
{
	size_t asked, answered = 0, total = bench->pages * LANES, got = 0;
	int fd = dial(bench);
	char *chunk = mem_alloc(1, CHUNK_BYTES);

	for (asked = 0; asked < LANES && asked < total; asked++) {
		send_page(bench, fd, asked / LANES, asked % LANES);
	}
	while (answered < total) {
		ssize_t length = read(fd, chunk, CHUNK_BYTES);
		if (length <= 0) {
			die("the server went");
		}
		got += (size_t)length;
		while (answered < total && got >= bench->reply_bytes[answered]) {
			got -= bench->reply_bytes[answered++];
			if (asked < total) {
				send_page(bench, fd, asked / LANES, asked % LANES);
				asked++;
			}
		}
	}
	mem_free(chunk);
	close(fd);
}

/* --- the real path --- */

struct run {
	struct bench *bench;
	uv_loop_t loop;
	struct conn *conn;
	struct fetcher *fetcher;
	struct model *model;
	size_t asked, answered;
	struct definition definition;
	struct event_reader *reader;
	struct journeys *journeys; /* NULL: none are stitched */
};

static void ask_next(struct run *run)
{
	struct fetch_place places[EACH];
	size_t lane = run->asked % LANES;
	struct id after = {.ms = run->asked / LANES * PAGE};

	for (size_t i = 0; i < EACH; i++) {
		places[i] = (struct fetch_place){
			.topic = text_of(run->bench->names[run->bench->layout][lane * EACH + i]),
			.after = after};
	}
	run->asked++;
	fetch_read(run->fetcher, places, EACH, PAGE);
}

static void stitch_begin(struct run *run)
{
	struct error error;

	definition_init(&run->definition, "order");
	if (!definition_set(&run->definition, text_of("anchor"), text_of("order_id"), &error) ||
		!definition_set(&run->definition, text_of("party"), text_of("customer"), &error) ||
		!definition_seal(&run->definition, &error)) {
		die(error.text);
	}
	run->reader = event_reader_create();
	run->journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = STITCH_BYTES,
		.definition_count = 1,
		.definitions = &run->definition,
	});
}

static void stitch_end(struct run *run)
{
	struct journeys_totals totals = journeys_totals(run->journeys);

	if (totals.events != run->bench->entries * TOPICS ||
		totals.journeys + totals.left < run->bench->entries) {
		die("events are missing from the journeys");
	}
	journeys_destroy(run->journeys);
	event_reader_destroy(run->reader);
	definition_finish(&run->definition);
}

static void stitch(struct run *run, const struct fact *fact)
{
	for (size_t i = 0; i < fact->entries.count; i++) {
		const struct entry *entry = &fact->entries.entries[i];
		struct event event;

		event_read(run->reader, fact->topic, entry, &event);
		journeys_add(run->journeys, fact->topic, entry, &event);
	}
}

static void on_fact(void *arg, const struct fact *fact)
{
	struct run *run = arg;

	if (fact->outcome != FACT_KNOWN) {
		die(fact->error.text);
	}
	if (fact->topic.length > 0) {
		model_apply(run->model, fact);
		if (run->journeys != NULL) {
			stitch(run, fact);
		}
		return;
	}
	run->answered++;
	if (run->asked < run->bench->pages * LANES) {
		ask_next(run);
	}
}

static void on_state(void *arg, struct conn *conn, enum conn_state state, const struct error *error)
{
	struct run *run = arg;

	(void)conn;
	if (error != NULL) {
		die(error->text);
	}
	while (state == CONN_READY && run->asked < LANES) {
		ask_next(run);
	}
}

static void follow(struct bench *bench, const char *query, bool stitches)
{
	struct run run = {.bench = bench};
	struct address address;
	struct error error;

	if (stitches) {
		stitch_begin(&run);
	}
	uv_loop_init(&run.loop);
	if (!address_parse(text_of(redis_url(bench->server)), &address, &error)) {
		die(error.text);
	}
	run.model = model_create(&(struct model_options){.thresholds = thresholds_default()});
	model_apply(run.model,
		&(struct fact){
			.kind = FACT_SOUGHT, .sought = {.query = text_of(query), .live = true}});
	run.conn = conn_create(&run.loop,
		&(struct conn_options){.address = &address,
			.name = "rivermaster-bench",
			.mode = CONN_READ,
			.on_state = on_state,
			.arg = &run});
	run.fetcher = fetcher_create(run.conn, on_fact, &run);
	conn_start(run.conn);
	while (run.answered < bench->pages * LANES) {
		uv_run(&run.loop, UV_RUN_ONCE);
	}
	if (event_list_about(model_events(run.model))->followed != bench->entries * TOPICS) {
		die("entries are missing");
	}
	fetcher_destroy(run.fetcher);
	conn_close(run.conn);
	uv_run(&run.loop, UV_RUN_DEFAULT);
	uv_loop_close(&run.loop);
	model_destroy(run.model);
	if (stitches) {
		stitch_end(&run);
	}
	address_finish(&address);
}

/* --- rounds --- */

static double cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
		(double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void measure(struct bench *bench, enum way way, size_t round)
{
	double began_cpu_us = cpu_us();
	uint64_t began_ns = uv_hrtime();

	if (way == DRAIN) {
		drain(bench);
	} else {
		bench->layout = way == JSON ? DOCUMENT : FLAT;
		follow(bench, queries[way], way == STITCH);
		bench->layout = FLAT;
	}
	double seconds = (double)(uv_hrtime() - began_ns) / 1e9;
	bench->rates[way][round] = (double)(bench->entries * TOPICS) / seconds;
	bench->cpu_us[way] += cpu_us() - began_cpu_us;
}

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void report(struct bench *bench, size_t rounds)
{
	double medians[WAYS];

	for (int way = 0; way < WAYS; way++) {
		qsort(bench->rates[way], rounds, sizeof(double), compare);
		medians[way] = bench->rates[way][rounds / 2];
	}
	for (int way = 0; way < WAYS; way++) {
		printf("%-6s %9.0f entries/s  ratio %.3f  (%.0f .. %.0f, %.2f us of our CPU an "
		       "entry)\n",
			way_names[way], medians[way], medians[way] / medians[DRAIN],
			bench->rates[way][0], bench->rates[way][rounds - 1],
			bench->cpu_us[way] / (double)rounds / (double)(bench->entries * TOPICS));
	}
	printf("reading a document's envelope: %.2f of the CPU of flat fields\n",
		bench->cpu_us[JSON] / bench->cpu_us[TYPED]);
	printf("stitching on: %.2f of the CPU of the same with it off\n",
		bench->cpu_us[STITCH] / bench->cpu_us[PLAIN]);
}

static long number_after(int argc, char **argv, const char *option, long otherwise)
{
	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], option) == 0) {
			return strtol(argv[i + 1], NULL, 10);
		}
	}
	return otherwise;
}

static const char *word_after(int argc, char **argv, const char *option)
{
	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], option) == 0) {
			return argv[i + 1];
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	long entries = number_after(argc, argv, "--entries", 100000);
	long rounds = number_after(argc, argv, "--rounds", 7);
	const char *only = word_after(argc, argv, "--only");
	struct bench *bench = mem_alloc(1, sizeof *bench);

	if (entries < PAGE || rounds < 1 || rounds > ROUNDS_MAX) {
		die("--entries from 250 on, --rounds from 1 to 64");
	}
	bench->pages = (size_t)entries / PAGE;
	bench->entries = bench->pages * PAGE;
	bench->reply_bytes = mem_alloc(bench->pages * LANES, sizeof *bench->reply_bytes);
	bench->server = redis_start(NULL);
	fill(bench);
	if (only == NULL || strcmp(only, "drain") == 0) {
		measure_replies(bench);
	}
	for (long round = 0; round < rounds; round++) {
		for (int way = 0; way < WAYS; way++) {
			if (only == NULL || strcmp(only, way_names[way]) == 0) {
				measure(bench, (enum way)way, (size_t)round);
			}
		}
	}
	if (only == NULL) {
		printf("%d topics of %llu entries, %ld rounds\n", TOPICS,
			(unsigned long long)bench->entries, rounds);
		report(bench, (size_t)rounds);
	}
	redis_stop(bench->server);
	mem_free(bench->reply_bytes);
	mem_free(bench);
	return 0;
}
