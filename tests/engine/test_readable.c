#include "../../src/engine/readable.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { LIST_MAX = READABLE_MAX + 1 };

static struct readable readable_of(size_t count)
{
	struct reply items[LIST_MAX] = {{.kind = REPLY_NIL}};
	struct reply names = {.kind = REPLY_LIST, .items = items, .count = count};
	struct readable readable = {.count = 0};

	for (size_t i = 0; i < count; i++) {
		items[i] = (struct reply){.kind = REPLY_TEXT, .text = text_of("orders")};
	}
	readable_keep(&readable, &names);
	return readable;
}

/* Asks for all of them; the first `hidden` are denied. */
static enum probe_result ask_all(size_t count, size_t hidden, char *text, size_t size)
{
	struct readable readable = readable_of(count);
	size_t asked = 0;

	do {
		assert_true(text_is(readable_next(&readable), "orders"));
		asked++;
	} while (readable_take(&readable, asked <= hidden));
	assert_int_equal(asked, count < READABLE_MAX ? count : READABLE_MAX);
	enum probe_result result = readable_tell(&readable, text, size);
	readable_finish(&readable);
	return result;
}

static void what_is_hidden_is_counted(void **state)
{
	char text[240];

	(void)state;
	assert_int_equal(ask_all(3, 0, text, sizeof(text)), PROBE_OK);
	assert_int_equal(ask_all(3, 1, text, sizeof(text)), PROBE_WARNING);
	assert_non_null(strstr(text, "1 of 3 topics may not be read"));
	assert_int_equal(ask_all(3, 3, text, sizeof(text)), PROBE_BAD);
	assert_non_null(strstr(text, "none of 3 topics may be read"));
}

static void only_the_first_are_asked_for(void **state)
{
	char text[240];

	(void)state;
	assert_int_equal(ask_all(LIST_MAX, 1, text, sizeof(text)), PROBE_WARNING);
	assert_non_null(strstr(text, "1 of the first 100 topics"));
}

static void what_is_no_list_has_no_names(void **state)
{
	struct readable readable = {.count = 0};

	(void)state;
	readable_keep(&readable, NULL);
	readable_keep(&readable, &(struct reply){.kind = REPLY_NIL});
	assert_int_equal(readable.count, 0);
	readable_finish(&readable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_hidden_is_counted),
		cmocka_unit_test(only_the_first_are_asked_for),
		cmocka_unit_test(what_is_no_list_has_no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
