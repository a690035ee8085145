#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "aside.h"
#include "base/mem.h"
#include "paint.h"
#include "screen_private.h"
#include "terminfo.h"
#include "term/crash.h"

enum {
	WIDTH_MAX = 1000,
	HEIGHT_MAX = 500,
	LEAVE_MS = 300, /* that a terminal which takes nothing is waited for at the end */
};

void screen_send(struct screen *screen, const char *bytes)
{
	outlet_add(&screen->outlet, text_of(bytes));
	outlet_flush(&screen->outlet);
}

void screen_take_written(struct screen *screen)
{
	if (!aside_take(screen->aside, &screen->outlet)) {
		screen->gone = true;
	}
}

/* Of both: they may be one open file, and may be two. */
static void get_flags(int flags[SCREEN_FILES])
{
	flags[0] = fcntl(STDIN_FILENO, F_GETFL);
	flags[1] = fcntl(STDOUT_FILENO, F_GETFL);
}

static void set_flags(const int flags[SCREEN_FILES])
{
	static const int files[SCREEN_FILES] = {STDIN_FILENO, STDOUT_FILENO};

	for (size_t i = 0; i < SCREEN_FILES; i++) {
		if (flags[i] >= 0) {
			fcntl(files[i], F_SETFL, flags[i]);
		}
	}
}

/* The modes are set and known: from now on curses writes into its file. */
static bool set_aside(struct screen *screen)
{
	screen->aside = aside_open();
	if (screen->aside < 0 || fflush(screen->out) != 0) {
		return false;
	}
	screen->has_modes = tcgetattr(STDIN_FILENO, &screen->modes) == 0;
	return dup2(screen->aside, fileno(screen->out)) >= 0;
}

/* curses takes over signals that it finds at their default; they are the loop's, so it must not
 * find them so. */
static SCREEN *start_curses(FILE *out)
{
	static const int loops[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
	enum { COUNT = sizeof(loops) / sizeof(*loops) };
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before[COUNT];
	SCREEN *curses;
	size_t i;

	for (i = 0; i < COUNT; i++) {
		sigaction(loops[i], &ignore, &before[i]);
	}
	curses = newterm(NULL, out, stdin);
	for (i = 0; i < COUNT; i++) {
		sigaction(loops[i], &before[i], NULL);
	}
	return curses;
}

static void take_size(struct screen *screen)
{
	struct winsize size = {.ws_row = 0};
	int width = COLS, height = LINES;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		width = size.ws_col;
		height = size.ws_row;
	}
	width = width < 1 ? 1 : width > WIDTH_MAX ? WIDTH_MAX : width;
	height = height < 1 ? 1 : height > HEIGHT_MAX ? HEIGHT_MAX : height;
	if (screen->canvas && screen->canvas->width == width && screen->canvas->height == height) {
		return;
	}
	/* What the terminal made of its old content is its own affair. */
	resize_term(height, width);
	clearok(curscr, TRUE);
	canvas_destroy(screen->canvas);
	screen->canvas = canvas_create(width, height, screen->charset);
	mem_free(screen->shown);
	screen->shown = NULL;
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	typeahead(-1);
	leaveok(stdscr, FALSE);
	scrollok(stdscr, FALSE);
	curs_set(0);
}

static void set_up(struct screen *screen, const struct screen_options *options)
{
	struct theme *theme = theme_create();
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !options->ascii;

	screen->charset = utf8 ? CHARSET_UTF8 : CHARSET_ASCII;
	keys_init(&screen->keys);
	screen->paint = paint_create(options->mono, options->colors);
	screen_set_theme(screen, theme);
	theme_destroy(theme);
	take_size(screen);
	if (screen->modern) {
		screen_send(screen, "\033[?2004h");
	}
}

static void release(struct screen *screen)
{
	crash_release();
	if (screen->out) {
		fclose(screen->out);
	}
	if (screen->aside >= 0) {
		close(screen->aside);
	}
	outlet_finish(&screen->outlet);
	mem_free(screen);
}

/* Curses cannot set the modes any more, and must not wait for the terminal. */
static void leave(struct screen *screen)
{
	if (screen->modern) {
		screen_send(screen, "\033[?2026l\033[?2004l");
	}
	endwin();
	screen_take_written(screen);
	outlet_drain(&screen->outlet, LEAVE_MS);
	if (screen->has_before) {
		tcsetattr(STDIN_FILENO, TCSANOW, &screen->before);
	}
	set_flags(screen->flags_before);
}

