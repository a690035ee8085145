#include "demo/probe.h"

#include <poll.h>
#include <sys/wait.h>

#include "../../src/demo/folder.h"
#include "../../src/demo/guardian.h"
#include "../../src/demo/server.h"

/* A caller in a process of its own, with what it has started. */
struct caller {
	pid_t pid, guardian, server;
	char folder[PROBE_PATH_MAX];
};

static void call_and_wait(int told, bool leave_child)
{
	struct error error;
	struct demo *demo = demo_start(&(struct demo_options){.rate = 1}, &error);
	struct caller caller = {.pid = getpid()};

	if (demo == NULL) {
		_exit(1);
	}
	/* A process that inherits the pipe and outlives the caller; it ends with the test's pipe.
	 */
	if (leave_child && fork() == 0) {
		struct pollfd closed = {.fd = told};
		poll(&closed, 1, AWAIT_MS);
		_exit(0);
	}
	redisContext *redis = redisConnectUnix(demo_url(demo) + 7);
	caller.server = probe_server(redis);
	folder_of(demo, caller.folder);
	caller.guardian = guardian_of(caller.folder);
	if (write(told, &caller, sizeof(caller)) != (ssize_t)sizeof(caller)) {
		_exit(1);
	}
	while (true) {
		pause();
	}
}

/* Returns the end of the pipe that keeps the caller's child waiting. */
static int start_caller(struct caller *caller, bool leave_child)
{
	int tell[2];

	assert_int_equal(pipe(tell), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(tell[0]);
		call_and_wait(tell[1], leave_child);
	}
	close(tell[1]);
	assert_int_equal(read(tell[0], caller, sizeof(*caller)), sizeof(*caller));
	assert_true(process_lives(caller->guardian) && process_lives(caller->server));
	return tell[0];
}

static void all_is_gone_after(struct caller *caller, int number)
{
	kill(caller->pid, number);
	assert_int_equal(waitpid(caller->pid, NULL, 0), caller->pid);
	await(process_gone, &caller->server, "the end of the server");
	await(path_gone, caller->folder, "the end of the folder");
	await(process_gone, &caller->guardian, "the end of the guardian");
}

static void when_the_caller_is_killed_nothing_is_left(void **state)
{
	struct caller caller;
	int kept = start_caller(&caller, false);

	(void)state;
	all_is_gone_after(&caller, SIGKILL);
	close(kept);
}

static void nothing_is_left_though_another_process_holds_the_pipe(void **state)
{
	struct caller caller;
	int kept = start_caller(&caller, true);

	(void)state;
	all_is_gone_after(&caller, SIGKILL);
	close(kept);
}

/* The child of a caller that has ended before the child came to look. */
static void orphan_guardian(const char *folder, int life_fd, int ready_fd)
{
	struct timespec nap = {.tv_nsec = AWAIT_NAP_MS * 1000000};
	char program[PATH_MAX], url[PROBE_PATH_MAX];
	pid_t caller = getpid();
	struct error error;

	snprintf(url, sizeof(url), "unix://%s/" SERVER_SOCKET, folder);
	if (!server_find(program, &error) || fork() != 0) {
		_exit(0);
	}
	while (getppid() == caller) {
		nanosleep(&nap, NULL);
	}
	_exit(guardian_run(&(struct guardian_options){
		.folder = folder,
		.program = program,
		.url = url,
		.rate = 1,
		.incident_ms = 20000,
		.caller = caller,
		.life_fd = life_fd,
		.ready_fd = ready_fd,
	}));
}

static void a_caller_that_ended_before_it_was_watched_leaves_nothing(void **state)
{
	char folder[FOLDER_PATH_MAX], line[ERROR_TEXT_MAX] = "";
	int life[2], ready[2];
	struct error error;

	(void)state;
	assert_true(folder_create(folder, &error));
	assert_int_equal(pipe(life), 0);
	assert_int_equal(pipe(ready), 0);
	pid_t caller = fork();
	assert_true(caller >= 0);
	if (caller == 0) {
		orphan_guardian(folder, life[0], ready[1]);
	}
	assert_int_equal(waitpid(caller, NULL, 0), caller);
	close(ready[1]);
	assert_true(read(ready[0], line, sizeof(line) - 1) > 0);
	/* Still held open: it is not the pipe that tells. */
	int held = life[1];
	if (strcmp(line, GUARDIAN_READY "\n") == 0) {
		close(held);
		fail_msg("the guardian stayed");
	}
	await(path_gone, folder, "the end of the folder");
	close(held);
	close(life[0]);
	close(ready[0]);
}

static void when_the_caller_is_terminated_nothing_is_left(void **state)
{
	struct caller caller;
	int kept = start_caller(&caller, false);

	(void)state;
	all_is_gone_after(&caller, SIGTERM);
	close(kept);
}

