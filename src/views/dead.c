/* The topics that hold dead letters: how many, whose, and how that is known. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "chosen.h"
#include "operation_keys.h"
#include "panel.h"
#include "say.h"
#include "views/view.h"

enum { STATE_ROWS = 1, WORDS_MAX = 300, NAMES_BYTES_MAX = 64 << 20 };
enum dead_column { DEAD_TOPIC, DEAD_COUNT, DEAD_SOURCE, DEAD_HOW, DEAD_COLUMNS };

struct dead_row {
	size_t at, length; /* of the topic, in names */
};

struct dead_screen {
	struct table table;
	const struct model *model; /* of the last refresh */
	struct dead_row *rows;
	size_t count, room;
	struct buf names;
	unsigned turn;
	int width, height;
};

static const struct binding bindings[] = {
	{.key = "Enter",
		.action = "open",
		.label = "why these letters are dead, grouped by cause",
		.hint = "causes"},
	{.key = "e",
		.action = "topic-events",
		.label = "the events of this topic",
		.hint = "events"},
	{.key = "s", .action = "scan-on", .label = "look through all topics again"},
	BIND_REDRIVE,
	{.key = NULL},
};

static const struct table_column titles[DEAD_COLUMNS] = {
	[DEAD_TOPIC] = {.name = "topic",
		.title = "DEAD LETTERS",
		.min = 16,
		.preferred = 24,
		.weight = 1,
		.ascending = true},
	[DEAD_COUNT] = {.name = "count",
		.title = "COUNT",
		.min = 9,
		.preferred = 11,
		.align = ALIGN_RIGHT},
	[DEAD_SOURCE] = {.name = "source",
		.title = "OF",
		.min = 12,
		.preferred = 24,
		.weight = 1,
		.ascending = true},
	[DEAD_HOW] = {.name = "how",
		.title = "KNOWN BY",
		.min = 18,
		.preferred = 30,
		.priority = 1,
		.ascending = true},
};

static struct text topic_of(const struct dead_screen *screen, size_t row)
{
	return text_from(screen->names.at + screen->rows[row].at, screen->rows[row].length);
}

static const struct dead_known *known_at(const struct dead_screen *screen, size_t row)
{
	return screen->model && row < screen->count
		? dead_list_find(model_dead(screen->model), topic_of(screen, row))
		: NULL;
}

static const char *how(const struct dead_known *known)
{
	if (known->source.length == 0) {
		return "not known";
	}
	if (known->by_name) {
		return "its name";
	}
	if (!known->exists) {
		return known->mixed ? "its entries, and others; not here" : "its entries; not here";
	}
	return known->mixed ? "its entries, and others" : "its entries";
}

static int64_t count_of(const struct dead_screen *screen, struct text name)
{
	const struct topic *topic = model_topic(screen->model, name);

	return topic && topic->at_ms > 0 && topic->outcome == FACT_KNOWN ? topic->length : -1;
}

static size_t source_count(const void *data)
{
	return ((const struct dead_screen *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	return topic_of(data, row);
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct dead_screen *screen = data;
	const struct dead_known *left = known_at(screen, a), *right = known_at(screen, b);

	if (!left || !right) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case DEAD_COUNT:
		return order(count_of(screen, left->topic), count_of(screen, right->topic));
	case DEAD_SOURCE:
		return text_compare(left->source, right->source);
	case DEAD_HOW:
		return strcmp(how(left), how(right));
	default:
		return text_compare(left->topic, right->topic);
	}
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct dead_known *known = known_at(data, row);

	return known &&
		(text_contains_fold(known->topic, filter) ||
			text_contains_fold(known->source, filter));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct dead_screen *screen = data;
	const struct dead_known *known = known_at(screen, row);
	char number[NUMBER_MAX];
	int64_t count;

	if (!known) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case DEAD_TOPIC:
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, known->topic);
		break;
	case DEAD_COUNT:
		count = count_of(screen, known->topic);
		canvas_right(cell, 0, 0, cell->width,
			count < 0           ? ROLE_UNKNOWN
				: count > 0 ? ROLE_WARN
					    : ROLE_TEXT,
			text_of(count < 0 ? "?" : number_count(number, count, cell->width)));
		break;
	case DEAD_SOURCE:
		canvas_name(cell, 0, 0, cell->width,
			known->source.length > 0 ? ROLE_TEXT : ROLE_UNKNOWN,
			known->source.length > 0 ? known->source : text_of("?"));
		break;
	default:
		canvas_text(cell, 0, 0, cell->width,
			known->exists || known->source.length == 0 ? ROLE_MUTED : ROLE_WARN,
			text_of(how(known)));
	}
}

