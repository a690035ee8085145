/* The rows of the events screen, and the strip that shows more of the selected one. */
#include <stdio.h>

#include "base/number.h"
#include "base/sanitise.h"
#include "base/utf8.h"
#include "events_when.h"
#include "events_private.h"

enum {
	LEAD = 2,
	GAP = 1,
	PAYLOAD_MIN = 26,
	TIME_CELLS = 12,
	DATE_CELLS = 23,
	SIZE_CELLS = 6,
	ID_WIDTH_MIN = 120,
	CONTENT_BYTES = 64,
	VALUE_BYTES_MAX = 1 << 20,
};

static const struct {
	const char *title;
	int most, least;
} columns[EVENT_COLUMNS] = {
	[COLUMN_TIME] = {"TIME (UTC)", DATE_CELLS, TIME_CELLS},
	[COLUMN_TOPIC] = {"TOPIC", 24, 12},
	[COLUMN_TYPE] = {"TYPE", 22, 12},
	[COLUMN_KEY] = {"KEY", 20, 10},
	[COLUMN_SERVICE] = {"SERVICE", 14, 8},
	[COLUMN_SIZE] = {"SIZE", SIZE_CELLS, SIZE_CELLS},
	[COLUMN_PAYLOAD] = {"PAYLOAD", 0, 0},
	[COLUMN_ID] = {"ID", 22, 15},
};

struct look {
	const struct events *events;
	const struct model *model;
	const struct event_list *list;
	const struct mask *mask;
	int64_t now_ms;
	int of[EVENT_COLUMNS]; /* cells; 0: hidden */
};

static struct look look_at(const struct events *events, const struct model *model)
{
	return (struct look){
		.events = events,
		.model = model,
		.list = model_events(model),
		.mask = events_mask(events, model),
		.now_ms = events_now_ms(model),
	};
}

struct shown {
	const struct event_row *row;
	const struct event *raw;
	struct seen_event seen;
};

static void show(const struct look *look, size_t i, struct shown *shown)
{
	shown->row = event_list_at(look->list, i);
	shown->raw = event_list_event(look->list, i);
	seen_event_init(&shown->seen);
	seen_event_set(&shown->seen, look->mask, &shown->row->entry, shown->raw);
}

/* What stands in a column but the payload; raw. */
static void add_content(const struct look *look, const struct shown *shown,
	enum event_column column, struct buf *out)
{
	const struct event_row *row = shown->row;
	const struct event *event = &shown->seen.event;
	char words[ID_TEXT_MAX + WHEN_MAX];

	switch (column) {
	case COLUMN_TIME:
		buf_add_string(out, when_say(words, row->entry.id.ms, look->now_ms));
		break;
	case COLUMN_TOPIC:
		buf_add_text(out, row->topic);
		break;
	case COLUMN_TYPE:
		buf_add_text(out, event->type);
		break;
	case COLUMN_KEY:
		buf_add_text(out, event->journey);
		break;
	case COLUMN_SERVICE:
		buf_add_text(out, event->service);
		break;
	case COLUMN_SIZE:
		buf_add_string(out, number_bytes(words, row->bytes));
		break;
	case COLUMN_ID:
		buf_add_string(out, id_format(words, row->entry.id));
		break;
	default:
		break;
	}
}

static bool is_measured(const struct events *events, enum event_column column)
{
	return column != COLUMN_PAYLOAD && column != COLUMN_SIZE &&
		(column != COLUMN_TOPIC || events_of_several(events));
}

static void measure_row(struct events *events, const struct look *look, size_t i)
{
	struct shown shown;
	struct buf content;
	enum event_column column;

	show(look, i, &shown);
	buf_init(&content, VALUE_BYTES_MAX);
	for (column = 0; column < EVENT_COLUMNS; column++) {
		struct text text;
		int cells;

		if (!is_measured(events, column)) {
			continue;
		}
		buf_reset(&content);
		add_content(look, &shown, column, &content);
		text = buf_text(&content);
		text.length = text.length < CONTENT_BYTES ? text.length : CONTENT_BYTES;
		cells = canvas_text_width(CHARSET_UTF8, text);
		cells = cells < columns[column].most ? cells : columns[column].most;
		if (cells > events->cells[column]) {
			events->cells[column] = cells;
		}
	}
	buf_finish(&content);
	seen_event_finish(&shown.seen);
}

