#include "support/redis.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cmocka.h>

enum {
	ARGS_MAX = 64,
	WORDS_MAX = 64,
	PATH_ROOM = 512,
	START_TRIES = 5,
	START_MS = 20000,
	STEP_MS = 5
};

struct redis_server {
	pid_t pid;     /* 0: not running */
	pid_t janitor; /* removes the folder when `lifeline` closes, by redis_stop or by our death
			*/
	int lifeline;
	int port;
	char folder[PATH_ROOM], socket[PATH_ROOM], url[PATH_ROOM], log[PATH_ROOM];
	char port_text[16];
	char *extra[ARGS_MAX];
	size_t extra_count;
	redisContext *client;
};

static const char *const names[] = {"redis-server", "valkey-server", "redis-check-rdb"};

/* Runs in the child: whichever of the programs there is. All three answer to the name redis-server.
 */
static void become_server(char *argv[])
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		execvp(names[i], argv);
	}
	_exit(127);
}

static void child_main(const struct redis_server *server, char *argv[], pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) {
		_exit(126);
	}
#else
	(void)parent;
#endif
	int null = open("/dev/null", O_RDONLY);
	int log = open(server->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (null < 0 || log < 0) {
		_exit(126);
	}
	dup2(null, STDIN_FILENO);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	become_server(argv);
}

static void spawn(struct redis_server *server)
{
	const char *const fixed[] = {
		"redis-server",
		"--port",
		server->port_text,
		"--bind",
		"127.0.0.1",
		"--unixsocket",
		server->socket,
		"--unixsocketperm",
		"700",
		"--dir",
		server->folder,
		"--save",
		"",
		"--appendonly",
		"no",
		"--daemonize",
		"no",
	};
	char *argv[sizeof fixed / sizeof fixed[0] + ARGS_MAX + 1] = {0};
	size_t argc = 0;
	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
		argv[argc++] = (char *)fixed[i];
	}
	for (size_t i = 0; i < server->extra_count; i++) {
		argv[argc++] = server->extra[i];
	}
	unlink(server->socket);
	pid_t parent = getpid();
	fflush(NULL);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0) {
		child_main(server, argv, parent);
	}
}

static const char *password_of(const struct redis_server *server)
{
	for (size_t i = 0; i + 1 < server->extra_count; i++) {
		if (strcmp(server->extra[i], "--requirepass") == 0) {
			return server->extra[i + 1];
		}
	}
	return NULL;
}

static void drop_client(struct redis_server *server)
{
	if (server->client != NULL) {
		redisFree(server->client);
		server->client = NULL;
	}
}

static bool dial(struct redis_server *server)
{
	drop_client(server);
	server->client =
		redisConnectUnixWithTimeout(server->socket, (struct timeval){.tv_sec = 20});
	if (server->client == NULL || server->client->err != 0) {
		drop_client(server);
		return false;
	}
	fcntl(server->client->fd, F_SETFD, FD_CLOEXEC);
	redisSetTimeout(server->client, (struct timeval){.tv_sec = 20});
	const char *password = password_of(server);
	if (password != NULL) {
		freeReplyObject(redisCommand(server->client, "AUTH %s", password));
	}
	return true;
}

/* Any answer will do, but for "still loading". */
static bool answers(struct redis_server *server)
{
	if (!dial(server)) {
		return false;
	}
	redisReply *reply = redisCommand(server->client, "PING");
	bool ready = reply != NULL &&
		!(reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "LOADING", 7) == 0);
	freeReplyObject(reply);
	return ready;
}

static bool has_ended(struct redis_server *server)
{
	if (waitpid(server->pid, NULL, WNOHANG) != server->pid) {
		return false;
	}
	server->pid = 0;
	return true;
}

static bool wait_until_it_answers(struct redis_server *server)
{
	const struct timespec step = {.tv_nsec = STEP_MS * 1000000L};
	for (int waited_ms = 0; waited_ms < START_MS; waited_ms += STEP_MS) {
		if (answers(server)) {
			return true;
		}
		if (has_ended(server)) {
			return false;
		}
		nanosleep(&step, NULL);
	}
	return false;
}

static void print_log(const struct redis_server *server)
{
	char line[256];
	FILE *log = fopen(server->log, "re");
	while (log != NULL && fgets(line, sizeof line, log) != NULL) {
		print_error("%s", line);
	}
	if (log != NULL) {
		fclose(log);
	}
}

static int free_port(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
	close(fd);
	return ntohs(address.sin_port);
}

