#include "support/program.h"

#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/sanitise.h"
#include "base/utf8.h"

enum { ARGUMENTS_MAX = 24, OUTPUT_MAX = 64 * 1024 * 1024 };

const char *program_path(void)
{
	static char path[512];
	const char *build = getenv("BUILD");

	snprintf(path, sizeof(path), "%s/rivermaster", build ? build : "build");
	return path;
}

struct vt *program_open(
	struct redis_server *server, char *const more[], char *const env[], int width, int height)
{
	char *argv[ARGUMENTS_MAX] = {(char *)(uintptr_t)program_path()};
	size_t count = 1;

	for (; more && more[count - 1] && count < ARGUMENTS_MAX - 3; count++) {
		argv[count] = more[count - 1];
	}
	if (server) {
		argv[count++] = (char *)(uintptr_t) "--url";
		argv[count++] = (char *)(uintptr_t)redis_url(server);
	}
	return vt_spawn(argv, env, width, height);
}

static void child(char *const arguments[], int out, int err)
{
	char *argv[ARGUMENTS_MAX] = {(char *)(uintptr_t)program_path()};
	int null = open("/dev/null", O_RDONLY);

	for (size_t i = 0; arguments[i] && i < ARGUMENTS_MAX - 2; i++) {
		argv[i + 1] = arguments[i];
	}
	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	execv(argv[0], argv);
	_exit(127);
}

static void drain(int fds[2], struct buf bufs[2])
{
	struct pollfd polled[2] = {
		{.fd = fds[0], .events = POLLIN}, {.fd = fds[1], .events = POLLIN}};
	int open_count = 2;
	char bytes[8192];

	while (open_count > 0 && poll(polled, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			ssize_t got =
				polled[i].revents ? read(polled[i].fd, bytes, sizeof(bytes)) : -1;

			if (got > 0) {
				buf_add(&bufs[i], bytes, (size_t)got);
			} else if (polled[i].revents) {
				polled[i].fd = -1;
				open_count--;
			}
		}
	}
}

int program_run(char *const arguments[], char **output, char **errors)
{
	int out[2], err[2], status = 0;
	struct buf bufs[2];

	if (pipe(out) != 0 || pipe(err) != 0) {
		abort();
	}
	pid_t pid = fork();
	if (pid == 0) {
		child(arguments, out[1], err[1]);
	}
	close(out[1]);
	close(err[1]);
	buf_init(&bufs[0], OUTPUT_MAX);
	buf_init(&bufs[1], OUTPUT_MAX);
	drain((int[2]){out[0], err[0]}, bufs);
	close(out[0]);
	close(err[0]);
	waitpid(pid, &status, 0);
	*output = buf_take(&bufs[0]);
	*errors = buf_take(&bufs[1]);
	buf_finish(&bufs[0]);
	buf_finish(&bufs[1]);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static bool among(const char *set, char byte)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

/* OSC 52 with base64, whatever it stands for. */
static size_t clipboard_sequence(const char *at, size_t left)
{
	static const char begins[] = "\033]52;c;";
	size_t n = sizeof(begins) - 1;

	if (left < n || memcmp(at, begins, n) != 0) {
		return 0;
	}
	while (n < left && (isalnum((unsigned char)at[n]) || among("+/=", at[n]))) {
		n++;
	}
	return n < left && at[n] == '\a' ? n + 1 : 0;
}

/* Length of the escape sequence at the front if it is one of ours, else 0. */
static size_t known_sequence(const char *at, size_t left)
{
	size_t n = 2;

	if (left < 2) {
		return 0;
	}
	if (among("=>78MH", at[1])) {
		return 2;
	}
	if (among("()", at[1]) && left > 2 && among("B0", at[2])) {
		return 3;
	}
	if (at[1] == ']') {
		return clipboard_sequence(at, left);
	}
	if (at[1] != '[') {
		return 0;
	}
	while (n < left && among("0123456789;?", at[n])) {
		n++;
	}
	return n < left && among("ABCDGHJKLMPSTXZ@bdfghlmnrt", at[n]) ? n + 1 : 0;
}

/* The rest of a sequence, or of a character, that has not come yet. */
static bool is_unfinished(struct text rest)
{
	unsigned char first = (unsigned char)rest.at[0];
	size_t wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;

	if (first != '\033') {
		return rest.length < wanted;
	}
	for (size_t i = 1; i < rest.length; i++) {
		bool introduces = i == 1 && rest.at[i] == '[';

		if (!introduces && rest.at[i] >= '@' && rest.at[i] <= '~') {
			return false;
		}
	}
	return true;
}

const char *program_stray_byte(const char *raw, size_t length)
{
	size_t i = 0;

	while (i < length) {
		uint32_t code = 0;
		size_t step = raw[i] == '\033' ? known_sequence(raw + i, length - i)
					       : utf8_decode(text_from(raw + i, length - i), &code);

		if (step == 0) {
			return is_unfinished(text_from(raw + i, length - i)) ? NULL : raw + i;
		}
		if (raw[i] != '\033' && !among("\r\n\b\t\016\017", raw[i]) &&
			!sanitise_allows(code)) {
			return raw + i;
		}
		i += step;
	}
	return NULL;
}
