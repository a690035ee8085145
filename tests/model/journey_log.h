/*
 * Journeys made by hand: entries written as `name=value` words, and what is expected of the result.
 * Include it after <cmocka.h>.
 */
#ifndef TESTS_MODEL_JOURNEY_LOG_H
#define TESTS_MODEL_JOURNEY_LOG_H

#include <stdio.h>
#include <string.h>

#include "definitions.h"
#include "model/journeys.h"

enum { LOG_FIELDS_MAX = 24, LOG_BYTES_MAX = 1024, LOG_MEMORY = 64 << 20 };

struct journey_log {
	struct definition definition;
	struct journeys *journeys;
	struct event_reader *reader;
};

static inline struct journey_log *log_begin(const char *lines, size_t memory_bytes)
{
	static struct journey_log log;

	log = (struct journey_log){.reader = event_reader_create()};
	if (lines != NULL) {
		define(&log.definition, "order", lines);
	}
	log.journeys = journeys_create(&(struct journeys_options){
		.memory_bytes = memory_bytes,
		.definition_count = lines != NULL,
		.definitions = &log.definition,
		.undeclared = lines == NULL,
	});
	return &log;
}

static inline void log_end(struct journey_log *log)
{
	journeys_destroy(log->journeys);
	event_reader_destroy(log->reader);
	definition_finish(&log->definition);
}

static inline void log_entry(
	struct journey_log *log, const char *topic, struct id id, const char *words)
{
	struct entry_field fields[LOG_FIELDS_MAX];
	struct entry entry = {.id = id, .fields = fields};
	struct event event;
	char bytes[LOG_BYTES_MAX];
	size_t at = 0;

	while (words[at] != '\0') {
		size_t name = strcspn(words + at, "="), value;

		assert_true(entry.field_count < LOG_FIELDS_MAX && strlen(words) < LOG_BYTES_MAX);
		memcpy(bytes + at, words + at, strlen(words + at));
		value = strcspn(words + at + name + 1, " ");
		fields[entry.field_count].name = text_from(bytes + at, name);
		fields[entry.field_count++].value = text_from(bytes + at + name + 1, value);
		at += name + 1 + value;
		at += words[at] == ' ';
	}
	event_read(log->reader, text_of(topic), &entry, &event);
	journeys_add(log->journeys, text_of(topic), &entry, &event);
}

static inline void log_add(
	struct journey_log *log, const char *topic, uint64_t ms, const char *words)
{
	log_entry(log, topic, (struct id){ms, 0}, words);
}

static inline struct journey_view log_view(const struct journey_log *log, const char *key)
{
	struct journey_view view;
	uint32_t number = journeys_find(log->journeys, text_of(key), 0);

	if (number == 0) {
		fail_msg("no journey of %s", key);
	}
	journeys_view(log->journeys, number, &view);
	return view;
}

/* `a b c`: the steps of the journey. */
static inline char *log_steps(const struct journey_log *log, uint32_t number, char out[4096])
{
	size_t at = 0;

	out[0] = '\0';
	for (const struct journey_event *event = journeys_first(log->journeys, number);
		event != NULL; event = journeys_after(log->journeys, event)) {
		struct text step = journeys_step(log->journeys, event->step);
		at += (size_t)snprintf(out + at, 4096 - at, "%s%.*s", at == 0 ? "" : " ",
			(int)step.length, step.at);
		assert_true(at < 4096);
	}
	return out;
}

static inline void log_expect(const struct journey_log *log, const char *key, const char *steps)
{
	char out[4096];

	assert_string_equal(log_steps(log, log_view(log, key).number, out), steps);
}

static inline void log_expect_state(
	const struct journey_log *log, const char *key, enum journey_state state)
{
	struct journey_view view = log_view(log, key);

	if (view.state != state) {
		fail_msg("%s is %s, expected %s", key, journey_state_name(view.state),
			journey_state_name(state));
	}
}

static inline void log_expect_reason(
	const struct journey_log *log, const char *key, const char *reason)
{
	struct buf out;

	buf_init(&out, 4096);
	buf_add(&out, "", 0);
	journeys_reason(log->journeys, log_view(log, key).number, &out);
	assert_string_equal(out.at, reason);
	buf_finish(&out);
}

#endif
