/*
 * Runs the command line as a script would: a process of its own with pipes, or a terminal, for its
 * streams.
 */
#ifndef TESTS_CLI_RUN_H
#define TESTS_CLI_RUN_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/cli.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define RUN_LEAKS() __lsan_do_recoverable_leak_check()
#else
#define RUN_LEAKS() 0
#endif

enum { RUN_WORDS_MAX = 16, RUN_BYTES_MAX = 64 << 20, RUN_LEAKED = 99, RUN_SIGNALLED = 128 };

struct run {
	int code;            /* RUN_SIGNALLED + signal where it was killed */
	struct buf out, err; /* NUL-terminated, never NULL after run_end */
	pid_t pid;
	int from[2]; /* stdout and stderr of the process, or the terminal */
};

/* Stands for the screen: says what it was opened with. */
static inline int run_console(
	const struct config *config, const char *title, bool writes, struct error *error)
{
	struct buf line;

	(void)error;
	(void)writes;
	buf_init(&line, ERROR_TEXT_MAX * 8);
	buf_addf(&line, "CONSOLE title=%s url=%s theme=%s mono=%d ascii=%d\n",
		title == NULL ? "-" : title, config->url,
		config->theme == NULL ? "-" : config->theme, config->mono, config->ascii);
	bool ok = write(STDOUT_FILENO, line.at, line.length) == (ssize_t)line.length;
	buf_finish(&line);
	return ok ? 0 : 1;
}

static inline void run_child(const char *const words[])
{
	const struct cli_world world = {.console = run_console};
	char *argv[RUN_WORDS_MAX + 2] = {NULL};
	int argc = 1;

	argv[0] = strdup("rivermaster");
	for (; words[argc - 1] != NULL && argc <= RUN_WORDS_MAX; argc++) {
		argv[argc] = strdup(words[argc - 1]);
	}
	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_ALL, "C.UTF-8");
	unsetenv("RIVERMASTER_URL");
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	int code = cli_main(argc, argv, &world);
	for (int i = 0; i < argc; i++) {
		free(argv[i]);
	}
	_exit(RUN_LEAKS() != 0 ? RUN_LEAKED : code);
}

/* Begins a run with pipes; stdin is /dev/null. `words` end with NULL and leave out the program's
 * name. */
static inline struct run run_begin(const char *const words[])
{
	struct run run = {.code = -1};
	int out[2], err[2];

	assert_int_equal(pipe(out), 0);
	assert_int_equal(pipe(err), 0);
	fflush(NULL);
	run.pid = fork();
	assert_true(run.pid >= 0);
	if (run.pid == 0) {
		int null = open("/dev/null", O_RDONLY);
		dup2(null, STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(err[1], STDERR_FILENO);
		close(out[0]), close(out[1]), close(err[0]), close(err[1]), close(null);
		run_child(words);
	}
	close(out[1]);
	close(err[1]);
	run.from[0] = out[0];
	run.from[1] = err[0];
	buf_init(&run.out, RUN_BYTES_MAX);
	buf_init(&run.err, RUN_BYTES_MAX);
	return run;
}

/* Begins a run on a terminal of `columns`; what it shows comes to `out`. */
static inline struct run run_begin_terminal(const char *const words[], unsigned short columns)
{
	struct run run = {.code = -1, .from = {-1, -1}};
	struct winsize size = {.ws_row = 24, .ws_col = columns};
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	ioctl(slave, TIOCSWINSZ, &size);
	fflush(NULL);
	run.pid = fork();
	assert_true(run.pid >= 0);
	if (run.pid == 0) {
		setsid();
		dup2(slave, STDIN_FILENO);
		dup2(slave, STDOUT_FILENO);
		dup2(slave, STDERR_FILENO);
		close(master), close(slave);
		setenv("TERM", "xterm", 1);
		run_child(words);
	}
	close(slave);
	run.from[0] = master;
	buf_init(&run.out, RUN_BYTES_MAX);
	buf_init(&run.err, RUN_BYTES_MAX);
	return run;
}

static inline void run_take(int *fd, struct buf *into)
{
	char bytes[65536];
	ssize_t count = read(*fd, bytes, sizeof(bytes));

	if (count > 0) {
		buf_add(into, bytes, (size_t)count);
	} else if (count == 0 || errno != EINTR) {
		close(*fd);
		*fd = -1;
	}
}

/* Reads to the end and waits for it. */
static inline void run_end(struct run *run)
{
	int status;

	while (run->from[0] >= 0 || run->from[1] >= 0) {
		struct pollfd fds[2] = {{.fd = run->from[0], .events = POLLIN},
			{.fd = run->from[1], .events = POLLIN}};

		poll(fds, 2, -1);
		if (run->from[0] >= 0 && fds[0].revents != 0) {
			run_take(&run->from[0], &run->out);
		}
		if (run->from[1] >= 0 && fds[1].revents != 0) {
			run_take(&run->from[1], &run->err);
		}
	}
	buf_add(&run->out, "", 0);
	buf_add(&run->err, "", 0);
	assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
	run->code = WIFEXITED(status) ? WEXITSTATUS(status) : RUN_SIGNALLED + WTERMSIG(status);
}

static inline struct run run_words(const char *const words[])
{
	struct run run = run_begin(words);

	run_end(&run);
	return run;
}

#define RUN(...) run_words((const char *const[]){__VA_ARGS__, NULL})

static inline const char *run_out(const struct run *run)
{
	return run->out.at == NULL ? "" : run->out.at;
}

static inline const char *run_err(const struct run *run)
{
	return run->err.at == NULL ? "" : run->err.at;
}

static inline void run_finish(struct run *run)
{
	buf_finish(&run->out);
	buf_finish(&run->err);
}

/* Fails with the whole of what was said, not with two pointers. */
static inline void run_expect_code(const struct run *run, int code)
{
	if (run->code != code) {
		fail_msg("exit %d, expected %d\nstdout: %s\nstderr: %s", run->code, code,
			run_out(run), run_err(run));
	}
}

static inline void run_expect_text(const char *whole, const char *part)
{
	if (strstr(whole, part) == NULL) {
		fail_msg("`%s` is not in: %s", part, whole);
	}
}

static inline void run_expect_no_text(const char *whole, const char *part)
{
	if (strstr(whole, part) != NULL) {
		fail_msg("`%s` is in: %s", part, whole);
	}
}

/* No byte but printable ASCII, valid UTF-8's and newline: nothing that a terminal obeys. */
static inline void run_expect_harmless(const struct buf *bytes)
{
	for (size_t i = 0; i < bytes->length; i++) {
		unsigned char byte = (unsigned char)bytes->at[i];

		if ((byte < 0x20 && byte != '\n') || byte == 0x7f ||
			(byte == 0xc2 && (unsigned char)bytes->at[i + 1] < 0xa0)) {
			fail_msg("control byte 0x%02x at %zu of: %s", byte, i, bytes->at);
		}
	}
}

#endif
