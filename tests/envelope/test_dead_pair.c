#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "entries.h"
#include "envelope/dead_letter.h"

static bool exists(const void *arg, struct text topic)
{
	for (const char *const *at = arg; *at != NULL; at++) {
		if (text_is(topic, *at)) {
			return true;
		}
	}
	return false;
}

static const char *const shop[] = {"orders", "mail", NULL};

static void expect(const char *topic, const char *by_fields, struct dead_pair expected)
{
	struct dead_name name;
	struct text sources[] = {text_of(by_fields)};

	dead_name_read(&name, text_of(topic));
	struct dead_pair pair = dead_pair(&(struct dead_pairing){
		.name = &name,
		.count = by_fields != NULL,
		.sources = sources,
		.exists = exists,
		.arg = shop,
	});
	assert_int_equal(pair.by, expected.by);
	assert_int_equal(pair.exists, expected.exists);
	assert_true(text_equal(pair.source, expected.source));
	dead_name_finish(&name);
}

static void a_name_pairs_where_the_entries_are_silent(void **state)
{
	(void)state;
	expect("orders:dlq", NULL,
		(struct dead_pair){
			.by = DEAD_PAIR_NAME, .source = text_of("orders"), .exists = true});
	expect("orders.mailer.dlq", NULL,
		(struct dead_pair){
			.by = DEAD_PAIR_NAME, .source = text_of("orders"), .exists = true});
	expect("shipping:dlq", NULL, (struct dead_pair){.by = DEAD_PAIR_NONE});
}

static void a_name_never_pairs_what_the_fields_contradict(void **state)
{
	(void)state;
	expect("orders:dlq", "mail",
		(struct dead_pair){
			.by = DEAD_PAIR_FIELDS, .source = text_of("mail"), .exists = true});
	expect("orders:dlq", "gone",
		(struct dead_pair){
			.by = DEAD_PAIR_FIELDS, .source = text_of("gone"), .exists = false});
}

static void several_sources_are_told(void **state)
{
	struct text sources[] = {text_of("orders"), text_of("mail")};
	struct dead_name name;

	(void)state;
	dead_name_read(&name, text_of("dlq"));
	struct dead_pair pair = dead_pair(&(struct dead_pairing){
		.name = &name, .count = 2, .sources = sources, .exists = exists, .arg = shop});
	assert_true(pair.mixed);
	assert_text(pair.source, "orders");
	dead_name_finish(&name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_pairs_where_the_entries_are_silent),
		cmocka_unit_test(a_name_never_pairs_what_the_fields_contradict),
		cmocka_unit_test(several_sources_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
