#include "draw/field.h"

#include <string.h>

#include "base/mem.h"
#include "base/sanitise.h"
#include "base/utf8.h"
#include "cells.h"

enum { FIELD_BYTES_MAX = 4096, HISTORY_MAX = 200 };

void field_init(struct field *field)
{
	*field = (struct field){.most = FIELD_BYTES_MAX};
	buf_init(&field->text, field->most);
}

void field_init_lines(struct field *field, size_t bytes_max)
{
	*field = (struct field){.most = bytes_max, .lines = true};
	buf_init(&field->text, field->most);
}

void field_finish(struct field *field)
{
	size_t i;

	for (i = 0; i < field->history_count; i++) {
		mem_free(field->history[i]);
	}
	mem_free(field->history);
	mem_free(field->draft);
	buf_finish(&field->text);
	*field = (struct field){.most = field->most, .lines = field->lines};
}

static struct text tail(const struct field *field, size_t from)
{
	return text_from(field->text.at + from, field->text.length - from);
}

static void replace(struct field *field, size_t from, size_t to, struct text with)
{
	struct buf whole;

	buf_init(&whole, field->most);
	buf_add(&whole, field->text.at, from);
	buf_add_text(&whole, with);
	buf_add_text(&whole, tail(field, to));
	if (whole.full) {
		buf_finish(&whole);
		return;
	}
	buf_finish(&field->text);
	field->text = whole;
	field->at = from + with.length;
}

/* Only what can stand on a screen as it is; where lines may, a tab is a blank. */
static void add_allowed(struct buf *out, struct text raw, bool lines)
{
	uint32_t code;
	size_t at, length;

	for (at = 0; at < raw.length; at += length) {
		length = utf8_decode(text_from(raw.at + at, raw.length - at), &code);
		if (length == 0) {
			length = 1;
		} else if (sanitise_allows(code) || (lines && code == '\n')) {
			buf_add(out, raw.at + at, length);
		} else if (lines && code == '\t') {
			buf_add_byte(out, ' ');
		}
	}
}

void field_insert(struct field *field, struct text raw)
{
	struct buf allowed;

	if (raw.length > field->most) {
		raw.length = field->most;
	}
	buf_init(&allowed, field->most);
	add_allowed(&allowed, raw, field->lines);
	replace(field, field->at, field->at, buf_text(&allowed));
	buf_finish(&allowed);
}

void field_set(struct field *field, struct text text)
{
	replace(field, 0, field->text.length, text_of(""));
	if (text.length > 0) {
		field_insert(field, text);
	}
	field->history_at = field->history_count;
	mem_free(field->draft);
	field->draft = NULL;
}

static size_t after(const struct field *field, size_t at)
{
	int width;

	return at < field->text.length ? at + cells_next(tail(field, at), &width) : at;
}

static size_t before(const struct field *field, size_t at)
{
	size_t previous = 0, next;

	while ((next = after(field, previous)) < at) {
		previous = next;
	}
	return at == 0 ? 0 : previous;
}

/* Of the line that the cursor is in. */
static size_t line_begin(const struct field *field)
{
	size_t at = field->at;

	while (at > 0 && field->text.at[at - 1] != '\n') {
		at--;
	}
	return at;
}

static size_t line_end(const struct field *field)
{
	size_t at = field->at;

	while (at < field->text.length && field->text.at[at] != '\n') {
		at++;
	}
	return at;
}

static bool is_gap(char byte)
{
	return byte == ' ' || byte == '\n';
}

static size_t word_before(const struct field *field, size_t at)
{
	while (at > 0 && is_gap(field->text.at[at - 1])) {
		at--;
	}
	while (at > 0 && !is_gap(field->text.at[at - 1])) {
		at--;
	}
	return at;
}

static void show_history(struct field *field, size_t at)
{
	const char *line;

	if (!field->draft) {
		field->draft = text_dup(buf_text(&field->text));
	}
	field->history_at = at;
	line = at < field->history_count ? field->history[at] : field->draft;
	replace(field, 0, field->text.length, text_of(line));
	if (at == field->history_count) {
		mem_free(field->draft);
		field->draft = NULL;
	}
}

