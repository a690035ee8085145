/* What the loop calls: keys, facts, signals, time. */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "console_private.h"

enum {
	REFRESH_MS = 250, /* between two pictures of new facts */
	SEQUENCE_MS = 30, /* that the rest of a started sequence may take */
	EXIT_LOST = 1,    /* the terminal went */
	EXIT_SIGNAL = 128,
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

static void wait_for_terminal(struct console *console)
{
	if (!screen_waits(console->screen)) {
		uv_poll_stop(&console->output);
	} else if (!uv_is_active((uv_handle_t *)&console->output)) {
		uv_poll_start(&console->output, UV_WRITABLE, console_on_output);
	}
}

void console_draw(struct console *console, bool repaint)
{
	desk_draw(&console->desk, screen_canvas(console->screen), now_ms_of(console), wall_ms());
	screen_show(console->screen, repaint);
	wait_for_terminal(console);
}

/* It was slow, and takes something again. */
void console_on_output(uv_poll_t *output, int status, int events)
{
	struct console *console = output->data;

	(void)events;
	if (status < 0) {
		leave(console, EXIT_LOST);
	} else if (screen_go_on(console->screen)) {
		console_draw(console, false);
	} else {
		wait_for_terminal(console);
	}
}

void console_tell_interest(struct console *console)
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

static void host_acknowledge(void *arg, struct text alert_key)
{
	struct console *console = arg;

	engine_acknowledge(console->engine, alert_key);
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

static struct text host_theme_name(void *arg)
{
	struct console *console = arg;

	return themes_name(console->themes);
}

static void host_suspend(void *arg)
{
	struct console *console = arg;

	screen_suspend(console->screen);
	uv_update_time(&console->loop);
}

static void host_repaint(void *arg)
{
	console_draw(arg, true);
}

static void host_copy(void *arg, struct text bytes, const char *what)
{
	struct console *console = arg;

	clipboard_copy(console->clipboard, bytes, what);
}

static bool host_save(void *arg, struct save *save, struct error *error)
{
	(void)arg;
	save->wall_ms = wall_ms();
	return save_new(save, error);
}

static bool host_record(void *arg, const struct audit_record *record, struct error *error)
{
	struct console *console = arg;
	struct audit_record own = *record;

	own.server = engine_address(console->engine);
	return audit_append(&own, error);
}

static void host_apart(void *arg, struct text name, struct text other)
{
	struct console *console = arg;

	engine_apart(console->engine, name, other);
}

static bool host_order(void *arg, const struct work_order *order, struct error *error)
{
	struct console *console = arg;

	return worker_order(console->worker, order, error);
}

/* What the server was changed by is looked at soon. */
void console_on_work(void *arg)
{
	struct console *console = arg;

	engine_show_work(console->engine, worker_work(console->worker));
	if (!worker_is_busy(console->worker)) {
		engine_refresh(console->engine);
	}
	console_on_change(console);
}

bool console_copy_to_terminal(void *arg, struct text bytes)
{
	struct console *console = arg;

	return screen_copy(console->screen, bytes);
}

void console_say_copied(void *arg, bool good, const char *sentence)
{
	struct console *console = arg;

	desk_say(&console->desk, good ? ROLE_INFO : ROLE_WARN, "%s", sentence);
	console_draw(console, false);
}

void console_show_theme(void *arg, const struct theme *theme)
{
	struct console *console = arg;

	screen_set_theme(console->screen, theme);
	if (console->theme_ails) {
		desk_say(&console->desk, ROLE_INFO, "the theme reads again");
		console->theme_ails = false;
	}
	console_draw(console, true);
}

void console_say_theme(void *arg, const char *sentence)
{
	struct console *console = arg;

	desk_say(&console->desk, ROLE_WARN, "%s", sentence);
	console->theme_ails = true;
	console_draw(console, false);
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

static void ring(struct console *console)
{
	static const enum screen_notice notices[] = {[NOTIFY_OSC9] = SCREEN_OSC9,
		[NOTIFY_OSC777] = SCREEN_OSC777,
		[NOTIFY_OSC99] = SCREEN_OSC99};
	const struct config *config = console->desk.options.config;
	enum notify how = config ? config->notify : NOTIFY_BELL;
	char words[ALARM_WORDS_MAX];

	if (!alarm_rings(
		    &console->alarm, engine_model(console->engine), now_ms_of(console), words) ||
		how == NOTIFY_OFF) {
		return;
	}
	if (how == NOTIFY_BELL) {
		screen_bell(console->screen);
	} else {
		screen_notify(console->screen, notices[how], text_of(words));
	}
}

static void on_picture(uv_timer_t *timer)
{
	struct console *console = timer->data;

	if (gives_up(console)) {
		return;
	}
	console->refreshed_ms = now_ms_of(console);
	desk_refresh(&console->desk, console->refreshed_ms);
	console_draw(console, false);
	console_tell_interest(console);
	ring(console);
}

void console_on_change(void *arg)
{
	struct console *console = arg;
	int64_t due_ms = console->refreshed_ms + REFRESH_MS - now_ms_of(console);

	if (console->screen && !uv_is_active((uv_handle_t *)&console->picture)) {
		uv_timer_start(&console->picture, on_picture, due_ms > 0 ? (uint64_t)due_ms : 0, 0);
	}
}

void console_on_tick(uv_timer_t *timer)
{
	struct console *console = timer->data;

	console_draw(console, false);
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
		console_draw(console, false);
		console_tell_interest(console);
	}
}

void console_on_input(uv_poll_t *input, int status, int events)
{
	struct console *console = input->data;

	(void)events;
	if (status < 0) {
		leave(console, EXIT_LOST);
		return;
	}
	read_keys(console);
}

void console_on_signal(uv_signal_t *handle, int number)
{
	struct console *console = handle->data;

	switch (number) {
	case SIGWINCH:
		screen_resize(console->screen);
		console_draw(console, false);
		console_tell_interest(console);
		break;
	case SIGTSTP:
		host_suspend(console);
		break;
	case SIGCONT:
		console_draw(console, true);
		break;
	case SIGPIPE:
		break;
	default:
		leave(console, EXIT_SIGNAL + number);
		break;
	}
}

struct desk_host console_host(struct console *console)
{
	return (struct desk_host){
		.arg = console,
		.refresh = host_refresh,
		.seen = host_seen,
		.theme = host_theme,
		.themes = host_themes,
		.theme_name = host_theme_name,
		.suspend = host_suspend,
		.repaint = host_repaint,
		.copy = host_copy,
		.save = host_save,
		.record = host_record,
		.acknowledge = host_acknowledge,
		.apart = host_apart,
		.order = host_order,
	};
}
