#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	LIMIT_MS = 10 * 1000,
	GRACE_MS = 2000,
	MINUTE_MS = 60 * 1000,
	SAID_BYTES_MAX = 1 << 20,
	SLOT_HANDLES = 4,
	ENVIRONMENT_MAX = 512,
};

extern char **environ;

static void start_waiting(struct hooks *hooks);

static void tell(struct hooks *hooks)
{
	if (!hooks->closing) {
		hooks->on_change(hooks->arg);
	}
}

/* What it said first, or what became of it. */
static void note_trouble(struct hooks *hooks, const char *program, const char *what)
{
	snprintf(hooks->told.trouble, sizeof(hooks->told.trouble), "%.60s: %.90s", program, what);
}

static void on_pace(uv_timer_t *timer)
{
	start_waiting(timer->data);
}

void hooks_init(struct hooks *hooks, uv_loop_t *loop, int64_t limit_ms,
	void (*on_change)(void *arg), void *arg)
{
	*hooks = (struct hooks){
		.loop = loop,
		.limit_ms = limit_ms > 0 ? limit_ms : LIMIT_MS,
		.on_change = on_change,
		.arg = arg,
	};
	for (size_t i = 0; i < HOOK_MINUTE_MAX; i++) {
		hooks->starts_ms[i] = INT64_MIN / 2;
	}
	uv_timer_init(loop, &hooks->pace);
	hooks->pace.data = hooks;
	hooks->open_handles = 1;
}

static void let_go(struct hooks *hooks)
{
	if (--hooks->open_handles == 0) {
		hooks->on_closed(hooks->arg);
	}
}

static void on_slot_closed(uv_handle_t *handle)
{
	struct hook_slot *slot = handle->data;
	struct hooks *hooks = slot->hooks;

	if (--slot->open_handles > 0) {
		return;
	}
	mem_free(slot->input);
	slot->input = NULL;
	slot->busy = false;
	if (!hooks->closing) {
		start_waiting(hooks);
	}
	let_go(hooks);
}

static void close_slot(struct hook_slot *slot)
{
	uv_handle_t *const handles[SLOT_HANDLES] = {(uv_handle_t *)&slot->process,
		(uv_handle_t *)&slot->in, (uv_handle_t *)&slot->out, (uv_handle_t *)&slot->limit};

	for (size_t i = 0; i < SLOT_HANDLES; i++) {
		if (!uv_is_closing(handles[i])) {
			uv_close(handles[i], on_slot_closed);
		}
	}
}

/* It leads a session of its own: what it has started goes with it. */
static void kill_slot(struct hook_slot *slot, int number)
{
	slot->killed = true;
	if (slot->process.pid > 0 && !slot->ended) {
		kill(-slot->process.pid, number);
	}
}

static void on_exit_of(uv_process_t *process, int64_t status, int number)
{
	struct hook_slot *slot = process->data;
	struct hooks *hooks = slot->hooks;
	char what[ENVIRONMENT_MAX];

	slot->ended = true;
	if ((status != 0 || number != 0) && !slot->killed) {
		hooks->told.failed++;
		snprintf(what, sizeof(what), "ended with %d%s%.*s",
			number != 0 ? 128 + number : (int)status, slot->said_length > 0 ? ", " : "",
			(int)slot->said_length, slot->said);
		note_trouble(hooks, slot->program, what);
	}
	close_slot(slot);
	tell(hooks);
}

static void on_kill(uv_timer_t *timer)
{
	kill_slot(timer->data, SIGKILL);
}

static void on_limit(uv_timer_t *timer)
{
	struct hook_slot *slot = timer->data;

	slot->hooks->told.late++;
	note_trouble(slot->hooks, slot->program, "did not end in time and was ended");
	kill_slot(slot, SIGTERM);
	uv_timer_start(&slot->limit, on_kill, GRACE_MS, 0);
	tell(slot->hooks);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	(void)handle;
	*room = uv_buf_init(mem_alloc(1, wanted), (unsigned)wanted);
}

static void hear(struct hook_slot *slot, const char *bytes, size_t length)
{
	size_t room = sizeof(slot->said) - slot->said_length;

	room = length < room ? length : room;
	memcpy(slot->said + slot->said_length, bytes, room);
	slot->said_length += room;
	slot->said_bytes += (int64_t)length;
	if (slot->said_bytes > SAID_BYTES_MAX && !slot->killed) {
		slot->hooks->told.noisy++;
		note_trouble(slot->hooks, slot->program, "said more than 1 MB and was ended");
		kill_slot(slot, SIGKILL);
		tell(slot->hooks);
	}
}

static void on_said(uv_stream_t *stream, ssize_t count, const uv_buf_t *bytes)
{
	if (count > 0) {
		hear(stream->data, bytes->base, (size_t)count);
	} else if (count < 0) {
		uv_read_stop(stream);
	}
	mem_free(bytes->base);
}

/* It may not want to know; what it says of that is in its code. */
static void on_written(uv_write_t *write, int status)
{
	struct hook_slot *slot = write->data;

	(void)status;
	if (!uv_is_closing((uv_handle_t *)&slot->in)) {
		uv_close((uv_handle_t *)&slot->in, on_slot_closed);
	}
}

/* Ours without what may hold a password. */
static void make_environment(char *out[ENVIRONMENT_MAX])
{
	size_t count = 0;

	for (char **at = environ; *at != NULL && count + 1 < ENVIRONMENT_MAX; at++) {
		if (strncmp(*at, "RIVERMASTER_", 12) != 0) {
			out[count++] = *at;
		}
	}
	out[count] = NULL;
}

