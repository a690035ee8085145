/* One job: who began it, on what and why, how it ended, and what became of each entry. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "job_ask.h"
#include "job_private.h"
#include "panel.h"
#include "say.h"

enum { STATE_ROWS = 1, HEAD_ROWS = 8, HEAD_ROWS_TALL = 12, TALL = 30, BYTES_MAX = 1 << 20 };

static const struct binding bindings[] = {
	{.key = "Enter", .action = "open", .label = "the entry, as it is now", .hint = "entry"},
	{.key = "n",
		.action = "open-new",
		.label = "what was written for it: the new entry",
		.hint = "new"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of its topic",
		.hint = "events"},
	{.key = "b", .action = "jobs", .label = "all jobs", .hint = "jobs"},
	{.key = "c", .action = "go-on", .label = "go on where it stopped: asks", .writes = true},
	{.key = "u",
		.action = "take-it-back",
		.label = "take it back: asks",
		.hint = "undo",
		.writes = true},
	{.key = "r", .action = "repeat", .label = "plan it again, as things are now"},
	{.key = "y", .action = "copy", .label = "copy the old and the new id"},
	{.key = NULL},
};

static int head_height(const struct job_screen *screen)
{
	int rows = screen->height >= TALL ? HEAD_ROWS_TALL : HEAD_ROWS;

	return rows + screen->height - panel_inner_height(screen->width, screen->height);
}

static void job_open(void *self, const struct ref *ref)
{
	struct job_screen *screen = self;

	ref_set(&screen->job, ref);
	table_init(&screen->table, job_titles, JOB_COLUMNS, "entry");
	buf_init(&screen->topic, BYTES_MAX);
	buf_init(&screen->copy, BYTES_MAX);
}

static void job_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct job_screen *screen = self;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->log.records = true;
	out->log.job = screen->job.job;
	out->log.beside = screen->job.topic;
}

/* The log is long, and most of it is of other jobs. */
static void take_records(struct job_screen *screen, const struct log_list *log)
{
	size_t count = log_list_count(log);
	struct log_row row;

	if (screen->log_version == log_list_version(log)) {
		return;
	}
	screen->log_version = log_list_version(log);
	screen->record_count = 0;
	for (size_t i = 0; i < count && screen->record_count < JOB_RECORDS_MAX; i++) {
		uint32_t number = log_list_number(log, i);

		if (log_list_get(log, number, &row) && text_equal(row.as.job, screen->job.job)) {
			screen->records[screen->record_count++] = number;
		}
	}
}

static void job_refresh(void *self, const struct model *model)
{
	struct job_screen *screen = self;
	struct table_source source = job_source(screen);

	screen->model = model;
	take_records(screen, model_log(model));
	job_take_rows(screen);
	table_refresh(&screen->table, &source, model_now_ms(model));
}

static void job_layout(void *self, int width, int height)
{
	struct job_screen *screen = self;

	screen->width = width;
	screen->height = height;
	table_layout(&screen->table,
		panel_inner_height(width, height - head_height(screen)) - STATE_ROWS);
}

static enum role say_entries(
	char out[JOB_WORDS_MAX], const struct job_screen *screen, const struct model *model)
{
	const struct job_close *close_up = job_list_close_up(model_jobs(model));
	char number[NUMBER_MAX];

	if (!text_equal(close_up->job, screen->job.job) || !close_up->ended) {
		snprintf(
			out, JOB_WORDS_MAX, "looking for its journal here, then on the server ...");
		return ROLE_MUTED;
	}
	if (close_up->failed) {
		snprintf(
			out, JOB_WORDS_MAX, "the server could not be asked: %s", close_up->trouble);
		return ROLE_WARN;
	}
	if (close_up->absent) {
		snprintf(out, JOB_WORDS_MAX,
			"there is no journal of it here, and no marker on the server: a marker "
			"goes 7 days after the end");
		return ROLE_WARN;
	}
	number_count(number, (int64_t)close_up->unheld, NUMBER_MAX);
	snprintf(out, JOB_WORDS_MAX, "%s%s%s%s%s",
		close_up->local ? "from its journal on this machine"
				: "from its marker on the server: what was written, not what was "
				  "skipped or failed",
		close_up->more ? "; there are more than are read" : "",
		close_up->unheld > 0 ? "; " : "", close_up->unheld > 0 ? number : "",
		close_up->unheld > 0 ? " found no room" : "");
	return close_up->more || close_up->unheld > 0 ? ROLE_WARN : ROLE_MUTED;
}

