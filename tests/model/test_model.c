#include "model/model.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "scene.h"
#include "seed.h"

static struct model *small_model(void)
{
	return model_create(&(struct model_options){.thresholds = thresholds_default()});
}

static void tell(struct model *model, int64_t at_ms, const char *key, enum fact_outcome outcome)
{
	model_apply(model,
		&(struct fact){.kind = FACT_TOPIC,
			.outcome = outcome,
			.at_ms = at_ms,
			.topic = text_of(key),
			.topic_info = {.length = 0}});
}

static void scan(struct model *model, int64_t at_ms, size_t count, const char *const names[])
{
	struct text texts[16];

	for (size_t i = 0; i < count; i++) {
		texts[i] = text_of(names[i]);
	}
	model_apply(model,
		&(struct fact){.kind = FACT_SCAN,
			.at_ms = at_ms,
			.scan = {.begins = true, .ends = true, .count = count, .names = texts}});
}

static size_t topic_count(const struct model *model)
{
	size_t count;

	model_topics(model, &count);
	return count;
}

static void an_empty_model_knows_that_it_knows_nothing(void **state)
{
	struct model *model = small_model();
	int64_t server_now_ms;
	size_t count;

	(void)state;
	assert_int_equal(topic_count(model), 0);
	model_groups(model, &count);
	assert_int_equal(count, 0);
	assert_null(model_topic(model, text_of("orders")));
	assert_null(model_group(model, text_of("orders"), text_of("billing")));
	assert_false(model_server_now_ms(model, &server_now_ms));
	assert_false(model_discovered(model));
	assert_int_equal(model_server(model)->outcome, FACT_LOST);
	assert_false(model_link(model)->ready);
	model_advance(model, 5000);
	assert_int_equal(model_now_ms(model), 5000);
	assert_false(model_totals(model).in.is);
	model_destroy(model);
	model_destroy(NULL);
}

static void topics_stand_in_the_order_they_were_found(void **state)
{
	const char *const names[] = {"c", "a", "b"};
	struct model *model = small_model();
	size_t count;

	(void)state;
	scan(model, 1000, 3, names);
	assert_true(model_discovered(model));
	const struct topic *const *topics = model_topics(model, &count);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(text_is(topics[i]->name, names[i]));
		assert_int_equal(topics[i]->at_ms, 0);
	}
	const struct topic *const *keys;
	assert_int_equal(model_topic_keys(topics[1], &keys), 1);
	assert_ptr_equal(keys[0], topics[1]);
	model_destroy(model);
}

static void a_key_that_is_gone_goes_after_a_while(void **state)
{
	struct model *model = small_model();

	(void)state;
	tell(model, 1000, "orders", FACT_KNOWN);
	tell(model, 2000, "orders", FACT_ABSENT);
	model_advance(model, 5000);
	assert_int_equal(topic_count(model), 1);
	assert_int_equal(model_topic(model, text_of("orders"))->outcome, FACT_ABSENT);
	model_advance(model, 12001);
	assert_int_equal(topic_count(model), 0);
	model_destroy(model);
}

static void a_key_that_comes_back_stays(void **state)
{
	struct model *model = small_model();

	(void)state;
	tell(model, 1000, "orders", FACT_KNOWN);
	tell(model, 2000, "orders", FACT_ABSENT);
	tell(model, 4000, "orders", FACT_KNOWN);
	model_advance(model, 20000);
	assert_int_equal(topic_count(model), 1);
	model_destroy(model);
}

static void two_scans_without_it_remove_a_key(void **state)
{
	const char *const names[] = {"orders", "payments"};
	struct model *model = small_model();

	(void)state;
	scan(model, 1000, 2, names);
	scan(model, 2000, 1, names);
	model_advance(model, 30000);
	assert_int_equal(topic_count(model), 2);
	scan(model, 31000, 1, names);
	model_advance(model, 42000);
	assert_int_equal(topic_count(model), 1);
	assert_non_null(model_topic(model, text_of("orders")));
	model_destroy(model);
}

