#include "demo/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/number.h"
#include "folder.h"
#include "guardian.h"
#include "server.h"

enum {
	READY_MS = 10000,
	ENDING_MS = 5000,
	NAP_MS = 5,
	INCIDENT_MS = 20000,
	WINDOW_MS = 10000,
	WINDOW_LEAST_MS = 2000,
	GONE_MS = 30000,
	GONE_LEAST_MS = 5000,
	INDICATOR_LEAST_MS = 500,
	CONFIG_BYTES_MAX = 65536,
	URL_MAX = FOLDER_PATH_MAX * 3 + 32,
};

struct demo {
	pid_t guardian;
	int life_fd;
	char folder[FOLDER_PATH_MAX];
	char url[URL_MAX];
	char config_file[FOLDER_PATH_MAX + 32];
};

static void format_url(struct demo *demo)
{
	size_t length = (size_t)snprintf(demo->url, sizeof(demo->url), "unix://");
	char path[FOLDER_PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s/" SERVER_SOCKET, demo->folder);
	for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
		bool plain = strchr("/.-_", *at) != NULL || (*at >= '0' && *at <= '9') ||
			(*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z');
		length += (size_t)snprintf(demo->url + length, sizeof(demo->url) - length,
			plain ? "%c" : "%%%02X", *at);
	}
}

static bool write_file(const char *path, struct text content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0) {
		return false;
	}
	bool written = write(fd, content.at, content.length) == (ssize_t)content.length;
	return close(fd) == 0 && written;
}

/* How long a time is where all goes `rate` times as fast. */
static int64_t hasten(int64_t ms, double rate, int64_t least_ms)
{
	int64_t hastened = rate > 1 ? (int64_t)((double)ms / rate) : ms;
	return hastened > least_ms ? hastened : least_ms;
}

/* Short windows: who looks at a demo does not wait for a minute. */
static void add_common(struct buf *content, double rate)
{
	buf_addf(content,
		"[health]\nallowed = 10\npoison_after = 5\nconsumer_gone = %" PRId64
		"s\nheadroom_warn = 5m\nwindow = %" PRId64 "s\n",
		hasten(GONE_MS, rate, GONE_LEAST_MS) / 1000,
		hasten(WINDOW_MS, rate, WINDOW_LEAST_MS) / 1000);
}

/* A line of a scenario's part; the times of indicators are those of a business in a hurry. */
static void add_line(struct buf *content, struct text line, bool in_indicator, double rate)
{
	struct text rest = line;
	struct text key = text_trim(text_cut(&rest, '='));
	bool is_time = in_indicator && (text_is(key, "window") || text_is(key, "within"));
	int64_t ms;

	if (rate > 1 && is_time && number_parse_duration(text_trim(rest), &ms)) {
		buf_addf(content, "%.*s = %" PRId64 "ms\n", (int)key.length, key.at,
			hasten(ms, rate, INDICATOR_LEAST_MS));
	} else {
		buf_add_text(content, line);
		buf_add_byte(content, '\n');
	}
}

static void add_scenario(struct buf *content, const struct scenario *scenario, double rate)
{
	struct text rest = text_of(scenario->config);
	bool in_indicator = false;

	buf_add_byte(content, '\n');
	while (rest.length > 0) {
		struct text line = text_cut(&rest, '\n');

		if (text_starts(line, "[")) {
			in_indicator = text_starts(line, "[indicator ");
		}
		add_line(content, line, in_indicator, rate);
	}
}

static bool write_config(
	struct demo *demo, const struct guardian_options *guardian, struct error *error)
{
	const struct scenario *only = guardian->scenario;
	const struct scenario *scenario;
	struct buf content;

	snprintf(demo->config_file, sizeof(demo->config_file), "%s/rivermaster.conf", demo->folder);
	buf_init(&content, CONFIG_BYTES_MAX);
	buf_addf(&content, "[server]\nurl = %s\n\n", demo->url);
	add_common(&content, guardian->rate);
	for (size_t i = 0; (scenario = scenario_at(i)) != NULL; i++) {
		if ((only == NULL || only == scenario) && scenario->config[0] != '\0') {
			add_scenario(&content, scenario, guardian->rate);
		}
	}
	bool written = !content.full && write_file(demo->config_file, buf_text(&content));
	buf_finish(&content);
	return written ||
		error_set(error, ERROR_FAILED, "cannot write %s: %s", demo->config_file,
			strerror(errno));
}

static bool find_scenario(const char *name, const struct scenario **scenario, struct error *error)
{
	const struct scenario *each;
	char names[ERROR_TEXT_MAX / 2] = "";

	*scenario = NULL;
	if (name == NULL || strcmp(name, "all") == 0) {
		return true;
	}
	*scenario = scenario_find(name);
	if (*scenario != NULL) {
		return true;
	}
	for (size_t i = 0; (each = scenario_at(i)) != NULL; i++) {
		size_t length = strlen(names);
		snprintf(names + length, sizeof(names) - length, "%s, ", each->name);
	}
	return error_set(
		error, ERROR_USAGE, "there is no scenario %s; there are %sand all", name, names);
}

