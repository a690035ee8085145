#include "../../src/cli/listing.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <string.h>
#include <cmocka.h>

#include "facts.h"

static void topics_and_groups_come_by_name(void **state)
{
	struct model *model = facts_model();
	const struct fact_group groups[] = {
		{.name = {.at = "z", .length = 1}}, {.name = {.at = "a", .length = 1}}};

	(void)state;
	facts_topic(model, "orders", 3, groups, 2);
	facts_topic(model, "mail", 3, groups, 2);
	struct listing topics = listing_of_topics(model), rows = listing_of_groups(model);
	assert_int_equal(topics.count, 2);
	assert_true(text_is(((const struct topic *)topics.at[0])->name, "mail"));
	assert_int_equal(rows.count, 4);
	assert_true(text_is(((const struct group *)rows.at[0])->topic->name, "mail"));
	assert_true(text_is(((const struct group *)rows.at[0])->name, "a"));
	assert_true(text_is(((const struct group *)rows.at[3])->topic->name, "orders"));
	assert_true(text_is(((const struct group *)rows.at[3])->name, "z"));
	listing_finish(&rows);
	listing_finish(&topics);
	model_destroy(model);
}

static void an_empty_model_gives_an_empty_list(void **state)
{
	struct model *model = facts_model();
	struct listing rows = listing_of_groups(model);
	cJSON *list = listing_json(&rows);

	(void)state;
	assert_true(cJSON_IsArray(list));
	assert_int_equal(cJSON_GetArraySize(list), 0);
	cJSON_Delete(list);
	listing_finish(&rows);
	model_destroy(model);
}

static void every_column_shown_is_one_of_the_model(void **state)
{
	struct model *model = facts_model();
	const struct fact_group groups[] = {{.name = text_of("billing")}};
	struct buf out;

	(void)state;
	facts_topic(model, "orders", 3, groups, 1);
	struct listing topics = listing_of_topics(model), rows = listing_of_groups(model);
	buf_init(&out, 65536);
	listing_table(&topics, &(struct listing_style){.width = 0}, &out);
	listing_table(&rows, &(struct listing_style){.width = 0}, &out);
	assert_non_null(strstr(out.at, "orders  billing"));
	assert_non_null(strstr(out.at, "REASON"));
	buf_finish(&out);
	listing_finish(&rows);
	listing_finish(&topics);
	model_destroy(model);
}

static void get_broken(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	(void)row;
	*out = (struct value){.kind = VALUE_TEXT, .text = text_of("consumer \xff waits")};
}

static void a_sentence_stays_text_where_a_name_becomes_base64(void **state)
{
	const struct column columns[] = {
		{.json = "reason", .get = get_broken}, {.json = "group", .get = get_broken}};
	struct listing rows = {.columns = columns, .column_count = 2};
	cJSON *sentence = listing_member(&rows, &columns[0], NULL);
	cJSON *name = listing_member(&rows, &columns[1], NULL);

	(void)state;
	assert_true(cJSON_IsString(sentence));
	assert_string_equal(sentence->valuestring, "consumer \\xFF waits");
	assert_true(cJSON_IsObject(name));
	cJSON_Delete(sentence);
	cJSON_Delete(name);
}

static void the_members_are_described_in_short_lines(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 65536);
	listing_describe(&out, group_columns, group_column_count);
	struct text rest = buf_text(&out);
	while (rest.length > 0) {
		assert_true(text_cut(&rest, '\n').length <= 78);
	}
	for (size_t i = 0; i < group_column_count; i++) {
		assert_true(group_columns[i].json == NULL ||
			strstr(out.at, group_columns[i].json) != NULL);
	}
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(topics_and_groups_come_by_name),
		cmocka_unit_test(an_empty_model_gives_an_empty_list),
		cmocka_unit_test(every_column_shown_is_one_of_the_model),
		cmocka_unit_test(a_sentence_stays_text_where_a_name_becomes_base64),
		cmocka_unit_test(the_members_are_described_in_short_lines),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
