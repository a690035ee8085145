#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

static const char job[] = "aj74y5lozfxadxnv3buz7xu24y";
static const char other_job[] = "blbaiqtg3bb3mxpdnznixgv2w4";
static const int64_t begin_ms = 1700000000000;

struct stage {
	const struct view *view;
	void *state;
	struct world world;
	struct interest *interest;
};

static void stage_open(struct stage *stage, const char *view, struct ref ref)
{
	stage->view = view_find(view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->interest = mem_alloc(1, sizeof(*stage->interest));
	world_open(&stage->world);
	world_run(&stage->world, 5);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 80, 20);
	stage->view->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
	mem_free(stage->interest);
	world_close(&stage->world);
}

static const struct interest_log *wants(struct stage *stage)
{
	*stage->interest = (struct interest){.count = 0};
	stage->view->interest(stage->state, stage->world.model, stage->interest);
	return &stage->interest->log;
}

static void apply(struct stage *stage, struct fact fact)
{
	fact.at_ms = stage->world.now_ms;
	model_apply(stage->world.model, &fact);
	stage->view->refresh(stage->state, stage->world.model);
}

static void check_one(
	struct stage *stage, int width, int height, enum charset charset, const char *what)
{
	struct canvas *canvas = canvas_create(width, height - 4, charset);
	struct buf text;
	char name[80];

	stage->view->layout(stage->state, width, height - 4);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	canvas_dump_roles(canvas, &text);
	snprintf(name, sizeof(name), "%s-%dx%d", what, width, height);
	assert_true(golden_check("views", name, text.at));
	buf_finish(&text);
	canvas_destroy(canvas);
}

static void check(struct stage *stage, const char *what)
{
	check_one(stage, 80, 24, CHARSET_ASCII, what);
	check_one(stage, 120, 36, CHARSET_UTF8, what);
}

static bool shows(struct stage *stage, const char *words)
{
	struct canvas *canvas = canvas_create(160, 24, CHARSET_UTF8);
	struct buf text;
	bool found;

	stage->view->layout(stage->state, 160, 24);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	found = strstr(text.at, words) != NULL;
	if (!found) {
		print_message("%s", text.at);
	}
	buf_finish(&text);
	canvas_destroy(canvas);
	return found;
}

static struct intent act(struct stage *stage, const char *action)
{
	struct intent intent = stage->view->act(stage->state, stage->world.model, action);

	stage->view->refresh(stage->state, stage->world.model);
	return intent;
}

static void filter(struct stage *stage, const char *words)
{
	table_set_filter(stage->view->table(stage->state), text_of(words));
	stage->view->refresh(stage->state, stage->world.model);
}

static void tell_record(
	struct stage *stage, enum log_source source, const struct log_record *record, bool broken)
{
	apply(stage,
		(struct fact){.kind = FACT_LOG_RECORD,
			.log_record = {.source = source, .record = record, .broken = broken}});
}

static void tell_read(struct stage *stage, enum log_source source, struct fact_log_read read)
{
	read.source = source;
	read.path = text_of("/state/rivermaster/audit.jsonl");
	apply(stage, (struct fact){.kind = FACT_LOG_READ, .log_read = read});
}

static struct log_record record_of(int64_t at_ms, const char *operation, const char *result)
{
	return (struct log_record){.at_ms = begin_ms + at_ms,
		.who = text_of("sam"),
		.host = text_of("bastion-1"),
		.operation = text_of(operation),
		.result = text_of(result),
		.topic = text_of("orders.created"),
		.group = text_of("billing"),
		.entries = 3,
		.bytes = -1,
		.key = text_of(result)};
}

