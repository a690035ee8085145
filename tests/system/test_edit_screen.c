#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "form.h"

/* Edit and replay, by the keys of the one who does it. */

enum { AWAIT_MS = 60000, LOOK_MS = 100 };

static const char note[] = "a\0b\033[2J\t\\";
static const char payload[] = "{\"total\":19.9,\"items\":[{\"sku\":\"A-1\"}]}";

static int start(void **state)
{
	static const char *const group[] = {
		"XGROUP", "CREATE", "orders", "billing", "0", "MKSTREAM"};
	static const char *const words[] = {"XADD", "orders", "1-0", "type", "order.created",
		"email", "ann@example.com", "note", note, "payload", payload, "tail", "end"};
	size_t lengths[sizeof(words) / sizeof(*words)];
	struct redis_server *server = redis_start(NULL);

	setenv("XDG_STATE_HOME", redis_folder(server), 1);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		lengths[i] = words[i] == note ? sizeof(note) - 1 : strlen(words[i]);
	}
	freeReplyObject(redis_argv(server, 6, group, NULL));
	freeReplyObject(redis_argv(server, sizeof(words) / sizeof(*words), words, lengths));
	redis_ok(server, "XREADGROUP", "GROUP", "billing", "w1", "STREAMS", "orders", ">", NULL);
	*state = server;
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, AWAIT_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static struct vt *open_editor(struct redis_server *server, int width, int height)
{
	struct vt *vt = program_open(server, NULL, NULL, width, height);

	assert_shown(vt, "orders");
	vt_key(vt, ":write redis.sock INC-1\r");
	assert_shown(vt, "15m]");
	vt_key(vt, "e");
	assert_shown(vt, "Events of orders");
	assert_shown(vt, "order.created");
	vt_key(vt, "E");
	assert_shown(vt, "Edit 1-0 of orders");
	assert_shown(vt, "nothing is sent yet");
	return vt;
}

static void quit(struct vt *vt)
{
	vt_key(vt, "Q");
	assert_int_equal(vt_exit_status(vt, PROGRAM_PATIENCE_MS), 0);
	assert_true(vt_modes_restored(vt));
	vt_stop(vt);
}

static void assert_field(
	const redisReply *entry, size_t i, const char *name, const char *value, size_t length)
{
	const redisReply *fields = entry->element[1];

	assert_true(2 * i + 1 < fields->elements);
	assert_string_equal(fields->element[2 * i]->str, name);
	assert_int_equal(fields->element[2 * i + 1]->len, length);
	assert_memory_equal(fields->element[2 * i + 1]->str, value, length);
}

/* The entry as it was, and its copy with what was changed, every other byte the same. */
static void check_copy(struct redis_server *server)
{
	static const char changed[] = "A\0b\033[2J\t\\";
	static const char mended[] = "{\"total\":20.0,\"items\":[{\"sku\":\"A-1\"}]}";
	redisReply *all = redis_raw(server, "XRANGE", "orders", "-", "+", NULL);

	assert_int_equal(all->elements, 2);
	assert_field(all->element[0], 2, "note", note, sizeof(note) - 1);
	assert_field(all->element[0], 3, "payload", payload, strlen(payload));
	assert_field(all->element[1], 0, "type", "order.created", strlen("order.created"));
	assert_field(all->element[1], 1, "email", "ann@example.com", strlen("ann@example.com"));
	assert_field(all->element[1], 2, "note", changed, sizeof(changed) - 1);
	assert_field(all->element[1], 3, "payload", mended, strlen(mended));
	assert_field(all->element[1], 4, "tail", "end", 3);
	assert_field(all->element[1], 5, "_rm.topic", "orders", strlen("orders"));
	freeReplyObject(all);
}

static void an_entry_is_edited_and_replayed(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt = open_editor(server, 120, 36);

	vt_key(vt, "j\r");
	assert_shown(vt, "this field is locked");
	vt_key(vt, "j\r");
	assert_shown(vt, "a\\x00b\\x1b[2J\\t\\\\");
	vt_key(vt, "A\033[3~\t");
	assert_shown(vt, "line 1, column 1 ");
	assert_shown(vt, "changed note");
	for (int i = 0; i < 9; i++) {
		vt_key(vt, "\033[C");
	}
	assert_shown(vt, "line 1, column 10 ");
	vt_key(vt, "\033[3~\033[3~\033[3~\033[3~");
	assert_shown(vt, "no JSON from line 1, column 10 on");
	vt_key(vt, "20.0\r");
	assert_shown(vt, "was: {\"total\":19.9");
	vt_key(vt, "P");
	assert_shown(vt, "2 fields: note, payload");
	vt_key(vt, "\r");
	assert_shown(vt, "nothing was changed");
	assert_shown(vt, "{\"total\":19.9,");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 1);
	vt_key(vt, "cyes\r");
	assert_shown(vt, "replay done");
	check_copy(server);
	vt_key(vt, "u");
	assert_shown(vt, "undo job");
	vt_key(vt, "yes\r");
	assert_shown(vt, "undo of replay undone");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 1);
	quit(vt);
}

