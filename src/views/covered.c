/* What looking back for a journey has covered, topic by topic. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "panel.h"
#include "views/view.h"

enum { STATE_ROWS = 1, WORDS_MAX = 1 << 12 };

enum covered_column {
	COVERED_MARKER,
	COVERED_TOPIC,
	COVERED_STATE,
	COVERED_ENTRIES,
	COVERED_FIRST,
	COVERED_LAST,
	COVERED_REMOVED,
	COVERED_MISSING,
	COVERED_COLUMNS,
};

struct covered {
	struct table table;
	const struct model *model; /* of the last refresh */
};

static const struct table_column titles[COVERED_COLUMNS] = {
	[COVERED_MARKER] = {.name = "whole", .title = "", .min = 2, .preferred = 2},
	[COVERED_TOPIC] =
		{.name = "topic", .title = "TOPIC", .min = 12, .preferred = 26, .ascending = true},
	[COVERED_STATE] = {.name = "state",
		.title = "STATE",
		.min = 9,
		.preferred = 9,
		.priority = 3,
		.ascending = true},
	[COVERED_ENTRIES] = {.name = "entries",
		.title = "READ",
		.min = 7,
		.preferred = 9,
		.priority = 2,
		.align = ALIGN_RIGHT},
	[COVERED_FIRST] = {.name = "first",
		.title = "FROM",
		.min = 15,
		.preferred = 17,
		.priority = 5,
		.ascending = true},
	[COVERED_LAST] = {.name = "last", .title = "TO", .min = 15, .preferred = 17, .priority = 6},
	[COVERED_REMOVED] = {.name = "gone",
		.title = "GONE",
		.min = 6,
		.preferred = 8,
		.priority = 4,
		.align = ALIGN_RIGHT},
	[COVERED_MISSING] = {.name = "missing",
		.title = "WHAT IS MISSING",
		.min = 20,
		.preferred = 30,
		.priority = 1,
		.weight = 1,
		.ascending = true},
};

static const struct binding bindings[] = {
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic",
		.hint = "events"},
	{.key = NULL},
};

static const struct coverage *coverage_of(const struct covered *covered)
{
	return &model_past(covered->model)->covered;
}

static size_t row_count(const void *data)
{
	const struct covered *covered = data;

	return covered->model ? coverage_of(covered)->count : 0;
}

/* What was covered may be less by now than when it was put in order. */
static const struct coverage_topic *row_at(const void *data, size_t row)
{
	static const struct coverage_topic none = {.removed = -1};

	return row < row_count(data) ? &coverage_of(data)->topics[row] : &none;
}

static struct text row_key(const void *data, size_t row)
{
	return row_at(data, row)->name;
}

static void say_missing(const struct covered *covered, size_t row, struct buf *out)
{
	coverage_say_topic(coverage_of(covered), row_at(covered, row), out);
}

static int compare_number(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int row_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct coverage_topic *left = row_at(data, a), *right = row_at(data, b);

	switch (column) {
	case COVERED_MARKER:
		return compare_number(coverage_topic_is_whole(coverage_of(data), left),
			coverage_topic_is_whole(coverage_of(data), right));
	case COVERED_STATE:
		return text_compare(
			text_of(coverage_topic_state(left)), text_of(coverage_topic_state(right)));
	case COVERED_ENTRIES:
		return compare_number((int64_t)left->entries, (int64_t)right->entries);
	case COVERED_FIRST:
		return id_compare(left->first, right->first);
	case COVERED_LAST:
		return id_compare(left->last, right->last);
	case COVERED_REMOVED:
		return compare_number(left->removed, right->removed);
	default:
		return text_compare(left->name, right->name);
	}
}

static bool row_match(const void *data, size_t row, struct text filter)
{
	struct buf words;
	bool found;

	buf_init(&words, WORDS_MAX);
	buf_add_text(&words, row_at(data, row)->name);
	buf_add_byte(&words, ' ');
	say_missing(data, row, &words);
	found = text_contains_fold(buf_text(&words), filter);
	buf_finish(&words);
	return found;
}

static void draw_count(struct canvas *cell, int64_t count)
{
	char words[NUMBER_MAX];

	if (count < 0) {
		canvas_right(cell, 0, 0, cell->width, ROLE_UNKNOWN, text_of("?"));
	} else {
		canvas_right(cell, 0, 0, cell->width, count > 0 ? ROLE_TEXT : ROLE_MUTED,
			text_of(number_count(words, count, cell->width)));
	}
}

static void draw_id(struct canvas *cell, const struct coverage_topic *topic, struct id id)
{
	char words[ID_TEXT_MAX];

	canvas_text(cell, 0, 0, cell->width, ROLE_MUTED,
		text_of(topic->entries > 0 ? id_format(words, id) : "-"));
}

static void draw_missing(const struct covered *covered, size_t row, struct canvas *cell)
{
	struct buf words;

	buf_init(&words, WORDS_MAX);
	say_missing(covered, row, &words);
	canvas_text(cell, 0, 0, cell->width, ROLE_WARN, buf_text(&words));
	buf_finish(&words);
}

