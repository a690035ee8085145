#include "engine/snapshot.h"

#include "engine/rig.h"

struct probed {
	struct probe probes[PROBE_MAX];
	size_t count;
	struct error error;
};

static void probe(struct probed *probed, const char *url)
{
	struct config config;

	rig_config(&config, url, NULL);
	probed->error = (struct error){.code = ERROR_NONE};
	probed->count = snapshot_probe(&config, probed->probes, &probed->error);
	config_finish(&config);
	assert_in_range(probed->count, 1, PROBE_MAX);
}

/* The one of that name whose text holds `part`. */
static const struct probe *find(const struct probed *probed, const char *name, const char *part)
{
	size_t i;

	for (i = 0; i < probed->count; i++) {
		if (strcmp(probed->probes[i].name, name) == 0 &&
			strstr(probed->probes[i].text, part) != NULL) {
			return &probed->probes[i];
		}
	}
	fail_msg("no %s with %s", name, part);
	return NULL;
}

static void a_healthy_server_is_all_well(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct probed probed;
	size_t i;

	(void)state;
	redis_ok(server, "XADD", "orders", "*", "a", "b", NULL);
	redis_ok(server, "SET", "text", "1", NULL);
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	probe(&probed, redis_url(server));
	assert_int_equal(probed.error.code, ERROR_NONE);
	for (i = 0; i < probed.count; i++) {
		assert_true(probed.probes[i].result == PROBE_OK ||
			probed.probes[i].result == PROBE_INFO);
	}
	find(&probed, "connection", "standalone, master");
	find(&probed, "latency", "20 round trips");
	find(&probed, "clock", "agree");
	find(&probed, "eviction", "noeviction");
	find(&probed, "discovery", "SCAN with TYPE is there");
	find(&probed, "permission", "`xinfo|consumers` is permitted");
	find(&probed, "topics", "1 streams among 2 keys");
	rig_assert_nothing_written(server);
	redis_stop(server);
}

static void what_is_not_permitted_is_bad_and_has_its_rule(void **state)
{
	struct redis_server *server = redis_start_tcp(NULL);
	struct probed probed;
	char url[96];

	(void)state;
	redis_ok(server, "ACL", "SETUSER", "half", "on", ">pw", "%R~orders:*", "+@all",
		"-xinfo|groups", "-memory|usage", "-scan", "-info", NULL);
	snprintf(url, sizeof url, "redis://half:pw@127.0.0.1:%d", redis_port(server));
	probe(&probed, url);
	assert_int_equal(probed.error.code, ERROR_NONE);
	assert_int_equal(find(&probed, "permission", "`+xinfo|groups`")->result, PROBE_BAD);
	assert_int_equal(find(&probed, "permission", "`+scan`")->result, PROBE_BAD);
	assert_int_equal(find(&probed, "permission", "`+memory|usage`")->result, PROBE_WARNING);
	assert_int_equal(find(&probed, "permission", "`+info`")->result, PROBE_WARNING);
	assert_int_equal(find(&probed, "permission", "`xrange` is permitted, on some keys")->result,
		PROBE_OK);
	redis_stop(server);
}

static void a_policy_that_may_remove_topics_is_a_warning(void **state)
{
	const char *const args[] = {
		"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru", NULL};
	struct redis_server *server = redis_start(args);
	struct probed probed;

	(void)state;
	probe(&probed, redis_url(server));
	assert_int_equal(find(&probed, "eviction", "allkeys-lru")->result, PROBE_WARNING);
	redis_stop(server);
}

static void a_server_that_is_not_there_is_one_bad_probe(void **state)
{
	struct probed probed;

	(void)state;
	probe(&probed, "unix:///nonexistent/rivermaster.sock");
	assert_int_equal(probed.count, 1);
	assert_string_equal(probed.probes[0].name, "connection");
	assert_int_equal(probed.probes[0].result, PROBE_BAD);
	assert_int_equal(probed.error.code, ERROR_CONNECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_server_is_all_well),
		cmocka_unit_test(what_is_not_permitted_is_bad_and_has_its_rule),
		cmocka_unit_test(a_policy_that_may_remove_topics_is_a_warning),
		cmocka_unit_test(a_server_that_is_not_there_is_one_bad_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
