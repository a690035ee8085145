#include "term/screen.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/vt.h"

enum { WAIT_MS = 20000, ESCAPE_MS = 30 };

/* The program in the pty: this test again, with an argument. It shows what it reads and does
 * what keys say. */

static void ignore_signal(int number)
{
	(void)number;
}

static void draw_child(struct screen *screen, const struct key *key, int count)
{
	struct canvas *canvas = screen_canvas(screen);
	char name[KEY_NAME_MAX];

	canvas_clear(canvas);
	canvas_printf(canvas, 0, 0, canvas->width, ROLE_TEXT, "size %dx%d tier %d %s",
		canvas->width, canvas->height, (int)screen_tier(screen),
		screen_charset(screen) == CHARSET_UTF8 ? "utf8" : "ascii");
	canvas_text(canvas, 0, 1, 20, ROLE_CRIT,
		text_of("caf\xc3\xa9 \xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 end"));
	canvas_text(canvas, 0, 2, 20, ROLE_TEXT, text_of("selected row"));
	canvas_select_row(canvas, 2);
	canvas_printf(
		canvas, 0, 3, canvas->width, ROLE_TEXT, "#%d %s.", count, key_format(name, key));
	if (key->code == KEY_CODE_PASTE) {
		canvas_printf(canvas, 0, 4, canvas->width, ROLE_TEXT, "paste of %d ",
			(int)key->paste.length);
		canvas_text(canvas, 0, 5, 40, ROLE_TEXT, key->paste);
	}
	canvas_glyph(canvas, canvas->width - 1, canvas->height - 1, ROLE_BORDER, GLYPH_BR);
	canvas_set_cursor(canvas, 3, 2);
	screen_show(screen, false);
}

static void wait_for_input(const struct screen *screen)
{
	struct timespec limit = {.tv_nsec = ESCAPE_MS * 1000000L};
	sigset_t none;
	fd_set input;

	sigemptyset(&none);
	FD_ZERO(&input);
	FD_SET(STDIN_FILENO, &input);
	pselect(STDIN_FILENO + 1, &input, NULL, NULL, screen_pending(screen) ? &limit : NULL,
		&none);
}

static void obey(struct screen *screen, const struct key *key)
{
	if (key->control) {
		return;
	}
	switch (key->code) {
	case 'S':
		raise(SIGSEGV);
		break;
	case 'A':
		abort();
	case 'Q':
		raise(SIGQUIT);
		break;
	case 'Z':
		screen_suspend(screen);
		break;
	case 'D':
		screen_show(screen, false);
		screen_show(screen, false);
		break;
	case 'B':
		screen_bell(screen);
		break;
	case 'N':
		screen_notify(screen, SCREEN_OSC9, text_of("one"));
		screen_notify(screen, SCREEN_OSC777, text_of("two"));
		screen_notify(screen, SCREEN_OSC99, text_of("three"));
		break;
	case 'L':
		screen_show(screen, true);
		break;
	default:
		break;
	}
}

/* Until q or the terminal's end; the status tells which. */
static int follow_keys(struct screen *screen)
{
	struct key key, last = {.code = 0};
	int count = 0, width = 0, height = 0;

	for (;;) {
		if (width != screen_canvas(screen)->width ||
			height != screen_canvas(screen)->height) {
			draw_child(screen, &last, count);
			width = screen_canvas(screen)->width;
			height = screen_canvas(screen)->height;
		}
		wait_for_input(screen);
		screen_resize(screen);
		while (screen_read(screen, &key)) {
			if (key.code == KEY_CODE_EOF) {
				return 7;
			}
			if (key.code == 'q' && !key.control) {
				return 0;
			}
			draw_child(screen, &key, ++count);
			last = (struct key){.code = key.code, .control = key.control};
			obey(screen, &key);
		}
	}
}

static int run_child(int argc, char **argv)
{
	struct screen_options options = {.colors = 0};
	struct sigaction winch = {.sa_handler = ignore_signal};
	struct rlimit no_core = {.rlim_cur = 0};
	struct screen *screen;
	struct error error;
	sigset_t blocked;
	int status;

	setlocale(LC_ALL, "");
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
	signal(SIGHUP, SIG_IGN);
	sigaction(SIGWINCH, &winch, NULL);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGWINCH);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	options.ascii = argc > 2 && strstr(argv[2], "ascii");
	options.mono = argc > 2 && strstr(argv[2], "mono");
	options.colors = argc > 2 && strstr(argv[2], "sixteen") ? 16 : 0;
	screen = screen_open(&options, &error);
	if (!screen) {
		dprintf(STDOUT_FILENO, "refused: %s\r\n", error.text);
		return (int)error.code;
	}
	status = follow_keys(screen);
	screen_close(screen);
	dprintf(STDOUT_FILENO, "bye\r\n");
	return status;
}