static void row_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct coverage_topic *topic = row_at(data, row);
	bool whole = coverage_topic_is_whole(coverage_of(data), topic);

	switch (column) {
	case COVERED_MARKER:
		canvas_text(cell, 0, 0, cell->width, ROLE_WARN, text_of(whole ? "" : "! "));
		break;
	case COVERED_TOPIC:
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, topic->name);
		break;
	case COVERED_STATE:
		canvas_text(cell, 0, 0, cell->width, whole ? ROLE_MUTED : ROLE_WARN,
			text_of(coverage_topic_state(topic)));
		break;
	case COVERED_ENTRIES:
		draw_count(cell, (int64_t)topic->entries);
		break;
	case COVERED_FIRST:
		draw_id(cell, topic, topic->first);
		break;
	case COVERED_LAST:
		draw_id(cell, topic, topic->last);
		break;
	case COVERED_REMOVED:
		draw_count(cell, topic->removed);
		break;
	default:
		draw_missing(data, row, cell);
	}
}

static struct table_source source_of(const struct covered *covered)
{
	return (struct table_source){
		.data = covered,
		.count = row_count,
		.key = row_key,
		.cell = row_cell,
		.compare = row_compare,
		.match = row_match,
	};
}

static void covered_open(void *self, const struct ref *ref)
{
	struct covered *covered = self;

	(void)ref;
	table_init(&covered->table, titles, COVERED_COLUMNS, "whole");
}

/* That which is shown goes on. */
static void covered_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct past_journeys *past = model_past(model);

	(void)self;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	if (past->what) {
		out->past = (struct interest_past){
			.wanted = true, .what = *past->what, .turn = past->turn};
	}
}

static void covered_refresh(void *self, const struct model *model)
{
	struct covered *covered = self;
	struct table_source source = source_of(covered);

	covered->model = model;
	table_refresh(&covered->table, &source, model_now_ms(model));
}

static void covered_layout(void *self, int width, int height)
{
	struct covered *covered = self;

	table_layout(&covered->table, panel_inner_height(width, height) - STATE_ROWS);
}

static void covered_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct covered *covered = self;
	struct canvas inside = panel_draw(canvas, "Covered by looking back", NULL, true), rows;
	struct table_source source = source_of(covered);
	struct buf words;

	buf_init(&words, WORDS_MAX);
	if (covered->table.total > 0) {
		coverage_say_all(&model_past(model)->covered, &words);
		canvas_text(&inside, 1, 0, inside.width - 2, ROLE_TEXT, buf_text(&words));
	}
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (covered->table.shown > 0) {
		table_draw(&covered->table, &source, &rows, true);
	} else {
		panel_say(&rows, ROLE_MUTED,
			text_of(covered->table.total > 0
					? "nothing here matches: Esc clears the filter"
					: "no range has been read to its end yet"));
		canvas_set_cursor(&inside, 0, 0);
	}
	buf_finish(&words);
}

static struct intent covered_act(void *self, const struct model *model, const char *action)
{
	struct covered *covered = self;
	struct table_source source = source_of(covered);
	size_t row;
	bool known;

	if (strcmp(action, "topic-events") == 0) {
		if (!table_selected(&covered->table, &row) || row >= row_count(covered)) {
			return (struct intent){
				.kind = INTENT_SAY, .message = "there is no topic here"};
		}
		return (struct intent){.kind = INTENT_OPEN,
			.view = "events",
			.ref = ref_topic(row_at(covered, row)->name)};
	}
	known = table_act(&covered->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

static struct table *covered_table(void *self)
{
	return &((struct covered *)self)->table;
}

/* What the columns cut. */
static void covered_note(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX])
{
	const struct covered *covered = self;
	char first[ID_TEXT_MAX], last[ID_TEXT_MAX];
	struct buf words;
	size_t row;

	(void)model;
	out[0] = '\0';
	if (!table_selected(&covered->table, &row) || row >= row_count(covered)) {
		return;
	}
	buf_init(&words, WORDS_MAX);
	if (row_at(covered, row)->entries > 0) {
		buf_addf(&words, "%s .. %s  ", id_format(first, row_at(covered, row)->first),
			id_format(last, row_at(covered, row)->last));
	}
	say_missing(covered, row, &words);
	snprintf(out, INTENT_MESSAGE_MAX, "%.*s", (int)words.length,
		words.length > 0 ? words.at : "");
	buf_finish(&words);
}

static void covered_close(void *self)
{
	table_finish(&((struct covered *)self)->table);
}

const struct view covered_view = {
	.name = "covered",
	.title = "Covered",
	.help = "what looking back for a journey has covered, topic by topic",
	.subject = SUBJECT_JOURNEY,
	.size = sizeof(struct covered),
	.bindings = bindings,
	.open = covered_open,
	.interest = covered_interest,
	.refresh = covered_refresh,
	.layout = covered_layout,
	.draw = covered_draw,
	.act = covered_act,
	.table = covered_table,
	.note = covered_note,
	.close = covered_close,
};
