#include "../../src/engine/op_comeback.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "support/redis.h"

enum { PATIENCE_MS = 5000, A_MINUTE_AND_MORE_MS = 61000 };

struct rig {
	struct redis_server *server;
	struct config config;
	struct talk *talk;
	struct request request;
	struct comeback comeback;
};

static void rig_open(struct rig *rig)
{
	struct config_overrides overrides = {.url = NULL};
	struct error error;

	*rig = (struct rig){.server = redis_start(NULL)};
	overrides.url = redis_url(rig->server);
	assert_true(config_load(&rig->config, &overrides, &error));
	rig->talk = talk_open(&rig->config, CONN_READ, &error);
	assert_non_null(rig->talk);
	assert_true(talk_ready(rig->talk, PATIENCE_MS, &error));
	request_init(&rig->request);
	rig->request.operation = text_of("replay");
	rig->request.topic = text_of("orders");
	rig->request.target = text_of("again");
	comeback_init(&rig->comeback, &rig->request);
}

static void rig_close(struct rig *rig)
{
	comeback_finish(&rig->comeback);
	request_finish(&rig->request);
	talk_close(rig->talk);
	config_finish(&rig->config);
	redis_stop(rig->server);
}

static void die(struct rig *rig, int letters)
{
	for (int i = 0; i < letters; i++) {
		redis_ok(rig->server, "XADD", "again:dlq", "*", "n", "1", NULL);
	}
}

static bool goes_on(struct rig *rig)
{
	const struct operate_options options = {.config = &rig->config, .max_dead_letters = 2};
	struct error stop;
	bool good = comeback_look(&rig->comeback, rig->talk, &options, &rig->request, &stop);

	assert_int_equal(good, stop.code == ERROR_NONE);
	return good;
}

static void what_was_dead_before_it_began_is_not_counted(void **state)
{
	struct rig rig;

	(void)state;
	rig_open(&rig);
	die(&rig, 5);
	assert_true(goes_on(&rig));
	die(&rig, 2);
	assert_true(goes_on(&rig));
	die(&rig, 1);
	assert_false(goes_on(&rig));
	rig_close(&rig);
}

/* What the first look of the next minute finds belongs to that minute. */
static void a_minute_ends_without_losing_letters(void **state)
{
	struct rig rig;

	(void)state;
	rig_open(&rig);
	assert_true(goes_on(&rig));
	die(&rig, 2);
	assert_true(goes_on(&rig));
	rig.comeback.since_ms -= A_MINUTE_AND_MORE_MS;
	die(&rig, 2);
	assert_true(goes_on(&rig));
	die(&rig, 1);
	assert_false(goes_on(&rig));
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_dead_before_it_began_is_not_counted),
		cmocka_unit_test(a_minute_ends_without_losing_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