/* The tests. */

static struct vt *start(const char *mode, char *const env[], int width, int height)
{
	char *argv[] = {"/proc/self/exe", "--child", (char *)(uintptr_t)mode, NULL};
	char path[512];
	ssize_t length = readlink(argv[0], path, sizeof(path) - 1);

	assert_true(length > 0);
	path[length] = '\0';
	argv[0] = path;
	return vt_spawn(argv, env, width, height);
}

static struct vt *start_plain(void)
{
	struct vt *vt = start("", NULL, 40, 10);

	assert_true(vt_wait_text(vt, "size 40x10 tier 2 utf8", WAIT_MS));
	/* The last cell of the frame. */
	assert_true(vt_wait_text(vt, "\xe2\x94\x98", WAIT_MS));
	return vt;
}

static void type(struct vt *vt, const char *bytes, const char *expected)
{
	vt_key(vt, bytes);
	assert_true(vt_wait_text(vt, expected, WAIT_MS));
}

static void draws_wide_and_combining_characters_where_they_belong(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	assert_string_equal(vt_row(vt, 1), "caf\xc3\xa9 \xe6\xbc\xa2\xe5\xad\x97 e\xcc\x81 end");
	assert_string_equal(vt_row(vt, 9), "                                       \xe2\x94\x98");
	vt_stop(vt);
}

static void shows_roles_as_colours_and_the_selection_as_a_bar(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	assert_int_equal(vt_foreground(vt, 0, 0), -1);
	assert_int_equal(vt_foreground(vt, 0, 1), 161);
	assert_true(vt_reversed(vt, 0, 2));
	assert_true(vt_reversed(vt, 39, 2));
	assert_false(vt_reversed(vt, 0, 3));
	vt_stop(vt);
}

static void leaves_the_cursor_where_the_canvas_has_it(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	assert_true(vt_wait_cursor(vt, 3, 2, WAIT_MS));
	vt_stop(vt);
}

static void shows_no_colour_and_no_other_byte_than_ascii_when_asked(void **state)
{
	struct vt *vt = start("ascii,mono", NULL, 60, 10);
	const char *raw;
	size_t length, i;

	(void)state;
	assert_true(vt_wait_text(vt, "size 60x10 tier 0 ascii", WAIT_MS));
	assert_true(vt_wait_cursor(vt, 3, 2, WAIT_MS));
	assert_string_equal(vt_row(vt, 1), "caf<U+00E9> <U+6F22~");
	raw = vt_raw(vt, &length);
	for (i = 0; i < length; i++) {
		assert_true((unsigned char)raw[i] < 0x80);
	}
	assert_null(strstr(raw, "38;5;"));
	assert_int_equal(vt_foreground(vt, 0, 1), -1);
	vt_stop(vt);
}

static void takes_sixteen_colours_where_told_or_where_there_are_no_more(void **state)
{
	char *const linux_console[] = {"TERM=linux", NULL};
	struct vt *vt = start("sixteen", NULL, 40, 10);

	(void)state;
	assert_true(vt_wait_text(vt, "tier 1", WAIT_MS));
	assert_true(vt_wait_cursor(vt, 3, 2, WAIT_MS));
	assert_int_equal(vt_foreground(vt, 0, 1), 1);
	vt_stop(vt);
	vt = start("", linux_console, 40, 10);
	assert_true(vt_wait_text(vt, "tier 1", WAIT_MS));
	vt_stop(vt);
}

static void draws_ascii_in_a_locale_that_is_not_utf8(void **state)
{
	char *const env[] = {"LC_ALL=C", NULL};
	struct vt *vt = start("", env, 40, 10);

	(void)state;
	assert_true(vt_wait_text(vt, "tier 2 ascii", WAIT_MS));
	vt_stop(vt);
}

