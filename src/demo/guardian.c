#include "guardian.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "folder.h"
#include "server.h"
#include "traffic.h"

enum { ENDING_SIGNALS = 3 };

struct guardian {
	const struct guardian_options *options;
	uv_loop_t loop;
	uv_poll_t life;
	uv_signal_t child, ending[ENDING_SIGNALS];
	struct traffic *traffic;
	pid_t server; /* 0: none */
	bool reported;
};

static void report(struct guardian *guardian, const char *sentence)
{
	char line[ERROR_TEXT_MAX + 1];
	size_t length = strcspn(sentence, "\n");

	if (guardian->reported) {
		return;
	}
	guardian->reported = true;
	snprintf(line, sizeof(line), "%.*s\n", (int)length, sentence);
	/* A caller that is no longer there needs no answer. */
	ssize_t written = write(guardian->options->ready_fd, line, strlen(line));
	(void)written;
	close(guardian->options->ready_fd);
}

static void end(struct guardian *guardian, const char *sentence)
{
	report(guardian, sentence);
	uv_stop(&guardian->loop);
}

static void on_life(uv_poll_t *poll, int status, int events)
{
	struct guardian *guardian = poll->data;
	char byte;

	(void)events;
	if (status < 0 || read(guardian->options->life_fd, &byte, 1) == 0) {
		end(guardian, "the demo was ended before it was ready");
	}
}

static void on_ending(uv_signal_t *handle, int number)
{
	(void)number;
	end(handle->data, "the demo was ended before it was ready");
}

static void on_child(uv_signal_t *handle, int number)
{
	struct guardian *guardian = handle->data;
	char sentence[ERROR_TEXT_MAX];

	(void)number;
	if (guardian->server > 0 && waitpid(guardian->server, NULL, WNOHANG) == guardian->server) {
		guardian->server = 0;
		server_last_words(guardian->options->folder, sentence, sizeof(sentence));
		end(guardian, sentence);
	}
}

static void on_ready(void *arg)
{
	report(arg, GUARDIAN_READY);
}

static void on_lost(void *arg, const struct error *error)
{
	end(arg, error->text);
}

/* Away from the terminal: what is typed there is not for us. */
static void leave_session(void)
{
	int null_fd;

	setsid();
	umask(S_IRWXG | S_IRWXO);
	null_fd = open("/dev/null", O_RDWR);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null_fd >= 0; fd++) {
		dup2(null_fd, fd);
	}
	int moved = chdir("/");
	(void)moved;
}

/* The caller's handlers speak of the caller's terminal. */
static void forget_signals(void)
{
	struct sigaction plain = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int number = 1; number <= SIGRTMAX; number++) {
		sigaction(number, &plain, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* An inherited write end of a pipe would keep somebody else waiting, perhaps ourselves. */
static void close_inherited(int life_fd, int ready_fd)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;

	if (folder == NULL) {
		return;
	}
	while ((entry = readdir(folder)) != NULL) {
		int fd = (int)strtol(entry->d_name, NULL, 10);
		if (fd > STDERR_FILENO && fd != life_fd && fd != ready_fd && fd != dirfd(folder)) {
			close(fd);
		}
	}
	closedir(folder);
}

static void watch(struct guardian *guardian)
{
	static const int numbers[ENDING_SIGNALS] = {SIGTERM, SIGINT, SIGHUP};

	for (size_t i = 0; i < ENDING_SIGNALS; i++) {
		uv_signal_init(&guardian->loop, &guardian->ending[i]);
		guardian->ending[i].data = guardian;
		uv_signal_start(&guardian->ending[i], on_ending, numbers[i]);
	}
	uv_signal_init(&guardian->loop, &guardian->child);
	guardian->child.data = guardian;
	uv_signal_start(&guardian->child, on_child, SIGCHLD);
	uv_poll_init(&guardian->loop, &guardian->life, guardian->options->life_fd);
	guardian->life.data = guardian;
	uv_poll_start(&guardian->life, UV_READABLE | UV_DISCONNECT, on_life);
}

/* Should somebody else hold the pipe open as well. False: the caller is gone already, and nothing
 * tells of it any more. */
static bool follow_caller(const struct guardian *guardian)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return getppid() == guardian->options->caller;
}

static bool begin_traffic(struct guardian *guardian)
{
	const struct guardian_options *options = guardian->options;
	struct address address;
	struct error error;

	if (!address_parse(text_of(options->url), &address, &error)) {
		report(guardian, error.text);
		return false;
	}
	guardian->traffic = traffic_create(&guardian->loop,
		&(struct traffic_options){
			.address = &address,
			.scenario = options->scenario,
			.rate = options->rate,
			.seed = options->seed,
			.incident_ms = options->incident_ms,
			.on_ready = on_ready,
			.on_lost = on_lost,
			.arg = guardian,
		});
	address_finish(&address);
	return true;
}

static void keep(struct guardian *guardian)
{
	const struct guardian_options *options = guardian->options;

	if (!folder_claim(options->folder) || uv_loop_init(&guardian->loop) != 0) {
		report(guardian, "the demo's folder or loop could not be made");
		return;
	}
	watch(guardian);
	if (!follow_caller(guardian)) {
		report(guardian, "the demo's caller has ended");
		return;
	}
	guardian->server = server_spawn(options->program, options->folder);
	if (guardian->server < 0) {
		report(guardian, "no process could be made for the server");
	} else if (begin_traffic(guardian)) {
		uv_run(&guardian->loop, UV_RUN_DEFAULT);
	}
}

int guardian_run(const struct guardian_options *options)
{
	struct guardian guardian = {.options = options};

	leave_session();
	forget_signals();
	close_inherited(options->life_fd, options->ready_fd);
	keep(&guardian);
	if (guardian.server > 0) {
		kill(guardian.server, SIGKILL);
		while (waitpid(guardian.server, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	folder_remove(options->folder);
	return guardian.reported ? EXIT_SUCCESS : EXIT_FAILURE;
}
