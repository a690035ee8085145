#include "term/screen.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/mem.h"
#include "keys.h"
#include "paint.h"
#include "terminfo.h"
#include "term/crash.h"

/* Terminals give up on longer sequences. */
enum { WIDTH_MAX = 1000, HEIGHT_MAX = 500, NOTICE_MAX = 512, COPY_ENCODED_MAX = 74994 };

struct screen {
	FILE *out; /* curses' own: what others left in a buffer never mixes with it */
	SCREEN *curses;
	enum charset charset;
	struct paint *paint;
	struct canvas *canvas;
	struct cell *shown; /* what the terminal shows; NULL: not known */
	int shown_cursor[2];
	bool modern; /* takes private modes for paste and synchronised output */
	struct keys keys;
	bool waited; /* something was started and nothing more came since */
	bool gone, gone_told;
};

static void send(const char *bytes)
{
	size_t done = 0, length = strlen(bytes);
	ssize_t n;

	while (done < length) {
		n = write(STDOUT_FILENO, bytes + done, length - done);
		if (n < 0 && errno != EINTR) {
			return;
		}
		done += n > 0 ? (size_t)n : 0;
	}
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
	set_modes();
	screen->paint = paint_create(options->mono, options->colors);
	screen_set_theme(screen, theme);
	theme_destroy(theme);
	take_size(screen);
	if (screen->modern) {
		send("\033[?2004h");
	}
}

static void release(struct screen *screen)
{
	crash_release();
	if (screen->out) {
		fclose(screen->out);
	}
	mem_free(screen);
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
	crash_guard(STDOUT_FILENO, terminfo.restore);
	screen->out = fdopen(dup(STDOUT_FILENO), "w");
	screen->curses = screen->out ? start_curses(screen->out) : NULL;
	if (!screen->curses) {
		release(screen);
		error_set(error, ERROR_USAGE, "curses cannot start on this terminal");
		return NULL;
	}
	set_up(screen, options);
	return screen;
}

static void leave(const struct screen *screen)
{
	if (screen->modern) {
		send("\033[?2026l\033[?2004l");
	}
	endwin();
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

void screen_show(struct screen *screen, bool repaint)
{
	const int *cursor = screen->canvas->cursor;

	if (is_shown(screen) && !repaint) {
		return;
	}
	paint_canvas(screen->paint, screen->canvas);
	/* Screen readers follow the cursor, visible or not: it is placed last. */
	move(cursor[1] >= 0 ? cursor[1] : screen->canvas->height - 1,
		cursor[0] >= 0 ? cursor[0] : 0);
	if (repaint) {
		clearok(curscr, TRUE);
	}
	if (screen->modern) {
		send("\033[?2026h");
	}
	refresh();
	if (screen->modern) {
		send("\033[?2026l");
	}
	remember_shown(screen);
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
	def_prog_mode();
	leave(screen);
	stop_process();
	/* Takes the terminal back in the modes kept above. */
	refresh();
	if (screen->modern) {
		send("\033[?2004h");
	}
	take_size(screen);
	screen_show(screen, true);
}

void screen_bell(void)
{
	beep();
}

/* tmux hands on what is wrapped, with every ESC doubled, where it is allowed to. */
static void send_through(const char *sequence)
{
	bool wraps = getenv("TMUX") != NULL;
	char doubled[3] = "\033\033";

	send(wraps ? "\033Ptmux;" : "");
	for (; *sequence != '\0'; sequence++) {
		const char byte[2] = {*sequence, '\0'};

		send(wraps && *sequence == '\033' ? doubled : byte);
	}
	send(wraps ? "\033\\" : "");
}

void screen_notify(struct screen *screen, enum screen_notice notice, struct text safe)
{
	static const char *const fronts[] = {[SCREEN_OSC9] = "\033]9;rivermaster: ",
		[SCREEN_OSC777] = "\033]777;notify;rivermaster;",
		[SCREEN_OSC99] = "\033]99;;rivermaster: "};
	char sequence[NOTICE_MAX];

	(void)screen;
	snprintf(sequence, sizeof(sequence), "%s%.*s\033\\", fronts[notice],
		(int)(safe.length < NOTICE_MAX - 80 ? safe.length : NOTICE_MAX - 80), safe.at);
	send_through(sequence);
}

bool screen_copy(struct screen *screen, struct text bytes)
{
	struct buf encoded;
	bool fits;

	(void)screen;
	buf_init(&encoded, COPY_ENCODED_MAX);
	fits = base64_encode(&encoded, bytes);
	if (fits) {
		send("\033]52;c;");
		send(encoded.length > 0 ? encoded.at : "");
		send("\a");
	}
	buf_finish(&encoded);
	return fits;
}

/* Feeds what is there; false when nothing is. */
static bool read_more(struct screen *screen)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	char bytes[KEYS_ROOM];
	ssize_t n;

	if (screen->gone || poll(&input, 1, 0) <= 0) {
		return false;
	}
	if (!(input.revents & POLLIN)) {
		screen->gone = true;
		return false;
	}
	n = read(STDIN_FILENO, bytes, keys_room(&screen->keys));
	if (n > 0) {
		keys_feed(&screen->keys, bytes, (size_t)n);
		return true;
	}
	screen->gone = n == 0 || (errno != EINTR && errno != EAGAIN);
	return false;
}

bool screen_read(struct screen *screen, struct key *key)
{
	if (keys_next(&screen->keys, false, key)) {
		return true;
	}
	while (read_more(screen)) {
		screen->waited = false;
		if (keys_next(&screen->keys, false, key)) {
			return true;
		}
	}
	if (screen->gone && !screen->gone_told) {
		screen->gone_told = true;
		*key = (struct key){.code = KEY_CODE_EOF};
		return true;
	}
	if (screen->waited) {
		screen->waited = false;
		if (keys_next(&screen->keys, true, key)) {
			return true;
		}
	}
	screen->waited = keys_pending(&screen->keys);
	return false;
}

bool screen_pending(const struct screen *screen)
{
	return screen->waited;
}
