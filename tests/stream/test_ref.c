#include "stream/ref.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static void a_reference_names_its_subject_and_nothing_else(void **state)
{
	struct ref topic = ref_topic(text_of("orders"));
	struct ref consumer = ref_consumer(text_of("orders"), text_of("billing"), text_of("b-1"));

	(void)state;
	assert_int_equal(ref_none().subject, SUBJECT_NONE);
	assert_int_equal(topic.subject, SUBJECT_TOPIC);
	assert_true(text_is(topic.topic, "orders"));
	assert_true(text_is(topic.group, ""));
	assert_null(topic.bytes);
	assert_int_equal(consumer.subject, SUBJECT_CONSUMER);
	assert_true(text_is(consumer.topic, "orders"));
	assert_true(text_is(consumer.group, "billing"));
	assert_true(text_is(consumer.consumer, "b-1"));
}

static void a_copy_outlives_the_names_it_was_made_from(void **state)
{
	char topic[] = "orders", group[] = "billing";
	struct ref borrowed = ref_group(text_of(topic), text_of(group));
	struct ref own = ref_none();

	(void)state;
	ref_set(&own, &borrowed);
	memset(topic, 'x', strlen(topic));
	memset(group, 'x', strlen(group));
	assert_true(text_is(own.topic, "orders"));
	assert_true(text_is(own.group, "billing"));
	assert_int_equal(own.consumer.length, 0);
	ref_finish(&own);
}

static void names_are_bytes(void **state)
{
	struct ref borrowed = ref_topic(text_from("a\0b", 3));
	struct ref own = {.subject = SUBJECT_NONE};

	(void)state;
	ref_set(&own, &borrowed);
	assert_true(text_equal(own.topic, text_from("a\0b", 3)));
	ref_finish(&own);
}

static void setting_again_replaces(void **state)
{
	struct ref own = ref_none(), first = ref_topic(text_of("orders")), none = ref_none();

	(void)state;
	ref_set(&own, &first);
	ref_set(&own, &none);
	assert_int_equal(own.subject, SUBJECT_NONE);
	assert_int_equal(own.topic.length, 0);
	ref_finish(&own);
}

static void it_may_be_set_to_itself_or_to_a_part_of_itself(void **state)
{
	struct ref own = ref_none(), group = ref_group(text_of("orders"), text_of("billing"));
	struct ref part;

	(void)state;
	ref_set(&own, &group);
	ref_set(&own, &own);
	assert_true(ref_equal(&own, &group));
	part = ref_topic(own.topic);
	ref_set(&own, &part);
	assert_int_equal(own.subject, SUBJECT_TOPIC);
	assert_true(text_is(own.topic, "orders"));
	ref_finish(&own);
}

static void finishing_leaves_none_and_may_be_repeated(void **state)
{
	struct ref own = ref_none(), topic = ref_topic(text_of("orders")), none = ref_none();

	(void)state;
	ref_set(&own, &topic);
	ref_finish(&own);
	ref_finish(&own);
	assert_true(ref_equal(&own, &none));
}

static void equality_looks_at_every_name_the_id_and_the_subject(void **state)
{
	struct ref a = ref_consumer(text_of("t"), text_of("g"), text_of("c")), b = a;

	(void)state;
	assert_true(ref_equal(&a, &b));
	b.topic = text_of("u");
	assert_false(ref_equal(&a, &b));
	b = a;
	b.group = text_of("h");
	assert_false(ref_equal(&a, &b));
	b = a;
	b.consumer = text_of("d");
	assert_false(ref_equal(&a, &b));
	b = a;
	b.id.seq = 1;
	assert_false(ref_equal(&a, &b));
	b = a;
	b.subject = SUBJECT_ENTRY;
	assert_false(ref_equal(&a, &b));
}

static void a_copy_holds_all_of_several_topics(void **state)
{
	char second[] = "payments";
	struct text more[] = {text_of(second), text_of("")};
	struct ref borrowed = ref_topic(text_of("orders")), own = ref_none(), less;

	(void)state;
	borrowed.more = more;
	borrowed.more_count = 2;
	ref_set(&own, &borrowed);
	assert_true(ref_equal(&own, &borrowed));
	less = own;
	less.more_count = 1;
	assert_false(ref_equal(&own, &less));
	memset(second, 'x', strlen(second));
	assert_false(ref_equal(&own, &borrowed));
	ref_set(&own, &own);
	assert_true(text_is(own.topic, "orders"));
	assert_true(text_is(own.more[0], "payments"));
	assert_int_equal(own.more[1].length, 0);
	ref_finish(&own);
}

static void an_entry_is_told_by_its_id(void **state)
{
	struct ref a = ref_entry(text_of("orders"), (struct id){5, 1}), own = ref_none();

	(void)state;
	ref_set(&own, &a);
	assert_int_equal(own.subject, SUBJECT_ENTRY);
	assert_true(ref_equal(&own, &a));
	a.id.seq = 2;
	assert_false(ref_equal(&own, &a));
	ref_finish(&own);
}

static void a_journey_is_told_by_its_name_and_which_of_it(void **state)
{
	struct ref a = ref_journey(text_of("order"), text_of("990017"), 2), own = ref_none();
	struct ref party = ref_party(text_of("990017"));

	(void)state;
	ref_set(&own, &a);
	assert_true(ref_equal(&own, &a));
	assert_true(text_is(own.definition, "order"));
	a.incarnation = 1;
	assert_false(ref_equal(&own, &a));
	a = ref_journey(text_of("ticket"), text_of("990017"), 2);
	assert_false(ref_equal(&own, &a));
	assert_false(ref_equal(&own, &party));
	ref_finish(&own);
}

static void a_job_is_told_apart_by_its_name(void **state)
{
	struct ref a = ref_job(text_of("aj74"), text_of("orders")), own = ref_none();
	struct ref b = ref_job(text_of("bj74"), text_of("orders"));

	(void)state;
	assert_false(ref_equal(&a, &b));
	ref_set(&own, &a);
	assert_true(ref_equal(&own, &a));
	assert_true(own.job.at != a.job.at);
	assert_true(text_is(own.job, "aj74"));
	ref_finish(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_told_apart_by_its_name),
		cmocka_unit_test(a_reference_names_its_subject_and_nothing_else),
		cmocka_unit_test(a_copy_outlives_the_names_it_was_made_from),
		cmocka_unit_test(names_are_bytes),
		cmocka_unit_test(setting_again_replaces),
		cmocka_unit_test(it_may_be_set_to_itself_or_to_a_part_of_itself),
		cmocka_unit_test(finishing_leaves_none_and_may_be_repeated),
		cmocka_unit_test(a_copy_holds_all_of_several_topics),
		cmocka_unit_test(an_entry_is_told_by_its_id),
		cmocka_unit_test(a_journey_is_told_by_its_name_and_which_of_it),
		cmocka_unit_test(equality_looks_at_every_name_the_id_and_the_subject),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
