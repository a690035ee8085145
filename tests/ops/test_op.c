#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/mem.h"
#include "ops/runs.h"
#include "scene.h"
#include "ops/op.h"

static void every_operation_is_whole(void **state)
{
	const struct op *op;

	(void)state;
	for (size_t i = 0; (op = op_at(i)) != NULL; i++) {
		assert_ptr_equal(op_find(text_of(op->name)), op);
		assert_non_null(op->summary);
		assert_non_null(op->help);
		assert_non_null(op->usage);
		assert_non_null(op->plan);
		assert_non_null(op->params);
		assert_int_equal(op->unbuild == NULL, op->unsettle == NULL);
		for (size_t p = 0; op->params[p] != NULL; p++) {
			/* The command line reads an option before it knows whose it is. */
			assert_int_equal(param_find(text_of(op->params[p]->name))->kind,
				op->params[p]->kind);
			assert_int_equal(
				op->params[p]->kind == PARAM_FLAG, op->params[p]->argument == NULL);
		}
	}
	assert_null(op_find(text_of("nothing")));
}

/* `XGROUP SETID` and its like; else the first word. */
static void name_of_call(const char *call, char name[64])
{
	size_t first = strcspn(call, "'");
	const char *next = call + first;

	snprintf(name, 64, "%.*s", (int)first, call);
	if ((strcmp(name, "XGROUP") == 0 || strcmp(name, "XINFO") == 0) &&
		strncmp(next, "', '", 4) == 0) {
		snprintf(name + first, 64 - first, " %.*s", (int)strcspn(next + 4, "'"), next + 4);
	}
}

static bool is_sent(const char *const *sends, const char *name)
{
	size_t length = strlen(name);

	for (; *sends != NULL; sends++) {
		if (strncmp(*sends, name, length) == 0 &&
			((*sends)[length] == ' ' || (*sends)[length] == '\0')) {
			return true;
		}
	}
	return false;
}

/* What permission is asked for is what the scripts call. */
static void scripts_call_what_is_said_and_nothing_else(void **state)
{
	static const struct entry_field field = {.name = {"n", 1}, .value = {"1", 1}};
	const struct entry entry = {.id = {1, 0}, .field_count = 1, .fields = &field};
	struct batch batch = {.count = 1};
	struct request request;
	struct command command;
	const struct op *op;
	char name[64];

	(void)state;
	batch.items[0] = (struct item){.id = {1, 0}, .deliveries = 1, .entry = &entry};
	scene_request(&request);
	request_add(&request, text_of("maxlen"), text_of("1"));
	for (size_t i = 0; (op = op_at(i)) != NULL; i++) {
		size_t calls = 0;

		command_init(&command);
		op->build(&request, &batch, 0, &command);
		char *script = text_dup(command_arg(&command, 1));
		for (const char *at = script; (at = strstr(at, "call('")) != NULL; calls++) {
			at += strlen("call('");
			name_of_call(at, name);
			if (!is_sent(op->sends, name) && !is_sent(op_sends_always, name)) {
				fail_msg("%s sends %s and does not say so", op->name, name);
			}
		}
		assert_true(calls > 0);
		mem_free(script);
		command_finish(&command);
	}
	request_finish(&request);
}

static void answers_settle_items(void **state)
{
	static const struct text done[] = {{"DONE", 4}, {"5-6", 3}}, gone[] = {{"GONE", 4}},
				 odd[] = {{"WHAT", 4}}, again[] = {{"ALREADY", 7}};
	struct batch batch;

	(void)state;
	scene_batch(&batch, 1, 4);
	item_answered(&batch.items[0], &(struct op_answer){.count = 2, .words = done});
	item_answered(&batch.items[1], &(struct op_answer){.count = 1, .words = gone});
	item_answered(&batch.items[2], &(struct op_answer){.count = 1, .words = odd});
	item_answered(&batch.items[3], &(struct op_answer){.count = 1, .words = again});
	assert_int_equal(batch.items[0].fate, FATE_DONE);
	assert_int_equal(batch.items[0].new_id.seq, 6);
	assert_int_equal(batch.items[1].fate, FATE_SKIPPED);
	assert_int_equal(batch.items[2].fate, FATE_OPEN);
	assert_int_equal(batch.items[3].fate, FATE_DONE);
	assert_true(batch.items[3].again);
	assert_false(batch.items[3].has_new_id);
}

static void runs_stand_for_each_id(void **state)
{
	struct runs runs = {.rest = text_of("5-18446744073709551615+2 7-0+1")};
	struct runs wrong = {.rest = text_of("5-0+0")};
	struct id id;

	(void)state;
	assert_true(runs_next(&runs, &id) && id.ms == 5 && id.seq == UINT64_MAX);
	assert_true(runs_next(&runs, &id) && id.ms == 6 && id.seq == 0);
	assert_true(runs_next(&runs, &id) && id.ms == 7);
	assert_false(runs_next(&runs, &id));
	assert_false(runs_next(&wrong, &id));
}

static struct plan plan_of(const char *name, const struct request *request,
	const struct survey *survey, struct error *error)
{
	struct plan plan;

	plan_init(&plan);
	plan.entries = survey->entries;
	if (op_find(text_of(name))->plan(request, survey, &plan, error)) {
		plan_seal(&plan, request);
	}
	return plan;
}

static void a_plan_tells_who_sees_it_and_has_a_digest_of_what_is_done(void **state)
{
	struct survey_group groups[] = {{.name = {"g1", 2}, .cursor = {9, 9}}, {.name = {"g2", 2}}};
	struct survey survey = {.entries = 3, .last_id = {9, 9}, .source = {.exists = true}};
	struct error error = {.code = ERROR_NONE};
	struct request request;

	(void)state;
	scene_request(&request);
	request.target = request.topic;
	survey.source.name = survey.target.name = request.topic;
	survey.target.exists = true;
	survey.target.group_count = 2;
	survey.target.groups = groups;
	struct plan one = plan_of("replay", &request, &survey, &error);
	assert_int_equal(one.radius_count, 2);
	assert_true(one.radius[0].again);
	assert_false(one.radius[1].again);
	memset(request.job, 'b', JOB_ID_MAX - 1);
	struct plan same = plan_of("replay", &request, &survey, &error);
	assert_string_equal(one.sha256, same.sha256);
	request.items[0].id.ms++;
	struct plan other = plan_of("replay", &request, &survey, &error);
	assert_string_not_equal(one.sha256, other.sha256);
	plan_finish(&one);
	plan_finish(&same);
	plan_finish(&other);
	request_finish(&request);
}

static void a_topic_is_not_its_own_dead_letter_topic(void **state)
{
	struct survey survey = {.entries = 3};
	struct error error = {.code = ERROR_NONE};
	struct request request;

	(void)state;
	scene_request(&request);
	request.target = request.topic;
	struct plan plan = plan_of("dead-letter", &request, &survey, &error);
	assert_int_equal(error.code, ERROR_REFUSED);
	plan_finish(&plan);
	request_finish(&request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_is_whole),
		cmocka_unit_test(scripts_call_what_is_said_and_nothing_else),
		cmocka_unit_test(answers_settle_items),
		cmocka_unit_test(runs_stand_for_each_id),
		cmocka_unit_test(a_plan_tells_who_sees_it_and_has_a_digest_of_what_is_done),
		cmocka_unit_test(a_topic_is_not_its_own_dead_letter_topic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