static void json_that_breaks_is_refused_unless_it_is_meant(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt = open_editor(server, 120, 36);

	vt_key(vt, "jjj\r\033[F\177\r");
	assert_shown(vt, "no JSON payload");
	vt_key(vt, "P");
	assert_shown(vt, "1 field: payload");
	vt_key(vt, "\r");
	assert_shown(vt, "this cannot be done");
	vt_key(vt, "b");
	assert_shown(vt, "1 field: payload");
	form_move_to(vt, "allow-broken-j");
	vt_key(vt, " \r");
	assert_shown(vt, "nothing was changed");
	vt_key(vt, "cyes\r");
	assert_shown(vt, "replay done");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 2);
	quit(vt);
}

static void set_aside(struct redis_server *server)
{
	char *out, *errors;
	char *arguments[] = {"dead-letter", "orders", "billing", "1-0", "--yes", "--url",
		(char *)(uintptr_t)redis_url(server), NULL};

	assert_int_equal(program_run(arguments, &out, &errors), 0);
	free(out);
	free(errors);
}

/* From the dead letter, with the fields of the event that it was, to the topic. */
static void a_dead_letter_is_mended_and_taken_back(void **state)
{
	static const char mended[] = "{\"total\":19.9,\"items\":[]}";
	struct redis_server *server = *state;
	redisReply *last;
	struct vt *vt;

	set_aside(server);
	vt = program_open(server, NULL, NULL, 120, 36);
	assert_shown(vt, "orders:dlq");
	vt_key(vt, ":write redis.sock INC-1\r");
	assert_shown(vt, "15m]");
	vt_key(vt, "/dlq\r");
	assert_shown(vt, "1 of 3");
	vt_key(vt, "e");
	assert_shown(vt, "Events of orders:dlq");
	assert_shown(vt, "order.created");
	vt_key(vt, "E");
	assert_shown(vt, "Edit dead letter");
	vt_key(vt, "jjj\r\033[F\025");
	assert_shown(vt, "no JSON from line 1, column 1 on");
	vt_key(vt, mended);
	vt_key(vt, "\r");
	assert_shown(vt, "changed payload");
	vt_key(vt, "P");
	assert_shown(vt, "B takes it back");
	vt_key(vt, "B");
	assert_shown(vt, "1 field: payload");
	vt_key(vt, "\r");
	assert_shown(vt, "changed; the dead letters stay");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 1);
	vt_key(vt, "cyes\r");
	assert_shown(vt, "redrive done");
	last = redis_raw(server, "XREVRANGE", "orders", "+", "-", "COUNT", "1", NULL);
	assert_field(last->element[0], 0, "type", "order.created", strlen("order.created"));
	assert_field(last->element[0], 2, "note", note, sizeof(note) - 1);
	assert_field(last->element[0], 3, "payload", mended, strlen(mended));
	assert_field(last->element[0], 4, "tail", "end", 3);
	assert_field(last->element[0], 7, "_rm.edited", "payload", strlen("payload"));
	freeReplyObject(last);
	quit(vt);
}

static void an_entry_that_goes_is_not_replayed(void **state)
{
	struct redis_server *server = *state;
	struct vt *vt = open_editor(server, 80, 24);

	vt_key(vt, "\rx\r");
	assert_shown(vt, "changed type");
	redis_ok(server, "XDEL", "orders", "1-0", NULL);
	assert_shown(vt, "GONE");
	vt_key(vt, "P");
	assert_shown(vt, "1 field: type");
	vt_key(vt, "\r");
	assert_shown(vt, "plan");
	assert_shown(vt, "0 entries");
	vt_key(vt, "\033");
	assert_shown(vt, "changed type");
	assert_int_equal(redis_int(server, "XLEN", "orders", NULL), 0);
	quit(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_entry_is_edited_and_replayed, start, stop),
		cmocka_unit_test_setup_teardown(
			json_that_breaks_is_refused_unless_it_is_meant, start, stop),
		cmocka_unit_test_setup_teardown(
			a_dead_letter_is_mended_and_taken_back, start, stop),
		cmocka_unit_test_setup_teardown(an_entry_that_goes_is_not_replayed, start, stop),
	};

	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
