/* Commands that behave, and commands that do not. */
#include "../../src/engine/hook.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000 };

struct stage {
	uv_loop_t loop;
	uv_timer_t guard;
	struct hooks hooks;
	char folder[64];
};

static void on_change(void *arg)
{
	(void)arg;
}

static void on_guard(uv_timer_t *timer)
{
	(void)timer;
	fail_msg("waited in vain");
}

static void stage_open(struct stage *stage, int64_t limit_ms)
{
	signal(SIGPIPE, SIG_IGN);
	snprintf(stage->folder, sizeof(stage->folder), "/tmp/rivermaster-hook-XXXXXX");
	assert_non_null(mkdtemp(stage->folder));
	uv_loop_init(&stage->loop);
	uv_timer_init(&stage->loop, &stage->guard);
	uv_timer_start(&stage->guard, on_guard, PATIENCE_MS, 0);
	hooks_init(&stage->hooks, &stage->loop, limit_ms, on_change, stage);
}

static void on_closed(void *arg)
{
	struct stage *stage = arg;

	uv_close((uv_handle_t *)&stage->guard, NULL);
}

static void stage_close(struct stage *stage)
{
	hooks_close(&stage->hooks, on_closed);
	uv_run(&stage->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&stage->loop), 0);
	assert_int_equal(rmdir(stage->folder), 0);
}

static void add(struct stage *stage, const char *const *words, const char *text)
{
	struct buf input;

	buf_init(&input, 1 << 20);
	buf_add_string(&input, text);
	hooks_add(&stage->hooks, words, &input);
	buf_finish(&input);
}

static bool is_quiet(const struct stage *stage)
{
	for (size_t i = 0; i < HOOK_RUNNING_MAX; i++) {
		if (stage->hooks.slots[i].busy) {
			return false;
		}
	}
	return true;
}

static void wait_quiet(struct stage *stage)
{
	while (!is_quiet(stage)) {
		uv_run(&stage->loop, UV_RUN_ONCE);
	}
}

static void expect_trouble(const struct stage *stage, const char *part)
{
	if (strstr(stage->hooks.told.trouble, part) == NULL) {
		fail_msg("no `%s` in `%s`", part, stage->hooks.told.trouble);
	}
}

static void it_gets_its_words_and_its_input_and_no_password(void **state)
{
	char path[100], text[200] = "";
	const char *words[] = {"/bin/sh", "-c",
		"{ cat; echo \"$1\"; echo \"<$RIVERMASTER_URL>\"; } >\"$0\"", path, "a $b \"c\"",
		NULL};
	struct stage stage;

	(void)state;
	setenv("RIVERMASTER_URL", "redis://:secret@h", 1);
	stage_open(&stage, 0);
	snprintf(path, sizeof(path), "%s/out", stage.folder);
	add(&stage, words, "{\"a\": 1}\n");
	wait_quiet(&stage);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	assert_string_equal(text, "{\"a\": 1}\na $b \"c\"\n<>\n");
	assert_int_equal(stage.hooks.told.started, 1);
	assert_int_equal(stage.hooks.told.failed, 0);
	unlink(path);
	stage_close(&stage);
}

static void what_fails_is_counted_with_what_it_said(void **state)
{
	static const char *const fails[] = {"/bin/sh", "-c", "echo no route >&2; exit 7", NULL};
	static const char *const dies[] = {"/bin/sh", "-c", "kill -9 $$", NULL};
	static const char *const missing[] = {"/no/such/program", NULL};
	struct stage stage;

	(void)state;
	stage_open(&stage, 0);
	add(&stage, fails, "x");
	wait_quiet(&stage);
	assert_int_equal(stage.hooks.told.failed, 1);
	expect_trouble(&stage, "/bin/sh: ended with 7, no route");
	add(&stage, dies, "x");
	wait_quiet(&stage);
	expect_trouble(&stage, "ended with 137");
	add(&stage, missing, "x");
	wait_quiet(&stage);
	expect_trouble(&stage, "/no/such/program: no such file");
	assert_int_equal(stage.hooks.told.failed, 3);
	stage_close(&stage);
}

/* With the children it has: the pipe that they hold ends. */
static void what_hangs_is_ended(void **state)
{
	static const char *const words[] = {
		"/bin/sh", "-c", "trap '' TERM; sleep 1000 & sleep 1000; sleep 1000", NULL};
	struct stage stage;

	(void)state;
	stage_open(&stage, 50);
	add(&stage, words, "x");
	wait_quiet(&stage);
	assert_int_equal(stage.hooks.told.late, 1);
	assert_int_equal(stage.hooks.told.failed, 0);
	expect_trouble(&stage, "did not end in time");
	stage_close(&stage);
}

static void what_prints_without_end_is_ended(void **state)
{
	static const char *const words[] = {"/bin/sh", "-c", "yes", NULL};
	struct stage stage;

	(void)state;
	stage_open(&stage, PATIENCE_MS);
	add(&stage, words, "x");
	wait_quiet(&stage);
	assert_int_equal(stage.hooks.told.noisy, 1);
	expect_trouble(&stage, "more than 1 MB");
	stage_close(&stage);
}

static void what_does_not_read_its_input_is_no_trouble(void **state)
{
	static const char *const words[] = {"/bin/sh", "-c", "exec <&-; exit 0", NULL};
	char *large = malloc(1 << 19);
	struct stage stage;

	(void)state;
	memset(large, 'x', 1 << 19);
	large[(1 << 19) - 1] = '\0';
	stage_open(&stage, 0);
	add(&stage, words, large);
	wait_quiet(&stage);
	assert_int_equal(stage.hooks.told.failed, 0);
	free(large);
	stage_close(&stage);
}

static void a_storm_is_called_at_a_rate_and_what_is_too_much_dropped(void **state)
{
	static const char *const words[] = {"/bin/true", NULL};
	const int storm = HOOK_MINUTE_MAX + HOOK_WAITING_MAX + 50;
	struct stage stage;

	(void)state;
	stage_open(&stage, 0);
	for (int i = 0; i < storm; i++) {
		add(&stage, words, "x");
	}
	assert_int_equal(stage.hooks.told.started, HOOK_RUNNING_MAX);
	assert_int_equal(stage.hooks.told.dropped, storm - HOOK_WAITING_MAX - HOOK_RUNNING_MAX);
	wait_quiet(&stage);
	assert_int_equal(stage.hooks.told.started, HOOK_MINUTE_MAX);
	assert_int_equal(stage.hooks.count, HOOK_WAITING_MAX + HOOK_RUNNING_MAX - HOOK_MINUTE_MAX);
	stage_close(&stage);
}

static void closing_ends_what_runs(void **state)
{
	static const char *const words[] = {"/bin/sleep", "1000", NULL};
	struct stage stage;

	(void)state;
	stage_open(&stage, 0);
	add(&stage, words, "x");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_gets_its_words_and_its_input_and_no_password),
		cmocka_unit_test(what_fails_is_counted_with_what_it_said),
		cmocka_unit_test(what_hangs_is_ended),
		cmocka_unit_test(what_prints_without_end_is_ended),
		cmocka_unit_test(what_does_not_read_its_input_is_no_trouble),
		cmocka_unit_test(a_storm_is_called_at_a_rate_and_what_is_too_much_dropped),
		cmocka_unit_test(closing_ends_what_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
