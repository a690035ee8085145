#include "draw/editor.h"

#include "base/utf8.h"
#include "cells.h"

enum { CELLS_LEAST = 2 };

void editor_init(struct editor *editor, size_t bytes_max)
{
	*editor = (struct editor){.width = 1, .height = 1, .column = -1};
	field_init_lines(&editor->field, bytes_max);
}

void editor_finish(struct editor *editor)
{
	field_finish(&editor->field);
}

static struct text whole(const struct editor *editor)
{
	return buf_text(&editor->field.text);
}

/* Where the row ends that begins there; one cell is left for the cursor behind it. */
static size_t row_end(const struct editor *editor, size_t from)
{
	struct text text = whole(editor);
	int room = editor->width - 1, width;

	room = room < CELLS_LEAST ? CELLS_LEAST : room;
	for (size_t at = from; at < text.length;) {
		size_t length = cells_next(text_from(text.at + at, text.length - at), &width);

		if (text.at[at] == '\n' || width > room) {
			return at;
		}
		room -= width;
		at += length;
	}
	return text.length;
}

/* False: it was the last one. */
static bool next_row(const struct editor *editor, size_t *from)
{
	struct text text = whole(editor);
	size_t end = row_end(editor, *from);

	if (end == text.length) {
		return false;
	}
	*from = text.at[end] == '\n' ? end + 1 : end;
	return true;
}

/* The row that the cursor is in, and where it begins. */
static size_t cursor_row(const struct editor *editor, size_t *from)
{
	size_t row = 0, next = 0;

	*from = 0;
	while (next_row(editor, &next) && next <= editor->field.at) {
		*from = next;
		row++;
	}
	return row;
}

static size_t row_begin(const struct editor *editor, size_t row)
{
	size_t from = 0;

	while (row > 0 && next_row(editor, &from)) {
		row--;
	}
	return from;
}

static int cells_between(const struct editor *editor, size_t from, size_t to)
{
	struct text text = whole(editor);
	int cells = 0, width;

	while (from < to) {
		from += cells_next(text_from(text.at + from, text.length - from), &width);
		cells += width;
	}
	return cells;
}

static size_t at_column(const struct editor *editor, size_t from, int column)
{
	struct text text = whole(editor);
	size_t end = row_end(editor, from);
	int width;

	while (from < end) {
		size_t length = cells_next(text_from(text.at + from, text.length - from), &width);

		if (width > column || from + length > end) {
			break;
		}
		column -= width;
		from += length;
	}
	return from;
}

static void settle(struct editor *editor)
{
	size_t from, row = cursor_row(editor, &from);
	size_t height = editor->height > 0 ? (size_t)editor->height : 1;

	if (row < editor->top) {
		editor->top = row;
	} else if (row >= editor->top + height) {
		editor->top = row - height + 1;
	}
}

void editor_layout(struct editor *editor, int width, int height)
{
	editor->width = width;
	editor->height = height;
	settle(editor);
}

void editor_set(struct editor *editor, struct text text)
{
	field_set(&editor->field, text);
	editor->field.at = 0;
	editor->column = -1;
	editor->top = 0;
}

static void move_rows(struct editor *editor, int by)
{
	size_t from, row = cursor_row(editor, &from), to;

	if (editor->column < 0) {
		editor->column = cells_between(editor, from, editor->field.at);
	}
	to = by < 0 && row < (size_t)-by ? 0 : by < 0 ? row - (size_t)-by : row + (size_t)by;
	editor->field.at = at_column(editor, row_begin(editor, to), editor->column);
}

static bool is_move(const struct editor *editor, const struct key *key, int *by)
{
	switch (key->code) {
	case KEY_CODE_UP:
		*by = -1;
		return true;
	case KEY_CODE_DOWN:
		*by = 1;
		return true;
	case KEY_CODE_PGUP:
		*by = -editor->height;
		return true;
	case KEY_CODE_PGDN:
		*by = editor->height;
		return true;
	default:
		return false;
	}
}

bool editor_key(struct editor *editor, const struct key *key)
{
	bool taken = true;
	int by;

	if (is_move(editor, key, &by)) {
		move_rows(editor, by);
		settle(editor);
		return true;
	}
	editor->column = -1;
	if (key->control && key->code == 'o') {
		field_insert(&editor->field, text_of("\n"));
	} else {
		taken = field_key(&editor->field, key);
	}
	settle(editor);
	return taken;
}

void editor_place(struct text text, size_t at, size_t *line, size_t *column)
{
	uint32_t code;
	size_t length;

	*line = *column = 1;
	for (size_t i = 0; i < at && i < text.length; i += length) {
		length = utf8_decode(text_from(text.at + i, text.length - i), &code);
		length = length == 0 ? 1 : length;
		*column = text.at[i] == '\n' ? 1 : *column + 1;
		*line += text.at[i] == '\n';
	}
}

/* Character by character: in ASCII none takes more than it is wide. */
static void draw_row(const struct editor *editor, size_t from, int y, enum role role,
	struct canvas *canvas)
{
	struct text text = whole(editor);
	size_t end = row_end(editor, from);
	int x = 0, width;

	while (from < end) {
		struct text rest = text_from(text.at + from, text.length - from);
		size_t length = cells_next(rest, &width);

		canvas_text(canvas, x, y, width, role, text_from(rest.at, length));
		x += width;
		from += length;
	}
}

static void draw_cursor(const struct editor *editor, struct canvas *canvas)
{
	struct text text = whole(editor);
	size_t from, row = cursor_row(editor, &from), at = editor->field.at;
	int x = cells_between(editor, from, at), y = (int)(row - editor->top), width = 1;
	struct text under = text_of(" ");

	if (at < text.length && text.at[at] != '\n') {
		under = text_from(text.at + at, text.length - at);
		under.length = cells_next(under, &width);
	}
	canvas_text(canvas, x, y, width, ROLE_INVERSE, under);
	canvas_set_cursor(canvas, x, y);
}

void editor_draw(
	const struct editor *editor, struct canvas *canvas, enum role role, bool focus)
{
	size_t from = row_begin(editor, editor->top);
	bool more = true;

	for (int y = 0; y < editor->height && more; y++) {
		draw_row(editor, from, y, role, canvas);
		more = next_row(editor, &from);
	}
	if (focus) {
		draw_cursor(editor, canvas);
	}
}
