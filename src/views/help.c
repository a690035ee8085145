/* The keys that work on the screen below, made of the tables that the keys are dispatched by. */
#include "views/view.h"

#include <stdio.h>
#include <string.h>

#include "draw/field.h"
#include "panel.h"
#include "views/bindings.h"

enum {
	TWO_COLUMNS = 100,
	KEY_CELLS = 18,
	LINES_MAX = 128,
	FIELD_CELLS = 24,
	HEAD_ROWS = 2,
	SCREENS_MAX = 9
};

struct help {
	struct help_page page;
	struct field field;
	int top, width, height;
};

struct line {
	const char *keys; /* NULL: a heading, or an empty line */
	const char *action, *label;
};

struct lines {
	int count;
	struct line at[LINES_MAX];
};

/* No letters: they are typed into the search. */
static const struct binding bindings[] = {
	{.key = "Down", .action = "down", .label = "one line down"},
	{.key = "Up", .action = "up", .label = "one line up"},
	{.key = "PgDn", .action = "page-down", .label = "a page down"},
	{.key = "PgUp", .action = "page-up", .label = "a page up"},
	{.key = "Esc", .action = "close", .label = "close this page", .hint = "close"},
	{.key = NULL},
};

static struct text sought(const struct help *help)
{
	return text_trim(buf_text(&help->field.text));
}

static const char *keys_of(const struct help *help, const struct binding *binding)
{
	return help->page.key_for ? help->page.key_for(help->page.arg, binding) : binding->key;
}

static bool is_sought(const struct help *help, const struct line *line)
{
	struct text needle = sought(help);

	return text_contains_fold(text_of(line->keys), needle) ||
		text_contains_fold(text_of(line->action), needle) ||
		text_contains_fold(text_of(line->label), needle);
}

static void put_line(struct lines *lines, struct line line)
{
	if (lines->count < LINES_MAX) {
		lines->at[lines->count++] = line;
	}
}

static void put_bindings(const struct help *help, struct lines *lines, const char *heading,
	const struct binding *list)
{
	int before = lines->count;

	if (before > 0) {
		put_line(lines, (struct line){.label = ""});
	}
	put_line(lines, (struct line){.label = heading});
	for (; list->key; list++) {
		struct line line = {
			.keys = keys_of(help, list),
			.action = list->action,
			.label = list->label,
		};

		if (is_sought(help, &line)) {
			put_line(lines, line);
		}
	}
	if (lines->at[lines->count - 1].label == heading) {
		lines->count = before;
	}
}

static void put_screens(const struct help *help, struct lines *lines)
{
	struct binding screens[SCREENS_MAX + 1] = {{.key = NULL}};
	const struct view *view;
	size_t i, count = 0;

	for (i = 0; (view = view_at(i)) != NULL; i++) {
		if (view->key && count < SCREENS_MAX) {
			screens[count++] = (struct binding){
				.key = view->key,
				.action = view->name,
				.label = view->help,
			};
		}
	}
	put_bindings(help, lines, "SCREENS", screens);
}

static void put_commands(
	const struct help *help, struct lines *lines, const struct view_command *command)
{
	for (; command && command->name; command++) {
		struct line line = {
			.keys = command->typed,
			.action = command->name,
			.label = command->help,
		};

		if (is_sought(help, &line)) {
			put_line(lines, line);
		}
	}
}

static void put_all(const struct help *help, struct lines *lines)
{
	lines->count = 0;
	if (help->page.view && help->page.view->bindings) {
		put_bindings(help, lines, "THIS SCREEN", help->page.view->bindings);
	}
	if (help->page.view) {
		put_commands(help, lines, help->page.view->commands);
	}
	if (help->page.has_table) {
		put_bindings(help, lines, "LISTS", table_bindings);
	}
	put_bindings(help, lines, "EVERYWHERE", console_bindings);
	put_screens(help, lines);
}

static void help_open(void *self, const struct ref *ref)
{
	struct help *help = self;

	(void)ref;
	field_init(&help->field);
}

void help_set_page(void *self, const struct help_page *page)
{
	struct help *help = self;

	help->page = *page;
}

static void help_interest(const void *self, const struct model *model, struct interest *out)
{
	(void)self;
	(void)model;
	interest_add(out, INTEREST_SERVER, text_of(""), text_of(""));
}

