/* What operators did: from this machine's audit file and from the server, each record once. */
#include <stdio.h>

#include "alerts_private.h"
#include "base/mem.h"
#include "base/number.h"
#include "log_private.h"
#include "panel.h"
#include "say.h"

enum {
	STATE_ROWS = 2,
	DETAIL_MIN = 7,
	DETAIL_MAX = 11,
	ALERT_ROWS = 2,
	ALERT_ROWS_TALL = 4,
	TALL = 28,
	COPY_BYTES_MAX = 16 << 20,
};

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "the job and its entries; without one, what was touched",
		.hint = "open"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of the topic it touched",
		.hint = "events"},
	{.key = "b", .action = "jobs", .label = "all jobs, and how far they are", .hint = "jobs"},
	{.key = "u",
		.action = "take-it-back",
		.label = "take back what its job did: asks",
		.hint = "undo",
		.writes = true},
	{.key = "r",
		.action = "repeat",
		.label = "plan its job again, as things are now",
		.hint = "repeat"},
	{.key = "x",
		.action = "export",
		.label = "write what is marked, or all that is shown, into a file",
		.hint = "export"},
	{.key = "y", .action = "copy", .label = "copy the job, or what names the record"},
	{.key = NULL},
};

static int detail_height(int height)
{
	int rows = height / 3;

	rows = rows < DETAIL_MIN ? DETAIL_MIN : rows;
	return rows > DETAIL_MAX ? DETAIL_MAX : rows;
}

/* Of the alerts, as far as there are rules for any. */
static int alerts_height(const struct log_screen *screen)
{
	int border = screen->height - panel_inner_height(screen->width, screen->height);

	if (!screen->model || alert_list_about(model_alerts(screen->model)).rules == 0) {
		return 0;
	}
	return border + (screen->height >= TALL ? ALERT_ROWS_TALL : ALERT_ROWS);
}

static int list_height(const struct log_screen *screen)
{
	return screen->height - detail_height(screen->height) - alerts_height(screen);
}

static void log_open(void *self, const struct ref *ref)
{
	struct log_screen *screen = self;

	(void)ref;
	table_init(&screen->table, log_titles, LOG_COLUMNS, "time");
	screen->table.sort_descending = true;
	buf_init(&screen->copy, COPY_BYTES_MAX);
}

static void log_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	out->log.records = true;
}

static void take_numbers(struct log_screen *screen, const struct log_list *list)
{
	size_t count = log_list_count(list);

	if (count > screen->room) {
		screen->room = count * 2;
		screen->numbers =
			mem_resize(screen->numbers, screen->room, sizeof(*screen->numbers));
	}
	for (size_t i = 0; i < count; i++) {
		screen->numbers[i] = log_list_number(list, i);
	}
	screen->count = count;
	screen->version = log_list_version(list);
}

static void lay_out(struct log_screen *screen)
{
	table_layout(&screen->table,
		panel_inner_height(screen->width, list_height(screen)) - STATE_ROWS);
}

/* A long list is looked through again only when there is something new in it. */
static void log_refresh(void *self, const struct model *model)
{
	struct log_screen *screen = self;
	const struct log_list *list = model_log(model);
	struct table_source source = log_source(screen);

	if (screen->model == model && screen->version == log_list_version(list) &&
		screen->count == log_list_count(list) && screen->table.order_valid) {
		return;
	}
	screen->model = model;
	lay_out(screen);
	take_numbers(screen, list);
	table_refresh(&screen->table, &source, model_now_ms(model));
}

static void log_layout(void *self, int width, int height)
{
	struct log_screen *screen = self;

	screen->width = width;
	screen->height = height;
	lay_out(screen);
}

/* Both keep what the sources say apart: each may be whole while the other is not. */
static enum role say_file(char out[LOG_WORDS_MAX], const struct log_about *about)
{
	const struct log_source_about *file = &about->of[LOG_FILE];
	char records[NUMBER_MAX], broken[NUMBER_MAX];

	number_count(records, (int64_t)file->records, NUMBER_MAX);
	number_count(broken, (int64_t)file->broken, NUMBER_MAX);
	if (file->failed) {
		snprintf(out, LOG_WORDS_MAX, "%s", file->trouble);
		return ROLE_CRIT;
	}
	if (file->broken > 0) {
		snprintf(out, LOG_WORDS_MAX,
			"file: THE CHAIN IS BROKEN at %s of %s records (/is:broken); %s", broken,
			records, about->path);
		return ROLE_CRIT;
	}
	if (file->absent) {
		snprintf(out, LOG_WORDS_MAX, "file: nothing was done from this machine: no %s",
			about->path);
		return ROLE_MUTED;
	}
	snprintf(out, LOG_WORDS_MAX, "file: %s records%s%s; %s", records,
		!file->told           ? " ..."
			: file->ended ? ", each as it was written"
				      : " ...",
		file->unfinished ? ", and a last line without its end" : "", about->path);
	return file->unfinished ? ROLE_WARN : ROLE_MUTED;
}

static enum role say_stream(char out[LOG_WORDS_MAX], const struct log_about *about)
{
	const struct log_source_about *stream = &about->of[LOG_STREAM];
	char records[NUMBER_MAX], dropped[NUMBER_MAX];

