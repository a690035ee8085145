#include "clipboard.h"

#include <signal.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/number.h"

enum { PATIENCE_MS = 3000, WHAT_MAX = 40, SENTENCE_MAX = 200, EXACT_CELLS = 15 };

struct clipboard {
	struct clipboard_options options;
	uv_process_t process;
	uv_pipe_t input;
	uv_timer_t patience;
	uv_write_t write;
	int open;           /* handles that the loop still has */
	bool busy, closing; /* a program runs; it is to end for good */
	bool taken;         /* the program ended well */
	char *bytes;
	size_t length;
	char what[WHAT_MAX];
};

struct clipboard *clipboard_create(const struct clipboard_options *options)
{
	struct clipboard *clipboard = mem_alloc(1, sizeof(*clipboard));

	clipboard->options = *options;
	return clipboard;
}

/* `before` and `after` stand around the number of bytes. */
static void say(struct clipboard *clipboard, bool good, const char *before, const char *after)
{
	char count[NUMBER_MAX], sentence[SENTENCE_MAX];

	number_count(count, (int64_t)clipboard->length, EXACT_CELLS);
	snprintf(sentence, sizeof(sentence), "%s: %s%s%s", clipboard->what, before, count, after);
	clipboard->options.say(clipboard->options.arg, good, sentence);
}

static void send_to_terminal(struct clipboard *clipboard)
{
	const struct clipboard_options *options = &clipboard->options;

	if (options->terminal(options->arg, text_from(clipboard->bytes, clipboard->length))) {
		say(clipboard, true, "sent ", " bytes to the terminal (cannot be confirmed)");
	} else {
		say(clipboard, false, "too long for the terminal (", " bytes): x exports");
	}
}

static void finish(struct clipboard *clipboard)
{
	clipboard->busy = false;
	if (!clipboard->closing && clipboard->taken) {
		say(clipboard, true, "copied ", " bytes via tmux");
	} else if (!clipboard->closing) {
		send_to_terminal(clipboard);
	}
	mem_free(clipboard->bytes);
	clipboard->bytes = NULL;
	if (clipboard->closing) {
		mem_free(clipboard);
	}
}

static void on_closed(uv_handle_t *handle)
{
	struct clipboard *clipboard = handle->data;

	if (--clipboard->open == 0) {
		finish(clipboard);
	}
}

static void close_one(uv_handle_t *handle)
{
	if (!uv_is_closing(handle)) {
		uv_close(handle, on_closed);
	}
}

static void on_exit(uv_process_t *process, int64_t status, int number)
{
	struct clipboard *clipboard = process->data;

	clipboard->taken = status == 0 && number == 0;
	close_one((uv_handle_t *)process);
	close_one((uv_handle_t *)&clipboard->input);
	close_one((uv_handle_t *)&clipboard->patience);
}

static void on_patience(uv_timer_t *patience)
{
	struct clipboard *clipboard = patience->data;

	uv_process_kill(&clipboard->process, SIGKILL);
}

/* It ends when its input does. */
static void on_written(uv_write_t *write, int status)
{
	struct clipboard *clipboard = write->data;

	(void)status;
	close_one((uv_handle_t *)&clipboard->input);
}

static bool spawn(struct clipboard *clipboard)
{
	char *tmux = (char *)(uintptr_t)clipboard->options.tmux;
	char *arguments[] = {tmux, "load-buffer", "-w", "-", NULL};
	uv_stdio_container_t stdio[3] = {{.flags = UV_CREATE_PIPE | UV_READABLE_PIPE},
		{.flags = UV_IGNORE}, {.flags = UV_IGNORE}};
	uv_process_options_t process = {
		.exit_cb = on_exit,
		.file = tmux,
		.args = arguments,
		.stdio = stdio,
		.stdio_count = 3,
	};

	stdio[0].data.stream = (uv_stream_t *)&clipboard->input;
	return uv_spawn(clipboard->options.loop, &clipboard->process, &process) == 0;
}

static void start(struct clipboard *clipboard)
{
	uv_buf_t buf = uv_buf_init(clipboard->bytes, (unsigned)clipboard->length);

	uv_pipe_init(clipboard->options.loop, &clipboard->input, 0);
	uv_timer_init(clipboard->options.loop, &clipboard->patience);
	clipboard->process.data = clipboard->input.data = clipboard;
	clipboard->patience.data = clipboard->write.data = clipboard;
	clipboard->busy = true;
	clipboard->taken = false;
	clipboard->open = 3;
	if (!spawn(clipboard)) {
		on_exit(&clipboard->process, -1, 0);
		return;
	}
	uv_timer_start(&clipboard->patience, on_patience, PATIENCE_MS, 0);
	if (uv_write(&clipboard->write, (uv_stream_t *)&clipboard->input, &buf, 1, on_written) !=
		0) {
		on_written(&clipboard->write, -1);
	}
}

void clipboard_copy(struct clipboard *clipboard, struct text bytes, const char *what)
{
	if (clipboard->busy) {
		clipboard->options.say(clipboard->options.arg, false,
			"what was copied before is still on its way");
		return;
	}
	clipboard->bytes = mem_dup(bytes.at, bytes.length);
	clipboard->length = bytes.length;
	snprintf(clipboard->what, sizeof(clipboard->what), "%s", what);
	if (clipboard->options.tmux) {
		start(clipboard);
		return;
	}
	send_to_terminal(clipboard);
	mem_free(clipboard->bytes);
	clipboard->bytes = NULL;
}

void clipboard_close(struct clipboard *clipboard)
{
	if (!clipboard) {
		return;
	}
	clipboard->closing = true;
	if (!clipboard->busy) {
		mem_free(clipboard);
		return;
	}
	if (uv_is_active((uv_handle_t *)&clipboard->process)) {
		uv_process_kill(&clipboard->process, SIGKILL);
	}
	on_exit(&clipboard->process, -1, 0);
}