static void a_key_that_answers_is_there_whatever_scans_say(void **state)
{
	const char *const names[] = {"orders"};
	struct model *model = small_model();

	(void)state;
	for (int64_t at_ms = 1000; at_ms < 60000; at_ms += 10000) {
		model_apply(model,
			&(struct fact){
				.kind = FACT_SCAN, .at_ms = at_ms, .scan = {.begins = true}});
		tell(model, at_ms + 10, "given-by-name", FACT_KNOWN);
		struct text name = text_of(names[0]);
		model_apply(model,
			&(struct fact){.kind = FACT_SCAN,
				.at_ms = at_ms + 20,
				.scan = {.ends = true, .count = 1, .names = &name}});
		model_advance(model, at_ms + 100);
	}
	assert_int_equal(topic_count(model), 2);
	model_destroy(model);
}

static void an_absent_key_makes_no_topic_but_a_refused_one_does(void **state)
{
	struct model *model = small_model();

	(void)state;
	tell(model, 1000, "nothing", FACT_ABSENT);
	assert_int_equal(topic_count(model), 0);
	tell(model, 1000, "a-hash", FACT_WRONGTYPE);
	assert_int_equal(topic_count(model), 1);
	assert_int_equal(model_topic(model, text_of("a-hash"))->outcome, FACT_WRONGTYPE);
	assert_string_equal(model_topic(model, text_of("a-hash"))->trouble, "the key is no stream");
	model_destroy(model);
}

static void the_servers_clock_goes_on_between_answers(void **state)
{
	struct model *model = small_model();
	int64_t server_now_ms;

	(void)state;
	model_apply(model,
		&(struct fact){.kind = FACT_CLOCK,
			.at_ms = 1000,
			.clock = {.server_ms = 1700000000000, .round_trip_us = 40000}});
	model_advance(model, 3500);
	assert_true(model_server_now_ms(model, &server_now_ms));
	assert_int_equal(server_now_ms, 1700000000000 + 20 + 2500);
	assert_int_equal(model_link(model)->round_trip_us.n, 40000);
	model_destroy(model);
}

static void the_link_tells_when_it_will_try_again(void **state)
{
	struct model *model = small_model();
	struct fact fact = {.kind = FACT_LINK, .at_ms = 1000, .link = {.ready = true}};

	(void)state;
	model_apply(model, &fact);
	assert_true(model_link(model)->ready);
	fact.at_ms = 5000;
	fact.link = (struct fact_link){.retry_in_ms = 700, .attempt = 2};
	error_set(&fact.error, ERROR_CONNECT, "connection refused");
	model_apply(model, &fact);
	assert_false(model_link(model)->ready);
	assert_int_equal(model_link(model)->since_ms, 5000);
	assert_int_equal(model_link(model)->retry_at_ms, 5700);
	assert_string_equal(model_link(model)->trouble, "connection refused");
	model_destroy(model);
}

static void the_server_says_what_it_is(void **state)
{
	struct model *model = small_model();
	struct fact fact = {.kind = FACT_SERVER,
		.at_ms = 1000,
		.server = {.version = text_of("7.0.15"),
			.name = text_of("redis"),
			.has_memory = true,
			.memory_bytes = 77}};

	(void)state;
	model_apply(model, &fact);
	assert_string_equal(model_server(model)->version, "7.0.15");
	assert_int_equal(model_server(model)->memory_bytes.n, 77);
	assert_false(model_server(model)->clients.is);
	fact.outcome = FACT_DENIED;
	error_set(&fact.error, ERROR_REFUSED, "NOPERM INFO");
	model_apply(model, &fact);
	assert_int_equal(model_server(model)->outcome, FACT_DENIED);
	assert_string_equal(model_server(model)->trouble, "NOPERM INFO");
	model_destroy(model);
}

