#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../src/app/desk_private.h"
#include "desk_stage.h"

/* What is wanted, answered as the engine would. */
static struct interest_events answer(struct stage *stage, size_t count, bool on)
{
	static struct interest interest;
	static char query[400];

	desk_interest(&stage->desk, &interest);
	snprintf(query, sizeof(query), "%.*s", (int)interest.events.query.length,
		interest.events.query.at);
	world_events(&stage->world,
		&(struct world_events){
			.turn = interest.events.turn,
			.query = query,
			.count = count,
			.older = {.on = on, .entries = 5000},
		});
	desk_refresh(&stage->desk, stage->now_ms);
	stage_draw(stage);
	return interest.events;
}

static void open_events(struct stage *stage, const struct config *config)
{
	stage_open(stage, config, 5);
	stage_press(stage, "e");
	assert_string_equal(stage_view(stage), "events");
	assert_true(answer(stage, 30, false).wanted);
	assert_true(stage_shows(stage, "O-244"));
}

static void a_query_is_tried_while_it_is_typed_and_asked_when_accepted(void **state)
{
	struct stage stage;

	(void)state;
	open_events(&stage, NULL);
	stage_press(&stage, "/");
	stage_type(&stage, "type == ");
	assert_true(stage_shows(&stage, "column "));
	stage_press(&stage, "Enter");
	assert_true(stage_shows(&stage, "/type =="));
	stage_type(&stage, "\"order.paid\"");
	assert_true(stage_shows(&stage, "10 of 30 match"));
	stage_press(&stage, "Enter");
	assert_true(text_is(answer(&stage, 30, true).query, "type == \"order.paid\""));
	assert_true(stage_shows(&stage, "searching back: 10 found"));
	assert_false(stage_shows(&stage, "order.placed"));
	stage_press(&stage, "Esc");
	assert_true(stage_shows(&stage, "stopped: s goes on"));
	assert_int_equal(answer(&stage, 30, false).older, 0);
	stage_press(&stage, "s");
	assert_int_equal(answer(&stage, 30, false).older, 300);
	stage_press(&stage, "Esc");
	assert_int_equal(answer(&stage, 30, false).query.length, 0);
	assert_string_equal(stage_view(&stage), "events");
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "topics");
	stage_close(&stage);
}

static void escape_while_typing_leaves_what_was_asked(void **state)
{
	struct stage stage;
	unsigned turn;

	(void)state;
	open_events(&stage, NULL);
	stage_press(&stage, "/");
	stage_type(&stage, "web");
	stage_press(&stage, "Enter");
	turn = answer(&stage, 30, false).turn;
	stage_press(&stage, "/");
	stage_type(&stage, "x");
	stage_press(&stage, "Esc");
	assert_int_equal(answer(&stage, 30, false).turn, turn);
	stage_press(&stage, "/");
	stage_type(&stage, "y");
	stage_press(&stage, "Enter");
	assert_true(text_is(answer(&stage, 30, false).query, "text(\"weby\")"));
	stage_close(&stage);
}

static void a_time_is_typed_as_a_command_and_equals_comes_back(void **state)
{
	struct stage stage;

	(void)state;
	open_events(&stage, NULL);
	stage_press(&stage, ":");
	stage_type(&stage, "at 1m");
	stage_press(&stage, "Enter");
	assert_true(answer(&stage, 0, false).has_anchor);
	stage_press(&stage, ": a");
	assert_true(stage_shows(&stage, "from a moment on"));
	stage_press(&stage, "Esc =");
	assert_false(answer(&stage, 30, false).has_anchor);
	stage_close(&stage);
}

static void what_is_copied_goes_out_and_into_fields(void **state)
{
	struct stage stage;

	(void)state;
	open_events(&stage, NULL);
	stage_press(&stage, "y i");
	assert_string_equal(stage.copied, "id:1712924471137-0");
	stage_press(&stage, "/ C-y");
	assert_true(stage_shows(&stage, "/1712924471137-0"));
	stage_close(&stage);
}