/* Three records: one of both sources, one of a colleague, one that was changed. */
static void tell_log(struct stage *stage)
{
	struct log_record record = record_of(5000, "dead-letter", "done: 3 written, 0 failed");

	record.job = text_of(job);
	record.reason = text_of("poison, INC-2291\033[2J");
	record.plan_sha256 = text_of("c80748a9c32260eec6ea806441b59d906d04f405234bc10752c8e63a24");
	record.bytes = 1234;
	tell_record(stage, LOG_FILE, &record, false);
	record.target = text_of("orders.created:dlq");
	tell_record(stage, LOG_STREAM, &record, false);
	record = record_of(7000, "replay", "failed: the target is gone");
	record.who = text_of("kim");
	record.host = text_of("\xe2\x80\xae"
			      "evil");
	record.job = text_of(other_job);
	tell_record(stage, LOG_STREAM, &record, false);
	record = record_of(1000, "unmask", "done");
	record.id = text_of("1700000000000-0");
	record.entries = -1;
	tell_record(stage, LOG_FILE, &record, true);
	tell_read(stage, LOG_STREAM, (struct fact_log_read){.ends = true, .records = 2});
	tell_read(stage, LOG_FILE, (struct fact_log_read){.ends = true, .records = 2, .broken = 1});
}

static void the_log_looks_as_agreed(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, "log", ref_none());
	assert_true(wants(&stage)->records);
	assert_true(shows(&stage, "reading ..."));
	tell_log(&stage);
	act(&stage, "down");
	check(&stage, "log");
	assert_true(shows(&stage, "THE CHAIN IS BROKEN at 1 of 2 records"));
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "job");
	assert_true(text_is(intent.ref.job, job));
	assert_true(text_is(intent.ref.topic, "orders.created:dlq"));
	act(&stage, "down");
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "event");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	intent = act(&stage, "copy");
	assert_int_equal(intent.kind, INTENT_COPY);
	intent = act(&stage, "topic-events");
	assert_string_equal(intent.view, "events");
	stage_close(&stage);
}

static void what_is_on_record_is_undone_repeated_and_written(void **state)
{
	struct stage stage;
	struct intent intent;
	struct log_record record = record_of(9000, "trim", "done");

	(void)state;
	stage_open(&stage, "log", ref_none());
	assert_int_equal(act(&stage, "export").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "repeat").kind, INTENT_SAY);
	record.job = text_of(job);
	record.key = text_of("trim");
	tell_record(&stage, LOG_FILE, &record, false);
	tell_log(&stage);
	filter(&stage, "operation:trim");
	intent = act(&stage, "take-it-back");
	assert_int_equal(intent.kind, INTENT_SAY);
	assert_string_equal(intent.message, "there is no undo of trim");
	filter(&stage, "operation:unmask");
	assert_int_equal(act(&stage, "take-it-back").kind, INTENT_SAY);
	filter(&stage, "operation:replay");
	intent = act(&stage, "take-it-back");
	assert_int_equal(intent.kind, INTENT_ASK);
	assert_string_equal(intent.message, "undo blbaiqtg3bb3mxpdnznixgv2w4");
	intent = act(&stage, "repeat");
	assert_int_equal(intent.kind, INTENT_ASK);
	assert_string_equal(intent.message, "repeat blbaiqtg3bb3mxpdnznixgv2w4");
	intent = act(&stage, "export");
	assert_int_equal(intent.kind, INTENT_EXPORT);
	assert_true(text_contains_fold(intent.text, text_of("\"operation\": \"replay\"")));
	assert_false(text_contains_fold(intent.text, text_of("unmask")));
	assert_true(text_equal(intent.text, intent.masked));
	act(&stage, "mark");
	filter(&stage, "");
	intent = act(&stage, "export");
	assert_false(text_contains_fold(intent.text, text_of("unmask")));
	act(&stage, "unmark-all");
	intent = act(&stage, "export");
	assert_true(text_contains_fold(intent.text, text_of("unmask")));
	assert_true(text_contains_fold(intent.text, text_of("dead-letter")));
	stage_close(&stage);
}

/* What called the operator stands beside what was done. */
static void alerts_stand_below_the_log(void **state)
{
	const struct alert_rule rule = {.name = "behind",
		.of = alert_subject_find(text_of("groups")),
		.when = "lag > 1000",
		.severity = SEVERITY_CRITICAL,
		.for_ms = 3000};
	const struct ref none = ref_none();
	struct stage stage = {.view = view_find("log")};

	(void)state;
	stage.interest = mem_alloc(1, sizeof(*stage.interest));
	stage.state = mem_alloc(1, stage.view->size);
	world_open_ruled(&stage.world, &rule, 1);
	world_run(&stage.world, 2);
	stage.view->open(stage.state, &none);
	assert_true(shows(&stage, "none so far"));
	world_run(&stage.world, 20);
	tell_log(&stage);
	check(&stage, "log-alerts");
	assert_true(shows(&stage, "firing: behind on"));
	stage_close(&stage);
}

