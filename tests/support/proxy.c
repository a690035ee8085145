#include "support/proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cmocka.h>

enum { LINKS_MAX = 16, BLOCK = 4096, PATH_ROOM = 108, WORDS_ROOM = 64, SCRIPT_ROOM = 1024 };

/* Shared by the test, the proxy and the victim. */
struct control {
	volatile int act, way, acted;
	volatile size_t limit, bytes[2];
	volatile pid_t victim;
	char words[WORDS_ROOM], script[SCRIPT_ROOM]; /* empty: not by words */
};

struct proxy {
	struct control *control;
	pid_t pid;
	char socket[PATH_ROOM], url[PATH_ROOM + 16];
};

struct link {
	int fd[2];             /* program, server */
	char tail[WORDS_ROOM]; /* of what the program said last */
	int said;              /* the words were in it */
};

static int dial(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void hang_up(struct link *link)
{
	close(link->fd[0]);
	close(link->fd[1]);
	link->fd[0] = link->fd[1] = -1;
}

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = send(fd, bytes, length, MSG_NOSIGNAL);

		if (written < 0 && errno != EINTR) {
			return 0;
		}
		bytes += written > 0 ? written : 0;
		length -= written > 0 ? (size_t)written : 0;
	}
	return 1;
}

/* How much of it passes before something is done, and whether it is now. */
static size_t share(struct control *control, int way, size_t length, int *now)
{
	size_t before = control->bytes[way];

	*now = !control->acted && control->act != PROXY_PASS && control->words[0] == '\0' &&
		control->way == way && before + length >= control->limit;
	return *now ? control->limit - before : length;
}

static void act(struct control *control, struct link *link)
{
	control->acted = 1;
	if (control->act == PROXY_KILL && control->victim > 0) {
		kill(control->victim, SIGKILL);
	}
	hang_up(link);
}

static int holds(const char *bytes, size_t length, const char *words)
{
	size_t count = strlen(words);

	for (size_t i = 0; i + count <= length; i++) {
		if (memcmp(bytes + i, words, count) == 0) {
			return 1;
		}
	}
	return 0;
}

/* Whether the words end in this block; they may have begun in the one before. */
static int has_words(
	const struct control *control, struct link *link, const char *block, size_t length)
{
	char both[WORDS_ROOM + BLOCK];
	size_t tail = strlen(link->tail), keep;

	memcpy(both, link->tail, tail);
	memcpy(both + tail, block, length);
	keep = tail + length < WORDS_ROOM - 1 ? tail + length : WORDS_ROOM - 1;
	for (size_t i = 0; i < keep; i++) {
		char byte = both[tail + length - keep + i];

		link->tail[i] = byte == '\0' ? ' ' : byte;
	}
	link->tail[keep] = '\0';
	return holds(both, tail + length, control->words);
}

static void slip(struct control *control, const char *server)
{
	char command[SCRIPT_ROOM + 64], answer[BLOCK];
	int fd;

	if (control->act != PROXY_SLIP) {
		return;
	}
	fd = dial(server);
	control->acted = 1;
	snprintf(command, sizeof command, "*3\r\n$4\r\nEVAL\r\n$%zu\r\n%s\r\n$1\r\n0\r\n",
		strlen(control->script), control->script);
	if (fd < 0 || !write_all(fd, command, strlen(command)) ||
		read(fd, answer, sizeof answer) <= 0 || answer[0] == '-') {
		_exit(125);
	}
	close(fd);
}

static void pass(struct control *control, struct link *link, int way, const char *server)
{
	char block[BLOCK];
	ssize_t got = read(link->fd[way], block, sizeof block);
	int now;

	if (got <= 0) {
		hang_up(link);
		return;
	}
	size_t length = share(control, way, (size_t)got, &now);
	if (control->words[0] != '\0' && !control->acted) {
		if (way == PROXY_DOWN && link->said) {
			act(control, link); /* the answer is lost */
			return;
		}
		if (way == PROXY_UP && has_words(control, link, block, length)) {
			link->said = 1;
			slip(control, server);
		}
	}
	int good = write_all(link->fd[!way], block, length);
	control->bytes[way] += length;
	if (now) {
		act(control, link);
	} else if (!good) {
		hang_up(link);
	}
}

static void accept_one(int listener, const char *server, struct link *links)
{
	struct link link = {.fd = {accept(listener, NULL, NULL), dial(server)}};

	for (size_t i = 0; link.fd[0] >= 0 && link.fd[1] >= 0 && i < LINKS_MAX; i++) {
		if (links[i].fd[0] < 0) {
			links[i] = link;
			return;
		}
	}
	hang_up(&link);
}

