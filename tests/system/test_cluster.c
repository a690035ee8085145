#include "ops_stage.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* A cluster of one node: keys of one operation must lie in one slot, or it is refused. */

enum { ENTRIES = 5 };

#define EXPECT(server, ...) STAGE_EXPECT(redis_url(server), __VA_ARGS__)

static void find_port(char port[16])
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
	snprintf(port, 16, "%d", ntohs(at.sin_port));
	close(fd);
}

static int begin(void **state)
{
	char port[16];

	if (stage_make_folder() != 0) {
		return 1;
	}
	find_port(port);
	*state = redis_start_tcp(
		(const char *const[]){"--cluster-enabled", "yes", "--cluster-port", port, NULL});
	return 0;
}

/* Before its slots are given to anybody nothing is there, and that is said. */
static void a_cluster_that_is_down_is_told(void **state)
{
	EXPECT(*state, 1, "CLUSTERDOWN", "replay", "orders", "--yes");
	redis_ok(*state, "CLUSTER", "ADDSLOTSRANGE", "0", "16383", NULL);
	for (int i = 0;; i++) {
		char *info = redis_str(*state, "CLUSTER", "INFO", NULL);
		int is = strstr(info, "cluster_state:ok") != NULL;

		free(info);
		if (is) {
			break;
		}
		assert_true(i < 100000);
	}
}

static void what_lies_in_one_slot_is_done(void **state)
{
	stage_fill(*state, ENTRIES);
	EXPECT(*state, 0, "5 done", "replay", "orders", "--into", "again", "--create", "--yes");
	stage_expect_copies(*state, "again", ENTRIES);
	EXPECT(*state, 0, "1 done", "claim", "orders", "billing", "1-0", "--consumer", "w1",
		"--yes");
	redis_ok(*state, "XGROUP", "CREATE", "{orders}:dlq", "g", "0", "MKSTREAM", NULL);
	EXPECT(*state, 0, "5 done", "dead-letter", "orders", "billing", "--min-idle", "0s",
		"--into", "{orders}:dlq", "--yes");
	stage_expect_copies(*state, "{orders}:dlq", ENTRIES);
	stage_expect_no_leftovers(*state);
}

static void what_does_not_is_refused(void **state)
{
	stage_fill(*state, ENTRIES);
	EXPECT(*state, 4, "--into '{orders}:dlq' is in the same", "dead-letter", "orders",
		"billing", "--min-idle", "0s", "--yes");
	EXPECT(*state, 4, "in different slots", "redrive", "orders", "--yes");
	stage_expect_pending(*state, ENTRIES, "w1", 1);
	stage_expect_no_leftovers(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cluster_that_is_down_is_told),
		cmocka_unit_test(what_lies_in_one_slot_is_done),
		cmocka_unit_test(what_does_not_is_refused),
	};

	return cmocka_run_group_tests(tests, begin, stage_close);
}