static int spawn(struct hook_slot *slot, const char *const *words, int out)
{
	char *environment[ENVIRONMENT_MAX];
	uv_stdio_flags heard = out < 0 ? UV_IGNORE : UV_INHERIT_FD;
	uv_stdio_container_t stdio[] = {
		{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
			.data.stream = (uv_stream_t *)&slot->in},
		{.flags = heard, .data.fd = out},
		{.flags = heard, .data.fd = out},
	};
	uv_process_options_t options = {
		.exit_cb = on_exit_of,
		.file = words[0],
		.args = (char **)(uintptr_t)words,
		.env = environment,
		.cwd = "/",
		.flags = UV_PROCESS_DETACHED,
		.stdio_count = 3,
		.stdio = stdio,
	};

	make_environment(environment);
	return uv_spawn(slot->hooks->loop, &slot->process, &options);
}

static void begin_slot(struct hook_slot *slot, struct hooks *hooks, const struct hook_job *job)
{
	*slot = (struct hook_slot){
		.hooks = hooks, .busy = true, .input = job->input, .program = job->words[0]};
	uv_pipe_init(hooks->loop, &slot->in, 0);
	uv_pipe_init(hooks->loop, &slot->out, 0);
	uv_timer_init(hooks->loop, &slot->limit);
	slot->process.data = slot->in.data = slot->out.data = slot;
	slot->limit.data = slot->write.data = slot;
	slot->open_handles = SLOT_HANDLES;
	hooks->open_handles++;
}

/* Where there is none, what it says is not heard. */
static void open_ear(int fds[2])
{
	if (pipe(fds) != 0) {
		fds[0] = fds[1] = -1;
		return;
	}
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
}

/* The writing end is the child's alone. */
static void listen_to(struct hook_slot *slot, const int fds[2])
{
	if (fds[0] < 0) {
		return;
	}
	close(fds[1]);
	if (uv_pipe_open(&slot->out, fds[0]) == 0) {
		uv_read_start((uv_stream_t *)&slot->out, on_room, on_said);
	} else {
		close(fds[0]);
	}
}

static void run(struct hook_slot *slot, struct hooks *hooks, const struct hook_job *job)
{
	uv_buf_t input = uv_buf_init(job->input, (unsigned)job->length);
	int fds[2], status;

	begin_slot(slot, hooks, job);
	open_ear(fds);
	status = spawn(slot, job->words, fds[1]);
	listen_to(slot, fds);
	hooks->told.started++;
	if (status != 0) {
		hooks->told.failed++;
		note_trouble(hooks, job->words[0], uv_strerror(status));
		close_slot(slot);
		return;
	}
	uv_timer_start(&slot->limit, on_limit, (uint64_t)hooks->limit_ms, 0);
	uv_write(&slot->write, (uv_stream_t *)&slot->in, &input, 1, on_written);
}

/* So many a minute; later, where that is used up. */
static bool may_start(struct hooks *hooks)
{
	int64_t now_ms = (int64_t)uv_now(hooks->loop);
	int64_t since_ms = now_ms - hooks->starts_ms[hooks->start];

	if (since_ms < MINUTE_MS) {
		uv_timer_start(&hooks->pace, on_pace, (uint64_t)(MINUTE_MS - since_ms), 0);
		return false;
	}
	hooks->starts_ms[hooks->start] = now_ms;
	hooks->start = (hooks->start + 1) % HOOK_MINUTE_MAX;
	return true;
}

static void start_waiting(struct hooks *hooks)
{
	for (size_t i = 0; i < HOOK_RUNNING_MAX && hooks->count > 0; i++) {
		struct hook_job job = hooks->waiting[hooks->first];

		if (hooks->slots[i].busy) {
			continue;
		}
		if (!may_start(hooks)) {
			return;
		}
		hooks->first = (hooks->first + 1) % HOOK_WAITING_MAX;
		hooks->count--;
		run(&hooks->slots[i], hooks, &job);
	}
	tell(hooks);
}

void hooks_add(struct hooks *hooks, const char *const *words, struct buf *input)
{
	size_t length = input->length;

	if (hooks->count == HOOK_WAITING_MAX || hooks->closing) {
		hooks->told.dropped++;
		tell(hooks);
		return;
	}
	hooks->waiting[(hooks->first + hooks->count++) % HOOK_WAITING_MAX] =
		(struct hook_job){.words = words, .input = buf_take(input), .length = length};
	start_waiting(hooks);
}

static void on_pace_closed(uv_handle_t *handle)
{
	let_go(handle->data);
}

void hooks_close(struct hooks *hooks, void (*on_closed)(void *arg))
{
	hooks->closing = true;
	hooks->on_closed = on_closed;
	for (; hooks->count > 0; hooks->count--) {
		mem_free(hooks->waiting[hooks->first].input);
		hooks->first = (hooks->first + 1) % HOOK_WAITING_MAX;
	}
	for (size_t i = 0; i < HOOK_RUNNING_MAX; i++) {
		if (hooks->slots[i].busy) {
			kill_slot(&hooks->slots[i], SIGTERM);
			close_slot(&hooks->slots[i]);
		}
	}
	uv_close((uv_handle_t *)&hooks->pace, on_pace_closed);
}