static void refuses_a_terminal_that_cannot_place_the_cursor(void **state)
{
	char *const dumb[] = {"TERM=dumb", NULL},
		    *const unknown[] = {"TERM=no-such-terminal", NULL};
	struct vt *vt = start("", dumb, 120, 10);
	size_t length;

	(void)state;
	assert_true(vt_wait_text(vt,
		"refused: TERM=dumb cannot place the cursor: use a terminal such as "
		"xterm-256color",
		WAIT_MS));
	assert_int_equal(vt_exit_status(vt, WAIT_MS), 2 << 8);
	assert_null(strchr(vt_raw(vt, &length), '\033'));
	vt_stop(vt);
	vt = start("", unknown, 120, 10);
	assert_true(vt_wait_text(vt, "refused: TERM=no-such-terminal is unknown here", WAIT_MS));
	vt_stop(vt);
}

static void refuses_where_there_is_no_terminal(void **state)
{
	const struct screen_options options = {.ascii = true};
	struct error error;
	int null = open("/dev/null", O_RDWR), kept = dup(STDIN_FILENO);

	(void)state;
	dup2(null, STDIN_FILENO);
	assert_null(screen_open(&options, &error));
	dup2(kept, STDIN_FILENO);
	close(kept);
	close(null);
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(
		error.text, "standard input is no terminal: run a subcommand (rivermaster topics)");
}

static void reads_keys_in_every_spelling(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	type(vt, "a", "#1 a.");
	type(vt, "\033[A", "#2 Up.");
	type(vt, "\033OB", "#3 Down.");
	type(vt, "\033", "#4 Esc.");
	type(vt, "\004", "#5 C-d.");
	type(vt, "\r", "#6 Enter.");
	type(vt, "\177", "#7 Backspace.");
	type(vt, "\xc3\xa9", "#8 \xc3\xa9.");
	type(vt, "\032", "#9 C-z.");
	type(vt, "\003", "#10 C-c.");
	type(vt, "\033[5~", "#11 PgUp.");
	type(vt, "\021\023", "#13 C-s.");
	vt_stop(vt);
}

static void collects_a_paste_and_takes_no_key_from_it(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	type(vt, "\033[200~q\rquit\033[201~", "paste of 6");
	assert_string_equal(vt_row(vt, 3), "#1 .");
	assert_string_equal(vt_row(vt, 5), "q\\rquit");
	type(vt, "x", "#2 x.");
	vt_stop(vt);
}

static void follows_the_terminal_through_a_storm_of_sizes(void **state)
{
	static const int widths[] = {1, 2, 10, 40, 79, 80, 120, 223, 224, 300};
	static const int heights[] = {1, 2, 3, 5, 24, 36, 60, 120};
	struct vt *vt = start("", NULL, 80, 24);
	char *before, expected[64];
	size_t i;

	(void)state;
	assert_true(vt_wait_text(vt, "size 80x24", WAIT_MS));
	assert_true(vt_wait_text(vt, "\xe2\x94\x98", WAIT_MS));
	before = strdup(vt_screen_text(vt));
	for (i = 0; i < 40; i++) {
		vt_resize(vt, widths[i * 7 % 10], heights[i * 3 % 8]);
		vt_pump(vt, 1);
	}
	vt_resize(vt, 132, 43);
	snprintf(expected, sizeof(expected), "size %dx%d", 132, 43);
	assert_true(vt_wait_text(vt, expected, WAIT_MS));
	vt_resize(vt, 80, 24);
	assert_true(vt_wait_text(vt, "size 80x24", WAIT_MS));
	vt_key(vt, "L");
	assert_true(vt_wait_text(vt, "#1 L.", WAIT_MS));
	vt_stop(vt);
	vt = start("", NULL, 80, 24);
	assert_true(vt_wait_text(vt, "\xe2\x94\x98", WAIT_MS));
	assert_string_equal(vt_screen_text(vt), before);
	free(before);
	vt_stop(vt);
}

static void sends_nothing_when_nothing_changed(void **state)
{
	struct vt *vt = start_plain();
	size_t before, after;

	(void)state;
	type(vt, "a", "#1 a.");
	vt_raw(vt, &before);
	/* A frame sends its few changed cells, one that is the same nothing at all. */
	type(vt, "b", "#2 b.");
	vt_raw(vt, &after);
	assert_true(after - before < 60);
	type(vt, "D", "#3 D.");
	type(vt, "c", "#4 c.");
	vt_raw(vt, &before);
	assert_true(before - after < 120);
	vt_stop(vt);
}

static void expect_sent(struct vt *vt, const char *sequence)
{
	size_t length, wanted = strlen(sequence);
	const char *raw = vt_raw(vt, &length);
	bool found = false;

	for (size_t i = 0; !found && i + wanted <= length; i++) {
		found = memcmp(raw + i, sequence, wanted) == 0;
	}
	assert_true(found);
}

