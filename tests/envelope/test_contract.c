/* Contracts by observation: what is learnt, what settles, what drifts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "envelope/contract.h"

struct bench {
	struct contracts *contracts;
	uint64_t ms;
};

static bool add(struct bench *bench, const char *type, const char *const words[])
{
	struct entry_field fields[8];
	struct entry entry = {.id = {.ms = ++bench->ms}, .fields = fields};
	struct event event = {
		.envelope = "flat", .type = text_of(type), .service = text_of("shop")};

	for (; words[2 * entry.field_count] != NULL; entry.field_count++) {
		fields[entry.field_count] = (struct entry_field){
			.name = text_of(words[2 * entry.field_count]),
			.value = text_of(words[2 * entry.field_count + 1]),
		};
	}
	return contracts_add(bench->contracts, text_of("orders"), &entry, &event);
}

static void learn(struct bench *bench, const char *type, int count)
{
	for (int i = 0; i < count; i++) {
		const char *const whole[] = {"id", "7", "payload",
			i % 2 == 0 ? "{\"total\":5,\"coupon\":\"x\",\"buyer\":{\"name\":\"a\"}}"
				   : "{\"total\":6,\"buyer\":{\"name\":\"b\"}}",
			"version", "2", NULL};

		assert_false(add(bench, type, whole));
	}
}

static void all_that_look_otherwise_are_counted(void **state)
{
	static const char *const ways[][8] = {
		{"id", "x7", "payload", "{\"total\":5,\"buyer\":{\"name\":\"a\"}}", NULL},
		{"id", "7", NULL},
		{"id", "7", "payload", "{\"total\":5,\"buyer\":{\"name\":\"a\"}}", "new", "1",
			NULL}};

	(void)state;
	for (size_t way = 0; way < 3; way++) {
		struct bench bench = {.contracts = contracts_create()};

		learn(&bench, "placed", CONTRACT_SETTLED);
		for (int i = 0; i < 5; i++) {
			assert_true(add(&bench, "placed", ways[way]));
		}
		learn(&bench, "placed", 3);
		assert_int_equal(contracts_at(bench.contracts, 0)->drifted, 5);
		assert_int_equal(
			contracts_at(bench.contracts, 0)->drift_id.ms, CONTRACT_SETTLED + 1);
		contracts_destroy(bench.contracts);
	}
}

static void what_is_older_is_history_and_no_drift(void **state)
{
	static const char *const old[] = {"id", "x7", NULL};
	struct bench bench = {.contracts = contracts_create(), .ms = 1000};
	const struct contract *contract;

	(void)state;
	learn(&bench, "placed", CONTRACT_SETTLED + 10);
	bench.ms = 10;
	assert_false(add(&bench, "placed", old));
	contract = contracts_at(bench.contracts, 0);
	assert_int_equal(contract->first.ms, 11);
	assert_int_equal(contract->last.ms, 1000 + CONTRACT_SETTLED + 10);
	assert_int_equal(contract->drifted, 0);
	bench.ms = 5000;
	assert_true(add(&bench, "placed", (const char *const[]){"id", "7", "new", "1", NULL}));
	assert_int_equal(contracts_at(bench.contracts, 0)->drift_id.ms, 5001);
	contracts_destroy(bench.contracts);
}

static const struct contract_field *find(const struct contract *contract, const char *name)
{
	for (size_t i = 0; i < contract->field_count; i++) {
		if (text_is(contract->fields[i].name, name)) {
			return &contract->fields[i];
		}
	}
	fail_msg("no field %s", name);
	return NULL;
}

static void fields_kinds_services_and_versions_are_learnt(void **state)
{
	struct bench bench = {.contracts = contracts_create()};
	const struct contract *contract;

	(void)state;
	learn(&bench, "placed", 60);
	learn(&bench, "paid", 10);
	assert_int_equal(contracts_count(bench.contracts), 2);
	contract = contracts_at(bench.contracts, 0);
	assert_true(text_is(contract->topic, "orders") && text_is(contract->type, "placed"));
	assert_int_equal(contract->events, 60);
	assert_int_equal(find(contract, "id")->kinds, SEEN_NUMBER);
	assert_int_equal(find(contract, "payload")->kinds, SEEN_OBJECT);
	assert_int_equal(find(contract, "payload.total")->kinds, SEEN_NUMBER);
	assert_int_equal(find(contract, "payload.buyer.name")->kinds, SEEN_TEXT);
	assert_true(contract_requires(contract, find(contract, "payload.total")));
	assert_false(contract_requires(contract, find(contract, "payload.coupon")));
	assert_int_equal(find(contract, "payload.coupon")->seen, 30);
	assert_true(contract->service_count == 1 && text_is(contract->services[0], "shop"));
	assert_true(contract->version_count == 1 && text_is(contract->versions[0], "2"));
	assert_int_equal(contract->drifted, 0);
	assert_null(contracts_at(bench.contracts, 2));
	contracts_destroy(bench.contracts);
}

static void drifts(const char *const words[], const char *says)
{
	struct bench bench = {.contracts = contracts_create()};
	const struct contract *contract;

	learn(&bench, "placed", 60);
	assert_true(add(&bench, "placed", words));
	contract = contracts_at(bench.contracts, 0);
	assert_int_equal(contract->drifted, 1);
	assert_int_equal(contract->drift_id.ms, 61);
	if (strstr(contract->drift, says) == NULL) {
		fail_msg("said: %s", contract->drift);
	}
	contracts_destroy(bench.contracts);
}

static void the_first_event_that_looks_otherwise_is_named(void **state)
{
	(void)state;
	drifts((const char *const[]){"id", "7", "payload",
		       "{\"total\":\"5\",\"buyer\":{\"name\":\"a\"}}", "version", "2", NULL},
		"payload.total is text and was number before");
	drifts((const char *const[]){"id", "7", "payload", "{\"buyer\":{\"name\":\"a\"}}",
		       "version", "2", NULL},
		"lacks payload.total");
	drifts((const char *const[]){"id", "7", "payload",
		       "{\"total\":5,\"buyer\":{\"name\":\"a\"}}", "version", "2", "new", "x",
		       NULL},
		"not there before: new");
	drifts((const char *const[]){"id", "seven", "payload",
		       "{\"total\":5,\"buyer\":{\"name\":\"a\"}}", "version", "2", NULL},
		"id is text and was number");
}

static void before_it_is_settled_nothing_drifts(void **state)
{
	struct bench bench = {.contracts = contracts_create()};

	(void)state;
	learn(&bench, "placed", CONTRACT_SETTLED - 1);
	assert_false(add(&bench, "placed", (const char *const[]){"other", "x", NULL}));
	assert_true(add(&bench, "placed", (const char *const[]){"another", "x", NULL}));
	contracts_destroy(bench.contracts);
}

static void what_is_kept_is_bounded(void **state)
{
	struct bench bench = {.contracts = contracts_create()};
	char name[32], type[32];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		snprintf(type, sizeof(type), "t%d", i);
		add(&bench, "one", (const char *const[]){name, "1", "broken", "{\"a\":[", NULL});
		add(&bench, type, (const char *const[]){name, "\xff\xfe", NULL});
	}
	assert_int_equal(contracts_count(bench.contracts), 512);
	assert_int_equal(contracts_at(bench.contracts, 0)->field_count, CONTRACT_FIELDS_MAX);
	assert_true(contracts_at(bench.contracts, 0)->more);
	assert_int_equal(contracts_at(bench.contracts, 1)->fields[0].kinds, SEEN_BYTES);
	assert_true(contracts_bytes(bench.contracts) < (size_t)8 << 20);
	contracts_destroy(bench.contracts);
}

static void kinds_are_said(void **state)
{
	char out[CONTRACT_KINDS_MAX];

	(void)state;
	assert_string_equal(contract_kinds(out, SEEN_TEXT), "text");
	assert_string_equal(contract_kinds(out, SEEN_NUMBER | SEEN_NULL), "number or null");
	assert_string_equal(contract_kinds(out, 127),
		"text or number or boolean or null or object or array or bytes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_look_otherwise_are_counted),
		cmocka_unit_test(what_is_older_is_history_and_no_drift),
		cmocka_unit_test(fields_kinds_services_and_versions_are_learnt),
		cmocka_unit_test(the_first_event_that_looks_otherwise_is_named),
		cmocka_unit_test(before_it_is_settled_nothing_drifts),
		cmocka_unit_test(what_is_kept_is_bounded),
		cmocka_unit_test(kinds_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
