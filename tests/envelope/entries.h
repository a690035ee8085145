/*
 * Entries written down in a line, and what is to be read from them. Include it after <cmocka.h>.
 */
#ifndef TESTS_ENVELOPE_ENTRIES_H
#define TESTS_ENVELOPE_ENTRIES_H

#include <string.h>

#include "envelope/event.h"

enum { WRITTEN_MAX = 16 };

struct written {
	struct entry_field fields[WRITTEN_MAX];
	struct entry entry;
};

/* Names and values in turn, ended by NULL. */
static inline const struct entry *write_entry(struct written *written, const char *const *texts)
{
	size_t count = 0;

	for (; texts[2 * count] != NULL; count++) {
		assert_true(count < WRITTEN_MAX);
		written->fields[count].name = text_of(texts[2 * count]);
		written->fields[count].value = text_of(texts[2 * count + 1]);
	}
	written->entry = (struct entry){
		.id = {1700000000000, 0}, .field_count = count, .fields = written->fields};
	return &written->entry;
}

#define ENTRY(...)                                                  \
	write_entry(&(struct written){.entry = {.field_count = 0}}, \
		(const char *const[]){__VA_ARGS__, NULL, NULL})

static inline void assert_text(struct text text, const char *expected)
{
	if (!text_is(text, expected)) {
		fail_msg("`%.*s` is not `%s`", (int)text.length, text.at, expected);
	}
}

struct expected {
	const char *envelope, *type, *service, *journey, *party, *trace, *cause, *outcome, *payload;
	int64_t occurred_ms; /* 0: none */
	bool broken, repeated;
};

static inline void assert_event(const struct event *event, struct expected expected)
{
	assert_string_equal(event->envelope, expected.envelope);
	assert_text(event->type, expected.type ? expected.type : "");
	assert_text(event->service, expected.service ? expected.service : "");
	assert_text(event->journey, expected.journey ? expected.journey : "");
	assert_text(event->party, expected.party ? expected.party : "");
	assert_text(event->trace, expected.trace ? expected.trace : "");
	assert_text(event->cause, expected.cause ? expected.cause : "");
	assert_text(event->outcome, expected.outcome ? expected.outcome : "");
	assert_text(event->payload, expected.payload ? expected.payload : "");
	assert_int_equal(event->has_occurred ? event->occurred_ms : 0, expected.occurred_ms);
	assert_int_equal(event->broken, expected.broken);
	assert_int_equal(event->repeated, expected.repeated);
}

/* Read by a reader of its own. */
#define EXPECT(topic_name, entry_written, ...)                                            \
	do {                                                                              \
		struct event_reader *own_reader = event_reader_create();                  \
		struct event own_event;                                                   \
		event_read(own_reader, text_of(topic_name), (entry_written), &own_event); \
		assert_event(&own_event, (struct expected){__VA_ARGS__});                 \
		event_reader_destroy(own_reader);                                         \
	} while (0)

#endif