static void what_is_copied_does_nothing_where_it_is_pasted(void **state)
{
	struct stage stage;
	int spelled_out = 0;

	(void)state;
	open_events(&stage, NULL);
	for (int i = 0; i < 10; i++) {
		stage_press(&stage, "y p");
		assert_null(strchr(stage.copied, '\033'));
		if (strstr(stage.copied, "payload (controls spelled out):")) {
			assert_non_null(strstr(stage.copied, "\"note\":\"^[[31mred\""));
			spelled_out++;
		} else {
			assert_non_null(strstr(stage.copied, "payload:{"));
		}
		stage_press(&stage, "k");
	}
	assert_int_equal(spelled_out, 1);
	stage_close(&stage);
}

static void exports_go_where_they_are_told_to(void **state)
{
	struct stage stage;

	(void)state;
	open_events(&stage, NULL);
	stage_press(&stage, "x");
	assert_string_equal(stage.saved_as, "rivermaster-events");
	assert_true(stage_shows(&stage, "wrote rivermaster-events, "));
	assert_non_null(strstr(stage.saved, "\"1712924471137-0\""));
	stage_press(&stage, ":");
	stage_type(&stage, "export mine.ndjson");
	stage_press(&stage, "Enter");
	assert_string_equal(stage.saved_as, "mine.ndjson");
	stage_close(&stage);
}

static void what_the_configuration_forbids_is_not_written(void **state)
{
	struct config config = {.export_forbidden = true};
	struct stage stage;

	(void)state;
	open_events(&stage, &config);
	stage_press(&stage, "x");
	assert_string_equal(stage.saved_as, "");
	assert_true(stage_shows(&stage, "export = forbidden"));
	stage_close(&stage);
}

static void open_masked(struct stage *stage, const struct config *config, const struct mask *screen,
	const struct mask *export)
{
	struct desk_options options = {.config = config, .host = &stage->host};
	struct error error;

	stage_open(stage, config, 1);
	desk_finish(&stage->desk);
	world_close(&stage->world);
	stage->world.model = model_create(&(struct model_options){
		.thresholds = thresholds_default(), .mask = screen, .export_mask = export});
	world_link(&stage->world, true, NULL);
	options.model = stage->world.model;
	assert_true(desk_init(&stage->desk, &options, &error));
	stage_press(stage, "4");
	answer(stage, 30, false);
}

static void type_unmask(struct stage *stage)
{
	stage_press(stage, ":");
	stage_type(stage, "unmask");
	stage_press(stage, "Enter");
}

static void masks_are_lifted_only_where_it_is_recorded(void **state)
{
	static const char *const hidden[] = {"order_id"};
	struct mask *mask = mask_create(&(struct mask_options){.hide = hidden, .hide_count = 1});
	struct config config = {.export_masked = true};
	struct stage stage;

	(void)state;
	open_masked(&stage, &config, mask, NULL);
	stage_press(&stage, "x");
	assert_null(strstr(stage.saved, "\"O-24467\""));
	stage.no_record = true;
	type_unmask(&stage);
	assert_true(stage_shows(&stage, "refused, it cannot be recorded: no space left"));
	assert_false(stage_shows(&stage, "UNMASKED"));
	stage.no_record = false;
	type_unmask(&stage);
	assert_true(stage_shows(&stage, "UNMASKED"));
	assert_string_equal(stage.recorded, "unmask events ");
	stage_press(&stage, "x");
	assert_null(strstr(stage.saved, "\"O-24467\""));
	assert_true(stage_shows(&stage, "masked by the configuration"));
	config.export_masked = false;
	stage_press(&stage, "x");
	assert_non_null(strstr(stage.saved, "\"O-24467\""));
	type_unmask(&stage);
	stage_press(&stage, "x");
	assert_null(strstr(stage.saved, "\"O-24467\""));
	stage_close(&stage);
	mask_destroy(mask);
}