static bool control_key(struct field *field, uint32_t letter)
{
	switch (letter) {
	case 'a':
		field->at = line_begin(field);
		return true;
	case 'e':
		field->at = line_end(field);
		return true;
	case 'b':
		field->at = before(field, field->at);
		return true;
	case 'f':
		field->at = after(field, field->at);
		return true;
	case 'u':
		replace(field, line_begin(field), field->at, text_of(""));
		return true;
	case 'k':
		replace(field, field->at, line_end(field), text_of(""));
		return true;
	case 'w':
		replace(field, word_before(field, field->at), field->at, text_of(""));
		return true;
	default:
		return false;
	}
}

static bool named_key(struct field *field, uint32_t code)
{
	switch (code) {
	case KEY_CODE_LEFT:
		field->at = before(field, field->at);
		return true;
	case KEY_CODE_RIGHT:
		field->at = after(field, field->at);
		return true;
	case KEY_CODE_HOME:
		field->at = line_begin(field);
		return true;
	case KEY_CODE_END:
		field->at = line_end(field);
		return true;
	case KEY_CODE_BACKSPACE:
		replace(field, before(field, field->at), field->at, text_of(""));
		return true;
	case KEY_CODE_DELETE:
		replace(field, field->at, after(field, field->at), text_of(""));
		return true;
	case KEY_CODE_UP:
		if (field->history_at > 0) {
			show_history(field, field->history_at - 1);
		}
		return true;
	case KEY_CODE_DOWN:
		if (field->history_at < field->history_count) {
			show_history(field, field->history_at + 1);
		}
		return true;
	default:
		return false;
	}
}

bool field_key(struct field *field, const struct key *key)
{
	char utf8[4];

	if (key->code == KEY_CODE_PASTE) {
		field_insert(field, key->paste);
		return true;
	}
	if (key->control) {
		return control_key(field, key->code);
	}
	if (key->code >= KEY_CODE_ENTER) {
		return named_key(field, key->code);
	}
	if (key->code < ' ') {
		return false;
	}
	field_insert(field, text_from(utf8, utf8_encode(utf8, key->code)));
	return true;
}

static void remember(struct field *field)
{
	char **history = field->history;
	size_t count = field->history_count;

	if (field->text.length == 0 ||
		(count > 0 && text_is(buf_text(&field->text), history[count - 1]))) {
		return;
	}
	if (count == HISTORY_MAX) {
		mem_free(history[0]);
		memmove(history, history + 1, (count - 1) * sizeof(*history));
		count--;
	} else {
		history = mem_resize(history, count + 1, sizeof(*history));
	}
	history[count] = text_dup(buf_text(&field->text));
	field->history = history;
	field->history_count = count + 1;
}

void field_accept(struct field *field)
{
	remember(field);
	field_set(field, text_of(""));
}

static int width_between(const struct canvas *canvas, const struct field *field, size_t from)
{
	return cells_width(canvas, text_from(field->text.at + from, field->at - from));
}

void field_draw(const struct field *field, struct canvas *canvas, int x, int y, int width,
	const char *prompt)
{
	int used = canvas_text(canvas, x, y, width, ROLE_STRONG, text_of(prompt));
	struct canvas room = canvas_part(canvas, x + used, y, width - used, 1);
	struct text under =
		text_from(field->text.at + field->at, after(field, field->at) - field->at);
	size_t from = 0;
	int cursor;

	/* One cell for the cursor behind the text and one for the mark at the left. */
	while (from < field->at && width_between(canvas, field, from) > room.width - 2) {
		from = after(field, from);
	}
	canvas_text(&room, 0, 0, room.width, ROLE_INPUT, tail(field, from));
	if (from > 0) {
		canvas_glyph(&room, 0, 0, ROLE_MUTED, GLYPH_LEFT);
	}
	cursor = width_between(canvas, field, from);
	canvas_text(&room, cursor, 0, room.width, ROLE_INVERSE,
		under.length > 0 ? under : text_of(" "));
	canvas_set_cursor(&room, cursor, 0);
}
