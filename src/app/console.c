#include "app/console.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "desk.h"
#include "engine/engine.h"
#include "term/screen.h"
#include "themes.h"

enum {
	REFRESH_MS = 250, /* between two pictures of new facts */
	TICK_MS = 1000,   /* the clock, and ages */
	SEQUENCE_MS = 30, /* that the rest of a started sequence may take */
	EXIT_LOST = 1,    /* the terminal went */
	EXIT_SIGNAL = 128,
};

enum { SIGNALS = 7 };
static const int signal_numbers[SIGNALS] = { SIGWINCH, SIGINT,  SIGTERM, SIGHUP,
					     SIGTSTP,  SIGCONT, SIGPIPE };

struct console {
	uv_loop_t loop;
	struct engine *engine;
	struct screen *screen;
	struct themes *themes;
	struct desk desk;
	struct desk_host host;
	uv_poll_t input;
	uv_timer_t sequence, picture, tick;
	uv_signal_t signals[SIGNALS];
	int64_t refreshed_ms;
	int exit_code;
	struct error *error;
};

static int64_t now_ms_of(const struct console *console)
{
	return (int64_t)uv_now(&console->loop);
}

static int64_t wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void leave(struct console *console, int exit_code)
{
	console->exit_code = exit_code;
	uv_stop(&console->loop);
}

static void draw(struct console *console, bool repaint)
{
	desk_draw(&console->desk, screen_canvas(console->screen), now_ms_of(console), wall_ms());
	screen_show(console->screen, repaint);
}

static void tell_interest(struct console *console)
{
	struct interest interest;

	desk_interest(&console->desk, &interest);
	engine_interest(console->engine, &interest);
}

static void host_refresh(void *arg)
{
	struct console *console = arg;

	engine_refresh(console->engine);
}

static void host_seen(void *arg, struct text topic, struct text group)
{
	struct console *console = arg;

	engine_seen(console->engine, topic, group);
}

static bool host_theme(void *arg, struct text name, struct error *error)
{
	struct console *console = arg;

	return themes_use(console->themes, name, error);
}

static void host_themes(void *arg, struct buf *out)
{
	(void)arg;
	themes_list(out);
}

static void host_suspend(void *arg)
{
	struct console *console = arg;

	screen_suspend(console->screen);
	uv_update_time(&console->loop);
}

static void host_repaint(void *arg)
{
	draw(arg, true);
}

static void show_theme(void *arg, const struct theme *theme)
{
	struct console *console = arg;

	screen_set_theme(console->screen, theme);
	draw(console, true);
}

static void say_theme(void *arg, const char *sentence)
{
	struct console *console = arg;

	desk_say(&console->desk, ROLE_WARN, "%s", sentence);
	draw(console, false);
}

/* Before the first success a typo must not hang: whoever asked learns why. Later, hope never ends.
 */
static bool is_hopeless(const struct console *console)
{
	const struct model_link *link = model_link(engine_model(console->engine));

	return !console->desk.was_ready && !link->ready && link->attempt > 0 &&
	       link->trouble[0] != '\0';
}

static bool gives_up(struct console *console)
{
	const struct error *dead = engine_dead(console->engine);

	if (dead) {
		*console->error = *dead;
	} else if (is_hopeless(console)) {
		error_set(console->error, ERROR_CONNECT, "%s",
			  model_link(engine_model(console->engine))->trouble);
	} else {
		return false;
	}
	console->error->code = ERROR_CONNECT;
	if (!strstr(console->error->text, engine_address(console->engine))) {
		error_prefix(console->error, "%s", engine_address(console->engine));
	}
	leave(console, ERROR_CONNECT);
	return true;
}

static void on_picture(uv_timer_t *timer)
{
	struct console *console = timer->data;

	if (gives_up(console)) {
		return;
	}
	console->refreshed_ms = now_ms_of(console);
	desk_refresh(&console->desk, console->refreshed_ms);
	draw(console, false);
	tell_interest(console);
}