static void set_port(struct redis_server *server, int port)
{
	server->port = port;
	snprintf(server->port_text, sizeof server->port_text, "%d", port);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

/* Nothing else may stay open: not the lifelines of other servers, not what our caller reads from.
 */
static void janitor_main(const struct redis_server *server, int watched)
{
	enum { DESCRIPTORS = 1024, KEPT = 3 };
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigaction(SIGTERM, &ignore, NULL);
	sigaction(SIGINT, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	int null = open("/dev/null", O_RDWR);
	dup2(watched, KEPT);
	for (int fd = 0; fd < KEPT; fd++) {
		dup2(null, fd);
	}
	for (int fd = KEPT + 1; fd < DESCRIPTORS; fd++) {
		close(fd);
	}
	char byte;
	while (read(KEPT, &byte, 1) < 0 && errno == EINTR) {
	}
	nftw(server->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	_exit(0);
}

static void hire_janitor(struct redis_server *server)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	fflush(NULL);
	server->janitor = fork();
	assert_true(server->janitor >= 0);
	if (server->janitor == 0) {
		janitor_main(server, ends[0]);
	}
	close(ends[0]);
	server->lifeline = ends[1];
}

static void make_folder(struct redis_server *server)
{
	const char *temporary = getenv("TMPDIR");
	int length = snprintf(server->folder, sizeof server->folder, "%s/rivermaster-redis.XXXXXX",
		temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp");
	assert_in_range(length, 1, 90); /* the path of a socket has 107 bytes */
	assert_non_null(mkdtemp(server->folder));
	snprintf(server->socket, sizeof server->socket, "%.*s/redis.sock", length, server->folder);
	snprintf(server->log, sizeof server->log, "%.*s/log", length, server->folder);
	snprintf(server->url, sizeof server->url, "unix://%.*s/redis.sock", length, server->folder);
}

static struct redis_server *start(const char *const extra_args[], bool tcp)
{
	struct redis_server *server = calloc(1, sizeof *server);
	assert_non_null(server);
	make_folder(server);
	hire_janitor(server);
	for (; extra_args != NULL && extra_args[server->extra_count] != NULL;
		server->extra_count++) {
		assert_true(server->extra_count < ARGS_MAX);
		server->extra[server->extra_count] = strdup(extra_args[server->extra_count]);
	}
	for (int i = 0; i < START_TRIES; i++) {
		set_port(server, tcp ? free_port() : 0);
		spawn(server);
		if (wait_until_it_answers(server)) {
			return server;
		}
		redis_kill(server);
	}
	print_log(server);
	redis_stop(server);
	fail_msg("the test's redis-server does not start");
	return NULL;
}

struct redis_server *redis_start(const char *const extra_args[])
{
	return start(extra_args, false);
}

struct redis_server *redis_start_tcp(const char *const extra_args[])
{
	return start(extra_args, true);
}

void redis_kill(struct redis_server *server)
{
	drop_client(server);
	if (server->pid > 0) {
		kill(server->pid, SIGKILL);
		while (waitpid(server->pid, NULL, 0) < 0 && errno == EINTR) {
		}
		server->pid = 0;
	}
}

void redis_restart(struct redis_server *server)
{
	redis_kill(server);
	spawn(server);
	if (!wait_until_it_answers(server)) {
		print_log(server);
		fail_msg("the test's redis-server does not start again");
	}
}

void redis_pause(struct redis_server *server)
{
	assert_int_equal(kill(server->pid, SIGSTOP), 0);
}

void redis_continue(struct redis_server *server)
{
	assert_int_equal(kill(server->pid, SIGCONT), 0);
}

void redis_stop(struct redis_server *server)
{
	if (server == NULL) {
		return;
	}
	redis_kill(server);
	close(server->lifeline);
	while (waitpid(server->janitor, NULL, 0) < 0 && errno == EINTR) {
	}
	for (size_t i = 0; i < server->extra_count; i++) {
		free(server->extra[i]);
	}
	free(server);
}

const char *redis_folder(const struct redis_server *server)
{
	return server->folder;
}

const char *redis_socket(const struct redis_server *server)
{
	return server->socket;
}

const char *redis_url(const struct redis_server *server)
{
	return server->url;
}

int redis_port(const struct redis_server *server)
{
	return server->port;
}

redisReply *redis_argv(
	struct redis_server *server, size_t argc, const char *const argv[], const size_t lengths[])
{
	if (server->client == NULL || server->client->err != 0) {
		assert_true(dial(server));
	}
	redisReply *reply =
		redisCommandArgv(server->client, (int)argc, (const char **)argv, lengths);
	if (reply == NULL) {
		fail_msg("%s: no answer: %s", argv[0], server->client->errstr);
	}
	return reply;
}

static redisReply *run_words(struct redis_server *server, const char *word, va_list rest)
{
	const char *argv[WORDS_MAX];
	size_t lengths[WORDS_MAX], argc = 0;
	for (; word != NULL; word = va_arg(rest, const char *)) {
		assert_true(argc < WORDS_MAX);
		argv[argc] = word;
		lengths[argc++] = strlen(word);
	}
	return redis_argv(server, argc, argv, lengths);
}

static redisReply *refuse_error(redisReply *reply, const char *word)
{
	if (reply->type == REDIS_REPLY_ERROR) {
		print_error("%s: %s\n", word, reply->str);
		freeReplyObject(reply);
		fail_msg("%s was answered with an error", word);
	}
	return reply;
}

redisReply *redis_raw(struct redis_server *server, const char *word, ...)
{
	va_list rest;
	va_start(rest, word);
	redisReply *reply = run_words(server, word, rest);
	va_end(rest);
	return reply;
}

int64_t redis_int(struct redis_server *server, const char *word, ...)
{
	va_list rest;
	va_start(rest, word);
	redisReply *reply = refuse_error(run_words(server, word, rest), word);
	va_end(rest);
	int64_t value = reply->integer;
	if (reply->type != REDIS_REPLY_INTEGER) {
		char *end = NULL;
		assert_non_null(reply->str);
		value = strtoll(reply->str, &end, 10);
		assert_true(end != reply->str && *end == '\0');
	}
	freeReplyObject(reply);
	return value;
}

char *redis_str(struct redis_server *server, const char *word, ...)
{
	va_list rest;
	va_start(rest, word);
	redisReply *reply = refuse_error(run_words(server, word, rest), word);
	va_end(rest);
	assert_non_null(reply->str);
	char *copy = strdup(reply->str);
	assert_non_null(copy);
	freeReplyObject(reply);
	return copy;
}

void redis_ok(struct redis_server *server, const char *word, ...)
{
	va_list rest;
	va_start(rest, word);
	freeReplyObject(refuse_error(run_words(server, word, rest), word));
	va_end(rest);
}