static void draw_entries(
	const struct job_screen *screen, const struct model *model, struct canvas *canvas)
{
	struct table_source source = job_source(screen);
	struct text filter = buf_text(&screen->table.filter);
	char words[JOB_WORDS_MAX];
	struct canvas inside, rows;
	enum role role;

	snprintf(words, sizeof(words), "Entries  %zu of %zu   filter: %.*s   sort: %s %s",
		screen->table.shown, screen->table.total, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none", job_titles[screen->table.sort_column].title,
		screen->table.sort_descending ? "v" : "^");
	inside = panel_draw(canvas, words, NULL, true);
	role = say_entries(words, screen, model);
	canvas_text(&inside, 1, 0, inside.width - 2, role, text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (screen->table.shown > 0) {
		table_draw(&screen->table, &source, &rows, true);
		return;
	}
	snprintf(words, sizeof(words), "%s",
		screen->table.total > 0
			? "nothing here matches: Esc clears the filter"
			: "no entry is kept one by one: none was worked on, or they are one range");
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static void job_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct job_screen *screen = self;
	const struct job_row *row = job_list_find(model_jobs(model), screen->job.job);
	int head = head_height(screen);
	struct canvas part = canvas_part(canvas, 0, 0, canvas->width, head), inside;
	char title[JOB_WORDS_MAX];

	if (row) {
		struct text name = say_name(row->operation, 100);

		snprintf(title, sizeof(title), "Job %.*s   %.*s   %.*s",
			(int)screen->job.job.length, screen->job.job.at, (int)name.length, name.at,
			(int)row->state.length, row->state.at);
	} else {
		struct text job = say_name(screen->job.job, 100);

		snprintf(title, sizeof(title), "Job %.*s", (int)job.length, job.at);
	}
	inside = panel_draw(&part, title, NULL, false);
	job_draw_head(screen, model, &inside);
	part = canvas_part(canvas, 0, head, canvas->width, canvas->height - head);
	draw_entries(screen, model, &part);
}

static struct intent say(const char *words)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", words);
	return intent;
}

/* The topics as the job says, else as its records do. */
static struct text topic_of(const struct job_screen *screen, const struct job_item *item, bool new)
{
	const struct job_row *row = job_list_find(model_jobs(screen->model), screen->job.job);
	struct log_row record;

	if (row && new) {
		return row->target.length > 0 ? row->target : row->topic;
	}
	if (item && item->source.length > 0) {
		return item->source;
	}
	if (row) {
		return row->topic;
	}
	return screen->record_count > 0 &&
			log_list_get(model_log(screen->model), screen->records[0], &record)
		? record.as.topic
		: text_of("");
}

static struct intent open_entry(struct job_screen *screen, const struct job_item *item, bool new)
{
	if (new &&id_is_zero(item->new_id)) {
		return say("nothing was written for it: there is no new entry");
	}
	buf_reset(&screen->topic);
	buf_add_text(&screen->topic, topic_of(screen, item, new));
	return (struct intent){.kind = INTENT_OPEN,
		.view = "event",
		.ref = ref_entry(buf_text(&screen->topic), new ? item->new_id : item->id)};
}

static struct intent open_topic(struct job_screen *screen)
{
	buf_reset(&screen->topic);
	buf_add_text(&screen->topic, topic_of(screen, NULL, false));
	if (screen->topic.length == 0) {
		return say("which topic it is on is not known");
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = "events", .ref = ref_topic(buf_text(&screen->topic))};
}

static struct intent copy(struct job_screen *screen, const struct job_item *item)
{
	char id[ID_TEXT_MAX], new_id[ID_TEXT_MAX];

	buf_reset(&screen->copy);
	buf_addf(&screen->copy, "%s", id_format(id, item->id));
	if (!id_is_zero(item->new_id)) {
		buf_addf(&screen->copy, " %s", id_format(new_id, item->new_id));
	}
	return (struct intent){.kind = INTENT_COPY,
		.text = buf_text(&screen->copy),
		.masked = buf_text(&screen->copy),
		.message = "ids"};
}

static struct text operation_of(const struct job_screen *screen)
{
	const struct job_row *row = job_list_find(model_jobs(screen->model), screen->job.job);

	return row ? row->operation : text_of("");
}

static struct intent job_act(void *self, const struct model *model, const char *action)
{
	struct job_screen *screen = self;
	struct table_source source = job_source(screen);
	bool opens = strcmp(action, "open") == 0, new = strcmp(action, "open-new") == 0;
	struct intent asked = job_ask(screen->job.job, operation_of(screen), action);
	struct job_item item;
	size_t row;
	bool known;

	if (asked.kind != INTENT_UNKNOWN) {
		return asked;
	}
	if (strcmp(action, "topic-events") == 0) {
		return open_topic(screen);
	}
	if (opens || new || strcmp(action, "copy") == 0) {
		if (!table_selected(&screen->table, &row) || !job_item_at(screen, row, &item)) {
			return say("there is no entry here");
		}
		return opens || new ? open_entry(screen, &item, new) : copy(screen, &item);
	}
	known = table_act(&screen->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *job_table(void *self)
{
	return &((struct job_screen *)self)->table;
}

static void job_close(void *self)
{
	struct job_screen *screen = self;

	table_finish(&screen->table);
	ref_finish(&screen->job);
	buf_finish(&screen->topic);
	buf_finish(&screen->copy);
	mem_free(screen->keys);
}

const struct view job_view = {
	.name = "job",
	.title = "Job",
	.help = "one operation: who, on what, why and how it ended, with what became of each entry",
	.subject = SUBJECT_JOB,
	.size = sizeof(struct job_screen),
	.bindings = bindings,
	.open = job_open,
	.interest = job_interest,
	.refresh = job_refresh,
	.layout = job_layout,
	.draw = job_draw,
	.act = job_act,
	.table = job_table,
	.close = job_close,
};
