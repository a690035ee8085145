/* Many topics share a rate. */
#include "../../src/engine/scan.h"

#include <stdio.h>

#include "base/mem.h"
#include "support/redis.h"
#include "wire/bench.h"

enum { TOPICS = 2000, NAME_MAX_BYTES = 16 };

static bool on_entry(void *arg, struct text topic, const struct entry *entry)
{
	(void)arg;
	(void)topic;
	(void)entry;
	return true;
}

static void on_progress(void *arg, const struct scan_coverage *coverage)
{
	(void)arg;
	(void)coverage;
}

/* A page of one of many is small: then many of them are asked for at once, rate or not. */
static void small_pages_go_together(void **state)
{
	static char names[TOPICS][NAME_MAX_BYTES];
	static struct text topics[TOPICS];
	(void)state;
	struct redis_server *server = redis_start(NULL);
	struct bench bench;
	struct conn_options options = bench_init(&bench, redis_url(server));
	for (int i = 0; i < TOPICS; i++) {
		snprintf(names[i], sizeof names[i], "t:%d", i);
		topics[i] = text_of(names[i]);
	}
	options.mode = CONN_READ;
	bench_dial(&bench, &options);
	bench_until(&bench, bench_is_ready);
	struct scan *scan = scan_create(&(struct scan_options){
		.conn = bench.conn,
		.topic_count = TOPICS,
		.topics = topics,
		.to = {UINT64_MAX, UINT64_MAX},
		.bytes_per_s = 16000000,
		.on_entry = on_entry,
		.on_progress = on_progress,
	});
	scan_go(scan);
	while (conn_cost(bench.conn).outstanding == 0) {
		uv_run(&bench.loop, UV_RUN_NOWAIT);
	}
	assert_true(conn_cost(bench.conn).outstanding >= 30);
	scan_destroy(scan);
	bench_finish(&bench);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_pages_go_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
