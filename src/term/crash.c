#include "term/crash.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

enum {
	DEADLY_COUNT = sizeof(deadly) / sizeof(*deadly),
	STACK_BYTES = 64 * 1024,
	RESTORE_MAX = 512
};

static struct guard {
	bool armed;
	int fd;
	char restore[RESTORE_MAX];
	size_t restore_length;
	bool has_modes;
	int flags, input_flags; /* -1: not known */
	struct termios modes;
	struct sigaction before[DEADLY_COUNT];
	stack_t stack, stack_before;
} guard;

static size_t index_of(int number)
{
	size_t i = 0;

	while (i + 1 < DEADLY_COUNT && deadly[i] != number) {
		i++;
	}
	return i;
}

static void write_restore(void)
{
	size_t done = 0;
	ssize_t n;

	while (done < guard.restore_length) {
		n = write(guard.fd, guard.restore + done, guard.restore_length - done);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return;
		}
		done += (size_t)n;
	}
}

/* The signal is blocked while this runs: raised again, it kills when this returns, with the
 * status it deserves. */
static void give_back(int number)
{
	write_restore();
	if (guard.has_modes) {
		tcsetattr(guard.fd, TCSANOW, &guard.modes);
	}
	if (guard.flags >= 0) {
		fcntl(guard.fd, F_SETFL, guard.flags);
	}
	if (guard.input_flags >= 0) {
		fcntl(STDIN_FILENO, F_SETFL, guard.input_flags);
	}
	sigaction(number, &guard.before[index_of(number)], NULL);
	raise(number);
}

static void install_stack(void)
{
	guard.stack = (stack_t){.ss_sp = mem_alloc(STACK_BYTES, 1), .ss_size = STACK_BYTES};
	sigaltstack(&guard.stack, &guard.stack_before);
}

void crash_guard(int terminal_fd, const char *restore_sequence)
{
	struct sigaction action = {.sa_handler = give_back, .sa_flags = SA_ONSTACK};
	size_t i, length = strlen(restore_sequence);

	assert(!guard.armed && length < RESTORE_MAX);
	guard.fd = terminal_fd;
	guard.restore_length = length;
	memcpy(guard.restore, restore_sequence, length);
	guard.flags = fcntl(terminal_fd, F_GETFL);
	guard.input_flags = fcntl(STDIN_FILENO, F_GETFL);
	guard.has_modes = tcgetattr(terminal_fd, &guard.modes) == 0;
	install_stack();
	/* SIGTTOU too: a crash in the background still sets the modes. */
	sigfillset(&action.sa_mask);
	for (i = 0; i < DEADLY_COUNT; i++) {
		sigaction(deadly[i], &action, &guard.before[i]);
		if (guard.before[i].sa_handler == SIG_IGN) {
			sigaction(deadly[i], &guard.before[i], NULL);
		}
	}
	guard.armed = true;
}

void crash_release(void)
{
	size_t i;

	if (!guard.armed) {
		return;
	}
	for (i = 0; i < DEADLY_COUNT; i++) {
		sigaction(deadly[i], &guard.before[i], NULL);
	}
	if (guard.stack_before.ss_sp == NULL) {
		guard.stack_before.ss_flags = SS_DISABLE;
	}
	sigaltstack(&guard.stack_before, NULL);
	mem_free(guard.stack.ss_sp);
	guard = (struct guard){.armed = false};
}