static void a_killed_guardian_takes_the_server_along_and_the_next_start_cleans_up(void **state)
{
	struct demo *demo = demo_with(1, 1, 0), *next;
	redisContext *redis = probe_open(demo_url(demo));
	pid_t server = probe_server(redis);
	char folder[PROBE_PATH_MAX];

	(void)state;
	redisFree(redis);
	folder_of(demo, folder);
	pid_t guardian = guardian_of(folder);
	kill(guardian, SIGKILL);
	await(process_gone, &guardian, "the end of the guardian");
	await(process_gone, &server, "the end of the server");
	assert_false(path_gone(folder));
	next = demo_with(1, 1, 0);
	assert_true(path_gone(folder));
	demo_stop(next);
	demo_stop(demo);
}

static void the_folder_of_a_killed_guardian_is_removed_by_stop(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	char folder[PROBE_PATH_MAX];

	(void)state;
	folder_of(demo, folder);
	kill(guardian_of(folder), SIGKILL);
	demo_stop(demo);
	assert_true(path_gone(folder));
}

static void when_the_server_is_killed_the_guardian_cleans_up(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	redisContext *redis = probe_open(demo_url(demo));
	char folder[PROBE_PATH_MAX];

	(void)state;
	folder_of(demo, folder);
	pid_t guardian = guardian_of(folder);
	kill(probe_server(redis), SIGKILL);
	redisFree(redis);
	await(path_gone, folder, "the end of the folder");
	await(process_gone, &guardian, "the end of the guardian");
	demo_stop(demo);
}

struct growth {
	redisContext *redis;
	long long length;
};

static bool has_grown(void *arg)
{
	struct growth *growth = arg;

	return probe_length(growth->redis, "orders.placed") > growth->length;
}

/* Longer than any answer is waited for elsewhere. */
static void a_server_that_is_held_a_while_is_not_ended(void **state)
{
	struct timespec held = {.tv_sec = 6};
	struct demo *demo = demo_with(1, 20, 0);
	redisContext *redis = probe_open(demo_url(demo));
	char folder[PROBE_PATH_MAX];

	(void)state;
	folder_of(demo, folder);
	pid_t guardian = guardian_of(folder), server = probe_server(redis);
	kill(server, SIGSTOP);
	nanosleep(&held, NULL);
	assert_true(process_lives(guardian));
	kill(server, SIGCONT);
	struct growth growth = {redis, probe_length(redis, "orders.placed")};
	await(has_grown, &growth, "traffic after the pause");
	assert_true(process_lives(guardian) && process_lives(server));
	redisFree(redis);
	demo_stop(demo);
}

static void the_terminal_of_the_caller_is_not_its_terminal(void **state)
{
	struct demo *demo = demo_with(1, 1, 0);
	redisContext *redis = probe_open(demo_url(demo));
	char folder[PROBE_PATH_MAX];

	(void)state;
	folder_of(demo, folder);
	pid_t guardian = guardian_of(folder), server = probe_server(redis);
	assert_int_equal(getsid(guardian), guardian);
	assert_int_equal(getsid(server), guardian);
	assert_int_not_equal(getsid(0), guardian);
	redisFree(redis);
	demo_stop(demo);
}

static void it_holds_none_of_the_callers_files_open(void **state)
{
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	struct demo *demo = demo_with(1, 1, 0);
	struct pollfd closed = {.fd = ends[0], .events = POLLIN};
	close(ends[1]);
	assert_int_equal(poll(&closed, 1, 0), 1);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	demo_stop(demo);
}

static void it_ignores_how_the_caller_treats_signals(void **state)
{
	sigset_t all, before;

	(void)state;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	struct demo *demo = demo_with(1, 1, 0);
	sigprocmask(SIG_SETMASK, &before, NULL);
	char folder[PROBE_PATH_MAX];
	folder_of(demo, folder);
	pid_t guardian = guardian_of(folder);
	kill(guardian, SIGTERM);
	await(process_gone, &guardian, "the end of a guardian that was asked to end");
	assert_true(path_gone(folder));
	demo_stop(demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when_the_caller_is_killed_nothing_is_left),
		cmocka_unit_test(nothing_is_left_though_another_process_holds_the_pipe),
		cmocka_unit_test(a_caller_that_ended_before_it_was_watched_leaves_nothing),
		cmocka_unit_test(when_the_caller_is_terminated_nothing_is_left),
		cmocka_unit_test(
			a_killed_guardian_takes_the_server_along_and_the_next_start_cleans_up),
		cmocka_unit_test(the_folder_of_a_killed_guardian_is_removed_by_stop),
		cmocka_unit_test(when_the_server_is_killed_the_guardian_cleans_up),
		cmocka_unit_test(a_server_that_is_held_a_while_is_not_ended),
		cmocka_unit_test(the_terminal_of_the_caller_is_not_its_terminal),
		cmocka_unit_test(it_holds_none_of_the_callers_files_open),
		cmocka_unit_test(it_ignores_how_the_caller_treats_signals),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
