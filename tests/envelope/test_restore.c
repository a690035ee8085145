#include "envelope/restore.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "entries.h"

/* What a letter of that topic was before, as names and values by blanks; the reason where it cannot
 * be told. */
static const char *restored(const char *topic, const struct entry *entry)
{
	static char out[512];
	struct dead_reader *reader = dead_reader_create(NULL, NULL);
	struct dead_letter letter;
	struct restored restored;
	struct error error;
	size_t used = 0;

	out[0] = '\0';
	restored_init(&restored);
	if (!dead_letter_read(reader, text_of(topic), entry, &letter)) {
		letter = (struct dead_letter){.convention = NULL};
	}
	if (dead_restore(&letter, entry, &restored, &error)) {
		for (size_t i = 0; i < restored.count; i++) {
			const struct entry_field *field = &restored.fields[i];

			used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s %.*s",
				i == 0 ? "" : " ", (int)field->name.length, field->name.at,
				(int)field->value.length, field->value.at);
		}
	} else {
		assert_int_equal(error.code, ERROR_REFUSED);
		snprintf(out, sizeof out, "%s", error.text);
	}
	restored_finish(&restored);
	dead_reader_destroy(reader);
	return out;
}

#define RESTORES(wanted, topic, ...) \
	assert_string_equal(restored(topic, ENTRY(__VA_ARGS__)), wanted)

static void the_last_block_alone_is_ours(void **state)
{
	(void)state;
	RESTORES("a 1 a 2", "orders:dlq", "a", "1", "a", "2", "_rm.topic", "orders", "_rm.id",
		"1-0", "_rm.group", "g");
	RESTORES("a 1 _rm.topic x _rm.id 1-0", "orders:dlq", "a", "1", "_rm.topic", "x", "_rm.id",
		"1-0", "_rm.topic", "orders", "_rm.id", "2-0", "_rm.group", "g");
	RESTORES("it has no field of its own", "orders:dlq", "_rm.topic", "orders", "_rm.id", "1-0",
		"_rm.group", "g");
}

#define BEFORE "\"x-original-channel\":\"orders\",\"x-original-id\":\"1-0\""

static void members_that_were_added_are_taken_out_and_nothing_else(void **state)
{
	(void)state;
	RESTORES("payload {} headers {\"a\":1,\"b\": 2}", "FAILED_MESSAGES", "payload", "{}",
		"headers", "{\"a\":1,\"b\": 2," BEFORE "}");
	RESTORES("payload {} headers {\"b\": 2 }", "FAILED_MESSAGES", "payload", "{}", "headers",
		"{" BEFORE ", \"b\": 2 }");
	RESTORES("payload {} headers {\"a\":1,\"b\":2}", "FAILED_MESSAGES", "payload", "{}",
		"headers", "{\"a\":1," BEFORE ",\"b\":2}");
	RESTORES("payload {}", "FAILED_MESSAGES", "payload", "{}", "headers", "{" BEFORE "}");
	RESTORES("data {}", "orders:dlq", "data",
		"{\"_dlq_metadata\": {\"original_stream\": \"orders\"}}");
}

static void what_cannot_be_told_is_refused(void **state)
{
	(void)state;
	RESTORES("nothing in it says that it is a dead letter", "orders", "a", "1");
	RESTORES("wolverine keeps dead letters in another layout: the original fields cannot be "
		 "told",
		"orders:dead-letter", "envelope", "x", "exception-type", "E", "exception-message",
		"no", "failed-at", "1767323045006");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_block_alone_is_ours),
		cmocka_unit_test(members_that_were_added_are_taken_out_and_nothing_else),
		cmocka_unit_test(what_cannot_be_told_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
