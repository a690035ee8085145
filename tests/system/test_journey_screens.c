#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/program.h"

/* Twenty orders that went all the way, four that failed, three that stand; a stream a step. */
static const char *const fill =
	"local now = redis.call('TIME')[1] * 1000 - 60000 "
	"local at = 0 "
	"local function add(topic, step, order, service) at = at + 100 "
	"redis.call('XADD', topic, (now + at) .. '-0', 'type', step, 'order_id', order, "
	"'service', service) end "
	"for i = 1, 27 do "
	"add('orders', 'order.placed', 'O-' .. i, 'shop') "
	"if i <= 20 then add('payments', 'payment.authorised', 'O-' .. i, 'billing') "
	"add('parcels', 'order.shipped', 'O-' .. i, 'depot') "
	"elseif i <= 24 then add('payments', 'payment.declined', 'O-' .. i, 'billing') end end "
	"redis.call('XGROUP', 'CREATE', 'orders', 'billing', '$') "
	"redis.call('XGROUP', 'CREATE', 'orders', 'audit', '0') "
	"redis.call('XGROUP', 'CREATE', 'payments', 'depot', '$')";

static const char declared[] = "[journey order]\n"
			       "anchor = order_id\n"
			       "start  = order.placed\n"
			       "end    = order.shipped\n"
			       "fail   = payment.declined\n"
			       "step   = order.placed -> payment.authorised within 10m\n"
			       "step   = payment.authorised -> order.shipped within 10m\n";

static int start(void **state)
{
	*state = redis_start(NULL);
	redis_ok(*state, "EVAL", fill, "0", NULL);
	return 0;
}

static int stop(void **state)
{
	redis_stop(*state);
	return 0;
}

static struct vt *open_console(struct redis_server *server, int width, int height)
{
	char path[512];
	char *more[] = {"--config", path, NULL};
	FILE *file;

	snprintf(path, sizeof(path), "%s/console.conf", redis_folder(server));
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(declared, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return program_open(server, more, NULL, width, height);
}

static void assert_shown(struct vt *vt, const char *text)
{
	if (!vt_wait_text(vt, text, PROGRAM_PATIENCE_MS)) {
		fail_msg("never on screen: \"%s\"\n%s", text, vt_screen_text(vt));
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
		fail_msg("stray byte 0x%02x: %.40s", (unsigned char)*stray, stray);
	}
	vt_stop(vt);
}

static void variants_lead_to_their_journeys(void **state)
{
	struct vt *vt = open_console(*state, 120, 36);

	assert_shown(vt, "orders");
	vt_key(vt, ":variants\r");
	assert_shown(vt, "Variants  3 of 3, of 27 journeys");
	assert_shown(vt, "74.1%");
	vt_key(vt, "j");
	assert_shown(vt, "4 failed, 0 broke a rule");
	vt_key(vt, "\r");
	assert_shown(vt, "Went one way: 2 steps to payment.declined  4 of 4");
	assert_shown(vt, "O-24");
	vt_key(vt, "\033");
	assert_shown(vt, "Variants  3 of 3");
	vt_key(vt, "ggd");
	assert_shown(vt, "20 went this way");
	vt_key(vt, "q");
	assert_shown(vt, "Variants  3 of 3");
	vt_key(vt, "f");
	assert_shown(vt, "Funnel of order, chosen steps");
	assert_quits(vt);
}

static void a_funnel_leads_to_those_who_are_lost(void **state)
{
	struct vt *vt = open_console(*state, 80, 24);

	assert_shown(vt, "orders");
	vt_key(vt, ":funnel\r");
	assert_shown(vt, "Funnel of order   27 journeys");
	assert_shown(vt, "lost 4: 4 FAILED");
	vt_key(vt, "o");
	assert_shown(vt, "Lost after order.placed  4 of 4");
	assert_shown(vt, "O-23");
	vt_key(vt, "\033");
	assert_shown(vt, "Funnel of order");
	vt_key(vt, "f");
	assert_shown(vt, "In flight at order.placed  3 of 3");
	vt_key(vt, "\033");
	assert_shown(vt, "Funnel of order");
	vt_key(vt, ":steps placed declined\r");
	assert_shown(vt, "14.8% went on");
	vt_key(vt, ":within 2w\r");
	assert_shown(vt, "within needs a time such as 30m, or ever");
	assert_quits(vt);
}

/* The service's group by its name; the other by nothing. */
static void the_flow_map_leads_from_topic_to_topic(void **state)
{
	struct vt *vt = open_console(*state, 120, 36);

	assert_shown(vt, "orders");
	vt_key(vt, "6");
	assert_shown(vt, "Flow map  3 topics, 3 edges");
	assert_shown(vt, "shop");
	assert_shown(vt, "payments");
	vt_key(vt, "/depot\r");
	assert_shown(vt, "Flow map  2 topics");
	vt_key(vt, "\033");
	assert_shown(vt, "Flow map  3 topics");
	vt_key(vt, "gglj");
	assert_shown(vt, "orders/billing: ");
	vt_key(vt, "l");
	assert_shown(vt, "payments follows orders: 24 events");
	vt_key(vt, "\r");
	assert_shown(vt, "payments: in ");
	vt_key(vt, "h");
	assert_shown(vt, "billing into payments: ");
	vt_key(vt, "\r");
	assert_shown(vt, "service == \"billing\"");
	assert_shown(vt, "payment.declined");
	vt_key(vt, "\033\033");
	assert_shown(vt, "Flow map  3 topics");
	redis_ok(*state, "XADD", "orders", "*", "type", "order.placed", "order_id", "O-99",
		"service", "kiosk", NULL);
	assert_shown(vt, "kiosk");
	assert_quits(vt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(variants_lead_to_their_journeys, start, stop),
		cmocka_unit_test_setup_teardown(a_funnel_leads_to_those_who_are_lost, start, stop),
		cmocka_unit_test_setup_teardown(
			the_flow_map_leads_from_topic_to_topic, start, stop),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
