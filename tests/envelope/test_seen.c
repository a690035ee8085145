#include "envelope/seen.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "entries.h"

enum { CEILING = 1 << 20 };

/* One entry read through its envelope, with the built-in masks. */
struct stage {
	struct mask *mask;
	struct entry_field fields[4];
	struct entry entry;
	struct event event;
	struct seen_event seen;
};

static void add(struct stage *stage, const char *name, const char *value)
{
	stage->fields[stage->entry.field_count++] =
		(struct entry_field){text_of(name), text_of(value)};
}

static void see(struct stage *stage)
{
	stage->entry.id = (struct id){1, 0};
	stage->entry.fields = stage->fields;
	stage->event.envelope = "flat";
	stage->mask = mask_create(NULL);
	seen_event_init(&stage->seen);
	seen_event_set(&stage->seen, stage->mask, &stage->entry, &stage->event);
}

static void finish(struct stage *stage)
{
	seen_event_finish(&stage->seen);
	mask_destroy(stage->mask);
}

static void assert_hidden(struct text shown, const char *secret)
{
	assert_true(shown.length > 0);
	assert_false(text_contains_fold(shown, text_of(secret)));
	assert_true(text_contains_fold(shown, text_of("**")));
}

static void without_a_mask_all_is_as_it_is(void **state)
{
	const struct entry_field field = {text_of("password"), text_of("open sesame")};
	const struct entry entry = {.field_count = 1, .fields = &field};
	const struct event event = {.envelope = "flat", .journey = text_of("open sesame")};
	struct seen_event seen;
	struct buf out;

	(void)state;
	buf_init(&out, CEILING);
	seen_event_init(&seen);
	seen_event_set(&seen, NULL, &entry, &event);
	assert_text(seen.event.journey, "open sesame");
	seen_text(NULL, &entry, text_of("open sesame"), &out);
	assert_text(buf_text(&out), "open sesame");
	seen_event_finish(&seen);
	buf_finish(&out);
}

static void what_a_field_hides_is_hidden_as_the_field_is(void **state)
{
	struct stage stage = {.event = {.type = text_of("placed"),
				      .party = text_of("anna@example.com"),
				      .trace = text_of("open sesame")}};
	struct buf out;

	(void)state;
	add(&stage, "kind", "placed");
	add(&stage, "email", "anna@example.com");
	add(&stage, "password", "open sesame");
	see(&stage);
	assert_text(stage.seen.event.type, "placed");
	assert_hidden(stage.seen.event.trace, "sesame");
	assert_hidden(stage.seen.event.party, "anna@");
	buf_init(&out, CEILING);
	mask_value(stage.mask, text_of("email"), text_of("anna@example.com"), &out);
	assert_true(text_equal(stage.seen.event.party, buf_text(&out)));
	buf_finish(&out);
	assert_int_equal(stage.seen.event.cause.length, 0);
	finish(&stage);
}

/* Found by a path into a document, whose inner name hides it. */
static void what_a_document_hides_is_hidden(void **state)
{
	struct stage stage = {.event = {.type = text_of("placed"),
				      .journey = text_of("s-551"),
				      .party = text_of("c-1")}};

	(void)state;
	add(&stage, "payload",
		"{\"type\":\"placed\",\"session\":\"s-551\",\"customer\":{\"id\":\"c-1\"}}");
	stage.event.payload = stage.fields[0].value;
	see(&stage);
	assert_text(stage.seen.event.type, "placed");
	assert_text(stage.seen.event.party, "c-1");
	assert_true(text_starts(stage.seen.event.journey, "****"));
	seen_event_set_shown(&stage.seen, stage.mask, &stage.entry, &stage.event,
		(const struct text[]){text_of("{\"type\":\"placed\",\"customer\":\"c-1\"}")});
	assert_text(stage.seen.event.type, "placed");
	assert_text(stage.seen.event.party, "c-1");
	assert_true(text_starts(stage.seen.event.journey, "****"));
	seen_event_set_shown(
		&stage.seen, stage.mask, &stage.entry, &stage.event, &stage.entry.fields[0].value);
	assert_text(stage.seen.event.journey, "s-551");
	finish(&stage);
}