static int columns_of(const struct help *help)
{
	return help->width >= TWO_COLUMNS ? 2 : 1;
}

static int page_height(const struct help *help)
{
	return help->height > HEAD_ROWS ? help->height - HEAD_ROWS : 0;
}

static void keep_inside(struct help *help)
{
	struct lines lines;
	int last;

	put_all(help, &lines);
	last = lines.count - columns_of(help) * page_height(help);
	help->top = help->top > last ? last : help->top;
	help->top = help->top < 0 ? 0 : help->top;
}

static void help_refresh(void *self, const struct model *model)
{
	(void)model;
	keep_inside(self);
}

static void help_layout(void *self, int width, int height)
{
	struct help *help = self;

	help->width = width;
	help->height = height;
	keep_inside(help);
}

static void draw_line(const struct line *line, struct canvas *row)
{
	if (!line->keys) {
		canvas_text(row, 0, 0, row->width, ROLE_TITLE, text_of(line->label));
		return;
	}
	canvas_text(row, 1, 0, KEY_CELLS - 1, ROLE_KEY_HINT, text_of(line->keys));
	canvas_text(
		row, KEY_CELLS, 0, row->width - KEY_CELLS, ROLE_KEY_LABEL, text_of(line->label));
}

static void draw_lines(const struct help *help, const struct lines *lines, struct canvas *canvas)
{
	int columns = columns_of(help), height = canvas->height, width = canvas->width / columns, i;

	for (i = 0; i < columns * height && help->top + i < lines->count; i++) {
		struct canvas row =
			canvas_part(canvas, i / height * width + 1, i % height, width - 2, 1);

		draw_line(&lines->at[help->top + i], &row);
	}
}

static void help_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct help *help = self;
	struct canvas page =
		canvas_part(canvas, 0, HEAD_ROWS, canvas->width, canvas->height - HEAD_ROWS);
	char about[120];
	struct lines lines;

	(void)model;
	put_all(help, &lines);
	snprintf(about, sizeof(about), "%s: %s", help->page.view ? help->page.view->title : "",
		help->page.view ? help->page.view->help : "");
	canvas_text(canvas, FIELD_CELLS + 18, 0, canvas->width - FIELD_CELLS - 18, ROLE_MUTED,
		text_of(about));
	if (lines.count == 0) {
		panel_say(&page, ROLE_MUTED, text_of("no key and no command says that"));
	}
	draw_lines(help, &lines, &page);
	if (help->top + columns_of(help) * page.height < lines.count) {
		canvas_right(canvas, 0, 1, canvas->width - 1, ROLE_MUTED, text_of("PgDn more"));
	}
	field_draw(&help->field, canvas, 1, 0, FIELD_CELLS + 16, "HELP  search: ");
}

static bool help_input(void *self, const struct key *key)
{
	struct help *help = self;

	if (key->code == KEY_CODE_UP || key->code == KEY_CODE_DOWN ||
		!field_key(&help->field, key)) {
		return false;
	}
	help->top = 0;
	return true;
}

static struct intent help_act(void *self, const struct model *model, const char *action)
{
	struct help *help = self;
	int page = columns_of(help) * page_height(help);

	(void)model;
	if (strcmp(action, "close") == 0) {
		return (struct intent){.kind = INTENT_BACK};
	}
	if (strcmp(action, "down") == 0) {
		help->top++;
	} else if (strcmp(action, "up") == 0) {
		help->top--;
	} else if (strcmp(action, "page-down") == 0) {
		help->top += page;
	} else if (strcmp(action, "page-up") == 0) {
		help->top -= page;
	} else {
		return (struct intent){.kind = INTENT_UNKNOWN};
	}
	keep_inside(help);
	return (struct intent){.kind = INTENT_NONE};
}

static void help_close(void *self)
{
	struct help *help = self;

	field_finish(&help->field);
}

const struct view help_view = {
	.name = "help",
	.title = "Help",
	.help = "the keys that work here; typing searches them",
	.subject = SUBJECT_NONE,
	.size = sizeof(struct help),
	.bindings = bindings,
	.open = help_open,
	.interest = help_interest,
	.refresh = help_refresh,
	.layout = help_layout,
	.draw = help_draw,
	.act = help_act,
	.input = help_input,
	.close = help_close,
};
