#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/program.h"

static void add_traffic(struct redis_server *server)
{
	static const char *const topics[] = {"orders", "payments", "shipments", "emails"};

	for (size_t t = 0; t < sizeof(topics) / sizeof(*topics); t++) {
		for (int i = 0; i < 5; i++) {
			free(redis_str(
				server, "XADD", topics[t], "*", "type", "event", "n", "1", NULL));
		}
		redis_ok(server, "XGROUP", "CREATE", topics[t], "billing", "0", NULL);
		redis_ok(server, "XREADGROUP", "GROUP", "billing", "worker-1", "COUNT", "2",
			"STREAMS", topics[t], ">", NULL);
	}
}

static int start(void **state)
{
	*state = redis_start(NULL);
	add_traffic(*state);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void assert_gone(struct vt *vt, const char *text)
{
	if (!vt_wait_gone(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("still on screen: \"%s\"\n%s", text, vt_screen_text(vt));
	}
}

static void assert_quits(struct vt *vt)
{
	size_t length;
	const char *raw, *stray;
	int status;

	vt_key(vt, "Q");
	status = vt_exit_status(vt, PROGRAM_PATIENCE_MS);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true(vt_modes_restored(vt));
	raw = vt_raw(vt, &length);
	stray = program_stray_byte(raw, length);
	if (stray) {
		fail_msg("stray byte 0x%02x at %td: %.40s", (unsigned char)*stray, stray - raw,
			stray);
	}
}

static void topics_groups_and_a_group_are_one_key_apart(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 120, 36);

	assert_shown(vt, "shipments");
	assert_shown(vt, "READ-ONLY");
	vt_key(vt, "2");
	assert_shown(vt, "billing");
	assert_shown(vt, "worker-1");
	vt_key(vt, "\r");
	assert_shown(vt, "entries read");
	vt_key(vt, "\033");
	assert_gone(vt, "entries read");
	vt_key(vt, "9");
	assert_shown(vt, "standalone");
	vt_key(vt, "?");
	assert_shown(vt, "half a page down");
	vt_key(vt, "\033");
	assert_gone(vt, "half a page down");
	assert_quits(vt);
	vt_stop(vt);
}

static void a_filter_shows_what_it_holds_while_it_is_typed_and_goes_with_escape(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	assert_shown(vt, "emails");
	vt_key(vt, "/pay");
	assert_gone(vt, "emails");
	assert_shown(vt, "payments");
	vt_key(vt, "\033");
	assert_shown(vt, "emails");
	vt_key(vt, "/!pay\r");
	assert_gone(vt, "payments");
	assert_shown(vt, "emails");
	vt_key(vt, "\033");
	assert_shown(vt, "payments");
	assert_quits(vt);
	vt_stop(vt);
}

static void a_typed_command_goes_to_a_group(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, ":group orders billing\r");
	assert_shown(vt, "worker-1");
	vt_key(vt, ":nonsense\r");
	assert_shown(vt, "nonsense");
	assert_quits(vt);
	vt_stop(vt);
}

static void an_unbound_key_says_so(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, "Y");
	assert_shown(vt, "not bound here");
	assert_quits(vt);
	vt_stop(vt);
}

static void a_resize_draws_anew_and_a_tiny_terminal_says_what_it_needs(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 120, 36);

	assert_shown(vt, "orders");
	vt_resize(vt, 80, 24);
	assert_shown(vt, "orders");
	vt_resize(vt, 40, 10);
	assert_shown(vt, "needs 60x15");
	vt_resize(vt, 20, 5);
	assert_shown(vt, "needs");
	vt_resize(vt, 200, 60);
	assert_shown(vt, "shipments");
	assert_quits(vt);
	vt_stop(vt);
}

static void it_opens_in_a_terminal_of_20_by_5(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 20, 5);

	assert_shown(vt, "needs");
	assert_quits(vt);
	vt_stop(vt);
}

static void pasted_text_presses_no_key(void **state)
{
	struct vt *vt = program_open(*state, NULL, NULL, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, "\033[200~QQqq\r\033[201~");
	assert_shown(vt, "paste ignored");
	assert_shown(vt, "orders");
	assert_quits(vt);
	vt_stop(vt);
}

/* Whether any attribute sequence (ESC [ ... m) sets a colour: 30 to 37, 40 to 47, 38, 48. */
static bool has_colour(const char *raw)
{
	for (const char *at = strstr(raw, "\033["); at; at = strstr(at + 1, "\033[")) {
		const char *end = at + 2 + strspn(at + 2, "0123456789;");

		for (const char *number = at + 2; *end == 'm' && number < end;
			number += strcspn(number, ";m") + 1) {
			long value = strtol(number, NULL, 10);

			if (value >= 30 && value <= 48 && value != 39) {
				return true;
			}
		}
	}
	return false;
}

static void ascii_mono_draws_with_ascii_alone(void **state)
{
	char *more[] = {"--ascii", "--no-color", NULL};
	struct vt *vt = program_open(*state, more, NULL, 80, 24);
	size_t length;
	const char *raw;

	assert_shown(vt, "orders");
	vt_key(vt, "2");
	assert_shown(vt, "billing");
	assert_quits(vt);
	raw = vt_raw(vt, &length);
	for (size_t i = 0; i < length; i++) {
		assert_true((unsigned char)raw[i] < 0x80);
	}
	assert_false(has_colour(raw));
	vt_stop(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			topics_groups_and_a_group_are_one_key_apart, start, stop),
		cmocka_unit_test_setup_teardown(
			a_filter_shows_what_it_holds_while_it_is_typed_and_goes_with_escape, start,
			stop),
		cmocka_unit_test_setup_teardown(a_typed_command_goes_to_a_group, start, stop),
		cmocka_unit_test_setup_teardown(an_unbound_key_says_so, start, stop),
		cmocka_unit_test_setup_teardown(
			a_resize_draws_anew_and_a_tiny_terminal_says_what_it_needs, start, stop),
		cmocka_unit_test_setup_teardown(it_opens_in_a_terminal_of_20_by_5, start, stop),
		cmocka_unit_test_setup_teardown(pasted_text_presses_no_key, start, stop),
		cmocka_unit_test_setup_teardown(ascii_mono_draws_with_ascii_alone, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