static void a_part_of_a_longer_word_shows_nothing(void **state)
{
	struct stage stage = {.event = {.journey = text_of("417"), .trace = text_of("a17")}};

	(void)state;
	add(&stage, "pin", "417");
	add(&stage, "order", "94175");
	add(&stage, "path", "/x/a17/y");
	see(&stage);
	assert_true(text_starts(stage.seen.event.journey, "****"));
	assert_text(stage.seen.event.trace, "a17");
	finish(&stage);
}

/* What stands in place of a hidden value tells nothing of another. */
static void what_hides_shows_nothing(void **state)
{
	struct stage stage = {.event = {.journey = text_of("7"), .trace = text_of("11")}};

	(void)state;
	add(&stage, "pin", "7");
	add(&stage, "password", "sesame1");
	add(&stage, "card", "4111111111111111");
	add(&stage, "secret", "11");
	see(&stage);
	assert_true(text_starts(stage.seen.event.journey, "****"));
	assert_true(text_starts(stage.seen.event.trace, "****"));
	finish(&stage);
}

static void what_json_writes_otherwise_is_still_shown(void **state)
{
	struct stage stage = {.event = {.type = text_of("App\\Placed")}};

	(void)state;
	add(&stage, "body", "{\"class\":\"App\\\\Placed\",\"password\":\"open sesame\"}");
	see(&stage);
	assert_text(stage.seen.event.type, "App\\Placed");
	finish(&stage);
}

/* Decoded from what nobody can read: nothing hides it, but it may look like a card. */
static void where_nothing_is_hidden_only_looks_count(void **state)
{
	struct stage stage = {
		.event = {.type = text_of("placed"), .journey = text_of("4111111111111111")}};

	(void)state;
	add(&stage, "data", "gqR0eXBl");
	see(&stage);
	assert_text(stage.seen.event.type, "placed");
	assert_hidden(stage.seen.event.journey, "11111111");
	finish(&stage);
}

static void a_payload_is_hidden_by_the_name_of_its_field(void **state)
{
	struct stage stage = {.event = {.envelope = "flat"}};
	struct buf out;

	(void)state;
	add(&stage, "secret", "open sesame");
	stage.event.payload = stage.fields[0].value;
	see(&stage);
	buf_init(&out, CEILING);
	seen_payload(stage.mask, &stage.entry, &stage.event, &out);
	assert_hidden(buf_text(&out), "sesame");
	buf_finish(&out);
	finish(&stage);
}

/* A word that nearly is there again and again takes no time that grows with its square. */
static void long_values_take_linear_time(void **state)
{
	static char value[8 << 20], word[4 << 10];
	struct stage stage = {.event = {.envelope = "flat"}};

	(void)state;
	memset(value, 'a', sizeof(value) - 1);
	memset(word, 'a', sizeof(word) - 1);
	stage.event.journey = text_of(word);
	add(&stage, "password", "open sesame");
	add(&stage, "text", value);
	see(&stage);
	assert_hidden(stage.seen.event.journey, "aaaa");
	finish(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_mask_all_is_as_it_is),
		cmocka_unit_test(what_a_field_hides_is_hidden_as_the_field_is),
		cmocka_unit_test(what_a_document_hides_is_hidden),
		cmocka_unit_test(a_part_of_a_longer_word_shows_nothing),
		cmocka_unit_test(what_hides_shows_nothing),
		cmocka_unit_test(what_json_writes_otherwise_is_still_shown),
		cmocka_unit_test(where_nothing_is_hidden_only_looks_count),
		cmocka_unit_test(a_payload_is_hidden_by_the_name_of_its_field),
		cmocka_unit_test(long_values_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
