#include "ops_file.h"
#include "ops_strike.h"

/* An import, whose entries come from a file and go to several topics. */

enum { SAMPLES = 5 };

static void check(struct redis_server *server)
{
	file_check(server, STRIKE_ENTRIES);
}

static void check_ids(struct redis_server *server)
{
	redisReply *all = redis_raw(server, "XRANGE", "other", "-", "+", NULL);

	check(server);
	assert_string_equal(all->element[STRIKE_ENTRIES - 1]->element[0]->str, "10-1");
	freeReplyObject(all);
}

static const struct played plays[] = {
	{"import", {"import", stage_file, "--create", "--yes", "--rate", "1000000"}, check, NULL},
	{"import --keep-ids", {"import", stage_file, "--create", "--yes", "--keep-ids"}, check_ids,
		NULL},
};

static void killed_anywhere_an_import_loses_and_doubles_nothing(void **state)
{
	strike_through(*state, &plays[0], PROXY_KILL, SAMPLES);
	strike_through(*state, &plays[1], PROXY_KILL, SAMPLES);
}

static void cut_anywhere_an_import_loses_and_doubles_nothing(void **state)
{
	strike_through(*state, &plays[0], PROXY_CUT, SAMPLES);
	strike_through(*state, &plays[1], PROXY_CUT, SAMPLES);
}

static int open_with_file(void **state)
{
	file_make(STRIKE_ENTRIES);
	return stage_open(state);
}

static int close_with_file(void **state)
{
	file_remove();
	return stage_close(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_anywhere_an_import_loses_and_doubles_nothing),
		cmocka_unit_test(cut_anywhere_an_import_loses_and_doubles_nothing),
	};

	return cmocka_run_group_tests(tests, open_with_file, close_with_file);
}
