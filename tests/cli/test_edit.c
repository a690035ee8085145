#include "verb_stage.h"

/* One entry replayed with other values in some of its fields. */

static const char payload[] =
	"{\"order\":\"ORD-1\",\"note\":\"as it was agreed on the telephone\",\"total\": 100}";
static const char mended[] = "payload={\"order\":\"ORD-1\",\"note\":\"as it was agreed on the "
			     "telephone\",\"total\": 90}";

static void fill_one(struct redis_server *server)
{
	redis_ok(server, "XADD", "orders", "50-0", "type", "order.placed", "payload", payload,
		"state", "bad\x1b[31m", "email", "ann@example.org", "type", "again", NULL);
}

static void the_plan_has_the_old_value_beside_the_new_one(void **state)
{
	struct redis_server *server = *state;

	fill_one(server);
	struct run run =
		ON(server, "replay", "orders", "50-0", "--set", mended, "--set", "state=good");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "50-0 state: bad^[[31m -> good\n");
	run_expect_text(run_out(&run),
		"50-0 payload: ...phone\",\"total\": 100} -> ...phone\",\"total\": 90}\n");
	run_expect_text(run_out(&run), "nothing was changed");
	run_finish(&run);
	run = ON(
		server, "replay", "orders", "50-0", "--set", "state=4111 1111 1111 1111", "--json");
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run),
		"\"edits\":[{\"id\":\"50-0\",\"field\":\"state\",\"before\":\"bad^[[31m\","
		"\"after\":\"");
	assert_null(strstr(run_out(&run), "1111 1111"));
	run_finish(&run);
	run = ON(server, "replay", "orders", "50-0", "--set", "state=bad\x1b[31m");
	expect(&run, 0, "nothing is changed");
	run = ON(server, "replay", "orders", "50-0", "--set", "stat=good");
	expect(&run, 0, "1 entry without such a field: not appended");
}

static void expect_field(const redisReply *fields, size_t i, const char *name, const char *value)
{
	assert_true(fields->elements > i * 2 + 1);
	assert_string_equal(fields->element[i * 2]->str, name);
	assert_string_equal(fields->element[i * 2 + 1]->str, value);
}

static void all_else_is_copied_byte_for_byte_and_the_lineage_kept(void **state)
{
	struct redis_server *server = *state;

	fill_one(server);
	struct run run = ON(server, "replay", "orders", "50-0", "--set", "type=order.paid", "--set",
		mended, "--into", "new", "--create", "--yes");
	run_expect_code(&run, 0);
	run_finish(&run);
	redisReply *all = redis_raw(server, "XRANGE", "new", "-", "+", NULL);
	assert_int_equal(all->elements, 1);
	const redisReply *fields = all->element[0]->element[1];
	expect_field(fields, 0, "type", "order.paid");
	expect_field(fields, 1, "payload", strchr(mended, '=') + 1);
	expect_field(fields, 2, "state", "bad\x1b[31m");
	expect_field(fields, 3, "email", "ann@example.org");
	expect_field(fields, 4, "type", "order.paid");
	expect_field(fields, 5, "_rm.topic", "orders");
	expect_field(fields, 6, "_rm.id", "50-0");
	expect_field(fields, 7, "_rm.edited", "type, payload");
	freeReplyObject(all);
}

static void expect_refused(struct redis_server *server, const char *set, const char *text)
{
	struct run run = ON(server, "replay", "orders", "50-0", "--set", set, "--yes");

	expect(&run, 4, text);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 1);
}

static void what_is_masked_or_would_break_is_refused(void **state)
{
	struct redis_server *server = *state;

	fill_one(server);
	expect_refused(server, "email=bob@example.org", "50-0: the field email is masked");
	expect_refused(server, "payload={\"total\": 90,\n }",
		"50-0: the field payload is JSON, and what it is set to is none from line 2, "
		"column 2");
	expect_refused(server, "payload=gone", "from line 1, column 1 on");
	struct run run = ON(server, "replay", "orders", "50-0", "--set", "payload=gone",
		"--allow-broken-json", "--yes");
	expect(&run, 0, "1 done");
	run = ON(server, "replay", "orders", "50-0", "--set", "state={", "--yes");
	expect(&run, 0, "1 done");
}

