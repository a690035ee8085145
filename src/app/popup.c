/* The candidates of a command, beside the row that it would be about. */
#include <stdio.h>

#include "base/sanitise.h"
#include "desk_private.h"

enum { ROWS_MAX = 12, ROWS_MIN = 3, FRAME = 2, ASIDE = 4, GAP = 2 };

/* Cells of each part of a row. */
struct parts {
	int line, help, keys;
};

static void widen(int *cells, const char *words)
{
	int width = sanitise_width(text_of(words));

	*cells = width > *cells ? width : *cells;
}

static int with_gap(int cells)
{
	return cells > 0 ? GAP + cells : 0;
}

static int parts_width(const struct parts *parts)
{
	return GAP + parts->line + with_gap(parts->help) + with_gap(parts->keys) + 1;
}

/* Of all candidates, so that the box stands still while they are walked through. */
static struct parts measure(const struct candidates *candidates, int width)
{
	struct parts parts = {.line = 0};
	size_t i;

	for (i = 0; i < candidates->count; i++) {
		widen(&parts.line, candidates->at[i].line);
		widen(&parts.help, candidates->at[i].help);
		widen(&parts.keys, candidates->at[i].keys);
	}
	if (parts.help > 0 && parts.line > width / 2) {
		parts.line = width / 2;
	}
	if (parts_width(&parts) > width) {
		parts.help -= parts_width(&parts) - width;
		parts.help = parts.help > 0 ? parts.help : 0;
	}
	return parts;
}

static void draw_row(const struct candidate *candidate, const struct parts *parts, bool picked,
	struct canvas *row)
{
	int x = GAP;

	if (picked) {
		canvas_text(row, 0, 0, 1, ROLE_ACCENT, text_of(">"));
	}
	canvas_name(row, x, 0, parts->line, ROLE_TEXT, text_of(candidate->line));
	x += parts->line + GAP;
	canvas_text(row, x, 0, parts->help, ROLE_MUTED, text_of(candidate->help));
	x += with_gap(parts->help);
	canvas_text(row, x, 0, parts->keys, ROLE_KEY_HINT, text_of(candidate->keys));
	if (picked) {
		canvas_select_row(row, 0);
	}
}

/* Over a list a frame needs its sides in ASCII too. */
static struct canvas draw_frame(struct canvas *box, size_t count)
{
	int right = box->width - 1, bottom = box->height - 1, y;
	char place[48];
	struct canvas inside;

	snprintf(place, sizeof(place), "%zu", count);
	inside = canvas_frame(box, "Commands", place, true);
	if (box->charset == CHARSET_UTF8) {
		return inside;
	}
	canvas_hline(box, 0, bottom, box->width, ROLE_BORDER_FOCUS);
	for (y = 0; y < box->height; y++) {
		enum glyph side = y == 0 || y == bottom ? GLYPH_TL : GLYPH_V;

		canvas_glyph(box, 0, y, ROLE_BORDER_FOCUS, side);
		canvas_glyph(box, right, y, ROLE_BORDER_FOCUS, side);
	}
	return canvas_part(box, 1, 1, box->width - FRAME, box->height - FRAME);
}

struct span {
	int top, height;
};

/* At the bottom, next to where it is typed, unless the selected row is there and it fits above. */
static struct span find_room(const struct canvas *body, size_t count)
{
	int most = body->height - ASIDE, selected = body->cursor[1] - body->top;
	int wanted = FRAME + (count < ROWS_MAX ? (int)count : ROWS_MAX), below;

	wanted = wanted < most ? wanted : most;
	below = selected < 0 ? body->height : body->height - selected - 1;
	if (below < wanted && selected >= wanted) {
		return (struct span){selected - wanted, wanted};
	}
	if (below < wanted && selected > below && selected >= ROWS_MIN + FRAME) {
		return (struct span){0, selected};
	}
	if (below < wanted && below >= ROWS_MIN + FRAME) {
		wanted = below;
	}
	return (struct span){body->height - wanted, wanted};
}

/* What is to be said of the text in the field stands right above it. */
static void draw_says(const struct prompt *prompt, struct canvas *body)
{
	struct canvas line = canvas_part(body, 0, body->height - 1, body->width, 1);

	canvas_clear(&line);
	canvas_text(&line, 1, 0, line.width - 2, prompt->refused ? ROLE_WARN : ROLE_INFO,
		text_of(prompt->says));
}

void popup_draw(const struct desk *desk, struct canvas *body)
{
	const struct prompt *prompt = &desk->prompt;
	const struct candidates *candidates = &prompt->candidates;
	struct parts parts = measure(candidates, body->width - GAP - FRAME);
	struct span room = find_room(body, candidates->count);
	size_t rows = room.height > FRAME ? (size_t)(room.height - FRAME) : 0, first = 0, i;
	struct canvas box, inside;

	if (prompt->kind == PROMPT_FILTER && prompt->says[0] != '\0') {
		draw_says(prompt, body);
	}
	if (prompt->kind != PROMPT_COMMAND || candidates->count == 0 || rows == 0) {
		return;
	}
	box = canvas_part(body, 1, room.top, parts_width(&parts) + FRAME, room.height);
	canvas_clear(&box);
	if (prompt->picked < candidates->count && prompt->picked >= rows) {
		first = prompt->picked - rows + 1;
	}
	inside = draw_frame(&box, candidates->count);
	for (i = 0; i < rows; i++) {
		struct canvas row = canvas_part(&inside, 0, (int)i, inside.width, 1);

		draw_row(&candidates->at[first + i], &parts, first + i == prompt->picked, &row);
	}
}