static void serve(struct control *control, int listener, const char *server)
{
	struct link links[LINKS_MAX];
	struct pollfd polled[1 + 2 * LINKS_MAX];

	for (size_t i = 0; i < LINKS_MAX; i++) {
		links[i] = (struct link){.fd = {-1, -1}};
	}
	for (;;) {
		polled[0] = (struct pollfd){.fd = listener, .events = POLLIN};
		for (size_t i = 0; i < 2 * LINKS_MAX; i++) {
			polled[i + 1] =
				(struct pollfd){.fd = links[i / 2].fd[i % 2], .events = POLLIN};
		}
		if (poll(polled, 1 + 2 * LINKS_MAX, -1) < 0) {
			continue;
		}
		for (size_t i = 0; i < 2 * LINKS_MAX; i++) {
			if (polled[i + 1].revents != 0 &&
				links[i / 2].fd[i % 2] == polled[i + 1].fd) {
				pass(control, &links[i / 2], (int)(i % 2), server);
			}
		}
		if (polled[0].revents != 0) {
			accept_one(listener, server, links);
		}
	}
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	assert_true(fd >= 0);
	/* Of a test that failed. */
	unlink(path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, LINKS_MAX), 0);
	return fd;
}

/* Above all the lifelines of servers: who stops one waits until they are closed. */
static void close_inherited(int listener)
{
	enum { DESCRIPTORS = 1024 };

	for (int fd = STDERR_FILENO + 1; fd < DESCRIPTORS; fd++) {
		if (fd != listener) {
			close(fd);
		}
	}
}

/* In a file that has no name any more. */
static struct control *share_control(struct redis_server *server)
{
	char path[PATH_ROOM];
	struct control *control;

	snprintf(path, sizeof path, "%s/proxy.shared", redis_folder(server));
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(ftruncate(fd, sizeof *control), 0);
	control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_true(control != MAP_FAILED);
	close(fd);
	return control;
}

struct proxy *proxy_start(struct redis_server *server)
{
	struct proxy *proxy = calloc(1, sizeof *proxy);
	pid_t parent = getpid();

	assert_non_null(proxy);
	proxy->control = share_control(server);
	snprintf(proxy->socket, sizeof proxy->socket, "%s/proxy.sock", redis_folder(server));
	snprintf(proxy->url, sizeof proxy->url, "unix://%s", proxy->socket);
	int listener = listen_at(proxy->socket);
	fflush(NULL);
	proxy->pid = fork();
	assert_true(proxy->pid >= 0);
	if (proxy->pid == 0) {
#ifdef __linux__
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent) {
			_exit(126);
		}
#else
		(void)parent;
#endif
		close_inherited(listener);
		serve(proxy->control, listener, redis_socket(server));
	}
	close(listener);
	return proxy;
}

void proxy_stop(struct proxy *proxy)
{
	if (proxy == NULL) {
		return;
	}
	kill(proxy->pid, SIGKILL);
	waitpid(proxy->pid, NULL, 0);
	unlink(proxy->socket);
	munmap(proxy->control, sizeof *proxy->control);
	free(proxy);
}

const char *proxy_url(const struct proxy *proxy)
{
	return proxy->url;
}

void proxy_arm(struct proxy *proxy, enum proxy_act act_wanted, enum proxy_way way, size_t limit)
{
	struct control *control = proxy->control;

	control->act = PROXY_PASS;
	control->bytes[0] = control->bytes[1] = 0;
	control->acted = 0;
	control->way = (int)way;
	control->limit = limit;
	control->victim = 0;
	control->words[0] = '\0';
	control->act = (int)act_wanted;
}

void proxy_arm_words(
	struct proxy *proxy, enum proxy_act act_wanted, const char *words, const char *script)
{
	struct control *control = proxy->control;

	proxy_arm(proxy, PROXY_PASS, PROXY_UP, 0);
	snprintf(control->words, sizeof control->words, "%s", words);
	snprintf(control->script, sizeof control->script, "%s", script);
	control->act = (int)act_wanted;
}

void proxy_offer_victim(struct proxy *proxy)
{
	proxy->control->victim = getpid();
}

size_t proxy_bytes(const struct proxy *proxy, enum proxy_way way)
{
	return proxy->control->bytes[way];
}

int proxy_has_acted(const struct proxy *proxy)
{
	return proxy->control->acted;
}