static void a_lost_connection_leaves_a_gap_in_the_series(void **state)
{
	struct scene scene;
	float out[8];

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 10, (const int[3]){5, 5, 5});
	model_advance(scene.model, scene.now_ms);
	struct fact fact = scene_fact(&scene, FACT_LINK);
	fact.link.ready = true;
	model_apply(scene.model, &fact);
	fact.link.ready = false;
	model_apply(scene.model, &fact);
	model_advance(scene.model, scene.now_ms + 2000);
	scene.now_ms += 4000;
	fact.at_ms = scene.now_ms;
	fact.link.ready = true;
	model_apply(scene.model, &fact);
	scene_sample(&scene);
	model_advance(scene.model, scene.now_ms);
	series_get(scene_group(&scene)->lag_series, SERIES_1S, scene.now_ms, out, 8);
	assert_true(!isnan(out[3]) && isnan(out[4]) && isnan(out[6]) && !isnan(out[7]));
	series_get(model_in_series(scene.model), SERIES_1S, scene.now_ms, out, 8);
	assert_true(!isnan(out[3]) && isnan(out[4]) && isnan(out[5]) && isnan(out[6]) &&
		!isnan(out[7]));
	scene_end(&scene);
}

static void totals_are_sums_and_say_how_sure_they_are(void **state)
{
	struct scene scene;
	struct model_totals totals;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 70, (const int[3]){5, 5, 5});
	scene.topic = "payments";
	scene_live(&scene, 70, (const int[3]){5, 0, 0});
	totals = model_totals(scene.model);
	assert_int_equal(totals.topics, 2);
	assert_int_equal(totals.topics_known, 2);
	assert_int_equal(totals.groups, 2);
	assert_int_equal(totals.lag, 350);
	assert_int_equal(totals.critical, 1);
	assert_true(totals.in.is && fabs(totals.in.per_s - 10) < 0.1);
	assert_false(totals.lag_partial);
	model_advance(scene.model, scene.now_ms + 1000);
	assert_non_null(model_in_series(scene.model));
	scene_end(&scene);
}

static void names_are_bytes(void **state)
{
	const struct text name = {.at = "a\0b\x1b[31m", .length = 8};
	struct model *model = small_model();

	(void)state;
	model_apply(model, &(struct fact){.kind = FACT_TOPIC, .at_ms = 1, .topic = name});
	assert_non_null(model_topic(model, name));
	assert_true(text_equal(model_topic(model, name)->name, name));
	assert_null(model_topic(model, text_of("a")));
	model_destroy(model);
}

enum { TOPICS = 10000, GROUPS = 3 };

/* A calm shop of ten thousand topics, looked at every ten seconds for some minutes. */
static void tell_many(struct model *model, int64_t at_ms, int round, struct rng *rng)
{
	struct fact_group groups[GROUPS];
	char key[32];
	const char *const names[GROUPS] = {"billing", "email", "search"};

	for (int i = 0; i < TOPICS; i++) {
		int64_t added = 1000 + (i % 10 == 0 ? round * (int64_t)rng_below(rng, 50) : 0);
		snprintf(key, sizeof(key), "shop:topic:%d", i);
		for (int k = 0; k < GROUPS; k++) {
			groups[k] = (struct fact_group){
				.name = text_of(names[k]),
				.consumers = 2,
				.last_delivered = {.ms = 1700000000000, .seq = 900},
			};
		}
		struct fact fact = {
			.kind = FACT_TOPIC,
			.at_ms = at_ms,
			.topic = text_of(key),
			.topic_info =
				{
					.length = 1000,
					.has_entries = true,
					.has_entries_added = true,
					.entries_added = added + round * 100,
					.first = {.ms = 1700000000000},
					.last = {.ms = 1700000000000 + (uint64_t)added, .seq = 999},
					.last_generated = {.ms = 1700000000000 + (uint64_t)added,
						.seq = 999},
					.group_count = GROUPS,
					.groups = groups,
				},
		};
		model_apply(model, &fact);
	}
	model_advance(model, at_ms);
}