static void the_log_is_searched(void **state)
{
	static const struct {
		const char *filter;
		size_t shown;
	} cases[] = {
		{"INC-2291", 1},
		{"who:kim", 1},
		{"who:sam", 2},
		{"who:sam operation:unmask", 1},
		{"result:gone", 1},
		{"who:INC", 0},
		{"is:broken", 1},
		{"server", 1},
		{"!server", 2},
		{"target:dlq", 1},
		{"", 3},
	};
	struct stage stage;

	(void)state;
	stage_open(&stage, "log", ref_none());
	tell_log(&stage);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		filter(&stage, cases[i].filter);
		assert_int_equal(stage.view->table(stage.state)->shown, cases[i].shown);
	}
	stage_close(&stage);
}

static void what_the_log_cannot_tell_is_said(void **state)
{
	struct fact fact = {
		.kind = FACT_LOG_READ, .outcome = FACT_DENIED, .log_read = {.source = LOG_STREAM}};
	struct stage stage;

	(void)state;
	stage_open(&stage, "log", ref_none());
	error_set(&fact.error, ERROR_REFUSED, "NOPERM xrange");
	apply(&stage, fact);
	assert_true(shows(&stage, "cannot be read: NOPERM xrange"));
	fact.outcome = FACT_ABSENT;
	apply(&stage, fact);
	assert_true(shows(&stage, "there is no rivermaster:audit"));
	fact.log_read.source = LOG_FILE;
	apply(&stage, fact);
	assert_true(shows(&stage, "nothing was done from this machine"));
	fact.outcome = FACT_FAILED;
	error_set(&fact.error, ERROR_FAILED, "cannot open it: Permission denied");
	apply(&stage, fact);
	assert_true(shows(&stage, "cannot open it: Permission denied"));
	tell_read(&stage, LOG_FILE,
		(struct fact_log_read){.ends = true, .records = 7, .unfinished = true});
	assert_true(shows(&stage, "7 records, each as it was written, and a last line without"));
	stage_close(&stage);
}

static struct job_row job_of(const char *name, const char *state, bool local)
{
	return (struct job_row){.job = text_of(name),
		.operation = text_of("dead-letter"),
		.topic = text_of("orders.created"),
		.group = text_of("billing"),
		.target = text_of("orders.created:dlq"),
		.who = text_of("sam"),
		.host = text_of("bastion-1"),
		.reason = text_of("poison, INC-2291"),
		.state = text_of(state),
		.selected = text_of("15 chosen  min-deliveries=10"),
		.local = local,
		.ended = *state == 'd' || *state == 'f',
		.done = 9,
		.skipped = 2,
		.failed = 1,
		.remaining = *state == 'd' || *state == 'f' ? 0 : 3,
		.started_ms = begin_ms + 4000};
}

static void tell_jobs(struct stage *stage)
{
	struct job_row rows[] = {job_of(job, "running", true), job_of(other_job, "stopped", false),
		job_of("cj74y5lozfxadxnv3buz7xu24y", "done", true),
		job_of("dj74y5lozfxadxnv3buz7xu24y", "in_doubt", true),
		job_of("ej74y5lozfxadxnv3buz7xu24y", "failed", true)};

	apply(stage, (struct fact){.kind = FACT_JOBS_READ, .jobs_read = {.begins = true}});
	apply(stage,
		(struct fact){
			.kind = FACT_JOBS_READ, .jobs_read = {.begins = true, .on_server = true}});
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		apply(stage, (struct fact){.kind = FACT_JOB, .job_row = &rows[i]});
	}
	apply(stage, (struct fact){.kind = FACT_JOBS_READ, .jobs_read = {.ends = true}});
	apply(stage,
		(struct fact){.kind = FACT_JOBS_READ,
			.jobs_read = {.ends = true, .on_server = true, .looked = 1000}});
}

