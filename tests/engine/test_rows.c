#include "../../src/engine/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct model_partition_rule rules[] = {
	{.topic = "all", .keys = "*:1"},
	{.topic = "orders", .keys = "orders:*"},
};
static const struct model_options options = {.partition_count = 2, .partitions = rules};

static void sample(struct model *model, const char *key)
{
	const struct fact_group groups[] = {{.name = text_of("audit")},
		{.name = text_of("billing")}, {.name = text_of("mail")}};

	model_apply(model,
		&(struct fact){
			.kind = FACT_TOPIC,
			.outcome = FACT_KNOWN,
			.at_ms = 1000,
			.topic = text_of(key),
			.topic_info = {.group_count = 3, .groups = groups},
		});
}

static void each_key_has_its_row(void **state)
{
	static const char *const keys[] = {"orders:1", "orders:2", "orders", "payments", "x:1"};
	struct model *model = model_create(&options);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		sample(model, keys[i]);
	}
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct topic *topic = rows_topic(model, &options, text_of(keys[i]));

		assert_non_null(topic);
		assert_true(text_is(topic->name, keys[i]));
		assert_int_equal(topic->partition_count, 0);
	}
	assert_null(rows_topic(model, &options, text_of("orders:3")));
	assert_null(rows_topic(model, &options, text_of("nothing")));
	model_destroy(model);
}

static void each_group_of_a_key_is_found_by_name(void **state)
{
	static const char *const names[] = {"audit", "billing", "mail"};
	struct model *model = model_create(&options);
	size_t i;

	(void)state;
	sample(model, "orders:1");
	sample(model, "orders:2");
	for (i = 0; i < 3; i++) {
		const struct group *group =
			rows_group(model, &options, text_of("orders:2"), text_of(names[i]));

		assert_non_null(group);
		assert_true(text_is(group->name, names[i]));
		assert_true(text_is(group->topic->name, "orders:2"));
	}
	assert_null(rows_group(model, &options, text_of("orders:2"), text_of("carol")));
	assert_null(rows_group(model, &options, text_of("orders:3"), text_of("mail")));
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_has_its_row),
		cmocka_unit_test(each_group_of_a_key_is_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
