#include "../../src/engine/op_wait.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

static const struct config plain;

static void ask(const struct config *config, const struct survey *survey, struct request *request,
	const char *refused)
{
	struct error error = {.code = ERROR_NONE};
	bool good = op_wait_ask(config, survey, request, &error);

	assert_int_equal(good, refused == NULL);
	if (refused != NULL) {
		assert_int_equal(error.code, ERROR_REFUSED);
		assert_non_null(strstr(error.text, refused));
	}
}

static void the_numbers_stay_with_the_job(void **state)
{
	const struct config disk = {.wait = {.has_aof = true, .aof = 1, .timeout_ms = 500}};
	const struct survey survey = {.replicas = 2, .waitaof = true, .aof = true};
	struct operate_options options = {.config = &disk};
	struct request request;
	struct op_wait wait;

	(void)state;
	request_init(&request);
	ask(&disk, &survey, &request, NULL);
	op_wait_read(&wait, &options, &request);
	assert_int_equal(wait.replicas, 1);
	assert_int_equal(wait.aof, 1);
	assert_int_equal(wait.timeout_ms, 500);
	options = (struct operate_options){.config = &plain, .has_wait = true};
	op_wait_read(&wait, &options, &request);
	assert_int_equal(wait.replicas, 0);
	assert_int_equal(wait.aof, -1);
	request_finish(&request);
}

static void what_the_server_cannot_do_is_refused(void **state)
{
	const struct config two = {.wait = {.has_replicas = true, .replicas = 2}},
			    disk = {.wait = {.has_aof = true}};
	struct request request;

	(void)state;
	request_init(&request);
	ask(&two, &(struct survey){.replicas = 1}, &request, "2 replicas");
	ask(&disk, &(struct survey){.aof = true}, &request, "no WAITAOF");
	ask(&disk, &(struct survey){.waitaof = true}, &request, "no append-only file");
	request_finish(&request);
}

static void send(struct op_wait *wait, size_t count)
{
	struct command commands[OP_WAIT_COMMANDS];

	assert_int_equal(op_wait_add(wait, text_of("marker"), 7, commands), count);
	for (size_t i = 0; i < count; i++) {
		command_finish(&commands[i]);
	}
}

static void answer(struct op_wait *wait, int64_t replicas, int64_t here, int64_t there)
{
	struct reply both[] = {{.kind = REPLY_INTEGER, .integer = here},
		{.kind = REPLY_INTEGER, .integer = there}};

	op_wait_take(wait, 0, &(struct reply){.kind = REPLY_INTEGER, .integer = 1});
	op_wait_take(wait, 1, &(struct reply){.kind = REPLY_INTEGER, .integer = replicas});
	op_wait_take(wait, 2, &(struct reply){.kind = REPLY_LIST, .count = 2, .items = both});
}

static void less_than_was_asked_for_is_in_doubt(void **state)
{
	struct op_wait wait = {.replicas = 1, .aof = 1, .timeout_ms = 9};
	struct error error;

	(void)state;
	send(&wait, 3);
	assert_false(op_wait_was_answered(&wait));
	answer(&wait, 1, 1, 1);
	assert_true(op_wait_was_answered(&wait) && op_wait_holds(&wait, &error));
	answer(&wait, 0, 1, 1);
	assert_false(op_wait_holds(&wait, &error));
	assert_non_null(strstr(error.text, "0 replicas of 1 replica confirmed within 9 ms"));
	answer(&wait, 1, 0, 1);
	assert_false(op_wait_holds(&wait, &error));
	assert_non_null(strstr(error.text, "not on the server's disk"));
	answer(&wait, 1, 1, 0);
	assert_false(op_wait_holds(&wait, &error));
	wait = (struct op_wait){.replicas = 0, .aof = -1};
	send(&wait, 0);
	assert_true(op_wait_was_answered(&wait) && op_wait_holds(&wait, &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_numbers_stay_with_the_job),
		cmocka_unit_test(what_the_server_cannot_do_is_refused),
		cmocka_unit_test(less_than_was_asked_for_is_in_doubt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
