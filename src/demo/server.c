#include "server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

#define SERVER_VARIABLE "RIVERMASTER_REDIS_SERVER"

enum { LAST_WORDS_MAX = 256 };

static bool is_program(const char *path)
{
	struct stat status;
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

static bool find_in_path(const char *name, char program[PATH_MAX])
{
	struct text rest = text_of(getenv("PATH")), folder;

	while (rest.length > 0) {
		folder = text_cut(&rest, ':');
		int length =
			snprintf(program, PATH_MAX, "%.*s/%s", (int)folder.length, folder.at, name);
		if (folder.length > 0 && length < PATH_MAX && is_program(program)) {
			return true;
		}
	}
	return false;
}

bool server_find(char program[PATH_MAX], struct error *error)
{
	static const char *const names[] = {"redis-server", "valkey-server", "redis-check-rdb"};
	const char *given = getenv(SERVER_VARIABLE);

	if (given != NULL && given[0] != '\0') {
		if (strlen(given) < PATH_MAX && is_program(given)) {
			memcpy(program, given, strlen(given) + 1);
			return true;
		}
		return error_set(error, ERROR_FAILED,
			SERVER_VARIABLE
			" is no program: %s (the package redis-tools or redis-server has one)",
			given);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (find_in_path(names[i], program)) {
			return true;
		}
	}
	return error_set(error, ERROR_FAILED,
		"the demo needs a Redis server program: install the package "
		"redis-tools (it brings one and starts no service), redis-server or "
		"valkey, or set " SERVER_VARIABLE);
}

static void log_to(const char *folder)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" SERVER_LOG, folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd >= 0) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
}

static void run_server(const char *program, const char *folder)
{
	char socket[PATH_MAX];

	snprintf(socket, sizeof(socket), "%s/" SERVER_SOCKET, folder);
	log_to(folder);
	/* redis-check-rdb is the server when it is called so. */
	execl(program, "redis-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm",
		"700", "--save", "", "--appendonly", "no", "--dir", folder, "--daemonize", "no",
		"--loglevel", "warning", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
		(char *)NULL);
}

pid_t server_spawn(const char *program, const char *folder)
{
	pid_t starter = getpid(), child = fork();
	sigset_t none;

	if (child != 0) {
		return child;
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == starter) {
		run_server(program, folder);
	}
	_exit(127);
}

void server_last_words(const char *folder, char *sentence, size_t size)
{
	char path[PATH_MAX], tail[LAST_WORDS_MAX + 1] = "";

	snprintf(path, sizeof(path), "%s/" SERVER_LOG, folder);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = 0;
	if (fd >= 0) {
		off_t end = lseek(fd, 0, SEEK_END);
		length = pread(
			fd, tail, LAST_WORDS_MAX, end > LAST_WORDS_MAX ? end - LAST_WORDS_MAX : 0);
		close(fd);
	}
	while (length > 0 && tail[length - 1] == '\n') {
		tail[--length] = '\0';
	}
	const char *line = strrchr(tail, '\n');
	line = line != NULL ? line + 1 : tail;
	snprintf(sentence, size, "the server has ended%s%s", line[0] != '\0' ? ": " : "", line);
}
