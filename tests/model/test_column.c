#include "model/column.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "scene.h"

static const char *const topic_json[] = {"topic", "length", "entries_added", "first_id", "last_id",
	"oldest_age_ms", "in_per_s", "memory_bytes", "groups", "pending", "lag", "worst_verdict",
	"dead_letter_of", "lag_is"};
static const char *const group_json[] = {"topic", "group", "consumers", "pending", "lag", "lag_is",
	"lag_reason", "last_delivered_id", "entries_read", "oldest_undelivered_age_ms",
	"oldest_unacked_age_ms", "lost", "max_deliveries", "in_per_s", "delivered_per_s",
	"acked_per_s", "drain_ms", "verdict", "reason", "drain_never"};

static void assert_contract(
	const struct column *columns, size_t count, const char *const names[], size_t name_count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		assert_non_null(columns[i].get);
		assert_true(columns[i].title != NULL || columns[i].json != NULL);
		if (columns[i].title) {
			assert_non_null(columns[i].name);
			assert_true(columns[i].min > 0 && columns[i].preferred >= columns[i].min);
		}
		if (columns[i].json) {
			assert_true(found < name_count);
			assert_string_equal(columns[i].json, names[found++]);
		}
	}
	assert_int_equal(found, name_count);
}

static void json_members_are_those_of_the_contract(void **state)
{
	(void)state;
	assert_contract(topic_columns, topic_column_count, topic_json,
		sizeof(topic_json) / sizeof(topic_json[0]));
	assert_contract(group_columns, group_column_count, group_json,
		sizeof(group_json) / sizeof(group_json[0]));
	const char *const consumer_json[] = {"consumer", "pending", "idle_ms", "inactive_ms"};
	assert_contract(consumer_columns, consumer_column_count, consumer_json, 4);
}

static struct value value_of(
	const struct scene *scene, const struct column *columns, size_t count, const char *name)
{
	const void *row = columns == topic_columns ? (const void *)scene_group(scene)->topic
						   : (const void *)scene_group(scene);
	struct value value = {0};

	for (size_t i = 0; i < count; i++) {
		if ((columns[i].json && strcmp(columns[i].json, name) == 0) ||
			(columns[i].name && strcmp(columns[i].name, name) == 0)) {
			columns[i].get(scene->model, row, &value);
		}
	}
	return value;
}

static struct value of_topic(const struct scene *scene, const char *name)
{
	return value_of(scene, topic_columns, topic_column_count, name);
}

static struct value of_group(const struct scene *scene, const char *name)
{
	return value_of(scene, group_columns, group_column_count, name);
}

static void a_row_tells_its_values(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 10, (const int[3]){5, 3, 2});
	scene_tell_count(&scene);
	assert_true(text_is(of_topic(&scene, "topic").text, "orders"));
	assert_int_equal(of_topic(&scene, "length").n, 50);
	assert_int_equal(of_topic(&scene, "entries_added").n, 50);
	assert_int_equal(of_topic(&scene, "oldest_age_ms").n, 9000);
	assert_int_equal(of_topic(&scene, "memory_bytes").kind, VALUE_UNKNOWN);
	assert_int_equal(of_topic(&scene, "dead_letter_of").kind, VALUE_NONE);
	assert_int_equal(of_topic(&scene, "lag").n, 20);
	assert_true(text_is(of_topic(&scene, "lag_is").text, "counted"));
	assert_int_equal(of_group(&scene, "drain_never").kind, VALUE_FLAG);
	assert_int_equal(of_group(&scene, "drain_never").n, 1);
	assert_int_equal(of_topic(&scene, "pending").n, 10);
	assert_true(text_is(of_group(&scene, "lag_is").text, "counted"));
	assert_int_equal(of_group(&scene, "lag").n, 20);
	assert_int_equal(of_group(&scene, "lost").n, 0);
	assert_int_equal(of_group(&scene, "lost").kind, VALUE_COUNT);
	assert_int_equal(of_group(&scene, "oldest_unacked_age_ms").kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "drains").kind, VALUE_NEVER);
	assert_int_equal(of_group(&scene, "idle").kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "spark").kind, VALUE_SERIES);
	assert_int_equal((int)(of_group(&scene, "trend").rate * 10), 20);
	scene_end(&scene);
}

static void unknown_is_never_zero(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 3);
	scene_tell_topic(&scene);
	assert_int_equal(of_topic(&scene, "in_per_s").kind, VALUE_UNKNOWN);
	assert_int_equal(of_topic(&scene, "oldest_age_ms").kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "oldest_undelivered_age_ms").kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "delivered_per_s").kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "drain_ms").kind, VALUE_UNKNOWN);
	scene_read(&scene, 3);
	scene_tell_topic(&scene);
	assert_int_equal(of_group(&scene, "oldest_undelivered_age_ms").kind, VALUE_NONE);
	assert_int_equal(of_group(&scene, "drain_ms").kind, VALUE_NONE);
	assert_int_equal(of_group(&scene, "lag").kind, VALUE_COUNT);
	scene_end(&scene);
}