	number_count(records, (int64_t)stream->records, NUMBER_MAX);
	number_count(dropped, (int64_t)about->dropped, NUMBER_MAX);
	if (stream->failed) {
		snprintf(out, LOG_WORDS_MAX, "server: rivermaster:audit cannot be read: %s",
			stream->trouble);
		return ROLE_WARN;
	}
	if (stream->absent) {
		snprintf(out, LOG_WORDS_MAX,
			"server: there is no rivermaster:audit: nobody has operated on it");
		return ROLE_MUTED;
	}
	snprintf(out, LOG_WORDS_MAX, "server: %s records in rivermaster:audit%s%s%s%s", records,
		stream->ended ? "" : " ...",
		stream->held ? "; older ones were not read: there is no room for them" : "",
		about->dropped > 0 ? "; the oldest were let go: " : "",
		about->dropped > 0 ? dropped : "");
	return stream->held || about->dropped > 0 ? ROLE_WARN : ROLE_MUTED;
}

static void draw_state(const struct model *model, struct canvas *inside)
{
	const struct log_about *about = log_list_about(model_log(model));
	char words[LOG_WORDS_MAX];
	enum role role = say_file(words, about);

	canvas_text(inside, 1, 0, inside->width - 2, role, text_of(words));
	if (!model_link(model)->ready && !about->of[LOG_STREAM].told) {
		say_why_empty(words, sizeof(words), model, "records on the server");
		role = ROLE_WARN;
	} else {
		role = say_stream(words, about);
	}
	canvas_text(inside, 1, 1, inside->width - 2, role, text_of(words));
}

static void say_empty(char out[LOG_WORDS_MAX], const struct log_screen *screen)
{
	const struct log_about *about = log_list_about(model_log(screen->model));

	if (screen->table.total > 0) {
		snprintf(out, LOG_WORDS_MAX, "nothing here matches: Esc clears the filter");
	} else if (about->of[LOG_FILE].on || !about->of[LOG_STREAM].told) {
		snprintf(out, LOG_WORDS_MAX, "reading ...");
	} else {
		snprintf(out, LOG_WORDS_MAX, "no operation is on record, as far as could be read");
	}
}

static void draw_list(
	const struct log_screen *screen, const struct model *model, struct canvas *canvas)
{
	struct table_source source = log_source(screen);
	struct text filter = buf_text(&screen->table.filter);
	char words[LOG_WORDS_MAX], shown[NUMBER_MAX], total[NUMBER_MAX];
	struct canvas inside, rows;

	snprintf(words, sizeof(words), "Operations  %s of %s   filter: %.*s   sort: %s %s",
		number_count(shown, (int64_t)screen->table.shown, NUMBER_MAX),
		number_count(total, (int64_t)screen->table.total, NUMBER_MAX),
		filter.length ? (int)filter.length : 4, filter.length ? filter.at : "none",
		log_titles[screen->table.sort_column].title,
		screen->table.sort_descending ? "v" : "^");
	inside = panel_draw(canvas, words, NULL, true);
	draw_state(model, &inside);
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (screen->table.shown > 0) {
		table_draw(&screen->table, &source, &rows, true);
		return;
	}
	say_empty(words, screen);
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

bool log_selected(const struct log_screen *screen, struct log_row *row)
{
	size_t at;

	return table_selected(&screen->table, &at) && log_row_at(screen, at, row);
}

static void draw_record(
	const struct log_screen *screen, const struct model *model, struct canvas *canvas)
{
	char title[LOG_WORDS_MAX] = "Record";
	struct canvas inside;
	struct log_row row;
	int64_t now_ms;
	bool has = log_selected(screen, &row);

	if (has) {
		struct text name = say_name(row.as.operation, 100);

		snprintf(title, sizeof(title), "Record of %.*s", (int)name.length, name.at);
	}
	inside = panel_draw(canvas, title, NULL, false);
	if (has) {
		log_draw_record(&row, model_server_now_ms(model, &now_ms) ? now_ms : 0, &inside);
	}
}

static void draw_alerts(const struct model *model, struct canvas *canvas)
{
	struct canvas inside = panel_draw(canvas, "Alerts seen by this console (UTC)", NULL, false);

	if (alert_list_events(model_alerts(model)) == 0) {
		canvas_text(&inside, 1, 0, inside.width - 2, ROLE_MUTED, text_of("none so far"));
	}
	alerts_draw_events(model, 0, &inside);
}

static void log_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct log_screen *screen = self;
	int detail = detail_height(screen->height), alerts = alerts_height(screen);
	int list = list_height(screen);
	struct canvas part = canvas_part(canvas, 0, 0, canvas->width, list);

	draw_list(screen, model, &part);
	part = canvas_part(canvas, 0, list, canvas->width, detail);
	draw_record(screen, model, &part);
	if (alerts > 0) {
		part = canvas_part(canvas, 0, list + detail, canvas->width, alerts);
		draw_alerts(model, &part);
	}
}

static struct table *log_table(void *self)
{
	return &((struct log_screen *)self)->table;
}

static void log_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	(void)self;
	(void)model;
	snprintf(out, INTENT_MESSAGE_MAX,
		"a filter is words: who:sam operation:replay result:failed reason:INC-2291");
}

static void log_close(void *self)
{
	struct log_screen *screen = self;

	table_finish(&screen->table);
	buf_finish(&screen->copy);
	mem_free(screen->numbers);
}

const struct view log_view = {
	.name = "log",
	.title = "Ops",
	.help = "what operators did, from this machine and from others: who, what, why, how it "
		"ended",
	.key = "8",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct log_screen),
	.bindings = bindings,
	.open = log_open,
	.interest = log_interest,
	.refresh = log_refresh,
	.layout = log_layout,
	.draw = log_draw,
	.act = log_act,
	.table = log_table,
	.note = log_note,
	.close = log_close,
};
