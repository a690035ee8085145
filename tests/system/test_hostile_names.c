#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "support/program.h"

struct name {
	const char *bytes;
	size_t length;
};

#define NAME(literal)                                           \
	{                                                       \
		.bytes = literal, .length = sizeof(literal) - 1 \
	}

static const struct name hostile[] = {
	NAME("osc\033]52;c;QUJD\007"),
	NAME("csi\033[2J\033[H"),
	NAME("c1\xc2\x9b"
	     "31m\xc2\x9d"
	     "0;t\xc2\x9c"),
	NAME("raw\x9b"
	     "31m\x90"),
	NAME("bidi\xe2\x80\xae"
	     "gnp\xe2\x81\xa6"),
	NAME("zero\xe2\x80\x8bwidth\xef\xbb\xbf"),
	NAME("comb\xcc\x80\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85"),
	NAME("\xcc\x80lead"),
	NAME("lines\n\r\tand\bmore\x7f"),
	NAME("broken\xc3\x28\xf0\x9f\xe2\x82"),
	NAME("nul\0inside"),
	NAME("wide\xe6\xbc\xa2\xe5\xad\x97"),
	NAME("[YELLOW]%s%n{}"),
	NAME("\016shift\017"),
};

enum { NAMES = sizeof(hostile) / sizeof(*hostile) };

static void command(struct redis_server *server, const struct name *parts, size_t count)
{
	const char *argv[12];
	size_t lengths[12];
	redisReply *reply;

	for (size_t i = 0; i < count; i++) {
		argv[i] = parts[i].bytes;
		lengths[i] = parts[i].length;
	}
	reply = redis_argv(server, count, argv, lengths);
	assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
}

/* Each name as topic, group and consumer, holding something back so that every screen has a reason
 * to say it. */
static int start(void **state)
{
	struct redis_server *server = redis_start(NULL);

	for (size_t i = 0; i < NAMES; i++) {
		const struct name add[] = {
			NAME("XADD"), hostile[i], NAME("*"), hostile[i], hostile[i]};
		const struct name group[] = {
			NAME("XGROUP"), NAME("CREATE"), hostile[i], hostile[i], NAME("0")};
		const struct name take[] = {NAME("XREADGROUP"), NAME("GROUP"), hostile[i],
			hostile[i], NAME("COUNT"), NAME("1"), NAME("STREAMS"), hostile[i],
			NAME(">")};

		command(server, add, 5);
		command(server, add, 5);
		command(server, group, 5);
		command(server, take, 9);
	}
	*state = server;
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static void assert_clean(struct vt *vt)
{
	size_t length;
	const char *raw = vt_raw(vt, &length), *stray = program_stray_byte(raw, length);

	if (stray) {
		fail_msg("stray byte 0x%02x at %td: %.40s", (unsigned char)*stray, stray - raw,
			stray);
	}
	assert_null(strstr(raw, "\033]"));
}

static void look_at_everything(
	struct redis_server *server, char *const more[], int width, int height)
{
	struct vt *vt = program_open(server, more, NULL, width, height);

	assert_true(vt_wait_text(vt, "shift", PROGRAM_PATIENCE_MS));
	vt_key(vt, "2");
	assert_true(vt_wait_text(vt, "PENDING", PROGRAM_PATIENCE_MS));
	for (size_t i = 0; i < NAMES; i++) {
		vt_key(vt, "\r");
		vt_pump(vt, 300);
		vt_pump(vt, 50);
		vt_key(vt, "\033");
		vt_pump(vt, 100);
		vt_key(vt, "j");
		vt_pump(vt, 100);
	}
	vt_key(vt, ":gr\t");
	vt_pump(vt, 200);
	assert_clean(vt);
	vt_key(vt, "\033");
	vt_stop(vt);
}

static void no_name_reaches_the_terminal_as_control(void **state)
{
	char *ascii[] = {"--ascii", NULL};

	look_at_everything(*state, NULL, 120, 36);
	look_at_everything(*state, ascii, 80, 24);
}

static void no_name_reaches_a_pipe_as_control(void **state)
{
	char *url = (char *)(uintptr_t)redis_url(*state);
	char *const commands[][4] = {{"topics", "--url", url}, {"groups", "--url", url},
		{"check", "--url", url}, {"topics", "--json", "--url", url}};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *arguments[5] = {NULL};
		char *output, *errors;

		memcpy(arguments, commands[i], sizeof(commands[i]));
		program_run(arguments, &output, &errors);
		assert_true(strlen(output) > 100);
		assert_null(strchr(output, '\033'));
		assert_null(program_stray_byte(output, strlen(output)));
		assert_null(program_stray_byte(errors, strlen(errors)));
		free(output);
		free(errors);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_name_reaches_the_terminal_as_control),
		cmocka_unit_test(no_name_reaches_a_pipe_as_control),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