static void the_most_of_a_part_is_not_known_unless_it_is_alarming(void **state)
{
	static const int64_t deliveries[] = {2, 9};
	static const enum value_kind kinds[] = {VALUE_UNKNOWN, VALUE_COUNT};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct fact_pending_entry entry = {
			.id = {.ms = 1, .seq = 1}, .deliveries = deliveries[i]};
		struct scene scene;

		scene_begin(&scene, NULL);
		scene_live(&scene, 3, (const int[3]){5, 5, 0});
		struct fact fact = scene_fact(&scene, FACT_PENDING);
		fact.pending = (struct fact_pending){
			.total = scene.pending, .count = 1, .entries = &entry};
		model_apply(scene.model, &fact);
		assert_true(scene_group(&scene)->max_deliveries_partial);
		assert_int_equal(of_group(&scene, "max_deliveries").kind, kinds[i]);
		fact.pending.page_ends = true;
		model_apply(scene.model, &fact);
		assert_int_equal(of_group(&scene, "max_deliveries").n, deliveries[i]);
		scene_end(&scene);
	}
}

static void consumers_that_went_are_not_idle(void **state)
{
	const struct fact_consumer list[] = {{.name = text_of("worker-1"), .idle_ms = 5000}};
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene.consumers = 1;
	scene_sample(&scene);
	scene_tell_consumers(&scene, list, 1);
	assert_int_equal(of_group(&scene, "idle").kind, VALUE_AGE);
	scene.consumers = 0;
	scene_sample(&scene);
	assert_int_equal(of_group(&scene, "idle").kind, VALUE_NONE);
	scene_end(&scene);
}

static void a_bound_and_an_estimate_are_marked(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_add(&scene, 20);
	scene_read(&scene, 5);
	scene_sample(&scene);
	assert_int_equal(of_group(&scene, "lag").mark, MARK_APPROX);
	scene.sim.has_entries_read = false;
	scene_sample(&scene);
	assert_int_equal(of_group(&scene, "lag").mark, MARK_AT_MOST);
	assert_int_equal(of_group(&scene, "lag").n, 19);
	scene_tell_count(&scene);
	assert_int_equal(of_group(&scene, "lag").mark, MARK_EXACT);
	assert_int_equal(of_group(&scene, "lag").n, 15);
	scene_end(&scene);
}

static void old_samples_are_stale(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 3, (const int[3]){5, 3, 2});
	assert_false(of_group(&scene, "lag").stale);
	model_advance(scene.model, scene.now_ms + 40000);
	assert_true(of_group(&scene, "lag").stale);
	scene_end(&scene);
}

static void assert_formats(struct value value, int width, const char *want)
{
	char room[VALUE_TEXT_MAX];
	struct text text = value_format(&value, width, room);

	if (!text_is(text, want)) {
		fail_msg("\"%.*s\", want \"%s\"", (int)text.length, text.at, want);
	}
}

static void values_are_formatted_for_people(void **state)
{
	(void)state;
	assert_formats((struct value){.kind = VALUE_UNKNOWN}, 8, "?");
	assert_formats((struct value){.kind = VALUE_NONE}, 8, "-");
	assert_formats((struct value){.kind = VALUE_NEVER}, 8, "never");
	assert_formats((struct value){.kind = VALUE_COUNT, .n = 12331}, 8, "12,331");
	assert_formats(
		(struct value){.kind = VALUE_COUNT, .mark = MARK_APPROX, .n = 12331}, 8, "~12,331");
	assert_formats(
		(struct value){.kind = VALUE_COUNT, .mark = MARK_AT_MOST, .n = 331}, 8, "<=331");
	assert_formats((struct value){.kind = VALUE_AGE, .n = 252000}, 8, "4m12s");
	assert_formats((struct value){.kind = VALUE_TREND, .rate = 41}, 8, "+41/s");
	assert_formats((struct value){.kind = VALUE_TREND, .rate = -9}, 8, "-9/s");
	assert_formats((struct value){.kind = VALUE_TREND, .rate = 0}, 8, "0");
	assert_formats((struct value){.kind = VALUE_ID, .id = {.ms = 17, .seq = 2}}, 8, "17-2");
	assert_formats((struct value){.kind = VALUE_TEXT, .text = text_of("x\x1b")}, 1, "x\x1b");
	assert_formats((struct value){.kind = VALUE_VERDICT, .n = VERDICT_STOPPED}, 2, "!!");
	assert_formats((struct value){.kind = VALUE_VERDICT, .n = VERDICT_STOPPED}, 14, "STOPPED");
	assert_formats((struct value){.kind = VALUE_VERDICT, .n = VERDICT_OK}, 2, "  ");
	assert_formats((struct value){.kind = VALUE_VERDICT, .n = VERDICT_OK}, 14, "OK");
	assert_formats((struct value){.kind = VALUE_SERIES}, 14, "");
}

