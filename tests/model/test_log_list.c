#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"

static void tell(struct model *model, enum log_source source, int64_t at_ms, const char *key)
{
	struct log_record record = {.at_ms = at_ms,
		.operation = text_of("replay"),
		.who = text_of(source == LOG_FILE ? "file" : "stream"),
		.target = text_of(source == LOG_FILE ? NULL : "orders:dlq"),
		.entries = source == LOG_FILE ? 3 : -1,
		.bytes = -1,
		.key = text_of(key)};

	model_apply(model,
		&(struct fact){.kind = FACT_LOG_RECORD,
			.log_record = {.source = source,
				.record = &record,
				.broken = source == LOG_FILE && *key == 'x'}});
}

static void tell_read(struct model *model, enum log_source source, bool begins)
{
	model_apply(model,
		&(struct fact){.kind = FACT_LOG_READ,
			.log_read = {.source = source, .begins = begins, .ends = true}});
}

static struct log_row row_at(struct model *model, size_t i)
{
	struct log_row row;

	assert_true(i < log_list_count(model_log(model)));
	assert_true(log_list_get(model_log(model), log_list_number(model_log(model), i), &row));
	return row;
}

static void a_record_of_both_sources_stands_there_once(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 0});
	struct log_row row;

	(void)state;
	tell(model, LOG_FILE, 1000, "aa");
	tell(model, LOG_STREAM, 1005, "aa");
	tell(model, LOG_STREAM, 2005, "bb");
	tell(model, LOG_FILE, 2000, "bb");
	tell(model, LOG_STREAM, 1500, "1500-0");
	tell(model, LOG_STREAM, 1500, "1500-0");
	tell(model, LOG_FILE, 500, "xx");
	assert_int_equal(log_list_count(model_log(model)), 0);
	tell_read(model, LOG_FILE, false);
	assert_int_equal(log_list_count(model_log(model)), 4);
	row = row_at(model, 0);
	assert_true(text_is(row.as.key, "bb"));
	assert_true(row.has[LOG_FILE] && row.has[LOG_STREAM]);
	/* What the file says counts; the clock and the target are the server's. */
	assert_true(text_is(row.as.who, "file"));
	assert_true(text_is(row.as.target, "orders:dlq"));
	assert_int_equal(row.as.at_ms, 2005);
	assert_int_equal(row.as.entries, 3);
	row = row_at(model, 1);
	assert_true(text_is(row.as.who, "stream"));
	assert_false(row.has[LOG_FILE]);
	row = row_at(model, 2);
	assert_int_equal(row.as.at_ms, 1005);
	assert_true(text_is(row.as.who, "file"));
	assert_true(text_is(row.as.target, "orders:dlq"));
	assert_true(row_at(model, 3).broken);
	model_destroy(model);
}

static void another_file_takes_its_records_away(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 0});

	(void)state;
	tell(model, LOG_FILE, 1000, "aa");
	tell(model, LOG_FILE, 1001, "bb");
	tell(model, LOG_STREAM, 1002, "bb");
	tell_read(model, LOG_FILE, false);
	tell_read(model, LOG_STREAM, false);
	assert_int_equal(log_list_count(model_log(model)), 2);
	tell_read(model, LOG_FILE, true);
	assert_int_equal(log_list_count(model_log(model)), 1);
	assert_false(row_at(model, 0).has[LOG_FILE]);
	tell(model, LOG_FILE, 1000, "aa");
	tell_read(model, LOG_FILE, false);
	assert_int_equal(log_list_count(model_log(model)), 2);
	model_destroy(model);
}

/* Newest first from either source, as they are read; the oldest go, and it is told. */
static void there_is_a_ceiling(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 8 << 20});
	const struct log_list *list = model_log(model);
	uint64_t dropped;
	char key[40];

	(void)state;
	for (int i = 0; i < 50000; i++) {
		snprintf(key, sizeof key, "%08x%024x", i, i * 7);
		tell(model, i % 2 ? LOG_FILE : LOG_STREAM, 1000000 - i, key);
		if (i % 500 == 0) {
			tell_read(model, LOG_FILE, false);
		}
	}
	tell_read(model, LOG_FILE, false);
	dropped = log_list_about(list)->dropped;
	assert_in_range(log_list_count(list), 500, 20000);
	assert_int_equal(dropped, 50000 - log_list_count(list));
	assert_int_equal(row_at(model, 0).as.at_ms, 1000000);
	for (size_t i = 1; i < log_list_count(list); i++) {
		assert_int_equal(row_at(model, i).as.at_ms, 1000000 - (int64_t)i);
	}
	assert_false(log_list_wants(list, 1));
	assert_true(log_list_wants(list, 2000000));
	tell(model, LOG_FILE, 2000000, "new");
	tell_read(model, LOG_FILE, false);
	assert_int_equal(row_at(model, 0).as.at_ms, 2000000);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_of_both_sources_stands_there_once),
		cmocka_unit_test(another_file_takes_its_records_away),
		cmocka_unit_test(there_is_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