static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct dead_known *known = known_at(data, row);

	return !known || (column != DEAD_TOPIC && column != DEAD_SOURCE)
		? 0
		: canvas_text_width(
			  CHARSET_UTF8, column == DEAD_TOPIC ? known->topic : known->source);
}

static struct table_source source_of(const struct dead_screen *screen)
{
	return (struct table_source){
		.data = screen,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
	};
}

static void dead_open(void *self, const struct ref *ref)
{
	struct dead_screen *screen = self;

	(void)ref;
	table_init(&screen->table, titles, DEAD_COLUMNS, "count");
	screen->table.sort_descending = true;
	buf_init(&screen->names, NAMES_BYTES_MAX);
	screen->turn = (unsigned)((uintptr_t)screen >> 4) << 8;
}

static void dead_interest(const void *self, const struct model *model, struct interest *out)
{
	const struct dead_screen *screen = self;
	size_t row;

	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
	for (size_t i = 0; table_visible(&screen->table, i, &row); i++) {
		if (row < screen->count) {
			interest_add(out, INTEREST_TOPIC, topic_of(screen, row), text_of(""));
		}
	}
	out->dead.find = true;
	out->dead.find_turn = screen->turn;
}

static void dead_refresh(void *self, const struct model *model)
{
	struct dead_screen *screen = self;
	const struct dead_list *list = model_dead(model);
	struct table_source source = source_of(screen);
	size_t count = dead_list_topics(list);

	screen->model = model;
	if (count > screen->room) {
		screen->room = count * 2;
		screen->rows = mem_resize(screen->rows, screen->room, sizeof(*screen->rows));
	}
	buf_reset(&screen->names);
	for (size_t i = 0; i < count; i++) {
		struct text topic = dead_list_topic(list, i)->topic;

		screen->rows[i] = (struct dead_row){screen->names.length, topic.length};
		buf_add_text(&screen->names, topic);
	}
	screen->count = screen->names.full ? 0 : count;
	table_refresh(&screen->table, &source, model_now_ms(model));
}

static void dead_layout(void *self, int width, int height)
{
	struct dead_screen *screen = self;

	screen->width = width;
	screen->height = height;
	table_layout(&screen->table, panel_inner_height(width, height) - STATE_ROWS);
}

static void say_search(const struct model *model, char *out, size_t size)
{
	const struct dead_about *about = dead_list_about(model_dead(model));
	char looked[NUMBER_MAX], of[NUMBER_MAX], unread[NUMBER_MAX];

	number_count(looked, (int64_t)about->looked, NUMBER_MAX);
	number_count(of, (int64_t)about->of, NUMBER_MAX);
	if (!about->found && !about->finding) {
		snprintf(out, size, "looking for topics of dead letters ...");
		return;
	}
	snprintf(out, size, "%s of %s topics looked at: their names, their newest entries%s%s%s%s",
		looked, of, about->finding ? " ..." : "", about->unread > 0 ? "; " : "",
		about->unread > 0 ? number_count(unread, (int64_t)about->unread, NUMBER_MAX) : "",
		about->unread > 0 ? " could not be read" : "");
}

