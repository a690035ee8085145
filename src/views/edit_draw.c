/* The fields of an entry as a list, and below it the value of one of them. */
#include <stdio.h>

#include "base/number.h"
#include "edit_private.h"
#include "event_unread.h"
#include "panel.h"
#include "say.h"

enum {
	STATE_X = 3,
	STATE_CELLS = 8,
	NAME_X = STATE_X + STATE_CELLS,
	NAME_CELLS = 20,
	VALUE_X = NAME_X + NAME_CELLS + 1,
	LIST_LEAST = 3,
	NAME_BYTES = 60,
};

static const char *const locks[] = {
	[EDIT_FREE] = "",
	[EDIT_MASKED] = ("masked: what nobody sees cannot be edited; `show` under [masks] in the "
			 "configuration lets it be seen"),
	[EDIT_LONG] = "more than 64 KiB: too long to be edited here",
	[EDIT_TWICE] = "several fields have this name: a replay would set all of them",
	[EDIT_NAMED] = "a replay cannot set a field of this name",
};

static int border(const struct edit_screen *screen)
{
	return screen->height - panel_inner_height(screen->width, screen->height);
}

int editing_list_rows(const struct edit_screen *screen)
{
	int room = (screen->height - 2 * border(screen)) / 2;
	int rows = screen->count < (size_t)room ? (int)screen->count : room;

	return rows < LIST_LEAST ? LIST_LEAST : rows;
}

int editing_low_rows(const struct edit_screen *screen)
{
	int rows = screen->height - editing_list_rows(screen) - border(screen);

	return rows > 0 ? rows : 0;
}

static void draw_field(const struct edited *field, bool selected, int y, struct canvas *canvas)
{
	const char *state = field->broken ? "no JSON"
		: field->changed          ? "changed"
		: field->lock != EDIT_FREE ? "locked"
					   : "";

	if (selected) {
		canvas_select_row(canvas, y);
		canvas_set_cursor(canvas, STATE_X, y);
	}
	canvas_text(canvas, 1, y, 1, ROLE_ACCENT, text_of(selected ? ">" : ""));
	canvas_text(canvas, STATE_X, y, STATE_CELLS - 1,
		field->changed && !field->broken         ? ROLE_DIFF_NEW
			: field->lock != EDIT_FREE ? ROLE_MUTED
						   : ROLE_WARN,
		text_of(state));
	canvas_name(canvas, NAME_X, y, NAME_CELLS, ROLE_STRONG, field->name);
	canvas_text(canvas, VALUE_X, y, canvas->width - VALUE_X - 1,
		field->changed                     ? ROLE_DIFF_NEW
			: field->lock != EDIT_FREE ? ROLE_MUTED
						   : ROLE_TEXT,
		edited_seen(field));
}

static void draw_list(const struct edit_screen *screen, struct canvas *canvas)
{
	struct text topic = say_name(screen->entry.topic, NAME_BYTES);
	char title[200], right[80], id[ID_TEXT_MAX];
	const struct close_entry *close = event_of(screen->model, &screen->entry);
	bool gone = close && close->outcome == FACT_ABSENT;
	struct canvas inside;
	int rows;

	snprintf(title, sizeof(title), "Edit %s%s%s of %.*s",
		screen->letter ? "dead letter " : "", id_format(id, screen->entry.id),
		gone ? " GONE" : "", (int)topic.length, topic.at);
	snprintf(right, sizeof(right), "%zu changed; nothing is sent yet", editing_changes(screen));
	inside = panel_draw(canvas, title, right, !screen->typing);
	rows = inside.height;
	for (int y = 0; y < rows && screen->top + (size_t)y < screen->count; y++) {
		size_t i = screen->top + (size_t)y;

		draw_field(&screen->fields[i], i == screen->at, y, &inside);
	}
}

static void draw_says(const struct edit_screen *screen, struct canvas *canvas, int y)
{
	const struct edited *field = &screen->fields[screen->at];
	struct canvas rest = canvas_part(canvas, 0, y, canvas->width, canvas->height - y);
	char judged[EDIT_SAYS_MAX];
	enum role role;

	if (field->lock != EDIT_FREE) {
		panel_wrap(&rest, 0, ROLE_WARN, text_of(locks[field->lock]));
		return;
	}
	editing_judge(screen, judged, &role);
	canvas_text(&rest, 0, 0, rest.width, role, text_of(judged));
	if (field->escaped) {
		canvas_text(&rest, 0, 1, rest.width, ROLE_MUTED,
			text_of("bytes that cannot be typed stand as \\xNN, a backslash as \\\\"));
	} else if (screen->typing) {
		canvas_text(&rest, 0, 1, rest.width, ROLE_MUTED,
			text_of("Enter takes it, Tab does and goes on, Esc leaves it as it was"));
	}
}

static void draw_value(const struct edit_screen *screen, struct canvas *canvas)
{
	const struct edited *field = &screen->fields[screen->at];
	struct text name = say_name(field->name, NAME_BYTES);
	char title[100], right[80], bytes[NUMBER_MAX];
	struct canvas inside, part;
	size_t line, column;

	if (screen->typing) {
		editor_place(buf_text(&screen->editor.field.text), screen->editor.field.at, &line,
			&column);
		snprintf(right, sizeof(right), "line %zu, column %zu", line, column);
	} else {
		snprintf(right, sizeof(right), "%s",
			number_bytes(bytes, edited_value(field).length));
	}
	snprintf(title, sizeof(title), "%.*s", (int)name.length, name.at);
	inside = panel_draw(canvas, title, right, screen->typing);
	part = canvas_part(&inside, 1, 0, inside.width - 2, inside.height - EDIT_SAYS_ROWS);
	editor_draw(&screen->editor, &part, field->lock == EDIT_FREE ? ROLE_TEXT : ROLE_MUTED,
		screen->typing);
	part = canvas_part(&inside, 1, 0, inside.width - 2, inside.height);
	draw_says(screen, &part, inside.height - EDIT_SAYS_ROWS);
}

void editing_draw(const void *self, const struct model *model, struct canvas *canvas)
{
	const struct edit_screen *screen = self;
	int low = editing_low_rows(screen);
	struct canvas upper = canvas_part(canvas, 0, 0, canvas->width, canvas->height - low);
	struct canvas lower =
		canvas_part(canvas, 0, canvas->height - low, canvas->width, low);
	struct canvas inside;

	if (!screen->read) {
		inside = panel_draw(canvas, "Edit", NULL, true);
		event_unread_draw(&inside, model, &screen->entry);
		return;
	}
	if (screen->count == 0) {
		inside = panel_draw(canvas, "Edit", NULL, true);
		panel_say(&inside, ROLE_MUTED, text_of("this entry has no fields"));
		return;
	}
	draw_list(screen, &upper);
	if (low > border(screen) + EDIT_SAYS_ROWS) {
		draw_value(screen, &lower);
	}
}
