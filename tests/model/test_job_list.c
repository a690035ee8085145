#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"

static void tell_job(struct model *model, const char *job, bool local, uint64_t done)
{
	struct job_row row = {.job = text_of(job),
		.state = text_of("running"),
		.local = local,
		.done = done,
		.topic = text_of("orders")};

	model_apply(model, &(struct fact){.kind = FACT_JOB, .job_row = &row});
}

static void tell_pass(struct model *model, bool on_server, bool ends)
{
	model_apply(model,
		&(struct fact){.kind = FACT_JOBS_READ,
			.jobs_read = {.begins = !ends, .ends = ends, .on_server = on_server}});
}

static void a_job_is_there_while_somebody_has_it(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 0});
	const struct job_list *list = model_jobs(model);

	(void)state;
	tell_pass(model, false, false);
	tell_job(model, "a", true, 3);
	tell_job(model, "b", true, 4);
	tell_pass(model, false, true);
	tell_pass(model, true, false);
	tell_job(model, "a", false, 1);
	tell_job(model, "c", false, 5);
	tell_pass(model, true, true);
	assert_int_equal(job_list_count(list), 3);
	/* The journal knows more than the marker. */
	assert_int_equal(job_list_find(list, text_of("a"))->done, 3);
	assert_true(job_list_find(list, text_of("a"))->local);
	assert_false(job_list_find(list, text_of("c"))->local);
	tell_pass(model, false, false);
	tell_job(model, "b", true, 6);
	tell_pass(model, false, true);
	/* Its journal went, its marker did not. */
	assert_int_equal(job_list_count(list), 3);
	assert_false(job_list_find(list, text_of("a"))->local);
	assert_int_equal(job_list_find(list, text_of("b"))->done, 6);
	tell_pass(model, true, false);
	tell_pass(model, true, true);
	assert_int_equal(job_list_count(list), 1);
	assert_null(job_list_find(list, text_of("a")));
	assert_non_null(job_list_at(list, 0));
	assert_null(job_list_at(list, 1));
	model_destroy(model);
}

static void tell_item(struct model *model, uint64_t ms, enum job_fate fate)
{
	model_apply(model,
		&(struct fact){.kind = FACT_JOB_ITEM,
			.job = text_of("a"),
			.job_item = {.id = {ms, 0}, .fate = fate, .why = text_of("why")}});
}

static void what_failed_finds_room(void **state)
{
	struct model *model = model_create(&(struct model_options){.memory_bytes = 0});
	const struct job_list *list = model_jobs(model);
	struct fact read = {
		.kind = FACT_JOB_READ, .job = text_of("a"), .job_read = {.begins = true}};
	struct job_item item;

	(void)state;
	model_apply(model, &read);
	for (uint64_t i = 1; i <= JOB_ITEMS_MAX; i++) {
		tell_item(model, i, JOB_FATE_DONE);
	}
	tell_item(model, 7777777, JOB_FATE_FAILED);
	read.job_read = (struct fact_job_read){.ends = true, .local = true};
	model_apply(model, &read);
	assert_int_equal(job_list_close_up(list)->count, JOB_DONE_ITEMS_MAX + 1);
	assert_int_equal(job_list_close_up(list)->unheld, JOB_ITEMS_MAX - JOB_DONE_ITEMS_MAX);
	assert_true(job_list_item(list, JOB_DONE_ITEMS_MAX, &item));
	assert_int_equal(item.fate, JOB_FATE_FAILED);
	assert_true(text_is(item.why, "why"));
	assert_false(job_list_item(list, JOB_DONE_ITEMS_MAX + 1, &item));
	read.job = text_of("b");
	read.job_read = (struct fact_job_read){.begins = true};
	model_apply(model, &read);
	tell_item(model, 1, JOB_FATE_DONE);
	assert_int_equal(job_list_close_up(list)->count, 0);
	model_destroy(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_is_there_while_somebody_has_it),
		cmocka_unit_test(what_failed_finds_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