static void ten_thousand_topics_stay_below_the_ceiling(void **state)
{
	const size_t ceilings[] = {256u << 20, 96u << 20, 24u << 20, 2u << 20};
	struct rng rng = seeded_rng();

	(void)state;
	for (size_t i = 0; i < sizeof(ceilings) / sizeof(ceilings[0]); i++) {
		struct model *model = model_create(&(struct model_options){
			.thresholds = thresholds_default(), .memory_bytes = ceilings[i]});
		uint64_t dropped;
		size_t bytes = 0;
		for (int round = 0; round < 12; round++) {
			tell_many(model, 1000 + round * 10000, round, &rng);
			bytes = model_bytes(model, &dropped);
			assert_true(bytes <= ceilings[i] + ceilings[i] / 20);
		}
		print_message("ceiling %zu: %zu bytes, %zu topics, %llu samples dropped\n",
			ceilings[i], bytes, topic_count(model), (unsigned long long)dropped);
		if (i < 2) {
			assert_int_equal(topic_count(model), TOPICS);
			assert_int_equal(model_refused_rows(model), 0);
		}
		if (i == 3) {
			assert_true(model_refused_rows(model) > 0);
		}
		model_destroy(model);
	}
}

static void consumers_without_number_stay_below_the_ceiling(void **state)
{
	enum { COUNT = 100000 };
	const struct model_options options = {
		.thresholds = thresholds_default(), .memory_bytes = 1 << 20};
	struct fact_consumer *list = mem_alloc(COUNT, sizeof(*list));
	struct scene scene;
	uint64_t dropped;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		list[i] = (struct fact_consumer){.name = text_of("worker"), .idle_ms = i};
	}
	scene_begin(&scene, &options);
	scene.consumers = 2;
	scene_sample(&scene);
	scene_tell_consumers(&scene, list, 2);
	assert_int_equal(scene_group(&scene)->consumer_count, 2);
	size_t before = model_bytes(scene.model, &dropped);
	scene.consumers = COUNT;
	scene_tell_consumers(&scene, list, COUNT);
	assert_int_equal(scene_group(&scene)->consumer_count, 0);
	assert_int_equal(scene_group(&scene)->consumers_at_ms, 0);
	assert_true(model_bytes(scene.model, &dropped) < before);
	scene_end(&scene);
	mem_free(list);
}

static void all_memory_is_accounted_for(void **state)
{
	struct model *model = small_model();
	struct rng rng = seeded_rng();
	uint64_t dropped;

	(void)state;
	tell_many(model, 1000, 0, &rng);
	tell_many(model, 11000, 1, &rng);
	size_t full = model_bytes(model, &dropped);
	for (int i = 0; i < TOPICS; i++) {
		char key[32];
		snprintf(key, sizeof(key), "shop:topic:%d", i);
		tell(model, 12000, key, FACT_ABSENT);
	}
	model_advance(model, 30000);
	assert_int_equal(topic_count(model), 0);
	assert_true(model_bytes(model, &dropped) < full / 5);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_model_knows_that_it_knows_nothing),
		cmocka_unit_test(topics_stand_in_the_order_they_were_found),
		cmocka_unit_test(a_key_that_is_gone_goes_after_a_while),
		cmocka_unit_test(a_key_that_comes_back_stays),
		cmocka_unit_test(two_scans_without_it_remove_a_key),
		cmocka_unit_test(a_key_that_answers_is_there_whatever_scans_say),
		cmocka_unit_test(an_absent_key_makes_no_topic_but_a_refused_one_does),
		cmocka_unit_test(the_servers_clock_goes_on_between_answers),
		cmocka_unit_test(the_link_tells_when_it_will_try_again),
		cmocka_unit_test(the_server_says_what_it_is),
		cmocka_unit_test(a_lost_connection_leaves_a_gap_in_the_series),
		cmocka_unit_test(totals_are_sums_and_say_how_sure_they_are),
		cmocka_unit_test(names_are_bytes),
		cmocka_unit_test(ten_thousand_topics_stay_below_the_ceiling),
		cmocka_unit_test(consumers_without_number_stay_below_the_ceiling),
		cmocka_unit_test(all_memory_is_accounted_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
