/*
 * The console's state, and what its loop calls.
 */
#ifndef APP_CONSOLE_PRIVATE_H
#define APP_CONSOLE_PRIVATE_H

#include <uv.h>

#include "alarm.h"
#include "clipboard.h"
#include "desk.h"
#include "engine/engine.h"
#include "engine/worker.h"
#include "term/screen.h"
#include "themes.h"

enum { CONSOLE_SIGNALS = 7 };

struct console {
	uv_loop_t loop;
	struct engine *engine;
	struct worker *worker;
	struct screen *screen;
	struct themes *themes;
	struct clipboard *clipboard;
	struct desk desk;
	struct alarm alarm;
	struct desk_host host;
	uv_poll_t input, output;
	uv_timer_t sequence, picture, tick;
	uv_signal_t signals[CONSOLE_SIGNALS];
	int64_t refreshed_ms;
	bool theme_ails; /* its file was changed to what cannot be read */
	int exit_code;
	struct error *error;
};

/* What the desk asks of the outside. */
struct desk_host console_host(struct console *console);

void console_draw(struct console *console, bool repaint);
void console_tell_interest(struct console *console);

void console_on_change(void *arg);
void console_on_work(void *arg);
void console_on_tick(uv_timer_t *timer);
void console_on_input(uv_poll_t *input, int status, int events);
void console_on_output(uv_poll_t *output, int status, int events);
void console_on_signal(uv_signal_t *handle, int number);
void console_show_theme(void *arg, const struct theme *theme);
void console_say_theme(void *arg, const char *sentence);
bool console_copy_to_terminal(void *arg, struct text bytes);
void console_say_copied(void *arg, bool good, const char *sentence);

#endif
