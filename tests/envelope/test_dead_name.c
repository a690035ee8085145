#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "entries.h"
#include "envelope/dead_letter.h"

static void expect(const char *topic, enum dead_likeness likeness, const char *const *sources)
{
	struct dead_name name;
	size_t count = 0;

	dead_name_read(&name, text_of(topic));
	assert_int_equal(name.likeness, likeness);
	assert_int_equal(dead_name_likeness(text_of(topic)), likeness);
	for (; sources != NULL && sources[count] != NULL; count++) {
		if (count >= name.count) {
			fail_msg("%s: no source %s", topic, sources[count]);
		}
		assert_text(name.sources[count], sources[count]);
	}
	assert_int_equal(name.count, count);
	dead_name_finish(&name);
}

#define SOURCES(...)              \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static void marks_in_front_and_behind_are_taken_off(void **state)
{
	(void)state;
	expect("orders:dlq", DEAD_LIKE, SOURCES("orders"));
	expect("dlq:orders", DEAD_LIKE, SOURCES("orders"));
	expect("orders.DLT", DEAD_LIKE, SOURCES("orders"));
	expect("orders:dead-letter", DEAD_LIKE, SOURCES("orders"));
	expect("scan_stream_dlq", DEAD_LIKE, SOURCES("scan_stream", "scan"));
	expect("dlq:data:{rdi}:public.users", DEAD_LIKE, SOURCES("data:{rdi}:public.users"));
	expect("dlq:{data:rdi:users}", DEAD_LIKE, SOURCES("{data:rdi:users}", "data:rdi:users"));
	expect("orders.mailer.dlq", DEAD_LIKE, SOURCES("orders.mailer", "orders"));
	expect("orders:backfill:dlq", DEAD_LIKE, SOURCES("orders:backfill", "orders"));
	expect("{chasqui:mail}:dlq", DEAD_LIKE,
		SOURCES("{chasqui:mail}", "{chasqui", "chasqui:mail"));
	expect("t:7:dlq:orders", DEAD_LIKE, SOURCES("t:7:orders", "t:7", "orders"));
}

static void names_that_are_nothing_but_a_mark_have_no_source(void **state)
{
	(void)state;
	expect("FAILED_MESSAGES", DEAD_LIKE, NULL);
	expect("dead_letter_queue", DEAD_LIKE, NULL);
	expect("dlq", DEAD_LIKE, NULL);
	expect(":dlq:", DEAD_LIKE, NULL);
}

static void ordinary_names_are_not_alike(void **state)
{
	(void)state;
	expect("orders", DEAD_UNLIKE, NULL);
	expect("deadline.reached", DEAD_UNLIKE, NULL);
	expect("undead", DEAD_UNLIKE, NULL);
	expect("ordersdlq", DEAD_UNLIKE, NULL);
	expect("", DEAD_UNLIKE, NULL);
	expect("payment.failed", DEAD_PERHAPS, SOURCES("payment"));
	expect("curie:dead", DEAD_PERHAPS, SOURCES("curie"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_in_front_and_behind_are_taken_off),
		cmocka_unit_test(names_that_are_nothing_but_a_mark_have_no_source),
		cmocka_unit_test(ordinary_names_are_not_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
