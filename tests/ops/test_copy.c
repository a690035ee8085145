#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "ops/copy.h"
#include "ops/provenance.h"
#include "scene.h"

#define FIELD(a, b)                                                       \
	{                                                                 \
		.name = {a, sizeof(a) - 1}, .value = { b, sizeof(b) - 1 } \
	}

static const struct entry_field fields[] = {FIELD("a", "old"), FIELD("\xff\0x", "\0"),
	FIELD("", ""), FIELD("a", "old too"), FIELD("b", "n")};

static struct entry entry_of(const struct entry_field *from, size_t count)
{
	return (struct entry){.id = {5, 6}, .field_count = count, .fields = from};
}

static void a_copy_has_every_field_and_where_it_came_from(void **state)
{
	struct entry entry = entry_of(fields, 5);
	struct item item = {
		.id = {5, 6}, .deliveries = 4, .consumer = text_of("w"), .entry = &entry};
	struct request request;
	struct copy copy;

	(void)state;
	scene_request(&request);
	request.value_count = 0;
	copy_init(&copy);
	copy_make(&copy, &request, &item);
	assert_int_equal(copy.count, 5 + PROVENANCE_FIELDS_MAX - 1);
	for (size_t i = 0; i < 5; i++) {
		assert_true(text_equal(copy.fields[i].name, fields[i].name));
		assert_true(text_equal(copy.fields[i].value, fields[i].value));
	}
	struct entry made = {.field_count = copy.count, .fields = copy.fields};
	assert_true(copy_is(&copy, &made));
	assert_false(copy_is(&copy, &entry));
	assert_false(provenance_is_foreign(&made));
	assert_true(text_is(copy.fields[5].name, "_rm.topic"));
	assert_true(text_equal(copy.fields[5].value, request.topic));
	assert_true(text_is(copy.fields[12].value, "1700000000000"));
	assert_true(text_is(copy.fields[13].value, scene_job));
	copy_finish(&copy);
	request_finish(&request);
}

static void set_fields_have_the_new_value_everywhere(void **state)
{
	struct entry entry = entry_of(fields, 5);
	struct item item = {.id = {5, 6}, .deliveries = -1, .entry = &entry};
	struct request request;
	struct copy copy;

	(void)state;
	scene_request(&request);
	request_add(&request, text_of("no-provenance"), text_of("1"));
	copy_init(&copy);
	copy_make(&copy, &request, &item);
	assert_int_equal(copy.count, 5);
	assert_true(text_is(copy.fields[0].value, "1"));
	assert_true(text_is(copy.fields[3].value, "1"));
	assert_true(text_is(copy.fields[4].value, "2"));
	assert_int_equal(copy.fields[1].value.length, 1);
	copy_finish(&copy);
	request_finish(&request);
}

static void fields_named_as_ours_must_be_a_block_at_the_end(void **state)
{
	static const struct entry_field twice[] = {FIELD("a", ""), FIELD("_rm.topic", "x"),
		FIELD("_rm.id", "1-0"), FIELD("_rm.topic", "y"), FIELD("_rm.job", "")};
	static const struct entry_field inside[] = {
		FIELD("_rm.topic", "x"), FIELD("a", ""), FIELD("_rm.topic", "y")};
	static const struct entry_field odd[] = {FIELD("a", ""), FIELD("_rm.id", "1-0")};
	struct entry a = entry_of(twice, 5), b = entry_of(inside, 3), c = entry_of(odd, 2);

	(void)state;
	assert_false(provenance_is_foreign(&a));
	assert_true(provenance_is_foreign(&b));
	assert_true(provenance_is_foreign(&c));
}

static void what_cannot_be_copied_is_settled_before(void **state)
{
	static const struct entry_field odd[] = {FIELD("_rm.id", "1-0")};
	static const struct entry_field none[] = {FIELD("z", "")};
	struct entry a = entry_of(odd, 1), b = entry_of(none, 1), c = entry_of(fields, 5);
	struct entry many = entry_of(fields, COPY_FIELDS_MAX + 1);
	struct request request;
	struct batch batch;

	(void)state;
	scene_request(&request);
	scene_batch(&batch, 1, 4);
	batch.items[0].entry = &a;
	batch.items[1].entry = &b;
	batch.items[2].entry = &c;
	batch.items[3].entry = &many;
	copy_prepare(&request, &batch);
	assert_int_equal(batch.items[0].fate, FATE_FAILED);
	assert_int_equal(batch.items[1].fate, FATE_FAILED);
	assert_non_null(strstr(batch.items[1].why, "`a`"));
	assert_int_equal(batch.items[2].fate, FATE_OPEN);
	assert_int_equal(batch.items[3].fate, FATE_FAILED);
	request_finish(&request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_has_every_field_and_where_it_came_from),
		cmocka_unit_test(set_fields_have_the_new_value_everywhere),
		cmocka_unit_test(fields_named_as_ours_must_be_a_block_at_the_end),
		cmocka_unit_test(what_cannot_be_copied_is_settled_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
