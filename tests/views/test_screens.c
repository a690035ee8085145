#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/bindings.h"

struct stage {
	const struct view *view;
	void *state;
	struct canvas *canvas;
};

static void stage_open(
	struct stage *stage, const char *view, struct ref ref, const struct model *model)
{
	stage->view = view_find(view);
	assert_non_null(stage->view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->view->open(stage->state, &ref);
	stage->view->refresh(stage->state, model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
}

static void stage_check(struct stage *stage, const struct model *model, int width, int height,
	enum charset charset, const char *what)
{
	struct canvas *canvas = canvas_create(width, height - 4, charset);
	struct buf text;
	char name[80];

	stage->view->layout(stage->state, width, height - 4);
	stage->view->refresh(stage->state, model);
	stage->view->draw(stage->state, model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	canvas_dump_roles(canvas, &text);
	snprintf(name, sizeof(name), "%s-%dx%d", what, width, height);
	assert_true(golden_check("views", name, text.at));
	buf_finish(&text);
	canvas_destroy(canvas);
}

static void check_both(
	const char *view, struct ref ref, const struct model *model, const char *what)
{
	struct stage stage;

	stage_open(&stage, view, ref, model);
	stage_check(&stage, model, 80, 24, CHARSET_ASCII, what);
	stage_check(&stage, model, 120, 36, CHARSET_UTF8, what);
	stage_close(&stage);
}

static void each_screen_looks_as_agreed(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	world_run(&world, 120);
	check_both("topics", ref_none(), world.model, "topics");
	check_both("groups", ref_none(), world.model, "groups");
	check_both("groups", ref_topic(text_of("orders.created")), world.model, "groups-of-topic");
	check_both("group", ref_group(text_of("orders.created"), text_of("billing")), world.model,
		"group");
	check_both("server", ref_none(), world.model, "server");
	world_close(&world);
}

static void a_screen_before_the_first_answer_says_what_it_waits_for(void **state)
{
	struct world world;

	(void)state;
	world_open_dark(&world);
	check_both("topics", ref_none(), world.model, "topics-dark");
	check_both("group", ref_group(text_of("t"), text_of("g")), world.model, "group-dark");
	world_close(&world);
}

static void what_memory_had_no_room_for_is_said(void **state)
{
	struct canvas *canvas = canvas_create(120, 60, CHARSET_UTF8);
	struct world world;
	struct stage stage;
	struct buf text;

	(void)state;
	world_open_dark(&world);
	model_destroy(world.model);
	world.model = model_create(&(struct model_options){
		.thresholds = thresholds_default(), .memory_bytes = 256 * 1024});
	world_find(&world, 5000);
	stage_open(&stage, "server", ref_none(), world.model);
	stage.view->layout(stage.state, 120, 60);
	stage.view->refresh(stage.state, world.model);
	stage.view->draw(stage.state, world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	assert_non_null(strstr(text.at, "there was no room (--memory)"));
	buf_finish(&text);
	stage_close(&stage);
	world_close(&world);
	canvas_destroy(canvas);
}

static void what_is_gone_is_said_to_be_gone(void **state)
{
	struct world world;

	(void)state;
	world_open(&world);
	world_run(&world, 5);
	check_both("group", ref_group(text_of("orders.created"), text_of("nobody")), world.model,
		"group-gone");
	check_both("groups", ref_topic(text_of("no.such.topic")), world.model, "groups-gone");
	world_close(&world);
}

static void help_names_the_keys_of_the_screen_below_it(void **state)
{
	struct help_page page = {.view = view_find("topics"), .has_table = true};
	struct world world;
	struct stage stage;

	(void)state;
	world_open(&world);
	stage_open(&stage, "help", ref_none(), world.model);
	help_set_page(stage.state, &page);
	stage_check(&stage, world.model, 80, 24, CHARSET_ASCII, "help");
	stage_check(&stage, world.model, 120, 36, CHARSET_UTF8, "help");
	stage_close(&stage);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_screen_looks_as_agreed),
		cmocka_unit_test(a_screen_before_the_first_answer_says_what_it_waits_for),
		cmocka_unit_test(what_memory_had_no_room_for_is_said),
		cmocka_unit_test(what_is_gone_is_said_to_be_gone),
		cmocka_unit_test(help_names_the_keys_of_the_screen_below_it),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
