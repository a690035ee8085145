/* The candidates of a command, above the line where it is typed. */
#include <stdio.h>

#include "desk_private.h"

enum { POPUP_ROWS_MAX = 12, POPUP_WIDTH = 76, LINE_CELLS = 34, ASIDE = 4 };

static void draw_row(const struct candidate *candidate, bool picked, struct canvas *row)
{
	int x = 2 + LINE_CELLS + 2;

	if (picked) {
		canvas_text(row, 0, 0, 1, ROLE_ACCENT, text_of(">"));
	}
	canvas_name(row, 2, 0, candidate->help[0] ? LINE_CELLS : row->width - 2, ROLE_TEXT,
		text_of(candidate->line));
	canvas_text(row, x, 0, row->width - x, ROLE_MUTED, text_of(candidate->help));
	if (picked) {
		canvas_select_row(row, 0);
	}
}

static int rows_of(const struct prompt *prompt, const struct canvas *body)
{
	size_t most = body->height > ASIDE ? (size_t)(body->height - ASIDE) : 0;

	most = most < POPUP_ROWS_MAX ? most : POPUP_ROWS_MAX;
	return (int)(prompt->candidates.count < most ? prompt->candidates.count : most);
}

void popup_draw(const struct desk *desk, struct canvas *body)
{
	const struct prompt *prompt = &desk->prompt;
	int rows = rows_of(prompt, body), width, i;
	struct canvas box, inside;
	size_t first = 0;
	char place[48];

	if (prompt->kind != PROMPT_COMMAND || rows == 0) {
		return;
	}
	width = body->width - 2 < POPUP_WIDTH ? body->width - 2 : POPUP_WIDTH;
	box = canvas_part(body, 1, body->height - rows - 2, width, rows + 2);
	canvas_clear(&box);
	if (prompt->picked < prompt->candidates.count && prompt->picked >= (size_t)rows) {
		first = prompt->picked - (size_t)rows + 1;
	}
	snprintf(place, sizeof(place), "%zu", prompt->candidates.count);
	inside = canvas_frame(&box, "Commands", place, true);
	for (i = 0; i < rows; i++) {
		struct canvas row = canvas_part(&inside, 0, i, inside.width, 1);

		draw_row(&prompt->candidates.at[first + (size_t)i],
			first + (size_t)i == prompt->picked, &row);
	}
}
