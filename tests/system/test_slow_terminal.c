#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/program.h"

/* A terminal that takes nothing for a while: a link that hangs, a window that is held. */

enum { REPAINTS = 60, LOOKS = 200, LOOK_MS = 10, PATIENCE_MS = 30000 };

static int start(void **state)
{
	*state = redis_start(NULL);
	redis_ok(*state, "XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM", NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static void wait_ms(int ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

/* R, S, ...; 0: it is gone. */
static char state_of(pid_t pid)
{
	char path[64], line[512] = "", *end;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file) {
		return 0;
	}
	end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
	fclose(file);
	return end ? end[2] : 0;
}

/* More pictures than any terminal's buffer holds, and nobody reads one. */
static struct vt *open_unread(struct redis_server *server)
{
	struct vt *vt = program_open(server, NULL, NULL, 200, 60);

	assert_true(vt_wait_text(vt, "orders", PATIENCE_MS));
	for (int i = 0; i < REPAINTS; i++) {
		vt_key(vt, "\f");
		wait_ms(LOOK_MS);
	}
	return vt;
}

static void it_waits_without_spinning_and_catches_up(void **state)
{
	struct vt *vt = open_unread(*state);
	int asleep = 0;

	for (int i = 0; i < LOOKS; i++) {
		asleep += state_of(vt_pid(vt)) == 'S';
		wait_ms(LOOK_MS);
	}
	assert_true(asleep > LOOKS / 2);
	/* Keys are heard, and facts are learnt, all the time. */
	vt_key(vt, "2");
	redis_ok(*state, "XGROUP", "CREATE", "orders", "late", "0", NULL);
	wait_ms(LOOK_MS);
	assert_true(vt_wait_text(vt, "Groups", PATIENCE_MS));
	assert_true(vt_wait_text(vt, "late", PATIENCE_MS));
	vt_key(vt, "Q");
	assert_int_equal(vt_exit_status(vt, PATIENCE_MS), 0);
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

/* Whoever waits for its end does not wait for the terminal. */
static void it_ends_though_nobody_reads(void **state)
{
	struct vt *vt = open_unread(*state);
	pid_t pid = vt_pid(vt);

	kill(pid, SIGTERM);
	for (int ms = 0; state_of(pid) != 0 && state_of(pid) != 'Z'; ms += LOOK_MS) {
		assert_true(ms < PATIENCE_MS);
		wait_ms(LOOK_MS);
	}
	vt_stop(vt);
}

/* The terminal is the shell's, too: what reads it next must not be told to try again. */
static void the_shell_gets_a_terminal_that_waits(void **state)
{
	char line[1000];
	char *argv[] = {"sh", "-c", line, NULL};
	struct vt *vt;

	snprintf(line, sizeof line,
		"flags() { sed -n 's/^flags:[^0-9]*//p' /proc/self/fdinfo/0 "
		"/proc/self/fdinfo/3; }\n"
		"exec < $(tty) 3>&1; before=$(flags); %s --url %s\n"
		"after=$(flags); [ \"$before\" = \"$after\" ] && echo as before; cat",
		program_path(), redis_url(*state));
	vt = vt_spawn(argv, NULL, 80, 24);
	assert_true(vt_wait_text(vt, "orders", PATIENCE_MS));
	vt_key(vt, "Q");
	if (!vt_wait_text(vt, "as before", PATIENCE_MS)) {
		fail_msg("%s", vt_screen_text(vt));
	}
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_without_spinning_and_catches_up),
		cmocka_unit_test(it_ends_though_nobody_reads),
		cmocka_unit_test(the_shell_gets_a_terminal_that_waits),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