struct screen *screen_open(const struct screen_options *options, struct error *error)
{
	struct terminfo terminfo;
	struct screen *screen;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		error_set(error, ERROR_USAGE,
			"standard %s is no terminal: run a subcommand (rivermaster topics)",
			isatty(STDIN_FILENO) ? "output" : "input");
		return NULL;
	}
	if (!terminfo_read(&terminfo, getenv("TERM"), error)) {
		return NULL;
	}
	/* A stale export must not freeze the layout: the terminal knows its size. */
	unsetenv("LINES");
	unsetenv("COLUMNS");
	screen = mem_alloc(1, sizeof(*screen));
	screen->modern = terminfo.modern;
	screen->aside = -1;
	outlet_init(&screen->outlet, STDOUT_FILENO);
	screen->has_before = tcgetattr(STDIN_FILENO, &screen->before) == 0;
	get_flags(screen->flags_before);
	crash_guard(STDOUT_FILENO, terminfo.restore);
	screen->out = fdopen(dup(STDOUT_FILENO), "w");
	screen->curses = screen->out ? start_curses(screen->out) : NULL;
	if (!screen->curses) {
		release(screen);
		error_set(error, ERROR_USAGE, "curses cannot start on this terminal");
		return NULL;
	}
	set_modes();
	if (!set_aside(screen)) {
		leave(screen);
		delscreen(screen->curses);
		release(screen);
		error_set(error, ERROR_FAILED, "there is no memory for the screen");
		return NULL;
	}
	set_up(screen, options);
	return screen;
}

void screen_close(struct screen *screen)
{
	if (!screen) {
		return;
	}
	leave(screen);
	delscreen(screen->curses);
	paint_destroy(screen->paint);
	canvas_destroy(screen->canvas);
	keys_finish(&screen->keys);
	mem_free(screen->shown);
	release(screen);
}

enum charset screen_charset(const struct screen *screen)
{
	return screen->charset;
}

enum theme_tier screen_tier(const struct screen *screen)
{
	return paint_tier(screen->paint);
}

void screen_set_theme(struct screen *screen, const struct theme *theme)
{
	paint_set_theme(screen->paint, theme);
	mem_free(screen->shown);
	screen->shown = NULL;
}

struct canvas *screen_canvas(struct screen *screen)
{
	return screen->canvas;
}

static size_t canvas_bytes(const struct canvas *canvas)
{
	return (size_t)canvas->width * (size_t)canvas->height * sizeof(*canvas->cells);
}

/* An idle screen costs no byte, not even the brackets around nothing. */
static bool is_shown(const struct screen *screen)
{
	const struct canvas *canvas = screen->canvas;

	return screen->shown && memcmp(screen->shown, canvas->cells, canvas_bytes(canvas)) == 0 &&
		memcmp(screen->shown_cursor, canvas->cursor, sizeof(screen->shown_cursor)) == 0;
}

static void remember_shown(struct screen *screen)
{
	size_t bytes = canvas_bytes(screen->canvas);

	if (!screen->shown) {
		screen->shown = mem_alloc(bytes, 1);
	}
	memcpy(screen->shown, screen->canvas->cells, bytes);
	memcpy(screen->shown_cursor, screen->canvas->cursor, sizeof(screen->shown_cursor));
}

static void show(struct screen *screen, bool repaint)
{
	const int *cursor = screen->canvas->cursor;

	paint_canvas(screen->paint, screen->canvas);
	/* Screen readers follow the cursor, visible or not: it is placed last. */
	move(cursor[1] >= 0 ? cursor[1] : screen->canvas->height - 1,
		cursor[0] >= 0 ? cursor[0] : 0);
	if (repaint) {
		clearok(curscr, TRUE);
	}
	outlet_add(&screen->outlet, text_of(screen->modern ? "\033[?2026h" : ""));
	refresh();
	screen_take_written(screen);
	outlet_add(&screen->outlet, text_of(screen->modern ? "\033[?2026l" : ""));
	outlet_flush(&screen->outlet);
	remember_shown(screen);
}

/* A picture that the terminal has not taken is followed by the newest one, not by all between. */
void screen_show(struct screen *screen, bool repaint)
{
	repaint = repaint || screen->owes_repaint;
	if (is_shown(screen) && !repaint) {
		screen->owes = false;
		return;
	}
	screen->owes = !outlet_is_empty(&screen->outlet);
	screen->owes_repaint = screen->owes && repaint;
	if (!screen->owes) {
		show(screen, repaint);
	}
}

bool screen_waits(const struct screen *screen)
{
	return !outlet_is_empty(&screen->outlet);
}

bool screen_go_on(struct screen *screen)
{
	return outlet_flush(&screen->outlet) && screen->owes;
}

void screen_resize(struct screen *screen)
{
	take_size(screen);
}

/* By the signal that the kernel ignores where no shell is there to continue us. */
static void stop_process(void)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, before;

	sigemptyset(&usual.sa_mask);
	sigaction(SIGTSTP, &usual, &before);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
}

void screen_suspend(struct screen *screen)
{
	int flags[SCREEN_FILES];

	get_flags(flags);
	leave(screen);
	stop_process();
	if (screen->has_modes) {
		tcsetattr(STDIN_FILENO, TCSANOW, &screen->modes);
	}
	set_flags(flags);
	/* Takes the terminal back. */
	refresh();
	screen_take_written(screen);
	if (screen->modern) {
		screen_send(screen, "\033[?2004h");
	}
	take_size(screen);
	screen_show(screen, true);
}
