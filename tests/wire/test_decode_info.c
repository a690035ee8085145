#include "wire/desk.h"

static void the_server_tells_who_it_is(void **state)
{
	(void)state;
	struct desk desk;
	sit_down(&desk);
	decode_server(first(&desk, RECORDED_INFO), &desk.fact);
	const struct fact_server *server = &desk.fact.server;
	assert_int_equal(desk.fact.outcome, FACT_KNOWN);
	assert_true(text_is(server->version, "7.0.15"));
	assert_true(text_is(server->name, "redis"));
	assert_true(text_is(server->mode, "standalone"));
	assert_true(text_is(server->role, "master"));
	assert_true(text_is(server->run_id, "0123456789abcdef"));
	assert_true(text_is(server->eviction, "noeviction"));
	assert_int_equal(server->uptime_s, 42);
	assert_int_equal(server->clients, 3);
	assert_int_equal(server->memory_bytes, 1048576);
	assert_int_equal(server->commands_per_s, 17);
	assert_true(server->has_memory && server->has_clients && server->has_rate);
	assert_false(server->loading);
	decode_server(first(&desk, RECORDED_INFO_VALKEY), &desk.fact);
	assert_true(text_is(server->name, "valkey"));
	assert_true(text_is(server->version, "8.0.1"));
	assert_false(server->has_memory || server->has_clients || server->has_rate);
	assert_true(server->loading);
	decode_server(first(&desk, RECORDED_NO_PERMISSION), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_DENIED);
	decode_server(first(&desk, RECORDED_EMPTY_TEXT), &desk.fact);
	assert_int_equal(desk.fact.outcome, FACT_FAILED);
	stand_up(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_server_tells_who_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
