/* How long hops wait and are worked on, by what was seen of the groups that read. */
#include "model/hops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "journey_log.h"

static const char orders[] = "[journey order]\nanchor = order\n";

struct stage {
	struct journey_log *log;
	struct deliveries *deliveries;
	struct hops *hops;
};

static struct stage begin(const struct service_group *services, size_t count)
{
	return (struct stage){.log = log_begin(orders, LOG_MEMORY),
		.deliveries = deliveries_create(1 << 20, services, count),
		.hops = hops_create(1 << 20)};
}

static void end(struct stage *stage)
{
	hops_destroy(stage->hops);
	deliveries_destroy(stage->deliveries);
	log_end(stage->log);
}

static void see(
	struct stage *stage, const char *topic, const char *group, uint64_t ms, int64_t at_ms)
{
	const struct text names[2] = {text_of(topic), text_of(group)};

	deliveries_see_cursor(stage->deliveries, names, (struct id){ms, 0}, at_ms);
}

static void open_path(const struct stage *stage, const char *key, struct journey_path *path)
{
	const struct journey_source source = {.journeys = stage->log->journeys,
		.deliveries = stage->deliveries,
		.hops = stage->hops};

	journey_path_init(path, &source, log_view(stage->log, key).number);
}

/* -1: nothing is known. */
static void expect_split(
	const struct stage *stage, const char *key, int64_t queue_ms, int64_t either_ms)
{
	struct journey_path path;
	struct journey_split split;

	open_path(stage, key, &path);
	assert_int_equal(journey_path_split(&path, 1, &split), queue_ms >= 0);
	if (queue_ms >= 0) {
		assert_int_equal(split.queue_ms, queue_ms);
		assert_int_equal(split.either_ms, either_ms);
		assert_int_equal(split.queue_ms + split.either_ms + split.work_ms,
			path.critical[1].at_ms - path.critical[0].at_ms);
	}
	journey_path_finish(&path);
}

static void a_hop_is_parted_as_far_as_it_is_known(void **state)
{
	struct stage stage = begin(NULL, 0);
	const struct text names[2] = {text_of("orders"), text_of("billing")};
	struct journey_path path;

	(void)state;
	log_add(stage.log, "orders", 1000, "type=placed order=1");
	log_add(stage.log, "money", 5000, "type=paid order=1 service=pay");
	expect_split(&stage, "1", -1, -1);
	see(&stage, "orders", "billing", 900, 1500);
	see(&stage, "orders", "billing", 900, 2000);
	see(&stage, "orders", "billing", 1000, 3000);
	expect_split(&stage, "1", 1000, 1000);
	open_path(&stage, "1", &path);
	assert_true(path.critical[1].is_split);
	assert_int_equal(path.part_count, 3);
	assert_int_equal(path.parts[0].kind, CRITICAL_QUEUE);
	assert_int_equal(path.parts[1].kind, CRITICAL_GAP);
	assert_int_equal(path.parts[2].kind, CRITICAL_WORK);
	assert_int_equal(path.parts[2].ms, 2000);
	journey_path_finish(&path);
	/* A pending entry tells it to the millisecond. */
	deliveries_see_pending(stage.deliveries, names, (struct id){1000, 0}, 2400);
	expect_split(&stage, "1", 1400, 0);
	/* Where several groups read it nobody knows which one it was. */
	see(&stage, "orders", "mail", 900, 3000);
	expect_split(&stage, "1", -1, -1);
	end(&stage);
}

static void what_came_before_its_input_was_given_did_not_come_of_it(void **state)
{
	struct stage stage = begin(NULL, 0);

	(void)state;
	log_add(stage.log, "orders", 1000, "type=placed order=1");
	log_add(stage.log, "money", 1200, "type=paid order=1 service=pay");
	see(&stage, "orders", "mail", 900, 1500);
	see(&stage, "orders", "mail", 1000, 2500);
	expect_split(&stage, "1", -1, -1);
	end(&stage);
}

static void a_look_tells_only_what_it_can(void **state)
{
	struct stage stage = begin(NULL, 0);
	struct journey_path path;

	(void)state;
	log_add(stage.log, "orders", 1000, "type=placed order=1");
	log_add(stage.log, "money", 1200, "type=paid order=1 service=pay");
	/* Looks that are farther apart than the hop is long say nothing of it. */
	see(&stage, "orders", "billing", 900, 950);
	see(&stage, "orders", "billing", 1000, 2500);
	expect_split(&stage, "1", 0, 200);
	open_path(&stage, "1", &path);
	assert_false(path.critical[1].is_split);
	assert_int_equal(path.parts[0].kind, CRITICAL_GAP);
	journey_path_finish(&path);
	end(&stage);
}