void events_measure(struct events *events, const struct model *model)
{
	struct look look = look_at(events, model);
	const struct events_scroll *scroll = &events->scroll;
	size_t i, end = scroll->top + (scroll->rows > 0 ? (size_t)scroll->rows : 0);

	for (i = scroll->top; events->mine && i < end && i < scroll->count; i++) {
		measure_row(events, &look, i);
	}
}

static int rest_of(const struct look *look, int width)
{
	int column, rest = width - LEAD;

	for (column = 0; column < EVENT_COLUMNS; column++) {
		rest -= look->of[column] > 0 ? look->of[column] + GAP : 0;
	}
	return rest;
}

/* The payload is never hidden; what tells less gives way to it. */
static void fit(struct look *look, int width)
{
	static const enum event_column go[] = {COLUMN_ID, COLUMN_SERVICE, COLUMN_SIZE};
	static const enum event_column shrink[] = {COLUMN_TYPE, COLUMN_TOPIC, COLUMN_KEY};
	static const enum event_column last[] = {COLUMN_TYPE, COLUMN_TOPIC};
	size_t i;
	int column;

	for (column = 0; column < EVENT_COLUMNS; column++) {
		int title = (int)text_of(columns[column].title).length;
		int cells = look->events->cells[column];

		look->of[column] = cells > 0 && cells < title ? title : cells;
	}
	look->of[COLUMN_SIZE] = SIZE_CELLS;
	look->of[COLUMN_ID] = width >= ID_WIDTH_MIN - 2 ? look->of[COLUMN_ID] : 0;
	for (i = 0; i < 3 && rest_of(look, width) < PAYLOAD_MIN; i++) {
		look->of[go[i]] = 0;
	}
	for (i = 0; i < 3 && rest_of(look, width) < PAYLOAD_MIN; i++) {
		int least = columns[shrink[i]].least;

		look->of[shrink[i]] = look->of[shrink[i]] > least ? least : look->of[shrink[i]];
	}
	for (i = 0; i < 2 && rest_of(look, width) < PAYLOAD_MIN; i++) {
		look->of[last[i]] = 0;
	}
	look->of[COLUMN_PAYLOAD] = 0;
	look->of[COLUMN_PAYLOAD] = rest_of(look, width);
}

static bool is_same(struct text a, struct text b)
{
	return b.length > 0 && a.at == b.at && a.length == b.length;
}

/* A field that has a column of its own is not repeated. */
static bool has_column(const struct look *look, const struct event *event, struct text value)
{
	return (look->of[COLUMN_TYPE] > 0 && is_same(value, event->type)) ||
		(look->of[COLUMN_KEY] > 0 && is_same(value, event->journey)) ||
		(look->of[COLUMN_SERVICE] > 0 && is_same(value, event->service));
}

static void add_payload(
	const struct look *look, const struct shown *shown, size_t enough, struct buf *out)
{
	const struct event_row *row = shown->row;
	const struct event *event = shown->raw;
	size_t n;

	if (event->payload.length > 0) {
		seen_payload(look->mask, &row->entry, event, out);
		return;
	}
	for (n = 0; n < row->entry.field_count && out->length < enough; n++) {
		const struct entry_field *field = &row->entry.fields[n];

		if (has_column(look, event, field->value)) {
			continue;
		}
		buf_add_string(out, out->length > 0 ? " " : "");
		buf_add_text(out, field->name);
		buf_add_byte(out, '=');
		mask_value(look->mask, field->name, field->value, out);
	}
	if (row->cut) {
		buf_add_string(out, " ...");
	}
}

struct text events_at_most(struct text text, size_t most)
{
	if (text.length > most) {
		while (most > 0 && ((unsigned char)text.at[most] & 0xc0) == 0x80) {
			most--;
		}
		text.length = most;
	}
	return text;
}

static struct text without_cells(struct text safe, int cells)
{
	uint32_t code;
	size_t length;

	while (safe.length > 0 && cells > 0) {
		length = utf8_decode(safe, &code);
		length = length > 0 ? length : 1;
		cells -= utf8_width(code) > 0 ? utf8_width(code) : 0;
		safe = text_from(safe.at + length, safe.length - length);
	}
	return safe;
}