static void set_aside(struct redis_server *server)
{
	struct run run;

	fill_one(server);
	free(redis_str(server, "XGROUP", "CREATE", "orders", "mending", "49-0", NULL));
	redis_ok(server, "XREADGROUP", "GROUP", "mending", "w1", "STREAMS", "orders", ">", NULL);
	run = ON(server, "dead-letter", "orders", "mending", "50-0", "--yes");
	expect(&run, 0, "1 done");
}

/* On its way back: never to the group, which would get it as it was. */
static void a_dead_letter_goes_back_changed(void **state)
{
	struct redis_server *server = *state;
	struct run run;

	set_aside(server);
	run = ON(server, "redrive", "orders:dlq", "--set", mended);
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "0 entries to the group that gave them up, 1 entry to");
	run_expect_text(run_out(&run), "as new events, changed;");
	run_expect_text(run_out(&run), "payload: ...phone\",\"total\": 100} -> ...phone\",");
	run_finish(&run);
	run = ON(server, "redrive", "orders:dlq", "--set", "email=bob@example.org", "--yes");
	expect(&run, 4, "the field email is masked");
	run = ON(server, "redrive", "orders:dlq", "--set", "payload={", "--yes");
	expect(&run, 4, "the field payload is JSON");
	run = ON(server, "redrive", "orders:dlq", "--set", "_rm.id=1", "--yes");
	expect(&run, 2, "are the console's");
	run = ON(server, "redrive", "orders:dlq", "--set", "nothing=1", "--yes");
	expect(&run, 1, "it has no field `nothing`");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 1);
	run = ON(server, "redrive", "orders:dlq", "--set", mended, "--set", "state=good", "--yes");
	expect(&run, 0, "1 done");
	redisReply *all = redis_raw(server, "XREVRANGE", "orders", "+", "-", "COUNT", "1", NULL);
	const redisReply *fields = all->element[0]->element[1];
	expect_field(fields, 0, "type", "order.placed");
	expect_field(fields, 1, "payload", strchr(mended, '=') + 1);
	expect_field(fields, 2, "state", "good");
	expect_field(fields, 3, "email", "ann@example.org");
	expect_field(fields, 4, "type", "again");
	expect_field(fields, 5, "_rm.topic", "orders:dlq");
	expect_field(fields, 7, "_rm.edited", "payload, state");
	expect_field(fields, 8, "_rm.job", fields->element[17]->str);
	run = ON(server, "replay", "orders", all->element[0]->element[0]->str, "--yes");
	expect(&run, 0, "1 done");
	freeReplyObject(all);
	assert_int_equal(redis_int(server, "XLEN", "orders:dlq", NULL), 1);
	/* Once is enough, with other fields as well. */
	run = ON(server, "redrive", "orders:dlq", "--set", "state=better", "--yes");
	expect(&run, 0, "0 done, 1 skipped");
}

static void what_went_back_changed_is_taken_again(void **state)
{
	struct redis_server *server = *state;
	struct run run;
	char job[32];

	set_aside(server);
	run = ON(server, "redrive", "orders:dlq", "--set", "state=good", "--yes");
	run_expect_code(&run, 0);
	snprintf(job, sizeof job, "%.26s", strstr(run_out(&run), "job ") + strlen("job "));
	run_finish(&run);
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 2);
	run = ON(server, "jobs", "undo", job, "--yes");
	expect(&run, 0, "1 done");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), ENTRIES + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_plan_has_the_old_value_beside_the_new_one, before_each),
		cmocka_unit_test_setup(
			all_else_is_copied_byte_for_byte_and_the_lineage_kept, before_each),
		cmocka_unit_test_setup(a_dead_letter_goes_back_changed, before_each),
		cmocka_unit_test_setup(what_went_back_changed_is_taken_again, before_each),
		cmocka_unit_test_setup(what_is_masked_or_would_break_is_refused, before_each),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