static void jobs_look_as_agreed(void **state)
{
	char note[INTENT_MESSAGE_MAX];
	struct intent intent;
	struct stage stage;
	unsigned turn;

	(void)state;
	stage_open(&stage, "jobs", ref_none());
	assert_true(wants(&stage)->jobs);
	assert_true(shows(&stage, "no jobs so far"));
	tell_jobs(&stage);
	check(&stage, "jobs");
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "job");
	/* What is in doubt comes first. */
	assert_true(text_is(intent.ref.job, "dj74y5lozfxadxnv3buz7xu24y"));
	stage.view->note(stage.state, stage.world.model, note);
	assert_non_null(strstr(note, "rivermaster jobs resume dj74"));
	turn = wants(&stage)->jobs_turn;
	act(&stage, "scan-on");
	assert_int_not_equal(wants(&stage)->jobs_turn, turn);
	filter(&stage, "stopped");
	intent = act(&stage, "open");
	assert_true(text_is(intent.ref.job, other_job));
	filter(&stage, "no such thing");
	intent = act(&stage, "open");
	assert_int_equal(intent.kind, INTENT_SAY);
	stage_close(&stage);
}

static void tell_item(struct stage *stage, uint64_t ms, enum job_fate fate, const char *why)
{
	apply(stage,
		(struct fact){.kind = FACT_JOB_ITEM,
			.job = text_of(job),
			.job_item = {.id = {(uint64_t)begin_ms + ms, 0},
				.new_id = {fate == JOB_FATE_DONE ? (uint64_t)begin_ms + ms + 900
								 : 0,
					0},
				.fate = fate,
				.why = text_of(why)}});
}

static void a_job_looks_as_agreed(void **state)
{
	struct fact read = {.kind = FACT_JOB_READ, .job = text_of(job)};
	struct intent intent;
	struct stage stage;

	(void)state;
	stage_open(&stage, "job", ref_job(text_of(job), text_of("orders.created:dlq")));
	assert_true(text_is(wants(&stage)->job, job));
	assert_true(text_is(wants(&stage)->beside, "orders.created:dlq"));
	assert_true(shows(&stage, "looking for its journal here, then on the server ..."));
	tell_log(&stage);
	tell_jobs(&stage);
	read.job_read = (struct fact_job_read){.begins = true, .local = true};
	apply(&stage, read);
	tell_item(&stage, 1, JOB_FATE_DONE, "");
	tell_item(&stage, 2, JOB_FATE_SKIPPED, "not pending: a consumer has finished it");
	tell_item(&stage, 3, JOB_FATE_FAILED, "OOM\033[2J");
	read.job_read = (struct fact_job_read){.ends = true, .local = true};
	apply(&stage, read);
	check(&stage, "job");
	intent = act(&stage, "open");
	assert_string_equal(intent.view, "event");
	assert_true(text_is(intent.ref.topic, "orders.created"));
	assert_int_equal(intent.ref.id.ms, begin_ms + 1);
	intent = act(&stage, "open-new");
	assert_true(text_is(intent.ref.topic, "orders.created:dlq"));
	assert_int_equal(intent.ref.id.ms, begin_ms + 901);
	act(&stage, "down");
	intent = act(&stage, "open-new");
	assert_int_equal(intent.kind, INTENT_SAY);
	read.job_read = (struct fact_job_read){.begins = true};
	apply(&stage, read);
	read.job_read = (struct fact_job_read){.ends = true, .absent = true};
	apply(&stage, read);
	assert_true(shows(&stage, "there is no journal of it here, and no marker"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_looks_as_agreed),
		cmocka_unit_test(what_is_on_record_is_undone_repeated_and_written),
		cmocka_unit_test(alerts_stand_below_the_log),
		cmocka_unit_test(the_log_is_searched),
		cmocka_unit_test(what_the_log_cannot_tell_is_said),
		cmocka_unit_test(jobs_look_as_agreed),
		cmocka_unit_test(a_job_looks_as_agreed),
	};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
