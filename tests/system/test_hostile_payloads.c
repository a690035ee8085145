#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "support/program.h"

struct bytes {
	const char *at;
	size_t length;
};

#define BYTES(literal)                                       \
	{                                                    \
		.at = literal, .length = sizeof(literal) - 1 \
	}

/* Everything that has ever moved a terminal, and what hides or turns text. */
static const struct bytes hostile[] = {
	BYTES("csi\033[2J\033[H\033[31m\033[?1049l\033[?25l\033[6n\033[c"),
	BYTES("osc\033]0;title\007\033]2;title\033\\"),
	BYTES("osc\033]8;;http://x.example\033\\link\033]8;;\033\\"),
	BYTES("osc\033]52;c;QUJD\007"),
	BYTES("iterm\033]1337;File=inline=1:QUJD\007"),
	BYTES("kitty\033_Gf=100;QUJD\033\\\033[>1u"),
	BYTES("dcs\033P+q544e\033\\\033P$q\"p\033\\"),
	BYTES("apc\033_x\033\\pm\033^x\033\\sos\033Xx\033\\"),
	BYTES("reset\033c\033[!p\033#8\033(0lqk\033)0\016\017"),
	BYTES("c1raw\x9b"
	      "31m\x9d"
	      "0;t\x9c\x90q\x9c\x9fG\x9c\x9ex\x9c\x98x\x9c\x84\x85\x8d"),
	BYTES("c1utf\xc2\x9b"
	      "2J\xc2\x9d"
	      "52;c;QUJD\xc2\x9c\xc2\x90q\xc2\x9c"),
	BYTES("bidi\xe2\x80\xae\xe2\x80\xad\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c\xe2\x80"
	      "\x8f"),
	BYTES("zero\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xe2\x81\xa0\xef\xbb\xbf\xc2\xad\xcd\x8f"),
	BYTES("lines\xe2\x80\xa8\xe2\x80\xa9\n\r\t\v\f\b\x7f"),
	BYTES("tags\xf3\xa0\x80\x81\xf3\xa0\x81\x81\xf3\xa0\x81\xbf "
	      "vs\xef\xb8\x8f\xf3\xa0\x84\x80"),
	BYTES("fill\xe1\x85\x9f\xe3\x85\xa4\xef\xbe\xa0 pua\xee\x80\x80 non\xef\xbf\xbf"),
	BYTES("e\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a"),
	BYTES("\xcc\x81lead\xe0\xb8\xb1\xe0\xb8\xb4\xe0\xb8\xb5\xe0\xb8\xb6\xe0\xb8\xb7"),
	BYTES("cut\xe2\x82"),
	BYTES("long\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf"),
	BYTES("half\xed\xa0\x80\xed\xb0\x80 far\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\xfe\xff"),
	BYTES("tail\x80\xbf\xc3\x28\xf0\x9f\x98"),
	BYTES("nul\0\0inside"),
	BYTES("%s%n%x{}[YELLOW]$(id)`id`"),
	BYTES("{\"type\": \"\\u001b[2J\\u009b31m\\u202e\\u0000\", \"card\": \"\033]0;x\007\"}"),
	BYTES("wide\xe6\xbc\xa2\xe5\xad\x97\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"),
};

enum { HOSTILE = sizeof(hostile) / sizeof(*hostile), RANDOM = 60, RANDOM_BYTES = 400 };

