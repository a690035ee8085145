#include "stream/entry_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/json.h"
#include "../base/seed.h"

enum { ROUNDS = 3000, FIELDS = 6, BYTES = 24 };

static void add_more(const void *arg, struct buf *out)
{
	buf_add_string(out, ", \"more\": ");
	buf_add_string(out, arg);
}

static void an_entry_is_one_object_on_one_line(void **state)
{
	const struct entry_field fields[] = {
		{{"type", 4}, {"order.placed", 12}},
		{{"type", 4}, {"\xff\0", 2}},
		{{"a\nb", 3}, {"\x1b[2J", 4}},
		{{"", 0}, {"12345678901234567890.0001", 25}},
	};
	const struct entry entry = {
		.id = {UINT64_MAX, 3},
		.field_count = sizeof(fields) / sizeof(*fields),
		.fields = fields,
	};
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	assert_true(entry_json_write(&out,
		&(struct entry_json){.topic = text_from("o\xc2\x9b", 3),
			.entry = &entry,
			.more = add_more,
			.arg = "null"}));
	assert_string_equal(out.at,
		"{\"topic\": \"o\\u009b\", \"id\": \"18446744073709551615-3\", "
		"\"time_ms\": 18446744073709551615, \"fields\": "
		"[[\"type\", \"order.placed\"], [\"type\", {\"base64\": \"/wA=\"}], "
		"[\"a\\nb\", \"\\u001b[2J\"], [\"\", \"12345678901234567890.0001\"]], "
		"\"more\": null}");
	buf_finish(&out);
}

static void what_has_no_fields_has_an_empty_list(void **state)
{
	const struct entry entry = {.id = {1, 0}};
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	entry_json_write(&out, &(struct entry_json){.topic = text_of("o"), .entry = &entry});
	assert_string_equal(
		out.at, "{\"topic\": \"o\", \"id\": \"1-0\", \"time_ms\": 1, \"fields\": []}");
	buf_finish(&out);
	buf_init(&out, 10);
	assert_false(entry_json_write(
		&out, &(struct entry_json){.topic = text_of("o"), .entry = &entry}));
	buf_finish(&out);
}

static void masked_values_are_hidden_and_the_rest_is_not(void **state)
{
	const struct entry_field fields[] = {
		{{"password", 8}, {"hunter2hunter2", 14}},
		{{"qty", 3}, {"17", 2}},
	};
	const struct entry entry = {.id = {1, 0}, .field_count = 2, .fields = fields};
	struct mask *mask = mask_create(NULL);
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	entry_json_write(
		&out, &(struct entry_json){.topic = text_of("o"), .entry = &entry, .mask = mask});
	assert_null(strstr(out.at, "hunter2hunter2"));
	assert_non_null(strstr(out.at, "[\"password\", \""));
	assert_non_null(strstr(out.at, "[\"qty\", \"17\"]], \"masked\": true}"));
	buf_finish(&out);
	mask_destroy(mask);
}

/* What one side of a pair stands for. */
static void assert_stands_for(const struct json_value *value, struct text bytes)
{
	struct json_walk walk;
	struct json_value name, encoded;
	struct buf back, text;

	buf_init(&back, 4096);
	buf_init(&text, 4096);
	if (value->kind == JSON_STRING) {
		assert_true(json_string(&back, value));
	} else {
		assert_int_equal(value->kind, JSON_OBJECT);
		json_walk_begin(&walk, value);
		assert_true(json_walk_next(&walk, &name, &encoded));
		assert_true(json_string_is(&name, text_of("base64")));
		assert_true(json_string(&text, &encoded));
		assert_true(base64_decode(&back, buf_text(&text)));
	}
	assert_true(text_equal(buf_text(&back), bytes));
	buf_finish(&back);
	buf_finish(&text);
}

static struct json_value member(const struct json_value *object, const char *wanted)
{
	struct json_walk walk;
	struct json_value name, value;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		if (json_string_is(&name, text_of(wanted))) {
			return value;
		}
	}
	fail_msg("no member %s", wanted);
	return value;
}

static void assert_comes_back(const struct entry *entry, struct text line)
{
	struct json_value document, list, pair, none, side;
	struct json_walk walk, sides;

	assert_true(json_read(line, &document));
	list = member(&document, "fields");
	json_walk_begin(&walk, &list);
	for (size_t i = 0; i < entry->field_count; i++) {
		assert_true(json_walk_next(&walk, &none, &pair));
		json_walk_begin(&sides, &pair);
		assert_true(json_walk_next(&sides, &none, &side));
		assert_stands_for(&side, entry->fields[i].name);
		assert_true(json_walk_next(&sides, &none, &side));
		assert_stands_for(&side, entry->fields[i].value);
		assert_false(json_walk_next(&sides, &none, &side));
	}
	assert_false(json_walk_next(&walk, &none, &pair));
}

static void any_bytes_come_back(void **state)
{
	struct rng rng = seeded_rng();
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (int round = 0; round < ROUNDS; round++) {
		char bytes[2 * FIELDS][BYTES];
		struct entry_field fields[FIELDS];
		struct entry entry = {.field_count = rng_below(&rng, FIELDS + 1), .fields = fields};

		for (size_t i = 0; i < entry.field_count; i++) {
			for (size_t j = 0; j < BYTES; j++) {
				bool wild = rng_below(&rng, 8) == 0;
				bytes[2 * i][j] = (char)rng_below(&rng, wild ? 256 : 128);
				bytes[2 * i + 1][j] = (char)(' ' + rng_below(&rng, 95));
			}
			fields[i].name = text_from(bytes[2 * i], rng_below(&rng, BYTES));
			fields[i].value = text_from(bytes[2 * i + 1], rng_below(&rng, BYTES));
		}
		buf_reset(&out);
		assert_true(entry_json_write(
			&out, &(struct entry_json){.topic = text_of("o"), .entry = &entry}));
		assert_null(memchr(out.at, '\n', out.length));
		assert_null(memchr(out.at, '\x1b', out.length));
		assert_comes_back(&entry, buf_text(&out));
	}
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_is_one_object_on_one_line),
		cmocka_unit_test(what_has_no_fields_has_an_empty_list),
		cmocka_unit_test(masked_values_are_hidden_and_the_rest_is_not),
		cmocka_unit_test(any_bytes_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
