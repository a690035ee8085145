#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>
#include <time.h>

#include "desk_stage.h"

/* What the engine would say. */
static void show(struct stage *stage, struct work *work, enum work_stage is)
{
	work->stage = is;
	work->planned_ms = stage->now_ms;
	snprintf(work->operation, sizeof(work->operation), "replay");
	snprintf(work->job, sizeof(work->job), "aaaaaaaaaaaaaaaaaaaaaaaaaa");
	buf_reset(&work->confirm);
	buf_add_string(&work->confirm, "yes");
	model_show_work(stage->world.model, work);
	desk_refresh(&stage->desk, stage->now_ms);
	stage_draw(stage);
}

static void run(struct stage *stage, const char *line)
{
	stage_press(stage, ":");
	stage_type(stage, line);
	stage_press(stage, "Enter");
}

static void open_planned(struct stage *stage, struct work *work)
{
	stage_open(stage, NULL, 5);
	work_init(work);
	show(stage, work, WORK_NONE);
	run(stage, "replay orders.created 5-0");
	assert_string_equal(stage_view(stage), "operation");
	stage_press(stage, "Enter");
	assert_int_equal(stage->ordered, 1);
	assert_int_equal(stage->order, ORDER_PLAN);
	show(stage, work, WORK_PLANNED);
}

static void close_planned(struct stage *stage, struct work *work)
{
	stage_close(stage);
	work_finish(work);
}

static void nothing_runs_in_read_only_mode(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	stage_press(&stage, "c");
	stage_type(&stage, "yes");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 1);
	assert_true(stage_shows(&stage, "`:write prod-eu REASON` comes first"));
	assert_true(stage_shows(&stage, "3 confirm"));
	stage_press(&stage, "Esc");
	run(&stage, "write prod-eu INC-1");
	stage_press(&stage, "c");
	stage_type(&stage, "yes");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 2);
	assert_int_equal(stage.order, ORDER_RUN);
	close_planned(&stage, &work);
}

static void write_mode_ends_after_a_quarter_of_an_hour(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	run(&stage, "write prod-eu INC-1");
	assert_true(stage_shows(&stage, "[RW 15m]"));
	stage.now_ms += 15 * 60000;
	desk_refresh(&stage.desk, stage.now_ms);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "[RO]"));
	assert_true(stage_shows(&stage, "write mode is over"));
	close_planned(&stage, &work);
}

static void neither_another_word_nor_a_pasted_one_goes_on(void **state)
{
	struct stage stage;
	struct work work;
	const struct key paste = {.code = KEY_CODE_PASTE, .paste = text_of("yes\n")};

	(void)state;
	open_planned(&stage, &work);
	run(&stage, "write prod-eu INC-1");
	stage_press(&stage, "c Enter");
	assert_true(stage_shows(&stage, "this is not the word"));
	stage_type(&stage, "ja");
	stage_press(&stage, "Enter");
	stage_press(&stage, "Backspace Backspace");
	desk_key(&stage.desk, &paste, stage.now_ms);
	stage_draw(&stage);
	assert_true(stage_shows(&stage, "type it"));
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 1);
	close_planned(&stage, &work);
}

static void an_old_plan_is_made_again_first(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	run(&stage, "write prod-eu INC-1");
	stage.now_ms += 61000;
	world_run(&stage.world, 61);
	stage_press(&stage, "c");
	stage_type(&stage, "yes");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 2);
	assert_int_equal(stage.order, ORDER_PLAN);
	assert_true(stage_shows(&stage, "older than a minute"));
	close_planned(&stage, &work);
}

static void what_was_refused_stays_as_it_was(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	stage_open(&stage, NULL, 5);
	work_init(&work);
	show(&stage, &work, WORK_NONE);
	run(&stage, "replay orders.created 5-0");
	stage.refuses = true;
	stage_press(&stage, "Enter");
	assert_true(stage_shows(&stage, "one operation at a time"));
	assert_true(stage_shows(&stage, "nothing is sent yet"));
	close_planned(&stage, &work);
}

