#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "stream/log_record.h"

static const char line[] =
	"{\"at_ms\": 1795662325469, \"who\": \"sam\", \"host\": \"bastion\\u001b\", \"operation\": "
	"\"replay\", \"job\": \"aj74y5lozfxadxnv3buz7xu24y\", \"reason\": null, \"touches\": "
	"{\"topic\": {\"base64\": \"b3JkZXJzAP8=\"}, \"group\": \"billing\", \"entries\": 3, "
	"\"bytes\": 12}, \"result\": \"done: 3 written\", \"plan_sha256\": \"c80748\", "
	"\"server\": \"unix:///a\", \"prev\": null, \"hash\": \"3e5175\"}";

static void a_line_of_the_file_is_a_record(void **state)
{
	struct log_record record;
	struct buf room;

	(void)state;
	buf_init(&room, sizeof line);
	assert_true(log_record_read_line(&record, text_of(line), &room));
	assert_int_equal(record.at_ms, 1795662325469);
	assert_true(text_is(record.who, "sam"));
	assert_true(text_is(record.host, "bastion\033"));
	assert_true(text_is(record.operation, "replay"));
	assert_true(text_is(record.job, "aj74y5lozfxadxnv3buz7xu24y"));
	assert_int_equal(record.reason.length, 0);
	assert_true(text_equal(record.topic, text_from("orders\0\xff", 8)));
	assert_true(text_is(record.group, "billing"));
	assert_true(text_is(record.result, "done: 3 written"));
	assert_true(text_is(record.plan_sha256, "c80748"));
	assert_true(text_is(record.key, "3e5175"));
	assert_int_equal(record.entries, 3);
	assert_int_equal(record.bytes, 12);
	buf_finish(&room);
}

static void what_is_written_reads_back(void **state)
{
	struct log_record record, back;
	struct buf out, room, again;

	(void)state;
	buf_init(&room, sizeof line);
	buf_init(&again, 2000);
	buf_init(&out, 2000);
	assert_true(log_record_read_line(&record, text_of(line), &room));
	record.target = text_of("orders\n:dlq");
	log_record_write_line(&out, &record);
	assert_null(strchr(out.at, '\033'));
	assert_ptr_equal(strchr(out.at, '\n'), out.at + out.length - 1);
	assert_true(log_record_read_line(&back, buf_text(&out), &again));
	assert_int_equal(back.at_ms, record.at_ms);
	assert_true(text_equal(back.host, record.host));
	assert_int_equal(back.reason.length, 0);
	assert_true(text_equal(back.topic, record.topic));
	assert_true(text_equal(back.target, record.target));
	assert_true(text_equal(back.result, record.result));
	assert_true(text_equal(back.key, record.key));
	assert_true(text_is(back.server, "unix:///a"));
	assert_int_equal(back.entries, 3);
	buf_reset(&out);
	log_record_write_line(&out,
		&(struct log_record){.at_ms = -1, .operation = text_of("x"), .entries = -1,
			.bytes = -1});
	assert_string_equal(
		out.at, "{\"at_ms\": null, \"operation\": \"x\", \"touches\": {}}\n");
	buf_finish(&out);
	buf_finish(&again);
	buf_finish(&room);
}

static void what_is_no_record_is_none(void **state)
{
	static const char *const lines[] = {"", "{", "[]", "{\"operation\": \"replay\"}",
		"{\"hash\": \"12\"}", "{\"operation\": 5, \"hash\": \"12\"}", "nonsense"};
	struct log_record record;
	struct buf room;

	(void)state;
	buf_init(&room, 1000);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_false(log_record_read_line(&record, text_of(lines[i]), &room));
	}
	assert_true(log_record_read_line(&record,
		text_of("{\"operation\": \"x\", \"hash\": \"1\", \"touches\": 7, \"at_ms\": "
			"\"5\"}"),
		&room));
	assert_int_equal(record.at_ms, -1);
	assert_int_equal(record.entries, -1);
	buf_finish(&room);
}

static void an_entry_of_the_stream_is_a_record(void **state)
{
	const struct entry_field fields[] = {
		{text_of("operation"), text_of("ack")},
		{text_of("who"), text_of("sam")},
		{text_of("target"), text_of("orders:dlq")},
		{text_of("entries"), text_of("7")},
		{text_of("unheard-of"), text_of("x")},
		{text_of("record"), text_of("3e5175")},
	};
	struct entry entry = {.id = {1700000000000, 3}, .field_count = 6, .fields = fields};
	struct log_record record;
	char id[ID_TEXT_MAX];

	(void)state;
	log_record_read_entry(&record, &entry, id);
	assert_int_equal(record.at_ms, 1700000000000);
	assert_true(text_is(record.operation, "ack"));
	assert_true(text_is(record.target, "orders:dlq"));
	assert_int_equal(record.entries, 7);
	assert_true(text_is(record.key, "3e5175"));
	entry.field_count = 5;
	log_record_read_entry(&record, &entry, id);
	assert_true(text_is(record.key, "1700000000000-3"));
	entry.id.ms = UINT64_MAX;
	log_record_read_entry(&record, &entry, id);
	assert_int_equal(record.at_ms, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_the_file_is_a_record),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(what_is_no_record_is_none),
		cmocka_unit_test(an_entry_of_the_stream_is_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
