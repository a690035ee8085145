#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "scene.h"

enum { RECORDS = 6, BYTES_MAX = 1 << 20 };

/* BEGIN, two batches, the end; `ends` are where each record ends. */
static void write_all(struct buf *out, size_t ends[RECORDS])
{
	struct request request;
	struct batch batch;

	buf_init(out, BYTES_MAX);
	scene_request(&request);
	journal_begin(out, 0, &request);
	ends[0] = out->length;
	scene_batch(&batch, 1, 3);
	journal_intent(out, 1, &batch);
	ends[1] = out->length;
	item_settle(&batch.items[0], FATE_DONE, text_of(""));
	batch.items[0].new_id = (struct id){100, 1};
	item_settle(&batch.items[1], FATE_SKIPPED, text_of("gone"));
	item_settle(&batch.items[2], FATE_FAILED, text_of("bad"));
	journal_done(out, 2, &batch);
	ends[2] = out->length;
	scene_batch(&batch, 4, 1);
	journal_intent(out, 3, &batch);
	ends[3] = out->length;
	item_settle(&batch.items[0], FATE_DONE, text_of(""));
	journal_done(out, 4, &batch);
	ends[4] = out->length;
	journal_state(out, 5, JOB_DONE, text_of("verified"));
	ends[5] = out->length;
	request_finish(&request);
}

static void take_item(void *arg, const struct journal_item *item)
{
	uint64_t *sum = arg;

	*sum += item->id.ms;
	if (item->id.ms == 1) {
		assert_int_equal(item->fate, FATE_DONE);
		assert_int_equal(item->new_id.ms, 100);
	}
}

static void a_whole_journal_tells_all(void **state)
{
	struct error error = {.code = ERROR_NONE};
	size_t ends[RECORDS];
	struct journal journal;
	struct buf bytes;
	uint64_t sum = 0;

	(void)state;
	write_all(&bytes, ends);
	assert_true(journal_read(&journal, buf_text(&bytes), take_item, &sum, &error));
	assert_int_equal(journal.records, RECORDS);
	assert_int_equal(journal.done, 2);
	assert_int_equal(journal.failed, 1);
	assert_int_equal(journal.skipped, 1);
	assert_int_equal(journal.state, JOB_DONE);
	assert_false(journal.open);
	assert_int_equal(journal.last.ms, 4);
	assert_int_equal(journal.whole, bytes.length);
	assert_int_equal(sum, 10);
	assert_string_equal(journal.request.job, scene_job);
	journal_finish(&journal);
	buf_finish(&bytes);
}

/* What a pass over the same entries settles again is not counted twice. */
static void a_new_pass_counts_anew(void **state)
{
	const uint64_t counts[3] = {1, 0, 1};
	struct error error = {.code = ERROR_NONE};
	size_t ends[RECORDS];
	struct journal journal;
	struct batch batch;
	struct buf bytes;

	(void)state;
	write_all(&bytes, ends);
	journal_pass(&bytes, RECORDS, counts);
	assert_true(journal_read(&journal, buf_text(&bytes), NULL, NULL, &error));
	assert_int_equal(journal.state, JOB_STOPPED);
	journal_finish(&journal);
	scene_batch(&batch, 3, 2);
	item_settle(&batch.items[0], FATE_FAILED, text_of("bad"));
	item_settle(&batch.items[1], FATE_DONE, text_of(""));
	journal_done(&bytes, RECORDS + 1, &batch);
	assert_true(journal_read(&journal, buf_text(&bytes), NULL, NULL, &error));
	assert_int_equal(journal.done, 2);
	assert_int_equal(journal.failed, 1);
	assert_int_equal(journal.skipped, 1);
	journal_finish(&journal);
	buf_finish(&bytes);
}

static size_t whole_before(const size_t ends[RECORDS], size_t length)
{
	size_t count = 0;

	while (count < RECORDS && ends[count] <= length) {
		count++;
	}
	return count;
}

static void cut_anywhere_it_is_read_up_to_there(void **state)
{
	size_t ends[RECORDS];
	struct buf bytes;

	(void)state;
	write_all(&bytes, ends);
	for (size_t length = 0; length <= bytes.length; length++) {
		struct error error = {.code = ERROR_NONE};
		size_t whole = whole_before(ends, length);
		struct journal journal;

		assert_int_equal(
			journal_read(&journal, text_from(bytes.at, length), NULL, NULL, &error),
			whole > 0);
		assert_int_equal(journal.records, whole);
		assert_int_equal(journal.whole, whole == 0 ? 0 : ends[whole - 1]);
		assert_int_equal(journal.open, whole == 2 || whole == 4);
		journal_finish(&journal);
	}
	buf_finish(&bytes);
}

static void an_altered_record_is_the_end(void **state)
{
	size_t ends[RECORDS];
	struct buf bytes;

	(void)state;
	write_all(&bytes, ends);
	for (size_t at = 0; at < bytes.length; at++) {
		struct error error = {.code = ERROR_NONE};
		struct journal journal;

		bytes.at[at] ^= 0x10;
		journal_read(&journal, buf_text(&bytes), NULL, NULL, &error);
		assert_int_equal(journal.records, whole_before(ends, at));
		journal_finish(&journal);
		bytes.at[at] ^= 0x10;
	}
	buf_finish(&bytes);
}

static void records_stand_in_their_order(void **state)
{
	struct error error = {.code = ERROR_NONE};
	size_t ends[RECORDS];
	struct journal journal;
	struct buf bytes, mixed;

	(void)state;
	write_all(&bytes, ends);
	buf_init(&mixed, BYTES_MAX);
	buf_add(&mixed, bytes.at, ends[0]);
	buf_add(&mixed, bytes.at + ends[1], ends[2] - ends[1]);
	assert_true(journal_read(&journal, buf_text(&mixed), NULL, NULL, &error));
	assert_int_equal(journal.records, 1);
	journal_finish(&journal);
	buf_finish(&mixed);
	buf_finish(&bytes);
}

static void states_have_the_names_of_the_contract(void **state)
{
	static const char *const names[] = {"running", "paused", "stopped", "in_doubt", "done",
		"failed", "cancelled", "undone"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_string_equal(job_state_name((enum job_state)i), names[i]);
		assert_int_equal(job_state_has_ended((enum job_state)i), i >= 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_journal_tells_all),
		cmocka_unit_test(a_new_pass_counts_anew),
		cmocka_unit_test(cut_anywhere_it_is_read_up_to_there),
		cmocka_unit_test(an_altered_record_is_the_end),
		cmocka_unit_test(records_stand_in_their_order),
		cmocka_unit_test(states_have_the_names_of_the_contract),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
