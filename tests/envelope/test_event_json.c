#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "entries.h"

static void assert_json(const struct event *event, const char *expected)
{
	struct buf out;

	buf_init(&out, 4096);
	event_json(event, &out);
	assert_text(buf_text(&out), expected);
	buf_finish(&out);
}

static void what_is_not_known_is_null(void **state)
{
	(void)state;
	assert_json(&(struct event){.envelope = "flat"},
		", \"event\": {\"envelope\": \"flat\", \"type\": null, \"service\": null, "
		"\"journey\": null, \"party\": null, \"trace\": null, \"cause\": null, "
		"\"occurred_ms\": null, \"outcome\": null}");
}

static void what_is_known_is_written_as_it_is(void **state)
{
	(void)state;
	assert_json(&(struct event){.envelope = "json",
			    .type = text_of("order.placed"),
			    .service = text_of("shop"),
			    .journey = text_of("990017"),
			    .party = text_of("\xff"),
			    .trace = text_of("t"),
			    .cause = text_of("a\"b"),
			    .outcome = text_of("ok"),
			    .has_occurred = true,
			    .occurred_ms = 0,
			    .broken = true},
		", \"event\": {\"envelope\": \"json\", \"type\": \"order.placed\", \"service\": "
		"\"shop\", \"journey\": \"990017\", \"party\": {\"base64\": \"/w==\"}, "
		"\"trace\": \"t\", \"cause\": \"a\\\"b\", \"occurred_ms\": 0, \"outcome\": "
		"\"ok\", \"broken\": true}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(what_is_known_is_written_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