static void command(struct redis_server *server, size_t count, const struct bytes *parts)
{
	const char *argv[16];
	size_t lengths[16];
	redisReply *reply;

	for (size_t i = 0; i < count; i++) {
		argv[i] = parts[i].at;
		lengths[i] = parts[i].length;
	}
	reply = redis_argv(server, count, argv, lengths);
	assert_int_not_equal(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
}

/* Each as key, group, consumer, field, value and type of an event. */
static void put_corpus(struct redis_server *server)
{
	for (size_t i = 0; i < HOSTILE; i++) {
		const struct bytes h = hostile[i];
		const struct bytes add[] = {BYTES("XADD"), h, BYTES("*"), h, h, BYTES("type"), h,
			BYTES("event"), h, BYTES("email"), h};
		const struct bytes group[] = {BYTES("XGROUP"), BYTES("CREATE"), h, h, BYTES("0")};
		const struct bytes take[] = {BYTES("XREADGROUP"), BYTES("GROUP"), h, h,
			BYTES("COUNT"), BYTES("1"), BYTES("STREAMS"), h, BYTES(">")};

		command(server, 11, add);
		command(server, 11, add);
		command(server, 5, group);
		command(server, 9, take);
	}
}

static uint64_t seed(void)
{
	const char *given = getenv("SEED");
	uint64_t number = given == NULL ? 20240229 : strtoull(given, NULL, 0);

	print_message("SEED=%llu\n", (unsigned long long)number);
	return number;
}

/* Parts of the corpus, cut anywhere, and bytes of any kind between them. */
static void put_random(struct redis_server *server)
{
	struct rng rng;

	rng_seed(&rng, seed());
	for (int n = 0; n < RANDOM; n++) {
		char value[RANDOM_BYTES];
		size_t length = 0;

		while (length < RANDOM_BYTES) {
			const struct bytes h = hostile[rng_below(&rng, HOSTILE)];
			size_t from = rng_below(&rng, h.length), left = h.length - from;

			left = left < RANDOM_BYTES - length ? left : RANDOM_BYTES - length;
			memcpy(value + length, h.at + from, left);
			length += left;
			for (uint64_t i = rng_below(&rng, 4); i > 0 && length < RANDOM_BYTES; i--) {
				value[length++] = (char)rng_next(&rng);
			}
		}
		const struct bytes any = {.at = value, .length = rng_below(&rng, length)};
		const struct bytes add[] = {
			BYTES("XADD"), BYTES("random"), BYTES("*"), any, any, BYTES("type"), any};

		command(server, 7, add);
	}
}

static int start(void **state)
{
	struct redis_server *server = redis_start(NULL);

	put_corpus(server);
	put_random(server);
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
	assert_null(strstr(raw, "\033P"));
	assert_null(strstr(raw, "\033_"));
}

static void press(struct vt *vt, const char *keys, int times)
{
	for (int i = 0; i < times; i++) {
		vt_key(vt, keys);
		vt_pump(vt, 30);
	}
}

/* A key that comes before the event is read is taken for nothing, at no cost of time: only the
 * clock says that it takes too long. */
static void step_to_the_first(struct vt *vt)
{
	const time_t until_s = time(NULL) + 3 * PROGRAM_PATIENCE_MS / 1000;

	for (int i = 0; strstr(vt_screen_text(vt), " of csi^") == NULL; i++) {
		if (time(NULL) > until_s) {
			fail_msg("never came to the first: %.200s", vt_screen_text(vt));
		}
		press(vt, ",", 1);
		press(vt, "t", i % 3);
	}
}

/* Topics, groups, the list of events, and each event opened in turn, from the newest back. */
static void look_at_everything(
	struct redis_server *server, char *const more[], int width, int height)
{
	struct vt *vt = program_open(server, more, NULL, width, height);

	assert_true(vt_wait_text(vt, "osc^[", PROGRAM_PATIENCE_MS));
	press(vt, "j", HOSTILE);
	vt_key(vt, "2");
	assert_true(vt_wait_text(vt, "PENDING", PROGRAM_PATIENCE_MS));
	press(vt, "j", HOSTILE);
	vt_key(vt, "4");
	assert_true(vt_wait_text(vt, "FOLLOW", PROGRAM_PATIENCE_MS));
	assert_true(vt_wait_text(vt, "the first entry there is", PROGRAM_PATIENCE_MS));
	press(vt, "l", 4);
	press(vt, "h", 4);
	vt_key(vt, "\r");
	assert_true(vt_wait_text(vt, "> Event random", PROGRAM_PATIENCE_MS));
	step_to_the_first(vt);
	press(vt, "\033", 1);
	vt_key(vt, "/csi\r");
	assert_true(vt_wait_text(vt, "find: csi", PROGRAM_PATIENCE_MS));
	assert_clean(vt);
	vt_stop(vt);
}

static void no_payload_reaches_the_terminal_as_control(void **state)
{
	char *ascii[] = {"--ascii", NULL};

	look_at_everything(*state, NULL, 120, 36);
	look_at_everything(*state, ascii, 80, 24);
}

/* What the server says of a command that it does not know quotes the key, escape sequences and all.
 */
static void no_error_of_the_server_reaches_the_terminal_as_control(void **state)
{
	const char *options[] = {"--rename-command", "XINFO", "", NULL};
	struct redis_server *server = redis_start(options);
	struct vt *vt;

	(void)state;
	for (size_t i = 0; i < HOSTILE; i++) {
		const struct bytes h = hostile[i];
		const struct bytes add[] = {BYTES("XADD"), h, BYTES("*"), h, h};

		command(server, 5, add);
	}
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_true(vt_wait_text(vt, "unknown command", PROGRAM_PATIENCE_MS));
	press(vt, "j", HOSTILE);
	assert_clean(vt);
	vt_stop(vt);
	redis_stop(server);
}

static void assert_plain(const char *what, const char *output)
{
	const char *stray = program_stray_byte(output, strlen(output));

	if (stray != NULL || strchr(output, '\033') != NULL || strchr(output, '\b') != NULL) {
		fail_msg("%s: stray byte in %.200s", what, stray != NULL ? stray : output);
	}
}

static void run_plain(char *const arguments[], size_t least)
{
	char *output, *errors;

	program_run(arguments, &output, &errors);
	if (strlen(output) + strlen(errors) < least) {
		fail_msg("%s says too little: %s%s", arguments[0], output, errors);
	}
	assert_plain(arguments[0], output);
	assert_plain(arguments[0], errors);
	free(output);
	free(errors);
}

static void no_payload_reaches_a_pipe_as_control(void **state)
{
	char *url = (char *)(uintptr_t)redis_url(*state);
	char *const commands[][7] = {{"topics", "--url", url}, {"groups", "--url", url},
		{"check", "--url", url}, {"topics", "--json", "--url", url},
		{"groups", "--json", "--url", url}, {"events", "--topics", "*", "--url", url},
		{"events", "--topics=*", "--json", "--url", url},
		{"events", "--topics=*", "--json", "--mask", "--url", url},
		{"events", "random", "--url", url}};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		char *arguments[8] = {NULL};

		memcpy(arguments, commands[i], sizeof(commands[i]));
		run_plain(arguments, 100);
	}
}

