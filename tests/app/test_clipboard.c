#include "../../src/app/clipboard.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A program in tmux' place: keeps its arguments and its input, ends as it is told. */
struct place {
	char folder[64], program[80], got[80];
	char says[300];
	bool good, fits;
	int sent;
};

static bool to_terminal(void *arg, struct text bytes)
{
	struct place *place = arg;

	(void)bytes;
	place->sent += place->fits;
	return place->fits;
}

static void on_say(void *arg, bool good, const char *sentence)
{
	struct place *place = arg;

	place->good = good;
	snprintf(place->says, sizeof(place->says), "%s", sentence);
}

static void set_up(struct place *place, int exit_code)
{
	FILE *file;

	*place = (struct place){.fits = true};
	snprintf(place->folder, sizeof(place->folder), "/tmp/rivermaster-clip-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	snprintf(place->program, sizeof(place->program), "%s/tmux", place->folder);
	snprintf(place->got, sizeof(place->got), "%s/got", place->folder);
	file = fopen(place->program, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n{ echo \"$@\"; cat; } >%s\nexit %d\n", place->got, exit_code);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(place->program, 0700), 0);
}

static void clear(struct place *place)
{
	unlink(place->program);
	unlink(place->got);
	rmdir(place->folder);
}

static void copy(struct place *place, const char *tmux, struct text bytes)
{
	uv_loop_t loop;
	struct clipboard_options options = {
		.loop = &loop,
		.tmux = tmux,
		.terminal = to_terminal,
		.say = on_say,
		.arg = place,
	};
	struct clipboard *clipboard;

	uv_loop_init(&loop);
	clipboard = clipboard_create(&options);
	clipboard_copy(clipboard, bytes, "payload");
	uv_run(&loop, UV_RUN_DEFAULT);
	clipboard_close(clipboard);
	assert_int_equal(uv_loop_close(&loop), 0);
}

static void tmux_is_given_the_bytes_as_they_are(void **state)
{
	struct place place;
	char got[200] = "";
	FILE *file;

	(void)state;
	set_up(&place, 0);
	copy(&place, place.program, text_of("a'; $(date) `x`\n"));
	assert_string_equal(place.says, "payload: copied 16 bytes via tmux");
	assert_true(place.good);
	assert_int_equal(place.sent, 0);
	file = fopen(place.got, "r");
	assert_non_null(file);
	got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(got, "load-buffer -w -\na'; $(date) `x`\n");
	clear(&place);
}

static void where_tmux_fails_or_is_not_the_terminal_is_asked(void **state)
{
	struct place place;

	(void)state;
	set_up(&place, 1);
	copy(&place, place.program, text_of("hello"));
	assert_string_equal(
		place.says, "payload: sent 5 bytes to the terminal (cannot be confirmed)");
	copy(&place, "/no/such/program", text_of("hello"));
	copy(&place, NULL, text_of("hello"));
	assert_int_equal(place.sent, 3);
	clear(&place);
}

static void what_is_too_long_is_said_to_be(void **state)
{
	struct place place;
	char *much = calloc(1, 90112);

	(void)state;
	set_up(&place, 0);
	place.fits = false;
	copy(&place, NULL, text_from(much, 90112));
	assert_string_equal(
		place.says, "payload: too long for the terminal (90,112 bytes): x exports");
	assert_false(place.good);
	free(much);
	clear(&place);
}

static void closing_ends_what_is_under_way(void **state)
{
	struct clipboard_options options = {.terminal = to_terminal, .say = on_say};
	struct place place;
	struct clipboard *clipboard;
	uv_loop_t loop;

	(void)state;
	set_up(&place, 0);
	uv_loop_init(&loop);
	options.loop = &loop;
	options.tmux = place.program;
	options.arg = &place;
	clipboard = clipboard_create(&options);
	clipboard_copy(clipboard, text_of("one"), "payload");
	clipboard_copy(clipboard, text_of("two"), "payload");
	assert_string_equal(place.says, "what was copied before is still on its way");
	clipboard_close(clipboard);
	uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
	clear(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tmux_is_given_the_bytes_as_they_are),
		cmocka_unit_test(where_tmux_fails_or_is_not_the_terminal_is_asked),
		cmocka_unit_test(what_is_too_long_is_said_to_be),
		cmocka_unit_test(closing_ends_what_is_under_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
