/* Jobs, of this machine and of others: which are on, which can be resumed, which have ended. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "job_ask.h"
#include "jobs_private.h"
#include "panel.h"
#include "say.h"

enum { STATE_ROWS = 1 };

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the job, and what became of its entries",
		.hint = "open"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of its topic",
		.hint = "events"},
	{.key = "b", .action = "log", .label = "what operators did", .hint = "log"},
	{.key = "s", .action = "scan-on", .label = "look at the server again"},
	{.key = "c",
		.action = "go-on",
		.label = "go on with a stopped job: asks",
		.hint = "go on",
		.writes = true},
	{.key = "u", .action = "take-it-back", .label = "take it back: asks", .writes = true},
	{.key = "r", .action = "repeat", .label = "plan it again, as things are now"},
	{.key = "x",
		.action = "end-it",
		.label = "end a stopped job as it stands: asks",
		.writes = true},
	{.key = "y", .action = "copy", .label = "copy the job"},
	{.key = NULL},
};

static void jobs_open(void *self, const struct ref *ref)
{
	struct jobs_screen *screen = self;

	(void)ref;
	table_init(&screen->table, jobs_titles, JOBS_COLUMNS, "state");
	screen->table.sort_descending = true;
	screen->turn = (unsigned)((uintptr_t)screen >> 4) << 8;
}

static void jobs_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct jobs_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->log.jobs = true;
	out->log.jobs_turn = screen->turn;
}

static void jobs_refresh(void *self, const struct model *model)
{
	struct jobs_screen *screen = self;
	const struct job_list *list = model_jobs(model);
	struct table_source source = jobs_source(screen);
	size_t count = job_list_count(list);

	screen->model = model;
	if (count > screen->room) {
		screen->room = count * 2;
		screen->keys = mem_resize(screen->keys, screen->room, sizeof(*screen->keys));
	}
	screen->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct text job = job_list_at(list, i)->job;

		if (job.length < JOB_KEY_MAX) {
			snprintf(screen->keys[screen->count++], JOB_KEY_MAX, "%.*s",
				(int)job.length, job.at);
		}
	}
	table_refresh(&screen->table, &source, model_now_ms(model));
}

static void jobs_layout(void *self, int width, int height)
{
	struct jobs_screen *screen = self;

	screen->width = width;
	screen->height = height;
	table_layout(&screen->table, panel_inner_height(width, height) - STATE_ROWS);
}

static enum role say_state(char out[JOB_WORDS_MAX], const struct model *model)
{
	const struct jobs_about *about = job_list_about(model_jobs(model));
	char number[NUMBER_MAX];
	size_t n;

	number_count(number, (int64_t)about->looked, NUMBER_MAX);
	if (about->failed) {
		snprintf(out, JOB_WORDS_MAX,
			"those of this machine; the server could not be asked for others: %s",
			about->trouble);
		return ROLE_WARN;
	}
	n = (size_t)snprintf(
		out, JOB_WORDS_MAX, "journals of this machine%s; ", about->told[0] ? "" : " ...");
	if (!about->on[1] && !about->told[1]) {
		n += (size_t)snprintf(out + n, JOB_WORDS_MAX - n, "the server was not asked yet");
	} else if (about->on[1] && !about->told[1]) {
		n += (size_t)snprintf(out + n, JOB_WORDS_MAX - n,
			"looking through the server's keys: ~%s ...", number);
	} else {
		n += (size_t)snprintf(out + n, JOB_WORDS_MAX - n,
			"on the server those that go on, and for 7 days those that ended%s",
			about->on[1] ? " ..." : "");
	}
	if (about->unheld > 0) {
		snprintf(out + n, JOB_WORDS_MAX - n, "; %llu found no room",
			(unsigned long long)about->unheld);
	}
	return about->unheld > 0 ? ROLE_WARN : ROLE_MUTED;
}

static void jobs_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct jobs_screen *screen = self;
	const struct jobs_about *about = job_list_about(model_jobs(model));
	struct table_source source = jobs_source(screen);
	struct text filter = buf_text(&screen->table.filter);
	char words[JOB_WORDS_MAX];
	struct canvas inside, rows;
	enum role role;

	snprintf(words, sizeof(words), "Jobs  %zu of %zu   filter: %.*s   sort: %s %s",
		screen->table.shown, screen->table.total, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none", jobs_titles[screen->table.sort_column].title,
		screen->table.sort_descending ? "v" : "^");
	inside = panel_draw(canvas, words, NULL, true);
	role = say_state(words, model);
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (screen->table.shown > 0) {
		table_draw(&screen->table, &source, &rows, true);
		return;
	}
	if (screen->table.total > 0) {
		snprintf(words, sizeof(words), "nothing here matches: Esc clears the filter");
	} else if (about->told[0] && about->told[1] && !about->failed) {
		snprintf(words, sizeof(words), "there are no jobs, neither here nor on the server");
	} else {
		snprintf(words, sizeof(words), "no jobs so far");
	}
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static const struct job_row *selected(const struct jobs_screen *screen)
{
	size_t row;

	return table_selected(&screen->table, &row) ? jobs_row_at(screen, row) : NULL;
}

static struct intent act_on(
	struct jobs_screen *screen, const struct job_row *row, const char *action)
{
	if (strcmp(action, "copy") == 0) {
		snprintf(screen->copy, sizeof(screen->copy), "%.*s", (int)row->job.length,
			row->job.at);
		return (struct intent){.kind = INTENT_COPY,
			.text = text_of(screen->copy),
			.masked = text_of(screen->copy),
			.message = "job"};
	}
	if (strcmp(action, "open") == 0) {
		return (struct intent){.kind = INTENT_OPEN,
			.view = "job",
			.ref = ref_job(
				row->job, row->target.length > 0 ? row->target : row->topic)};
	}
	return (struct intent){.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(row->topic)};
}

static struct intent jobs_act(void *self, const struct model *model, const char *action)
{
	struct jobs_screen *screen = self;
	struct table_source source = jobs_source(screen);
	const struct job_row *row = selected(screen);
	const struct text none = text_of("");
	struct intent asked;
	bool known;

	if (strcmp(action, "open") == 0 || strcmp(action, "copy") == 0 ||
		strcmp(action, "topic-events") == 0) {
		return row ? act_on(screen, row, action)
			   : (struct intent){.kind = INTENT_SAY, .message = "there is no job here"};
	}
	asked = job_ask(row ? row->job : none, row ? row->operation : none, action);
	if (asked.kind != INTENT_UNKNOWN) {
		return asked;
	}
	if (strcmp(action, "scan-on") == 0) {
		screen->turn++;
		return (struct intent){
			.kind = INTENT_SAY, .message = "looking through the server's keys again"};
	}
	known = table_act(&screen->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *jobs_table(void *self)
{
	return &((struct jobs_screen *)self)->table;
}

static void jobs_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct job_row *row = selected(self);

	(void)model;
	out[0] = '\0';
	if (row && !row->ended && !text_is(row->state, "running")) {
		snprintf(out, INTENT_MESSAGE_MAX,
			"c goes on with it, x ends it; elsewhere: rivermaster jobs resume %.*s "
			"--yes",
			(int)row->job.length, row->job.at);
	} else if (row) {
		snprintf(out, INTENT_MESSAGE_MAX, "%.*s", (int)row->job.length, row->job.at);
	}
}

static void jobs_close(void *self)
{
	struct jobs_screen *screen = self;

	table_finish(&screen->table);
	mem_free(screen->keys);
}

const struct view jobs_view = {
	.name = "jobs",
	.title = "Jobs",
	.help = "the operations that were begun: how far they are, which can be resumed",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct jobs_screen),
	.bindings = bindings,
	.open = jobs_open,
	.interest = jobs_interest,
	.refresh = jobs_refresh,
	.layout = jobs_layout,
	.draw = jobs_draw,
	.act = jobs_act,
	.table = jobs_table,
	.note = jobs_note,
	.close = jobs_close,
};