/* What is wrong is quoted in the sentence about it: words typed, names that are not there, a file's
 * own words, what the server refuses. */
static void no_sentence_carries_a_control(void **state)
{
	char file[] = "/tmp/rivermaster-hostile-XXXXXX";
	char *url = (char *)(uintptr_t)redis_url(*state);
	int fd = mkstemp(file);

	assert_true(fd >= 0);
	for (size_t i = 0; i < HOSTILE; i++) {
		char word[256], absent[256];
		snprintf(word, sizeof(word), "%.200s", hostile[i].at);
		snprintf(absent, sizeof(absent), "no %.200s", hostile[i].at);
		char *const commands[][6] = {{word}, {"groups", absent, "--url", url},
			{"topics", "--profile", word}, {"topics", "--config", word},
			{"topics", "--url", word}, {"help", word}, {"import", word},
			{"import", file, "--into", word, "--url", url},
			{"events", word, "--url", url}, {"events", "--where", word, "--url", url}};

		assert_int_equal(ftruncate(fd, 0), 0);
		dprintf(fd, "{\"topic\":\"%s\",\"fields\":[[\"a\",\"b\"]]}\n", word);
		for (size_t c = 0; c < sizeof(commands) / sizeof(*commands); c++) {
			char *arguments[7] = {NULL};

			memcpy(arguments, commands[c], sizeof(commands[c]));
			run_plain(arguments, 10);
		}
	}
	close(fd);
	unlink(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_payload_reaches_the_terminal_as_control),
		cmocka_unit_test(no_error_of_the_server_reaches_the_terminal_as_control),
		cmocka_unit_test(no_payload_reaches_a_pipe_as_control),
		cmocka_unit_test(no_sentence_carries_a_control),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, start, stop);
}