static void draw_payload(const struct look *look, const struct shown *shown, struct canvas *cell)
{
	size_t enough = 4 * (size_t)(look->events->shift + cell->width) + 16;
	struct buf raw, safe;
	bool altered;

	buf_init(&raw, VALUE_BYTES_MAX);
	buf_init(&safe, VALUE_BYTES_MAX);
	add_payload(look, shown, enough, &raw);
	altered = sanitise_text(&safe, events_at_most(buf_text(&raw), enough));
	if (altered) {
		canvas_glyph(cell, 0, 0, ROLE_WARN, GLYPH_ALTERED);
	}
	canvas_text(cell, altered ? 2 : 0, 0, cell->width - (altered ? 2 : 0), ROLE_TEXT,
		without_cells(buf_text(&safe), look->events->shift));
	buf_finish(&raw);
	buf_finish(&safe);
}

static void draw_cell(const struct look *look, const struct shown *shown, enum event_column column,
	struct canvas *cell)
{
	enum role role = column == COLUMN_TIME || column == COLUMN_ID ? ROLE_MUTED : ROLE_TEXT;
	struct buf content;

	if (column == COLUMN_PAYLOAD) {
		draw_payload(look, shown, cell);
		return;
	}
	buf_init(&content, VALUE_BYTES_MAX);
	add_content(look, shown, column, &content);
	if (column == COLUMN_SIZE) {
		canvas_right(cell, 0, 0, cell->width, role, buf_text(&content));
	} else if (column == COLUMN_TOPIC || column == COLUMN_KEY) {
		canvas_name(cell, 0, 0, cell->width, role, buf_text(&content));
	} else {
		canvas_text(cell, 0, 0, cell->width, role, buf_text(&content));
	}
	buf_finish(&content);
}

static void draw_lead(const struct look *look, size_t i, struct canvas *line)
{
	const struct event_row *row = event_list_at(look->list, i);

	if (i == look->events->scroll.at) {
		canvas_text(line, 0, 0, 1, ROLE_TEXT, text_of(">"));
	}
	if (events_scroll_marked(&look->events->scroll, row)) {
		canvas_text(line, 1, 0, 1, ROLE_MARK, text_of("*"));
	} else if (row->gap) {
		canvas_glyph(line, 1, 0, ROLE_MUTED, GLYPH_GAP);
	}
}

/* `shown` NULL: the titles. */
static void draw_line(const struct look *look, const struct shown *shown, struct canvas *line)
{
	enum event_column column;
	int x = LEAD;

	for (column = 0; column < EVENT_COLUMNS; column++) {
		struct canvas cell = canvas_part(line, x, 0, look->of[column], 1);

		if (look->of[column] <= 0) {
			continue;
		}
		if (shown) {
			draw_cell(look, shown, column, &cell);
		} else if (column == COLUMN_SIZE) {
			canvas_right(&cell, 0, 0, cell.width, ROLE_TITLE,
				text_of(columns[column].title));
		} else {
			canvas_text(&cell, 0, 0, cell.width, ROLE_TITLE,
				text_of(columns[column].title));
		}
		x += look->of[column] + GAP;
	}
	if (!shown && look->events->shift > 0) {
		canvas_glyph(line, 0, 0, ROLE_MUTED, GLYPH_LEFT);
	}
}

void events_draw_list(const struct events *events, const struct model *model, struct canvas *canvas)
{
	const struct events_scroll *scroll = &events->scroll;
	struct look look = look_at(events, model);
	struct canvas line = canvas_part(canvas, 0, 0, canvas->width, 1);
	struct shown shown;
	size_t i;
	int y;

	fit(&look, canvas->width);
	draw_line(&look, NULL, &line);
	for (y = 1; y < canvas->height; y++) {
		i = scroll->top + (size_t)y - 1;
		if (i >= scroll->count || i >= event_list_count(look.list)) {
			return;
		}
		line = canvas_part(canvas, 0, y, canvas->width, 1);
		draw_lead(&look, i, &line);
		show(&look, i, &shown);
		draw_line(&look, &shown, &line);
		seen_event_finish(&shown.seen);
		if (i == scroll->at) {
			canvas_select_row(&line, 0);
			canvas_set_cursor(&line, 0, 0);
		}
	}
}