static void leaving_asks_while_something_runs(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	work.done = 4;
	work.remaining = 6;
	show(&stage, &work, WORK_RUNNING);
	assert_true(stage_shows(&stage, "replay 4/10"));
	stage_press(&stage, "Q");
	assert_false(stage.desk.quits);
	assert_true(stage_shows(&stage, "an operation runs"));
	stage.now_ms += 6000;
	stage_press(&stage, "Q");
	assert_false(stage.desk.quits);
	stage_press(&stage, "Q");
	assert_true(stage.desk.quits);
	close_planned(&stage, &work);
}

static void what_runs_is_paused_slowed_and_stopped(void **state)
{
	static const struct {
		const char *key;
		enum work_order_kind kind;
	} rows[] = {
		{"Space", ORDER_PAUSE}, {"+", ORDER_RATE}, {"-", ORDER_RATE}, {"s", ORDER_STOP}};
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	work.remaining = 6;
	show(&stage, &work, WORK_RUNNING);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		stage_press(&stage, rows[i].key);
		assert_int_equal(stage.ordered, 2 + (int)i);
		assert_int_equal(stage.order, rows[i].kind);
	}
	work.paused = true;
	show(&stage, &work, WORK_RUNNING);
	stage_press(&stage, "Space");
	assert_int_equal(stage.order, ORDER_GO_ON);
	close_planned(&stage, &work);
}

static void a_line_names_its_entries_or_says_what_is_wrong(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	stage_open(&stage, NULL, 5);
	work_init(&work);
	show(&stage, &work, WORK_NONE);
	run(&stage, "redeliver orders.created billing 7-0 x");
	assert_true(stage_shows(&stage, "`x` is no id"));
	assert_string_equal(stage_view(&stage), "topics");
	run(&stage, "group seek orders.created billing $");
	assert_true(stage_shows(&stage, "where the group's cursor shall be"));
	stage_press(&stage, "Esc");
	run(&stage, "undo");
	assert_true(stage_shows(&stage, "which job?"));
	run(&stage, "repeat");
	assert_true(stage_shows(&stage, "which job?"));
	run(&stage, "repeat aaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_string_equal(stage_view(&stage), "operation");
	assert_int_equal(stage.ordered, 1);
	assert_int_equal(stage.order, ORDER_REPEAT);
	show(&stage, &work, WORK_PLANNED);
	stage_press(&stage, "b");
	assert_true(stage_shows(&stage, "there is no form"));
	stage_press(&stage, "r");
	assert_int_equal(stage.ordered, 2);
	assert_int_equal(stage.order, ORDER_REPEAT);
	show(&stage, &work, WORK_PLANNED);
	/* The plan has a job of its own; which one it repeats stays known. */
	snprintf(work.job, sizeof(work.job), "bbbbbbbbbbbbbbbbbbbbbbbbbb");
	stage_press(&stage, "c");
	assert_true(stage_shows(&stage, "3 confirm"));
	stage_press(&stage, "Esc r");
	assert_int_equal(stage.order, ORDER_REPEAT);
	assert_string_equal(stage.job, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
	show(&stage, &work, WORK_PLANNED);
	stage_press(&stage, "Esc Esc");
	run(&stage, "undo aaaaaaaaaaaaaaaaaaaaaaaaaa");
	assert_true(stage_shows(&stage, "undo job aaaaaaaaaaaaaaaaaaaaaaaaaa"));
	close_planned(&stage, &work);
}

static void tell_job(struct stage *stage, const char *job, const char *server)
{
	const struct job_row row = {.job = text_of(job),
		.operation = text_of("replay"),
		.topic = text_of("orders.created"),
		.state = text_of("stopped"),
		.server = text_of(server),
		.local = true};

	model_apply(stage->world.model, &(struct fact){.kind = FACT_JOB, .job_row = &row});
}

static void begin_jobs(struct stage *stage)
{
	stage_open(stage, NULL, 5);
	model_apply(stage->world.model,
		&(struct fact){.kind = FACT_JOBS_READ, .jobs_read = {.begins = true}});
}

static void end_of_jobs(struct stage *stage)
{
	model_apply(stage->world.model,
		&(struct fact){.kind = FACT_JOBS_READ, .jobs_read = {.ends = true}});
	desk_refresh(&stage->desk, stage->now_ms);
	stage_draw(stage);
}

/* What another server is to be changed by is not offered as if it were of this one. */
static void jobs_of_this_server_are_offered(void **state)
{
	struct stage stage;

	(void)state;
	begin_jobs(&stage);
	tell_job(&stage, "aaaaaaaaaaaaaaaaaaaaaaaaaa", stage.desk.options.address);
	tell_job(&stage, "aaaaaaaaaaaaaaaaaaaaaaaaae", "redis://elsewhere:6379");
	tell_job(&stage, "aaaaaaaaaaaaaaaaaaaaaaaaaq", "");
	end_of_jobs(&stage);
	assert_true(stage_shows(&stage, "2 unfinished jobs from before"));
	stage_close(&stage);
	begin_jobs(&stage);
	tell_job(&stage, "aaaaaaaaaaaaaaaaaaaaaaaaae", "redis://elsewhere:6379");
	end_of_jobs(&stage);
	assert_true(stage_shows(&stage, "1 unfinished job of another server"));
	stage_close(&stage);
}

static void one_entry_is_edited_at_a_time(void **state)
{
	const struct entry_field field = {text_of("type"), text_of("order.created")};
	const struct id id = {.ms = 5};
	const struct entry entry = {.id = id, .field_count = 1, .fields = &field};
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	run(&stage, "edit");
	assert_true(stage_shows(&stage, "there is no entry here to be edited"));
	run(&stage, "edit orders.created");
	assert_true(stage_shows(&stage, "`:edit TOPIC ID`"));
	run(&stage, "edit orders.created 5-x");
	assert_true(stage_shows(&stage, "`:edit TOPIC ID`"));
	assert_string_equal(stage_view(&stage), "topics");
	run(&stage, "edit orders.created 5-0");
	assert_string_equal(stage_view(&stage), "edit");
	world_entry(&stage.world, "orders.created", id, &entry);
	desk_refresh(&stage.desk, stage.now_ms);
	stage_press(&stage, "P");
	assert_true(stage_shows(&stage, "nothing is changed"));
	stage_press(&stage, "Enter");
	stage_type(&stage, "my ");
	stage_press(&stage, "Enter P");
	assert_string_equal(stage_view(&stage), "operation");
	assert_true(stage_shows(&stage, "1 field: type"));
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "edit");
	assert_true(stage_shows(&stage, "my order.created"));
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "edit");
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "topics");
	stage_close(&stage);
}