static void on_change(void *arg)
{
	struct console *console = arg;
	int64_t due_ms = console->refreshed_ms + REFRESH_MS - now_ms_of(console);

	if (console->screen && !uv_is_active((uv_handle_t *)&console->picture)) {
		uv_timer_start(&console->picture, on_picture, due_ms > 0 ? (uint64_t)due_ms : 0, 0);
	}
}

static void on_tick(uv_timer_t *timer)
{
	struct console *console = timer->data;

	draw(console, false);
}

static void read_keys(struct console *console);

static void on_sequence(uv_timer_t *timer)
{
	read_keys(timer->data);
}

static void read_keys(struct console *console)
{
	struct key key;
	bool any = false;

	while (!console->desk.quits && screen_read(console->screen, &key)) {
		if (key.code == KEY_CODE_EOF) {
			leave(console, EXIT_LOST);
			return;
		}
		desk_key(&console->desk, &key, now_ms_of(console));
		any = true;
	}
	if (console->desk.quits) {
		leave(console, 0);
		return;
	}
	if (screen_pending(console->screen)) {
		uv_timer_start(&console->sequence, on_sequence, SEQUENCE_MS, 0);
	}
	if (any) {
		draw(console, false);
		tell_interest(console);
	}
}

static void on_input(uv_poll_t *input, int status, int events)
{
	struct console *console = input->data;

	(void)events;
	if (status < 0) {
		leave(console, EXIT_LOST);
		return;
	}
	read_keys(console);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct console *console = handle->data;

	switch (number) {
	case SIGWINCH:
		screen_resize(console->screen);
		draw(console, false);
		tell_interest(console);
		break;
	case SIGTSTP:
		host_suspend(console);
		break;
	case SIGCONT:
		draw(console, true);
		break;
	case SIGPIPE:
		break;
	default:
		leave(console, EXIT_SIGNAL + number);
		break;
	}
}

static void start_handles(struct console *console)
{
	size_t i;

	uv_timer_init(&console->loop, &console->sequence);
	uv_timer_init(&console->loop, &console->picture);
	uv_timer_init(&console->loop, &console->tick);
	console->sequence.data = console->picture.data = console->tick.data = console;
	for (i = 0; i < SIGNALS; i++) {
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
	uv_poll_start(&console->input, UV_READABLE | UV_DISCONNECT, on_input);
	for (i = 0; i < SIGNALS; i++) {
		uv_signal_start(&console->signals[i], on_signal, signal_numbers[i]);
	}
	uv_timer_start(&console->tick, on_tick, TICK_MS, TICK_MS);
	return true;
}

static bool start_engine(struct console *console, const struct config *config)
{
	struct engine_options options = {
		.loop = &console->loop,
		.config = config,
		.on_change = on_change,
		.arg = console,
	};

	console->engine = engine_create(&options, console->error);
	return console->engine != NULL;
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
	};

	console->host = (struct desk_host){
		.arg = console,
		.refresh = host_refresh,
		.seen = host_seen,
		.theme = host_theme,
		.themes = host_themes,
		.suspend = host_suspend,
		.repaint = host_repaint,
	};
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
		.show = show_theme,
		.say = say_theme,
		.arg = console,
	};

	console->screen = screen_open(&screen, console->error);
	if (!console->screen) {
		return false;
	}
	console->themes = themes_create(&themes);
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
	if (console->engine) {
		engine_close(console->engine);
	}
	uv_walk(&console->loop, close_handle, console);
	uv_run(&console->loop, UV_RUN_DEFAULT);
	uv_loop_close(&console->loop);
}

int console_run(const struct console_options *options, struct error *error)
{
	struct error unasked = { .code = ERROR_NONE };
	struct console *console = mem_alloc(1, sizeof(*console));
	int exit_code;

	console->error = error ? error : &unasked;
	console->error->code = ERROR_NONE;
	uv_loop_init(&console->loop);
	if (start(console, options)) {
		draw(console, false);
		tell_interest(console);
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