static bool make_pipe(int ends[2])
{
	return pipe(ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
		fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One line from the guardian. */
static bool read_line(int fd, char line[ERROR_TEXT_MAX], struct error *error)
{
	int64_t deadline_ms = monotonic_ms() + READY_MS, left_ms;
	struct pollfd readable = {.fd = fd, .events = POLLIN};
	size_t length = 0;

	while ((left_ms = deadline_ms - monotonic_ms()) > 0 && length < ERROR_TEXT_MAX - 1) {
		if (poll(&readable, 1, (int)left_ms) <= 0) {
			continue;
		}
		ssize_t count = read(fd, line + length, ERROR_TEXT_MAX - 1 - length);
		if (count == 0 || (count < 0 && errno != EINTR)) {
			return error_set(error, ERROR_FAILED,
				"the demo's process ended before its server answered");
		}
		length += count > 0 ? (size_t)count : 0;
		line[length] = '\0';
		if (length > 0 && line[length - 1] == '\n') {
			line[length - 1] = '\0';
			return true;
		}
	}
	return error_set(error, ERROR_FAILED, "the demo's server gave no answer within %d s",
		READY_MS / 1000);
}

static bool await_ready(int fd, struct error *error)
{
	char line[ERROR_TEXT_MAX] = "";

	return read_line(fd, line, error) &&
		(strcmp(line, GUARDIAN_READY) == 0 || error_set(error, ERROR_FAILED, "%s", line));
}

/* Forks the guardian and leaves its life in demo->life_fd. */
static bool fork_guardian(
	struct demo *demo, struct guardian_options *options, int *ready_fd, struct error *error)
{
	int life[2], ready[2];

	if (!make_pipe(life) || !make_pipe(ready)) {
		return error_set(error, ERROR_FAILED, "cannot make a pipe: %s", strerror(errno));
	}
	options->life_fd = life[0];
	options->ready_fd = ready[1];
	options->caller = getpid();
	demo->guardian = fork();
	if (demo->guardian == 0) {
		_exit(guardian_run(options));
	}
	close(life[0]);
	close(ready[1]);
	demo->life_fd = life[1];
	*ready_fd = ready[0];
	return demo->guardian > 0 ||
		error_set(error, ERROR_FAILED, "cannot make a process: %s", strerror(errno));
}

static bool start(struct demo *demo, struct guardian_options *guardian, struct error *error)
{
	int ready_fd = -1;

	if (!folder_create(demo->folder, error)) {
		demo->folder[0] = '\0';
		return false;
	}
	format_url(demo);
	guardian->folder = demo->folder;
	guardian->url = demo->url;
	bool ready = write_config(demo, guardian, error) &&
		fork_guardian(demo, guardian, &ready_fd, error) && await_ready(ready_fd, error);
	if (ready_fd >= 0) {
		close(ready_fd);
	}
	return ready;
}

struct demo *demo_start(const struct demo_options *options, struct error *error)
{
	char program[PATH_MAX];
	struct guardian_options guardian = {
		.program = program,
		.rate = options->rate > 0 ? options->rate : 1,
		.seed = options->seed,
		.incident_ms = options->incident_ms,
	};

	if (guardian.incident_ms <= 0) {
		guardian.incident_ms = hasten(INCIDENT_MS, guardian.rate, 1);
	}
	if (!find_scenario(options->scenario, &guardian.scenario, error) ||
		!server_find(program, error)) {
		return NULL;
	}
	folder_sweep();
	struct demo *demo = mem_alloc(1, sizeof(*demo));
	*demo = (struct demo){.guardian = -1, .life_fd = -1};
	if (!start(demo, &guardian, error)) {
		demo_stop(demo);
		return NULL;
	}
	return demo;
}

static bool gone(pid_t pid, int flags)
{
	pid_t ended = waitpid(pid, NULL, flags);
	return ended == pid || (ended < 0 && errno != EINTR);
}

/* A guardian that does not end is ended, and the server with it. */
static void await_end(pid_t guardian)
{
	struct timespec nap = {.tv_nsec = NAP_MS * 1000000};
	int64_t deadline_ms = monotonic_ms() + ENDING_MS;

	while (!gone(guardian, WNOHANG)) {
		if (monotonic_ms() > deadline_ms) {
			kill(guardian, SIGKILL);
			while (!gone(guardian, 0)) {
			}
			return;
		}
		nanosleep(&nap, NULL);
	}
}

void demo_stop(struct demo *demo)
{
	if (demo == NULL) {
		return;
	}
	if (demo->life_fd >= 0) {
		close(demo->life_fd);
	}
	if (demo->guardian > 0) {
		kill(demo->guardian, SIGTERM);
		await_end(demo->guardian);
	}
	/* The guardian has done this, unless there was none or it was killed. */
	if (demo->folder[0] != '\0') {
		folder_remove(demo->folder);
	}
	mem_free(demo);
}

const char *demo_url(const struct demo *demo)
{
	return demo->url;
}

const char *demo_config_file(const struct demo *demo)
{
	return demo->config_file;
}
