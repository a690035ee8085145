#include "../../src/demo/traffic.h"

#include "demo/probe.h"

#include <sys/wait.h>

#include "../../src/demo/folder.h"
#include "../../src/demo/server.h"

struct heard {
	uv_loop_t loop;
	struct traffic *traffic;
	int ready, lost;
	char folder[FOLDER_PATH_MAX], path[PROBE_PATH_MAX];
	pid_t server;
};

static void on_ready(void *arg)
{
	struct heard *heard = arg;
	heard->ready++;
	uv_stop(&heard->loop);
}

static void on_lost(void *arg, const struct error *error)
{
	struct heard *heard = arg;

	(void)error;
	heard->lost++;
	uv_stop(&heard->loop);
}

static void begin(struct heard *heard)
{
	char url[PROBE_PATH_MAX + 8];
	struct address address;
	struct error error;

	*heard = (struct heard){.ready = 0};
	assert_int_equal(uv_loop_init(&heard->loop), 0);
	assert_true(folder_create(heard->folder, &error));
	snprintf(heard->path, sizeof(heard->path), "%s/" SERVER_SOCKET, heard->folder);
	snprintf(url, sizeof(url), "unix://%s", heard->path);
	assert_true(address_parse(text_of(url), &address, &error));
	heard->traffic = traffic_create(&heard->loop,
		&(struct traffic_options){.address = &address,
			.rate = 1,
			.incident_ms = 600000,
			.on_ready = on_ready,
			.on_lost = on_lost,
			.arg = heard});
	address_finish(&address);
}

static void start_server(struct heard *heard)
{
	char program[PATH_MAX];
	struct error error;

	assert_true(server_find(program, &error));
	heard->server = server_spawn(program, heard->folder);
	assert_true(heard->server > 0);
}

static void stop_server(struct heard *heard)
{
	kill(heard->server, SIGKILL);
	assert_int_equal(waitpid(heard->server, NULL, 0), heard->server);
}

static void finish(struct heard *heard)
{
	traffic_destroy(heard->traffic);
	uv_run(&heard->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&heard->loop), 0);
	folder_remove(heard->folder);
}

static void it_waits_for_a_server_that_comes_later(void **state)
{
	struct heard heard;

	(void)state;
	begin(&heard);
	for (int turn = 0; turn < 10; turn++) {
		uv_run(&heard.loop, UV_RUN_ONCE);
	}
	assert_int_equal(heard.ready + heard.lost, 0);
	start_server(&heard);
	uv_run(&heard.loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.ready, 1);
	redisContext *redis = redisConnectUnix(heard.path);
	assert_true(probe_length(redis, "shop.views") > 50);
	assert_true(probe_length(redis, "orders.placed") > 0);
	assert_int_equal(probe_group(redis, "email.sent", "analytics", "consumers"), 1);
	redisFree(redis);
	finish(&heard);
	stop_server(&heard);
}

static void when_the_server_goes_it_is_over_and_told_once(void **state)
{
	struct heard heard;

	(void)state;
	begin(&heard);
	start_server(&heard);
	uv_run(&heard.loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.ready, 1);
	stop_server(&heard);
	uv_run(&heard.loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.lost, 1);
	for (int turn = 0; turn < 20; turn++) {
		uv_run(&heard.loop, UV_RUN_ONCE);
	}
	assert_int_equal(heard.lost, 1);
	finish(&heard);
}

static bool answers(void *path)
{
	redisContext *redis = redisConnectUnix(path);
	bool connected = redis->err == 0;
	redisFree(redis);
	return connected;
}

static void a_server_that_refuses_is_told(void **state)
{
	struct heard heard;

	(void)state;
	begin(&heard);
	start_server(&heard);
	await(answers, heard.path, "the server's answer");
	redisContext *redis = redisConnectUnix(heard.path);
	freeReplyObject(probe_ask(redis, "SET shop.views occupied"));
	redisFree(redis);
	uv_run(&heard.loop, UV_RUN_DEFAULT);
	assert_int_equal(heard.lost, 1);
	assert_int_equal(heard.ready, 0);
	finish(&heard);
	stop_server(&heard);
}

static void it_can_end_before_it_has_begun(void **state)
{
	struct heard heard;

	(void)state;
	begin(&heard);
	finish(&heard);
	traffic_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_for_a_server_that_comes_later),
		cmocka_unit_test(when_the_server_goes_it_is_over_and_told_once),
		cmocka_unit_test(a_server_that_refuses_is_told),
		cmocka_unit_test(it_can_end_before_it_has_begun),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
