/* What the model learns of events that are read: bounded, and said how much of it was looked at. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "model/model.h"

enum { BATCH = 500 };

static void tell(struct model *model, int64_t at_ms, int from, int count)
{
	static struct entry entries[BATCH];
	static struct entry_field fields[BATCH][2];
	static char orders[BATCH][16];

	for (int i = 0; i < count; i++) {
		snprintf(orders[i], sizeof(orders[i]), "O-%d", (from + i) / 3);
		fields[i][0] = (struct entry_field){
			text_of("type"), text_of((from + i) % 3 == 0 ? "placed" : "paid")};
		fields[i][1] = (struct entry_field){text_of("order_id"), text_of(orders[i])};
		entries[i] = (struct entry){
			.id = {.ms = (uint64_t)(from + i)}, .field_count = 2, .fields = fields[i]};
	}
	model_apply(model,
		&(struct fact){.kind = FACT_ENTRIES,
			.at_ms = at_ms,
			.topic = text_of("orders"),
			.entries = {.count = (size_t)count, .entries = entries}});
}

static void types_and_roles_are_learnt_from_what_is_read(void **state)
{
	struct model *model = model_create(&(struct model_options){0});
	const struct observed *observed = model_observed(model);
	const struct measured *fields;
	size_t count;

	(void)state;
	assert_null(observed_contract(observed, 0));
	assert_null(observed_fields(observed, &count));
	assert_int_equal(count, 0);
	tell(model, 1000, 0, BATCH);
	assert_int_equal(observed_counts(observed).read, BATCH);
	assert_int_equal(observed_counts(observed).looked_at, BATCH);
	assert_true(text_is(observed_contract(observed, 0)->type, "placed"));
	assert_true(text_is(observed_contract(observed, 1)->type, "paid"));
	assert_null(observed_contract(observed, 2));
	fields = observed_fields(observed, &count);
	assert_int_equal(count, 2);
	assert_true(text_is(fields[0].name, "order_id"));
	assert_int_equal(fields[0].role, KEY_JOURNEY);
	model_destroy(model);
}

static void no_more_is_looked_at_than_costs_next_to_nothing(void **state)
{
	struct model *model = model_create(&(struct model_options){0});
	const struct observed *observed = model_observed(model);
	uint64_t before;

	(void)state;
	for (int i = 0; i < 20; i++) {
		tell(model, 1000, i * BATCH, BATCH);
	}
	before = observed_counts(observed).looked_at;
	assert_int_equal(observed_counts(observed).read, 20 * BATCH);
	assert_true(before >= BATCH && before < 10 * BATCH);
	tell(model, 2500, 20 * BATCH, BATCH);
	assert_int_equal(observed_counts(observed).looked_at, before + BATCH);
	model_destroy(model);
}

/* A list is read from its end upwards, and again. */
static void what_was_looked_at_is_looked_at_once(void **state)
{
	struct model *model = model_create(&(struct model_options){0});
	const struct observed *observed = model_observed(model);
	static struct entry entries[120];
	static struct entry_field fields[120];

	(void)state;
	for (uint64_t i = 0; i < 120; i++) {
		fields[i] = (struct entry_field){text_of("type"), text_of("placed")};
		entries[119 - i] = (struct entry){
			.id = {.ms = 1000 + i}, .field_count = 1, .fields = &fields[i]};
	}
	for (int64_t again = 0; again < 3; again++) {
		for (size_t page = 0; page < 3; page++) {
			model_apply(model,
				&(struct fact){.kind = FACT_ENTRIES,
					.at_ms = 1000 + again * 5000,
					.topic = text_of("orders"),
					.entries = {.count = 40, .entries = &entries[page * 40]}});
		}
	}
	assert_int_equal(observed_counts(observed).read, 360);
	assert_int_equal(observed_counts(observed).looked_at, 120);
	model_destroy(model);
}

static void a_low_ceiling_makes_a_small_window(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 1 << 20});

	(void)state;
	for (int i = 0; i < 10; i++) {
		tell(model, 1000 * i, i * BATCH, BATCH);
	}
	assert_true(observed_window(model_observed(model)) <= 64);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_and_roles_are_learnt_from_what_is_read),
		cmocka_unit_test(no_more_is_looked_at_than_costs_next_to_nothing),
		cmocka_unit_test(what_was_looked_at_is_looked_at_once),
		cmocka_unit_test(a_low_ceiling_makes_a_small_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
