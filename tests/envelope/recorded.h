/*
 * Entries that real client libraries wrote, read from tests/envelope/recorded/. Include it after
 * <cmocka.h>.
 */
#ifndef TESTS_ENVELOPE_RECORDED_H
#define TESTS_ENVELOPE_RECORDED_H

#include <stdio.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/mem.h"
#include "entries.h"

struct recording {
	struct buf content;
	struct text rest;
	char *texts[2 * WRITTEN_MAX + 1]; /* of the entry at hand */
	size_t text_count;
	struct written written;
	struct text topic;
};

static inline void recording_open(struct recording *recording, const char *name)
{
	char path[256], chunk[4096];
	size_t got;
	FILE *file;

	snprintf(path, sizeof(path), "tests/envelope/recorded/%s", name);
	file = fopen(path, "rb");
	assert_non_null(file);
	*recording = (struct recording){.text_count = 0};
	buf_init(&recording->content, 1 << 20);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		assert_true(buf_add(&recording->content, chunk, got));
	}
	fclose(file);
	recording->rest = buf_text(&recording->content);
}

static inline void recording_forget(struct recording *recording)
{
	while (recording->text_count > 0) {
		mem_free(recording->texts[--recording->text_count]);
	}
}

static inline void recording_close(struct recording *recording)
{
	recording_forget(recording);
	buf_finish(&recording->content);
}

/* A string, or the bytes of {"base64": "..."}. */
static inline struct text recorded_bytes(
	struct recording *recording, const struct json_value *value)
{
	struct json_value name, coded;
	struct json_walk walk;
	struct buf text, bytes;
	struct text kept;

	buf_init(&text, 1 << 20);
	buf_init(&bytes, 1 << 20);
	if (value->kind == JSON_OBJECT) {
		json_walk_begin(&walk, value);
		assert_true(json_walk_next(&walk, &name, &coded));
		assert_true(json_string(&text, &coded));
		assert_true(base64_decode(&bytes, buf_text(&text)));
	} else {
		assert_true(json_string(&bytes, value));
	}
	assert_true(recording->text_count < 2 * WRITTEN_MAX + 1);
	recording->texts[recording->text_count] = mem_dup(bytes.at, bytes.length);
	kept = text_from(recording->texts[recording->text_count++], bytes.length);
	buf_finish(&text);
	buf_finish(&bytes);
	return kept;
}

static inline void recorded_fields(struct recording *recording, const struct json_value *list)
{
	struct json_value none, pair, text;
	struct json_walk pairs, walk;
	struct entry *entry = &recording->written.entry;

	json_walk_begin(&pairs, list);
	while (json_walk_next(&pairs, &none, &pair)) {
		struct entry_field *field = &recording->written.fields[entry->field_count++];

		json_walk_begin(&walk, &pair);
		assert_true(json_walk_next(&walk, &none, &text));
		field->name = recorded_bytes(recording, &text);
		assert_true(json_walk_next(&walk, &none, &text));
		field->value = recorded_bytes(recording, &text);
	}
}

/* The next entry; NULL at the end. */
static inline const struct entry *recording_next(struct recording *recording)
{
	struct text line = text_cut(&recording->rest, '\n');
	struct json_value document, name, value;
	struct json_walk walk;

	recording_forget(recording);
	if (line.length == 0) {
		return NULL;
	}
	recording->written.entry = (struct entry){.fields = recording->written.fields};
	assert_true(json_read(line, &document));
	json_walk_begin(&walk, &document);
	while (json_walk_next(&walk, &name, &value)) {
		if (json_string_is(&name, text_of("topic"))) {
			recording->topic = recorded_bytes(recording, &value);
		} else if (json_string_is(&name, text_of("fields"))) {
			recorded_fields(recording, &value);
		}
	}
	return &recording->written.entry;
}

#endif
