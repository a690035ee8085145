#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <ftw.h>
#include <stdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "support/program.h"

enum {
	KEYS = 10000,
	/* $KEYS: another number */ BLOCK = 50,
	LOOK_MS = 300,
	STEP_MS = 20,
	LEAVE_TRIES = 200,
	LEAVE_MS = 100
};

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

static char folder[] = "/tmp/rivermaster-reads-test-XXXXXX";

/* What a key exports is to lie there as well. */
static int make_folder(void **state)
{
	const char *given = getenv("BUILD");
	char *build = realpath(given ? given : "build", NULL);
	bool good = build && setenv("BUILD", build, 1) == 0 && mkdtemp(folder) &&
		setenv("XDG_STATE_HOME", folder, 1) == 0 && chdir(folder) == 0;

	(void)state;
	free(build);
	return !good;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	(void)st;
	(void)flag;
	(void)walk;
	return remove(path);
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
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
#define NEVER ":qQ\003\014\032\021\023\034\033"

static char next_key(struct rng *rng, const char *never)
{
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
	":edit\r",
	":edit orders 1-0\r",
	":undo\r",
	":repeat aaaaaaaaaaaaaaaaaaaaaaaaaa\r",
	":pending\r",
	":dead-letters\r",
	":events\r",
	":groups\r",
	":topic orders\r",
	":group orders billing\r",
	"\033[200~:write\rorders\rnight shift\r\033[201~",
	"\033[200~ACDEPRXyyorders\rbilling\r\033[201~",
};

/* In write mode: to a plan. */
static const char *const plans[] = {
	":replay orders\r",
	":purge orders\r",
	":trim orders\r",
	":group destroy orders billing\r",
	":group seek orders billing 0\r",
	":undo aaaaaaaaaaaaaaaaaaaaaaaaaa\r",
	":repeat aaaaaaaaaaaaaaaaaaaaaaaaaa\r",
};
/* And what may be given to it: the key that asks, and words that nobody has typed. */
static const char *const gives[] = {
	"c",
	"c\r",
	"c\033[200~yes\033[201~\r",
	"c\033[200~orders\r\033[201~\r",
	"\033[200~cyes\r\033[201~",
	"c\033[200~yes\r\n\033[201~\033[200~orders\r\033[201~\r",
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

static void come_near(struct vt *vt, struct rng *rng)
{
	const char *line = plans[rng_below(rng, sizeof(plans) / sizeof(*plans))];
	const char *given = gives[rng_below(rng, sizeof(gives) / sizeof(*gives))];

	for (int i = 0; i < 3; i++) {
		vt_key(vt, "\033");
		vt_pump(vt, 50);
	}
	press(vt, line, strlen(line));
	press(vt, "\r", 1);
	for (int ms = 0; ms < LOOK_MS && !strstr(vt_screen_text(vt), "nothing was changed");
		ms += STEP_MS) {
		vt_pump(vt, STEP_MS);
	}
	press(vt, given, strlen(given));
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

static int keys_wanted(void)
{
	const char *given = getenv("KEYS");

	return given ? atoi(given) : KEYS;
}

struct fuzz {
	const char *never;
	void (*between)(struct vt *vt, struct rng *rng); /* blocks of keys */
	int every;                                       /* blocks */
};

static void press_many(struct vt *vt, const struct fuzz *fuzz)
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20261123;
	struct rng rng;
	char keys[BLOCK];

	print_message("SEED=%llu\n", (unsigned long long)seed);
	rng_seed(&rng, seed);
	for (int i = 0; i < keys_wanted(); i += BLOCK) {
		for (int k = 0; k < BLOCK; k++) {
			keys[k] = next_key(&rng, fuzz->never);
		}
		press(vt, keys, BLOCK);
		if (i / BLOCK % fuzz->every == fuzz->every - 1) {
			fuzz->between(vt, &rng);
		}
	}
	assert_int_equal(vt_exit_status(vt, 0), -1);
}

static void no_key_makes_the_console_write(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 100, 30);
	size_t length;
	const char *raw;

	assert_true(vt_wait_text(vt, "orders", PROGRAM_PATIENCE_MS));
	press_many(vt, &(struct fuzz){.never = NEVER, .between = press_line, .every = 10});
	leave(vt);
	assert_only_read(*state);
	raw = vt_raw(vt, &length);
	assert_null(program_stray_byte(raw, length));
	vt_stop(vt);
}

/* Every key but the letters of the words that would have to be typed; those are pasted. */
static void in_write_mode_no_single_key_and_no_paste_writes(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 100, 30);

	assert_true(vt_wait_text(vt, "orders", PROGRAM_PATIENCE_MS));
	vt_key(vt, ":write redis.sock fuzz\r");
	assert_true(vt_wait_text(vt, "[WRITE 15m]", PROGRAM_PATIENCE_MS));
	press_many(vt, &(struct fuzz){.never = NEVER "yes", .between = come_near, .every = 4});
	assert_true(vt_wait_text(vt, "[WRITE ", PROGRAM_PATIENCE_MS));
	leave(vt);
	assert_only_read(*state);
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
		cmocka_unit_test_setup_teardown(
			in_write_mode_no_single_key_and_no_paste_writes, start, stop),
		cmocka_unit_test_setup_teardown(no_subcommand_writes, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