static void dead_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct dead_screen *screen = self;
	const struct dead_about *about = dead_list_about(model_dead(model));
	struct table_source source = source_of(screen);
	char words[WORDS_MAX], title[WORDS_MAX];
	struct text filter = buf_text(&screen->table.filter);
	struct canvas inside, rows;

	snprintf(title, sizeof(title), "Dead letters  %zu of %zu   filter: %.*s   sort: %s %s",
		screen->table.shown, screen->table.total, filter.length ? (int)filter.length : 4,
		filter.length ? filter.at : "none", titles[screen->table.sort_column].title,
		screen->table.sort_descending ? "v" : "^");
	inside = panel_draw(canvas, title, NULL, true);
	say_search(model, words, sizeof(words));
	canvas_text(&inside, 1, 0, inside.width - 2, about->unread > 0 ? ROLE_WARN : ROLE_MUTED,
		text_of(words));
	rows = canvas_part(&inside, 0, STATE_ROWS, inside.width, inside.height - STATE_ROWS);
	if (screen->table.shown > 0) {
		table_draw(&screen->table, &source, &rows, true);
		return;
	}
	if (!model_link(model)->ready) {
		say_why_empty(words, sizeof(words), model, "dead letters");
	} else if (screen->table.total > 0) {
		snprintf(words, sizeof(words), "nothing here matches: Esc clears the filter");
	} else if (about->found && !about->finding) {
		snprintf(words, sizeof(words),
			"no topic holds dead letters, as far as names and newest entries tell");
	}
	panel_say(&rows, ROLE_MUTED, text_of(words));
	canvas_set_cursor(&inside, 0, 0);
}

static struct intent open_view(const struct dead_screen *screen, const char *view)
{
	size_t row;

	if (!table_selected(&screen->table, &row) || row >= screen->count) {
		return (struct intent){
			.kind = INTENT_SAY, .message = "there is no topic of dead letters here"};
	}
	return (struct intent){
		.kind = INTENT_OPEN, .view = view, .ref = ref_topic(topic_of(screen, row))};
}

static struct intent dead_act(void *self, const struct model *model, const char *action)
{
	struct dead_screen *screen = self;
	struct table_source source = source_of(screen);

	if (strcmp(action, "open") == 0) {
		return open_view(screen, "causes");
	}
	if (strcmp(action, "topic-events") == 0) {
		return open_view(screen, "events");
	}
	if (strcmp(action, "scan-on") == 0) {
		screen->turn++;
		return (struct intent){
			.kind = INTENT_SAY, .message = "looking through all topics again"};
	}
	bool known = table_act(&screen->table, &source, action, model_now_ms(model));
	return (struct intent){.kind = known ? INTENT_NONE : INTENT_UNKNOWN};
}

/* All letters of the topic. */
static struct chosen dead_chosen(void *self, const struct model *model, const struct op *op)
{
	const struct dead_screen *screen = self;
	struct chosen chosen = {.why = "there is no topic of dead letters here"};
	char number[NUMBER_MAX] = "?";
	size_t row;

	(void)model;
	(void)op;
	if (table_selected(&screen->table, &row) && row < screen->count) {
		chosen.ref = ref_topic(topic_of(screen, row));
		chosen.why = chosen_why_marked(&screen->table);
		if (count_of(screen, chosen.ref.topic) >= 0) {
			number_count(number, count_of(screen, chosen.ref.topic), NUMBER_MAX - 1);
		}
		snprintf(chosen.note, CHOSEN_WORDS_MAX, "all %s letters: the plan counts", number);
	}
	return chosen;
}

static struct table *dead_table(void *self)
{
	struct dead_screen *screen = self;

	return &screen->table;
}

static void dead_close(void *self)
{
	struct dead_screen *screen = self;

	table_finish(&screen->table);
	mem_free(screen->rows);
	buf_finish(&screen->names);
}

const struct view dead_view = {
	.name = "dead-letters",
	.title = "Dead letters",
	.help = "the topics that hold what was set aside: how many, whose, and how that is known",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct dead_screen),
	.bindings = bindings,
	.open = dead_open,
	.interest = dead_interest,
	.refresh = dead_refresh,
	.layout = dead_layout,
	.draw = dead_draw,
	.act = dead_act,
	.chosen = dead_chosen,
	.table = dead_table,
	.close = dead_close,
};
