#include "support/redis.h"
#include "wire/bench.h"
#include "wire/fetch.h"

struct seen {
	struct bench bench;
	struct redis_server *server;
	struct fetcher *fetcher;
	int facts;
	enum fact_kind kinds[8]; /* in the order they came */
	enum fact_outcome outcome;
	enum error_code code;
	bool destroy, ask_again; /* from within the next fact */
};

static void on_fact(void *arg, const struct fact *fact)
{
	struct seen *seen = arg;
	uv_stop(&seen->bench.loop);
	assert_in_range(seen->facts, 0, 7);
	seen->kinds[seen->facts++] = fact->kind;
	seen->outcome = fact->outcome;
	seen->code = fact->error.code;
	if (seen->destroy) {
		fetcher_destroy(seen->fetcher);
		seen->fetcher = NULL;
	}
	if (seen->ask_again) {
		seen->ask_again = false;
		fetch_memory(seen->fetcher, text_of("orders"));
	}
	/* What the fact borrows is there until this returns, whatever was called. */
	assert_true(fact->topic.length == 0 || text_is(fact->topic, "orders"));
}

static bool nothing_outstanding(const struct bench *bench)
{
	return fetcher_outstanding(((const struct seen *)bench)->fetcher) == 0;
}

static bool fact_came(const struct bench *bench)
{
	return ((const struct seen *)bench)->facts > 0;
}

static struct seen *begin(void)
{
	struct seen *seen = mem_alloc(1, sizeof *seen);
	seen->server = redis_start(NULL);
	struct conn_options options = bench_init(&seen->bench, redis_url(seen->server));
	options.mode = CONN_READ;
	bench_dial(&seen->bench, &options);
	bench_until(&seen->bench, bench_is_ready);
	seen->fetcher = fetcher_create(seen->bench.conn, on_fact, seen);
	return seen;
}

static void end(struct seen *seen)
{
	fetcher_destroy(seen->fetcher);
	bench_finish(&seen->bench);
	redis_stop(seen->server);
	mem_free(seen);
}

static void questions_on_a_lost_connection_are_lost_once(void **state)
{
	(void)state;
	struct seen *seen = begin();
	redis_pause(seen->server);
	fetch_topic(seen->fetcher, text_of("orders"));
	fetch_scan(seen->fetcher, text_of(NULL), false);
	redis_kill(seen->server);
	bench_until(&seen->bench, nothing_outstanding);
	assert_int_equal(seen->facts, 2);
	assert_int_equal(seen->outcome, FACT_LOST);
	assert_int_equal(seen->code, ERROR_CONNECT);
	end(seen);
}

static void questions_without_a_connection_are_lost_later_and_in_order(void **state)
{
	(void)state;
	struct seen *seen = begin();
	redis_kill(seen->server);
	bench_until(&seen->bench, bench_is_closed);
	fetch_topic(seen->fetcher, text_of("orders"));
	fetch_clock(seen->fetcher);
	assert_int_equal(seen->facts, 0);
	assert_int_equal(fetcher_outstanding(seen->fetcher), 2);
	seen->ask_again = true;
	bench_until(&seen->bench, nothing_outstanding);
	assert_int_equal(seen->facts, 3);
	assert_int_equal(seen->kinds[0], FACT_TOPIC);
	assert_int_equal(seen->kinds[1], FACT_CLOCK);
	assert_int_equal(seen->kinds[2], FACT_MEMORY);
	assert_int_equal(seen->outcome, FACT_LOST);
	end(seen);
}

static void closing_the_connection_loses_its_questions(void **state)
{
	(void)state;
	struct seen *seen = begin();
	fetch_topic(seen->fetcher, text_of("orders"));
	fetch_clock(seen->fetcher);
	conn_close(seen->bench.conn);
	assert_int_equal(seen->facts, 2);
	assert_int_equal(seen->outcome, FACT_LOST);
	assert_int_equal(fetcher_outstanding(seen->fetcher), 0);
	fetcher_destroy(seen->fetcher);
	seen->fetcher = NULL;
	seen->bench.conn = NULL;
	end(seen);
}

static void a_destroyed_fetcher_forgets_its_questions(void **state)
{
	(void)state;
	struct seen *seen = begin();
	fetch_topic(seen->fetcher, text_of("orders"));
	fetch_clock(seen->fetcher);
	fetcher_destroy(seen->fetcher);
	seen->fetcher = NULL;
	bench_until(&seen->bench, bench_is_answered);
	assert_int_equal(seen->facts, 0);
	end(seen);
}

static void a_fetcher_may_be_destroyed_from_its_own_fact(void **state)
{
	(void)state;
	for (int lost = 0; lost < 2; lost++) {
		struct seen *seen = begin();
		if (lost) {
			redis_kill(seen->server);
			bench_until(&seen->bench, bench_is_closed);
		}
		fetch_clock(seen->fetcher);
		fetch_clock(seen->fetcher);
		seen->destroy = true;
		bench_until(&seen->bench, fact_came);
		bench_until(&seen->bench, bench_is_answered);
		assert_int_equal(seen->facts, 1);
		end(seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_on_a_lost_connection_are_lost_once),
		cmocka_unit_test(questions_without_a_connection_are_lost_later_and_in_order),
		cmocka_unit_test(closing_the_connection_loses_its_questions),
		cmocka_unit_test(a_destroyed_fetcher_forgets_its_questions),
		cmocka_unit_test(a_fetcher_may_be_destroyed_from_its_own_fact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
