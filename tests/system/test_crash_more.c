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

/* All set aside; of the first and the last the source is gone. */
static void set_aside(struct redis_server *server)
{
	const char *const words[] = {
		"dead-letter", "orders", "billing", "--min-idle", "0s", "--yes", NULL};

	assert_int_equal(stage_run(redis_url(server), NULL, words), 0);
	redis_ok(server, "XDEL", "orders", "1-0", "5-0", NULL);
	stage_forget();
	redisReply *keys = redis_raw(server, "KEYS", "*:rm:*", NULL);
	for (size_t i = 0; i < keys->elements; i++) {
		redis_ok(server, "DEL", keys->element[i]->str, NULL);
	}
	freeReplyObject(keys);
}

static void check_redrive(struct redis_server *server)
{
	redisReply *all = redis_raw(server, "XRANGE", "orders", "6-0", "+", NULL);

	stage_expect_pending(server, ENTRIES - 2, "rivermaster", 0);
	assert_int_equal(all->elements, 2);
	for (size_t i = 0; i < all->elements; i++) {
		const redisReply *fields = all->element[i]->element[1];

		assert_int_equal(fields->elements, 6);
		assert_string_equal(fields->element[1]->str, i == 0 ? "1" : "5");
		assert_string_equal(fields->element[5]->str, "x");
	}
	freeReplyObject(all);
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), ENTRIES);
}

static const struct played plays[] = {
	{"claim", {"claim", "orders", "billing", "--all", "--consumer", "w2", "--yes"}, check_claim,
		NULL},
	{"ack", {"ack", "orders", "billing", "--all", "--yes"}, check_ack, NULL},
	{"consumer remove", {"consumer", "remove", "orders", "billing", "w1", "--yes"},
		check_remove, NULL},
	{"group create", {"group", "create", "orders", "new", "2-0", "--yes"}, check_create, NULL},
	{"group seek", {"group", "seek", "orders", "audit", "3-0", "--yes"}, check_seek, NULL},
	{"group destroy", {"group", "destroy", "orders", "audit", "--yes"}, check_destroy, NULL},
	{"delete", {"delete", "orders", "2-0", "4-0", "--yes"}, check_delete, NULL},
	{"trim", {"trim", "orders", "--maxlen", "2", "--yes"}, check_trim, NULL},
	{"redrive", {"redrive", "orders:dlq", "--yes"}, check_redrive, set_aside},
	{"purge", {"purge", "orders", "--yes"}, check_purge, NULL},
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
