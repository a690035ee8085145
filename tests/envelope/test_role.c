#include "../../src/envelope/role.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void assert_role(const char *name, enum role role)
{
	if (role_of(text_of(name)).role != role) {
		fail_msg("%s has the role %d", name, role_of(text_of(name)).role);
	}
}

static void the_table_is_in_order(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; role_name_at(i + 1) != NULL; i++) {
		if (strcmp(role_name_at(i), role_name_at(i + 1)) >= 0) {
			fail_msg("%s stands before %s", role_name_at(i), role_name_at(i + 1));
		}
	}
	assert_true(i > 90);
}

static void every_name_of_the_table_is_found(void **state)
{
	size_t i, roles = 0;

	(void)state;
	for (i = 0; role_name_at(i) != NULL; i++) {
		roles += role_of(text_of(role_name_at(i))).role != ROLE_NONE;
	}
	assert_true(roles > 70 && roles < i);
}

static void case_separators_and_prefixes_do_not_count(void **state)
{
	static const struct {
		const char *name;
		enum role role;
	} cases[] = {
		{"type", ROLE_TYPE},
		{"ce_type", ROLE_TYPE},
		{"ce-type", ROLE_TYPE},
		{"eventType", ROLE_TYPE},
		{"EVENT_NAME", ROLE_TYPE},
		{"concept:name", ROLE_TYPE},
		{"NServiceBus.EnclosedMessageTypes", ROLE_TYPE},
		{"MT-MessageType", ROLE_TYPE},
		{"$correlationId", ROLE_JOURNEY},
		{"x-correlation-id", ROLE_JOURNEY},
		{"correlation.id", ROLE_JOURNEY},
		{"cap-corr-id", ROLE_JOURNEY},
		{"messaging.message.conversation_id", ROLE_JOURNEY},
		{"X-B3-TraceId", ROLE_TRACE},
		{"X-Amzn-Trace-Id", ROLE_TRACE},
		{"uber-trace-id", ROLE_TRACE},
		{"ce_traceparent", ROLE_TRACE},
		{"$causationId", ROLE_CAUSE},
		{"NServiceBus.RelatedTo", ROLE_CAUSE},
		{"customer_id", ROLE_PARTY},
		{"enduser.id", ROLE_PARTY},
		{"session.id", ROLE_PARTY},
		{"metadata.user_id", ROLE_PARTY},
		{"service.name", ROLE_SERVICE},
		{"MT-Source-Address", ROLE_SERVICE},
		{"NServiceBus.TimeSent", ROLE_TIME},
		{"occurredAt", ROLE_TIME},
		{"bamptxsstatus", ROLE_OUTCOME},
		{"MT-Fault-Message", ROLE_OUTCOME},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_role(cases[i].name, cases[i].role);
	}
}

static void the_id_of_an_object_is_a_weak_journey(void **state)
{
	(void)state;
	assert_role("order_id", ROLE_JOURNEY);
	assert_role("ticketId", ROLE_JOURNEY);
	assert_role("jobID", ROLE_JOURNEY);
	assert_role("some.thing.id", ROLE_JOURNEY);
	assert_int_equal(role_of(text_of("orderId")).rank, RANK_ANCHOR);
	assert_int_equal(role_of(text_of("event_order_id")).rank, RANK_ANCHOR);
	assert_int_equal(role_of(text_of("parcel_id")).rank, RANK_OTHER);
	assert_int_equal(role_of(text_of("item_id")).rank, RANK_CHILD);
	assert_true(role_of(text_of("correlation_id")).rank < RANK_ANCHOR);
	assert_true(role_of(text_of("workflow_id")).rank < RANK_ANCHOR);
}

static void what_only_looks_like_an_id_has_no_role(void **state)
{
	static const char *const others[] = {"", "id", "paid", "ID", "event_id", "messageId",
		"span_id", "worker_id", "product_id", "amount", "x", "-", "x-", "ce_", "event",
		"x-id", "PAID", "_id"};
	char longest[ROLE_NAME_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (strcmp(others[i], "event") != 0) {
			assert_role(others[i], ROLE_NONE);
		}
	}
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + sizeof(longest) - 4, "_id", 4);
	assert_role(longest, ROLE_NONE);
	assert_role(longest + 1, ROLE_JOURNEY);
}

static void the_cache_says_the_same(void **state)
{
	static const char *const seen[] = {"type", "order_id", "nothing", "", "customer_id",
		"messaging.message.conversation_id", "traceparent", "type"};
	struct role_cache *cache = role_cache_create();
	int round;
	size_t i;

	(void)state;
	for (round = 0; round < 3; round++) {
		for (i = 0; i < sizeof(seen) / sizeof(*seen); i++) {
			struct role_of a = role_of(text_of(seen[i]));
			struct role_of b = role_cached(cache, text_of(seen[i]));

			assert_memory_equal(&a, &b, sizeof(a));
		}
		for (i = 0; role_name_at(i) != NULL; i++) {
			struct text name = text_of(role_name_at(i));

			assert_int_equal(role_cached(cache, name).role, role_of(name).role);
		}
	}
	role_cache_destroy(cache);
}

static void carriers_are_told_by_their_whole_name(void **state)
{
	(void)state;
	assert_int_equal(carrier_of(text_of("metadata")), CARRIES_METADATA);
	assert_int_equal(carrier_of(text_of("Headers")), CARRIES_METADATA);
	assert_int_equal(carrier_of(text_of("payload")), CARRIES_BODY);
	assert_int_equal(carrier_of(text_of("DATA")), CARRIES_BODY);
	assert_int_equal(carrier_of(text_of("dat")), CARRIES_NOTHING);
	assert_int_equal(carrier_of(text_of("")), CARRIES_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_in_order),
		cmocka_unit_test(every_name_of_the_table_is_found),
		cmocka_unit_test(case_separators_and_prefixes_do_not_count),
		cmocka_unit_test(the_id_of_an_object_is_a_weak_journey),
		cmocka_unit_test(what_only_looks_like_an_id_has_no_role),
		cmocka_unit_test(the_cache_says_the_same),
		cmocka_unit_test(carriers_are_told_by_their_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
