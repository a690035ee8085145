#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "support/program.h"

enum { KEYS = 10000, BLOCK = 50, LEAVE_TRIES = 200, LEAVE_MS = 100 };

static const char *const reading[] = {
	"acl",
	"auth",
	"client",
	"command",
	"config",
	"dbsize",
	"info",
	"memory",
	"ping",
	"role",
	"scan",
	"select",
	"time",
	"type",
	"xinfo",
	"xlen",
	"xpending",
	"xrange",
	"xread",
	"xrevrange",
	"hello",
};

static bool reads(const char *command, size_t length)
{
	for (size_t i = 0; i < sizeof(reading) / sizeof(*reading); i++) {
		if (strlen(reading[i]) == length && strncmp(reading[i], command, length) == 0) {
			return true;
		}
	}
	return false;
}

/* Every command that the server counted since CONFIG RESETSTAT only reads. */
static void assert_only_read(struct redis_server *server)
{
	char *stats = redis_str(server, "INFO", "commandstats", NULL);
	int seen = 0;

	for (const char *at = strstr(stats, "cmdstat_"); at; at = strstr(at + 1, "cmdstat_")) {
		const char *name = at + strlen("cmdstat_");

		if (!reads(name, strcspn(name, "|:"))) {
			fail_msg("sent: %.60s", at);
		}
		seen++;
	}
	assert_true(seen > 3);
	free(stats);
}

static int start(void **state)
{
	struct redis_server *server = redis_start(NULL);
	static const char *const topics[] = {"orders", "payments", "shipments"};

	for (size_t t = 0; t < 3; t++) {
		for (int i = 0; i < 50; i++) {
			free(redis_str(server, "XADD", topics[t], "*", "n", "1", NULL));
		}
		redis_ok(server, "XGROUP", "CREATE", topics[t], "billing", "0", NULL);
		redis_ok(server, "XREADGROUP", "GROUP", "billing", "w", "COUNT", "9", "STREAMS",
			topics[t], ">", NULL);
		redis_ok(server, "XADD", "orders:dlq", "*", "original_stream", topics[t],
			"original_id", "1-1", "error", "timeout", NULL);
	}
	redis_ok(server, "CONFIG", "RESETSTAT", NULL);
	*state = server;
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

/* Any key but those that leave or repaint, and the colon: what follows it is drawn from the lines
 * below. */
static char next_key(struct rng *rng)
{
	static const char never[] = ":qQ\003\014\032\021\023\034\033";
	char key;

	do {
		key = (char)(1 + rng_below(rng, 126));
	} while (strchr(never, key));
	return key;
}

/* Lines and pastes that ask for a write, and ways to where one could be asked for. */
static const char *const asks[] = {
	":write\r",
	":write orders\r",
	":redeliver\r",
	":dead-letter\r",
	":replay\r",
	":redrive\r",
	":claim\r",
	":ack\r",
	":undo\r",
	":pending\r",
	":dead-letters\r",
	":events\r",
	":groups\r",
	":topic orders\r",
	":group orders billing\r",
	"\033[200~:write\rorders\rnight shift\r\033[201~",
	"\033[200~ACDEPRXyyorders\rbilling\r\033[201~",
};

/* Waits until the console has said something to what it was given. */
static void press(struct vt *vt, const char *bytes, size_t length)
{
	vt_keys(vt, bytes, length);
	assert_true(vt_pump(vt, PROGRAM_PATIENCE_MS));
	while (vt_pump(vt, 0)) {
	}
}

/* A line is typed where nothing else is open; escape needs a moment to be told from an arrow. */
static void press_line(struct vt *vt, struct rng *rng)
{
	const char *line = asks[rng_below(rng, sizeof(asks) / sizeof(*asks))];

	vt_key(vt, "\033");
	vt_pump(vt, 50);
	press(vt, line, strlen(line));
}

/* Keys are taken in order: once it has left, it has had them all. */
static void leave(struct vt *vt)
{
	int status = -1;

	for (int i = 0; i < LEAVE_TRIES && status < 0; i++) {
		vt_key(vt, "\003\003");
		while (vt_pump(vt, 0)) {
		}
		status = vt_exit_status(vt, LEAVE_MS);
	}
	assert_int_equal(status, 0);
}

static void no_key_makes_the_console_write(void **state)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20261123;
	struct vt *vt = program_open(*state, NULL, NULL, 100, 30);
	char keys[BLOCK];
	struct rng rng;
	size_t length;
	const char *raw;

	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	assert_true(vt_wait_text(vt, "orders", PROGRAM_PATIENCE_MS));
	for (int i = 0; i < KEYS; i += BLOCK) {
		for (int k = 0; k < BLOCK; k++) {
			keys[k] = next_key(&rng);
		}
		press(vt, keys, BLOCK);
		if (i / BLOCK % 10 == 9) {
			press_line(vt, &rng);
		}
	}
	assert_int_equal(vt_exit_status(vt, 0), -1);
	leave(vt);
	assert_only_read(*state);
	raw = vt_raw(vt, &length);
	assert_null(program_stray_byte(raw, length));
	vt_stop(vt);
}

static void no_subcommand_writes(void **state)
{
	char *url = (char *)(uintptr_t)redis_url(*state);
	char *const commands[][5] = {
		{"topics", "--json", "--url", url},
		{"groups", "--url", url},
		{"groups", "orders", "--json", "--url", url},
		{"check", "--url", url},
		{"doctor", "--url", url},
		{"--url", url},
	};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *arguments[6] = {NULL};
		char *output, *errors;

		memcpy(arguments, commands[i], sizeof(commands[i]));
		program_run(arguments, &output, &errors);
		assert_true(strlen(output) > 0);
		free(output);
		free(errors);
	}
	assert_only_read(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_key_makes_the_console_write, start, stop),
		cmocka_unit_test_setup_teardown(no_subcommand_writes, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
