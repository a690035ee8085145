#include "ops_strike.h"

/* The operations that append nothing. */

enum { ENTRIES = STRIKE_ENTRIES, SAMPLES = 3 };

static void check_claim(struct redis_server *server)
{
	stage_expect_pending(server, ENTRIES, "w2", 1);
}

static void check_ack(struct redis_server *server)
{
	stage_expect_pending(server, 0, "", 0);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES);
}

static void check_remove(struct redis_server *server)
{
	stage_expect_pending(server, ENTRIES, "rivermaster", 1);
	assert_int_equal(
		redis_int(server, "XGROUP", "DELCONSUMER", "orders", "billing", "w1", NULL), 0);
}

static void expect_cursor(struct redis_server *server, const char *group, const char *id)
{
	redisReply *groups = redis_raw(server, "XINFO", "GROUPS", "orders", NULL);
	int found = 0;

	for (size_t i = 0; i < groups->elements; i++) {
		if (strcmp(groups->element[i]->element[1]->str, group) == 0) {
			assert_string_equal(groups->element[i]->element[7]->str, id);
			found++;
		}
	}
	assert_int_equal(found, id == NULL ? 0 : 1);
	freeReplyObject(groups);
}

static void check_create(struct redis_server *server)
{
	expect_cursor(server, "new", "2-0");
}

static void check_seek(struct redis_server *server)
{
	expect_cursor(server, "audit", "3-0");
}

static void check_destroy(struct redis_server *server)
{
	expect_cursor(server, "billing", "5-0");
	assert_int_equal(redis_int(server, "XGROUP", "DESTROY", "orders", "audit", NULL), 0);
}

static void check_delete(struct redis_server *server)
{
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES - 2);
}

static void check_trim(struct redis_server *server)
{
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 2);
}

static void check_purge(struct redis_server *server)
{
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 0);
	assert_int_equal(redis_int(server, "EXISTS", "orders", NULL), 1);
}

static const struct played plays[] = {
	{"claim", {"claim", "orders", "billing", "--all", "--consumer", "w2", "--yes"},
		check_claim},
	{"ack", {"ack", "orders", "billing", "--all", "--yes"}, check_ack},
	{"consumer remove", {"consumer", "remove", "orders", "billing", "w1", "--yes"},
		check_remove},
	{"group create", {"group", "create", "orders", "new", "2-0", "--yes"}, check_create},
	{"group seek", {"group", "seek", "orders", "audit", "3-0", "--yes"}, check_seek},
	{"group destroy", {"group", "destroy", "orders", "audit", "--yes"}, check_destroy},
	{"delete", {"delete", "orders", "2-0", "4-0", "--yes"}, check_delete},
	{"trim", {"trim", "orders", "--maxlen", "2", "--yes"}, check_trim},
	{"purge", {"purge", "orders", "--yes"}, check_purge},
};

static void strike_all(struct redis_server *server, enum proxy_act act)
{
	for (size_t i = 0; i < sizeof plays / sizeof *plays; i++) {
		strike_through(server, &plays[i], act, SAMPLES);
	}
}

static void killed_anywhere_they_are_whole(void **state)
{
	strike_all(*state, PROXY_KILL);
}

static void cut_anywhere_they_are_whole(void **state)
{
	strike_all(*state, PROXY_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(killed_anywhere_they_are_whole),
		cmocka_unit_test(cut_anywhere_they_are_whole),
	};

	return cmocka_run_group_tests(tests, stage_open, stage_close);
}
