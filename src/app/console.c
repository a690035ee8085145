#include "app/console.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "console_private.h"

/* The clock, and ages. */
enum { TICK_MS = 1000 };

static const int signal_numbers[CONSOLE_SIGNALS] = {
	SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGPIPE};

static void start_handles(struct console *console)
{
	size_t i;

	uv_timer_init(&console->loop, &console->sequence);
	uv_timer_init(&console->loop, &console->picture);
	uv_timer_init(&console->loop, &console->tick);
	console->sequence.data = console->picture.data = console->tick.data = console;
	for (i = 0; i < CONSOLE_SIGNALS; i++) {
		uv_signal_init(&console->loop, &console->signals[i]);
		console->signals[i].data = console;
	}
}

static bool start_input(struct console *console)
{
	size_t i;

	if (uv_poll_init(&console->loop, &console->input, STDIN_FILENO) != 0) {
		return error_set(console->error, ERROR_FAILED, "cannot wait for the keyboard");
	}
	console->input.data = console;
	uv_poll_start(&console->input, UV_READABLE | UV_DISCONNECT, console_on_input);
	for (i = 0; i < CONSOLE_SIGNALS; i++) {
		uv_signal_start(&console->signals[i], console_on_signal, signal_numbers[i]);
	}
	uv_timer_start(&console->tick, console_on_tick, TICK_MS, TICK_MS);
	return true;
}

static bool start_engine(struct console *console, const struct config *config)
{
	struct engine_options options = {
		.loop = &console->loop,
		.config = config,
		.on_change = console_on_change,
		.arg = console,
	};

	console->engine = engine_create(&options, console->error);
	if (!console->engine) {
		return false;
	}
	console->worker = worker_create(&console->loop, config, console_on_work, console);
	engine_show_work(console->engine, worker_work(console->worker));
	return true;
}

static bool start_desk(struct console *console, const struct console_options *options)
{
	struct desk_options desk = {
		.model = engine_model(console->engine),
		.config = options->config,
		.host = &console->host,
		.title = options->title,
		.address = engine_address(console->engine),
		.view = options->view,
		.writes = options->writes,
	};

	console->host = console_host(console);
	return desk_init(&console->desk, &desk, console->error);
}

/* A theme that cannot be read is found out before the screen opens, where its complaint can be
 * seen. */
static bool check_theme(const struct config *config, struct error *error)
{
	return !config->theme || themes_check(text_of(config->theme), error);
}

static bool start_screen(struct console *console, const struct config *config)
{
	struct screen_options screen = {
		.ascii = config->ascii,
		.mono = config->mono,
		.colors = config->colors,
	};
	struct themes_options themes = {
		.loop = &console->loop,
		.show = console_show_theme,
		.say = console_say_theme,
		.arg = console,
	};

	struct clipboard_options clipboard = {
		.loop = &console->loop,
		.tmux = getenv("TMUX") ? "tmux" : NULL,
		.terminal = console_copy_to_terminal,
		.say = console_say_copied,
		.arg = console,
	};

	console->screen = screen_open(&screen, console->error);
	if (!console->screen) {
		return false;
	}
	if (uv_poll_init(&console->loop, &console->output, STDOUT_FILENO) != 0) {
		return error_set(console->error, ERROR_FAILED, "cannot wait for the terminal");
	}
	console->output.data = console;
	console->themes = themes_create(&themes);
	console->clipboard = clipboard_create(&clipboard);
	return !config->theme ||
		themes_use(console->themes, text_of(config->theme), console->error);
}

static bool start(struct console *console, const struct console_options *options)
{
	start_handles(console);
	return check_theme(options->config, console->error) &&
		start_engine(console, options->config) && start_desk(console, options) &&
		start_screen(console, options->config) && start_input(console);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
	struct console *console = arg;

	if (handle->data == console && !uv_is_closing(handle)) {
		uv_close(handle, NULL);
	}
}

static void finish(struct console *console)
{
	screen_close(console->screen);
	console->screen = NULL;
	desk_finish(&console->desk);
	themes_close(console->themes);
	clipboard_close(console->clipboard);
	if (console->engine) {
		engine_show_work(console->engine, NULL);
		worker_close(console->worker);
		engine_close(console->engine);
	}
	uv_walk(&console->loop, close_handle, console);
	uv_run(&console->loop, UV_RUN_DEFAULT);
	uv_loop_close(&console->loop);
}

int console_run(const struct console_options *options, struct error *error)
{
	struct error unasked = {.code = ERROR_NONE};
	struct console *console = mem_alloc(1, sizeof(*console));
	int exit_code;

	console->error = error ? error : &unasked;
	console->error->code = ERROR_NONE;
	uv_loop_init(&console->loop);
	if (start(console, options)) {
		console_draw(console, false);
		console_tell_interest(console);
		engine_start(console->engine);
		uv_run(&console->loop, UV_RUN_DEFAULT);
	} else {
		console->exit_code = (int)console->error->code;
	}
	finish(console);
	exit_code = console->exit_code;
	mem_free(console);
	return exit_code;
}