static void a_declared_group_counts(void **state)
{
	static char pay[] = "pay", billing[] = "billing";
	const struct service_group services[] = {{.service = pay, .group = billing}};
	struct stage stage = begin(services, 1);

	(void)state;
	log_add(stage.log, "orders", 1000, "type=placed order=1");
	log_add(stage.log, "money", 5000, "type=paid order=1 service=pay");
	log_add(stage.log, "orders", 1000, "type=placed order=2");
	log_add(stage.log, "mails", 5000, "type=mailed order=2 service=post");
	see(&stage, "orders", "mail", 900, 2000);
	see(&stage, "orders", "mail", 1000, 2100);
	see(&stage, "orders", "billing", 900, 3000);
	see(&stage, "orders", "billing", 1000, 3100);
	expect_split(&stage, "1", 2000, 100);
	expect_split(&stage, "2", -1, -1);
	end(&stage);
}

static void add_paths(struct stage *stage)
{
	for (uint32_t at = 0; (at = journeys_next(stage->log->journeys, at)) != 0;) {
		const struct journey_source source = {
			.journeys = stage->log->journeys, .deliveries = stage->deliveries};
		struct journey_path path;

		journey_path_init(&path, &source, at);
		hops_add(stage->hops, &path);
		journey_path_finish(&path);
	}
}

/* One group is behind again and again when the service has answered: it is the other one's. */
static void the_group_of_a_service_is_learned(void **state)
{
	struct stage stage = begin(NULL, 0);
	char words[80];

	(void)state;
	for (int i = 0; i < 40; i++) {
		uint64_t ms = 10000U + 1000U * (unsigned)i;

		snprintf(words, sizeof(words), "type=placed order=o%d", i);
		log_add(stage.log, "orders", ms, words);
		snprintf(words, sizeof(words), "type=paid order=o%d service=pay", i);
		log_add(stage.log, "money", ms + 400, words);
		see(&stage, "orders", "billing", ms - 1000, (int64_t)ms + 90);
		see(&stage, "orders", "billing", ms, (int64_t)ms + 100);
		see(&stage, "orders", "mail", ms - 1000, (int64_t)ms + (i % 10 == 0 ? 500 : 10));
		see(&stage, "orders", "mail", ms, (int64_t)ms + 600);
		add_paths(&stage);
		hops_destroy(stage.hops);
		stage.hops = hops_create(1 << 20);
	}
	expect_split(&stage, "o7", -1, -1);
	add_paths(&stage);
	expect_split(&stage, "o7", 90, 10);
	hops_destroy(stage.hops);
	stage.hops = hops_create(100);
	add_paths(&stage);
	expect_split(&stage, "o7", -1, -1);
	end(&stage);
}

static void quantiles_lie_between_what_is_told(void **state)
{
	struct stage stage = begin(NULL, 0);
	char words[80];

	(void)state;
	for (int i = 0; i < 20; i++) {
		uint64_t ms = 10000U + 1000U * (unsigned)i;

		snprintf(words, sizeof(words), "type=placed order=o%d", i);
		log_add(stage.log, "orders", ms, words);
		snprintf(words, sizeof(words), "type=paid order=o%d service=pay", i);
		log_add(stage.log, "money", ms + 500, words);
		see(&stage, "orders", "billing", ms - 1000, (int64_t)ms + 10 * i);
		see(&stage, "orders", "billing", ms, (int64_t)ms + 10 * i + 5);
	}
	add_paths(&stage);
	const struct journey_event *event =
		journeys_first(stage.log->journeys, log_view(stage.log, "o0").number);
	uint16_t from = event->step, to = journeys_after(stage.log->journeys, event)->step;
	const struct hop *hop = hops_between(stage.hops, from, to);
	assert_non_null(hop);
	assert_int_equal(hop->count, 20);
	assert_int_equal(sketch_quantile(&hop->queue_least, 0.5), 90);
	assert_int_equal(sketch_quantile(&hop->queue_most, 0.5), 95);
	assert_int_equal(sketch_quantile(&hop->work_least, 0.95), 485);
	assert_int_equal(sketch_quantile(&hop->work_most, 0.95), 490);
	assert_null(hops_between(stage.hops, to, from));
	end(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hop_is_parted_as_far_as_it_is_known),
		cmocka_unit_test(what_came_before_its_input_was_given_did_not_come_of_it),
		cmocka_unit_test(a_look_tells_only_what_it_can),
		cmocka_unit_test(a_declared_group_counts),
		cmocka_unit_test(the_group_of_a_service_is_learned),
		cmocka_unit_test(quantiles_lie_between_what_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