static int compare(struct value a, struct value b)
{
	return value_compare(&a, &b);
}

static void unknown_sorts_below_everything_known(void **state)
{
	const struct value unknown = {.kind = VALUE_UNKNOWN}, none = {.kind = VALUE_NONE};
	const struct value zero = {.kind = VALUE_COUNT}, one = {.kind = VALUE_COUNT, .n = 1};

	(void)state;
	assert_true(compare(unknown, zero) < 0 && compare(none, zero) < 0);
	assert_true(compare(zero, one) < 0 && compare(one, zero) > 0 && compare(one, one) == 0);
	assert_true(compare((struct value){.kind = VALUE_NEVER},
			    (struct value){.kind = VALUE_AGE, .n = INT64_MAX}) > 0);
	assert_true(compare((struct value){.kind = VALUE_TREND, .rate = -3},
			    (struct value){.kind = VALUE_TREND, .rate = 2}) < 0);
	assert_true(compare((struct value){.kind = VALUE_TEXT, .text = text_of("a")},
			    (struct value){.kind = VALUE_TEXT, .text = text_of("b")}) < 0);
	assert_true(compare((struct value){.kind = VALUE_VERDICT, .n = VERDICT_UNKNOWN},
			    (struct value){.kind = VALUE_VERDICT, .n = VERDICT_AT_RISK}) < 0);
}

static void a_summary_is_of_the_worst_group(void **state)
{
	struct scene scene;
	int64_t server_now_ms;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 3, (const int[3]){5, 5, 5});
	scene_live(&scene, 70, (const int[3]){5, 0, 0});
	model_server_now_ms(scene.model, &server_now_ms);
	struct topic_summary summary = topic_summarise(scene_group(&scene)->topic, server_now_ms);
	assert_int_equal(summary.lag.count, 350);
	assert_int_equal(summary.worst, VERDICT_STOPPED);
	assert_int_equal(summary.oldest_undelivered_age_ms.n, 69000);
	assert_false(summary.none_undelivered);
	assert_int_equal(of_topic(&scene, "worst_verdict").n, VERDICT_STOPPED);
	assert_int_equal(of_topic(&scene, "oldest").n, 69000);
	scene_end(&scene);
}

static void consumers_grow_idle_between_samples(void **state)
{
	const struct fact_consumer list[] = {
		{.name = text_of("worker-1"), .idle_ms = 400, .pending = 3}};
	struct value value = {0};
	struct scene scene;

	(void)state;
	scene_begin(&scene, NULL);
	scene_live(&scene, 3, (const int[3]){5, 5, 5});
	scene_tell_consumers(&scene, list, 1);
	model_advance(scene.model, scene.now_ms + 1000);
	const struct consumer *consumer = &scene_group(&scene)->consumer_list[0];
	assert_int_equal(consumer_idle_ms(consumer, model_now_ms(scene.model)), 1400);
	consumer_columns[2].get(scene.model, consumer, &value);
	assert_int_equal(value.n, 1400);
	consumer_columns[3].get(scene.model, consumer, &value);
	assert_int_equal(value.kind, VALUE_UNKNOWN);
	assert_int_equal(of_group(&scene, "idle").n, 1400);
	scene_end(&scene);
}

/* What a column says of its values before there are any. */
static void values_are_of_the_kind_that_their_column_says(void **state)
{
	struct scene scene;

	(void)state;
	scene_begin(&scene, &(struct model_options){0});
	scene_add(&scene, 50);
	scene_sample(&scene);
	for (size_t i = 0; i < topic_column_count + group_column_count; i++) {
		bool topic = i < topic_column_count;
		const struct column *column =
			topic ? &topic_columns[i] : &group_columns[i - topic_column_count];
		struct value value = {0};

		column->get(scene.model,
			topic ? (const void *)scene_group(&scene)->topic : scene_group(&scene),
			&value);
		if (value.kind != VALUE_UNKNOWN && value.kind != VALUE_NONE &&
			value.kind != VALUE_NEVER) {
			assert_int_equal(value.kind, column->kind);
		}
	}
	scene_end(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_of_the_kind_that_their_column_says),
		cmocka_unit_test(json_members_are_those_of_the_contract),
		cmocka_unit_test(a_row_tells_its_values),
		cmocka_unit_test(unknown_is_never_zero),
		cmocka_unit_test(the_most_of_a_part_is_not_known_unless_it_is_alarming),
		cmocka_unit_test(consumers_that_went_are_not_idle),
		cmocka_unit_test(a_bound_and_an_estimate_are_marked),
		cmocka_unit_test(old_samples_are_stale),
		cmocka_unit_test(values_are_formatted_for_people),
		cmocka_unit_test(unknown_sorts_below_everything_known),
		cmocka_unit_test(a_summary_is_of_the_worst_group),
		cmocka_unit_test(consumers_grow_idle_between_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