/* What is typed is for the job, and so is what is seen. */
static void a_job_is_not_asked_about_below_another_plan(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	buf_reset(&work.effect);
	buf_add_string(&work.effect, "destroys the group");
	show(&stage, &work, WORK_PLANNED);
	assert_true(stage_shows(&stage, "destroys the group"));
	run(&stage, "undo bbbbbbbbbbbbbbbbbbbbbbbbbb");
	assert_true(stage_shows(&stage, "undo job bbbbbbbbbbbbbbbbbbbbbbbbbb"));
	assert_false(stage_shows(&stage, "destroys the group"));
	model_apply(stage.world.model,
		&(struct fact){.kind = FACT_JOBS_READ, .jobs_read = {.begins = true}});
	tell_job(&stage, "bbbbbbbbbbbbbbbbbbbbbbbbbb", "");
	end_of_jobs(&stage);
	assert_true(stage_shows(&stage, "replay orders.created"));
	close_planned(&stage, &work);
}

static void a_refused_plan_says_so(void **state)
{
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	show(&stage, &work, WORK_REFUSED);
	assert_false(stage_shows(&stage, "c carry out"));
	stage_press(&stage, "c");
	assert_true(stage_shows(&stage, "this plan was refused"));
	assert_false(stage_shows(&stage, "3 confirm"));
	close_planned(&stage, &work);
}