static void asks_for_notifications_in_each_way(void **state)
{
	struct vt *vt;

	(void)state;
	unsetenv("TMUX");
	vt = start_plain();
	type(vt, "N", "#1 N.");
	type(vt, "a", "#2 a.");
	expect_sent(vt, "\033]9;rivermaster: one\033\\");
	expect_sent(vt, "\033]777;notify;rivermaster;two\033\\");
	expect_sent(vt, "\033]99;;rivermaster: three\033\\");
	vt_stop(vt);
	setenv("TMUX", "/tmp/x,1,0", 1);
	vt = start_plain();
	type(vt, "N", "#1 N.");
	type(vt, "a", "#2 a.");
	expect_sent(vt, "\033Ptmux;\033\033]9;rivermaster: one\033\033\\\033\\");
	vt_stop(vt);
	unsetenv("TMUX");
}

static void gives_the_terminal_back_at_a_normal_end(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	assert_false(vt_modes_restored(vt));
	vt_key(vt, "q");
	assert_int_equal(vt_exit_status(vt, WAIT_MS), 0);
	assert_true(vt_modes_restored(vt));
	assert_non_null(strstr(vt_screen_text(vt), "bye"));
	vt_stop(vt);
}

static void gives_the_terminal_back_when_it_crashes(void **state)
{
	static const struct {
		const char *key;
		int number;
	} crashes[] = {
		{.key = "S", .number = SIGSEGV},
		{.key = "A", .number = SIGABRT},
		{.key = "Q", .number = SIGQUIT},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(crashes) / sizeof(*crashes); i++) {
		struct vt *vt = start_plain();
		int status;

		vt_key(vt, crashes[i].key);
		status = vt_exit_status(vt, WAIT_MS);
		assert_true(status != -1 && WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), crashes[i].number);
		assert_true(vt_modes_restored(vt));
		vt_stop(vt);
	}
}

static void leaves_and_returns_when_suspended(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	vt_key(vt, "Z");
	assert_true(vt_wait_stopped(vt, WAIT_MS));
	assert_true(vt_modes_restored(vt));
	assert_null(strstr(vt_screen_text(vt), "selected row"));
	vt_resize(vt, 50, 12);
	vt_signal(vt, SIGCONT);
	assert_true(vt_wait_text(vt, "size 50x12", WAIT_MS));
	assert_false(vt_modes_restored(vt));
	type(vt, "\033[200~paste\033[201~", "paste of 5");
	vt_key(vt, "q");
	assert_int_equal(vt_exit_status(vt, WAIT_MS), 0);
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void says_when_the_terminal_went_away(void **state)
{
	struct vt *vt = start_plain();

	(void)state;
	vt_hang_up(vt);
	assert_int_equal(vt_exit_status(vt, WAIT_MS), 7 << 8);
	vt_stop(vt);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_wide_and_combining_characters_where_they_belong),
		cmocka_unit_test(shows_roles_as_colours_and_the_selection_as_a_bar),
		cmocka_unit_test(leaves_the_cursor_where_the_canvas_has_it),
		cmocka_unit_test(shows_no_colour_and_no_other_byte_than_ascii_when_asked),
		cmocka_unit_test(takes_sixteen_colours_where_told_or_where_there_are_no_more),
		cmocka_unit_test(draws_ascii_in_a_locale_that_is_not_utf8),
		cmocka_unit_test(refuses_a_terminal_that_cannot_place_the_cursor),
		cmocka_unit_test(refuses_where_there_is_no_terminal),
		cmocka_unit_test(reads_keys_in_every_spelling),
		cmocka_unit_test(collects_a_paste_and_takes_no_key_from_it),
		cmocka_unit_test(follows_the_terminal_through_a_storm_of_sizes),
		cmocka_unit_test(sends_nothing_when_nothing_changed),
		cmocka_unit_test(asks_for_notifications_in_each_way),
		cmocka_unit_test(gives_the_terminal_back_at_a_normal_end),
		cmocka_unit_test(gives_the_terminal_back_when_it_crashes),
		cmocka_unit_test(leaves_and_returns_when_suspended),
		cmocka_unit_test(says_when_the_terminal_went_away),
	};

	if (argc > 1 && strcmp(argv[1], "--child") == 0) {
		return run_child(argc, argv);
	}
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