/* The screen hides nothing, what leaves is masked all the same. */
static void masks_that_are_off_on_the_screen_hold_for_what_leaves(void **state)
{
	static const char *const hidden[] = {"order_id"};
	struct mask *mask = mask_create(&(struct mask_options){.hide = hidden, .hide_count = 1});
	struct config config = {.export_masked = true, .masks_screen_off = true};
	struct stage stage;

	(void)state;
	open_masked(&stage, &config, NULL, mask);
	assert_true(stage_shows(&stage, "O-24467"));
	stage_press(&stage, "x");
	assert_non_null(strstr(stage.saved, "order_id"));
	assert_null(strstr(stage.saved, "\"O-24467\""));
	stage_close(&stage);
	mask_destroy(mask);
}

static void nothing_goes_out_where_there_is_no_mask_for_it(void **state)
{
	struct config config = {.export_masked = true, .masks_screen_off = true};
	struct stage stage;

	(void)state;
	open_masked(&stage, &config, NULL, NULL);
	stage_press(&stage, "x");
	assert_string_equal(stage.saved_as, "");
	assert_true(stage_shows(&stage, "nothing out without masks"));
	stage_press(&stage, "y p");
	assert_string_equal(stage.copied, "");
	stage_press(&stage, "Enter");
	assert_string_equal(stage_view(&stage), "event");
	stage_press(&stage, "x");
	assert_string_equal(stage.saved_as, "");
	config.export_masked = false;
	stage_press(&stage, "Esc x");
	assert_non_null(strstr(stage.saved, "\"O-24467\""));
	stage_close(&stage);
}

static void what_is_undone_is_asked_of_the_host_and_said(void **state)
{
	const struct intent intent = {.kind = INTENT_APART,
		.ref = ref_journey(text_of("order"), text_of("7"), 1),
		.text = text_of("t-7"),
		.message = "undone as long as this runs"};
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	intent_follow(&stage.desk, &intent);
	assert_string_equal(stage.acknowledged, "7, t-7");
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "undone as long as this runs"));
	stage_close(&stage);
}

static void marked_topics_are_opened_together(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "Space Space e");
	assert_int_equal(answer(&stage, 3, false).topic_count, 2);
	assert_true(stage_shows(&stage, "Events of 2 topics"));
	stage_press(&stage, "4");
	assert_int_equal(answer(&stage, 3, false).topic_count, 0);
	assert_true(stage_shows(&stage, "Events of all topics"));
	stage_close(&stage);
}

static void a_paste_presses_no_key(void **state)
{
	struct stage stage;

	(void)state;
	open_events(&stage, NULL);
	stage_paste(&stage, "xyi\r");
	assert_true(stage_shows(&stage, "paste ignored"));
	assert_string_equal(stage.saved_as, "");
	assert_string_equal(stage.copied, "");
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_is_tried_while_it_is_typed_and_asked_when_accepted),
		cmocka_unit_test(escape_while_typing_leaves_what_was_asked),
		cmocka_unit_test(a_time_is_typed_as_a_command_and_equals_comes_back),
		cmocka_unit_test(what_is_copied_goes_out_and_into_fields),
		cmocka_unit_test(what_is_copied_does_nothing_where_it_is_pasted),
		cmocka_unit_test(exports_go_where_they_are_told_to),
		cmocka_unit_test(what_the_configuration_forbids_is_not_written),
		cmocka_unit_test(masks_are_lifted_only_where_it_is_recorded),
		cmocka_unit_test(masks_that_are_off_on_the_screen_hold_for_what_leaves),
		cmocka_unit_test(nothing_goes_out_where_there_is_no_mask_for_it),
		cmocka_unit_test(what_is_undone_is_asked_of_the_host_and_said),
		cmocka_unit_test(marked_topics_are_opened_together),
		cmocka_unit_test(a_paste_presses_no_key),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