/* The editor stays below the operation that it leads to, wherever one was before. */
static void an_operation_does_not_close_what_it_came_from(void **state)
{
	const struct entry_field field = {text_of("type"), text_of("order.created")};
	const struct id id = {.ms = 5};
	const struct entry entry = {.id = id, .field_count = 1, .fields = &field};
	struct stage stage;
	struct work work;

	(void)state;
	open_planned(&stage, &work);
	run(&stage, "edit orders.created 5-0");
	world_entry(&stage.world, "orders.created", id, &entry);
	desk_refresh(&stage.desk, stage.now_ms);
	stage_press(&stage, "Enter");
	stage_type(&stage, "my ");
	stage_press(&stage, "Enter P");
	assert_string_equal(stage_view(&stage), "operation");
	stage_press(&stage, "Esc");
	assert_string_equal(stage_view(&stage), "edit");
	assert_true(stage_shows(&stage, "my order.created"));
	stage_press(&stage, "Esc Esc");
	assert_string_equal(stage_view(&stage), "topics");
	close_planned(&stage, &work);
}

/* What was planned before has its own word. */
static void in_production_a_job_wants_more_than_yes(void **state)
{
	const struct config config = {.environment = (char *)(uintptr_t) "prod"};
	struct stage stage;
	struct work work;

	(void)state;
	stage_open(&stage, &config, 5);
	work_init(&work);
	show(&stage, &work, WORK_PLANNED);
	run(&stage, "write prod-eu INC-1");
	run(&stage, "undo bbbbbbbbbbbbbbbbbbbbbbbbbb");
	stage_type(&stage, "yes");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 0);
	assert_true(stage_shows(&stage, "this is not the word"));
	stage_press(&stage, "Backspace Backspace Backspace");
	stage_type(&stage, "bbbbbbbbbbbbbbbbbbbbbbbbbb");
	stage_press(&stage, "Enter");
	assert_int_equal(stage.ordered, 1);
	assert_int_equal(stage.order, ORDER_UNDO);
	close_planned(&stage, &work);
}

static void a_forbidden_profile_stays_read_only(void **state)
{
	const struct config config = {.operations = OPERATIONS_FORBIDDEN};
	struct stage stage;

	(void)state;
	stage_open(&stage, &config, 5);
	run(&stage, "write prod-eu INC-1");
	assert_true(stage_shows(&stage, "operations = forbidden"));
	assert_true(stage_shows(&stage, "[RO]"));
	stage_close(&stage);
}

/* The form is about what was selected; a new group is none of those that are there. */
static void a_key_opens_the_form_about_what_is_chosen(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL, 5);
	stage_press(&stage, "2 N");
	assert_string_equal(stage_view(&stage), "operation");
	assert_true(stage_shows(&stage, "make a consumer group"));
	assert_true(stage_shows(&stage, "> group"));
	stage_press(&stage, "Esc");
	stage_press(&stage, "Enter C");
	assert_true(stage_shows(&stage, "make pending entries another consumer's"));
	assert_true(stage_shows(&stage, "consumer == \""));
	assert_true(stage_shows(&stage, "what this consumer holds"));
	stage_press(&stage, "Esc Esc Space X");
	assert_string_equal(stage_view(&stage), "groups");
	assert_true(stage_shows(&stage, "this is done to one at a time, not to what is marked"));
	assert_int_equal(stage.ordered, 0);
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_runs_in_read_only_mode),
		cmocka_unit_test(write_mode_ends_after_a_quarter_of_an_hour),
		cmocka_unit_test(neither_another_word_nor_a_pasted_one_goes_on),
		cmocka_unit_test(an_old_plan_is_made_again_first),
		cmocka_unit_test(what_was_refused_stays_as_it_was),
		cmocka_unit_test(leaving_asks_while_something_runs),
		cmocka_unit_test(what_runs_is_paused_slowed_and_stopped),
		cmocka_unit_test(a_line_names_its_entries_or_says_what_is_wrong),
		cmocka_unit_test(jobs_of_this_server_are_offered),
		cmocka_unit_test(one_entry_is_edited_at_a_time),
		cmocka_unit_test(a_job_is_not_asked_about_below_another_plan),
		cmocka_unit_test(a_refused_plan_says_so),
		cmocka_unit_test(an_operation_does_not_close_what_it_came_from),
		cmocka_unit_test(in_production_a_job_wants_more_than_yes),
		cmocka_unit_test(a_forbidden_profile_stays_read_only),
		cmocka_unit_test(a_key_opens_the_form_about_what_is_chosen),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
