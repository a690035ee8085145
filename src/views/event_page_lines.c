/* The lines of the page, and how each is drawn. */
#include "base/number.h"
#include "base/sanitise.h"
#include "event_page.h"

enum { LOOKED_AT_BYTES = 4096, GROWTH_MAX = 10 };

static bool is_plain(struct text text)
{
	size_t i;

	for (i = 0; i < text.length; i++) {
		if (text.at[i] < 0x20 || text.at[i] > 0x7e) {
			return false;
		}
	}
	return true;
}

static const struct event_value *open_value(const struct event_page *page, size_t part)
{
	const struct event_value *value = part > 0 ? &page->values[part - 1] : NULL;

	return value && value->document && value->open ? value : NULL;
}

static size_t lines_of(const struct event_page *page, size_t part, bool *more)
{
	const struct event_value *value = open_value(page, part);
	bool others = false;
	size_t lines;

	if (part == 0) {
		return page->head.count;
	}
	lines = value ? 1 + document_lines(value->document, &others) : 1;
	*more = *more || others;
	return lines;
}

static bool step_down(const struct event_page *page, struct pager_place *place)
{
	const struct event_value *value = open_value(page, place->part);
	bool more = false;
	size_t line = place->line - 1, lines = lines_of(page, place->part, &more);

	if (value && place->line > 0 && document_next(value->document, &line)) {
		place->line = line + 1;
		return true;
	}
	if ((!value || place->line == 0) && place->line + 1 < lines) {
		place->line++;
		return true;
	}
	if (place->part == page->count || (value && !document_is_done(value->document))) {
		return false;
	}
	*place = (struct pager_place){.part = place->part + 1};
	return true;
}

static bool step_up(const struct event_page *page, struct pager_place *place)
{
	const struct event_value *value;
	bool more = false;
	size_t line;

	if (place->line == 0 && place->part == 0) {
		return false;
	}
	if (place->line == 0) {
		place->part--;
		place->line = lines_of(page, place->part, &more);
	}
	value = open_value(page, place->part);
	line = place->line - 1;
	if (value && document_previous(value->document, &line)) {
		place->line = line + 1;
	} else {
		place->line--;
	}
	return true;
}

static bool step(const void *data, struct pager_place *place, int by)
{
	return by > 0 ? step_down(data, place) : step_up(data, place);
}

static size_t number(const void *data, struct pager_place place)
{
	const struct event_page *page = data;
	size_t part, before = 0;
	bool more = false;

	for (part = 0; part < place.part; part++) {
		before += lines_of(page, part, &more);
	}
	return before + place.line;
}

static size_t count(const void *data, bool *more)
{
	const struct event_page *page = data;
	size_t part, all = 0;

	*more = false;
	for (part = 0; part <= page->count; part++) {
		all += lines_of(page, part, more);
	}
	return all;
}

static bool is_altered(struct text raw)
{
	struct buf safe;
	bool altered;

	raw.length = raw.length < LOOKED_AT_BYTES ? raw.length : LOOKED_AT_BYTES;
	if (is_plain(raw)) {
		return false;
	}
	buf_init(&safe, 0);
	safe.ceiling = raw.length * GROWTH_MAX;
	altered = sanitise_text(&safe, raw);
	buf_finish(&safe);
	return altered;
}

struct pen {
	struct canvas *row;
	int x;
	bool altered;
};

static void put(void *arg, enum document_part part, struct text text)
{
	static const enum role roles[] = {
		[DOCUMENT_NAME] = ROLE_STRONG,
		[DOCUMENT_STRING] = ROLE_TEXT,
		[DOCUMENT_LITERAL] = ROLE_ACCENT,
		[DOCUMENT_PUNCTUATION] = ROLE_MUTED,
		[DOCUMENT_PLAIN] = ROLE_TEXT,
		[DOCUMENT_ASIDE] = ROLE_MUTED,
		[DOCUMENT_BLANK] = ROLE_TEXT,
	};
	struct pen *pen = arg;

	pen->x += canvas_text(pen->row, pen->x, 0, pen->row->width - pen->x, roles[part], text);
	pen->altered = pen->altered || is_altered(text);
}

/* The first line of what is not laid out below. */
static struct text front_of(const struct event_value *value)
{
	struct text front = value->shown;

	front.length = front.length < LOOKED_AT_BYTES ? front.length : LOOKED_AT_BYTES;
	return value->document ? text_cut(&front, '\n') : front;
}

static void draw_value(const struct event_value *value, struct pen *pen)
{
	char bytes[NUMBER_MAX];
	struct buf what;

	if (value->document) {
		buf_init(&what, 160);
		document_describe(value->document, &what);
		buf_addf(&what, ", %s  ", number_bytes(bytes, value->shown.length));
		put(pen, DOCUMENT_ASIDE, buf_text(&what));
		buf_finish(&what);
	}
	if (!value->document || !value->open) {
		put(pen, DOCUMENT_PLAIN, front_of(value));
	}
	if (value->shown.length == 0) {
		put(pen, DOCUMENT_ASIDE, text_of("\"\""));
	}
}

static void draw_name(
	const struct event_page *page, const struct event_value *value, struct pen *pen)
{
	int x = EVENT_PAGE_MARGIN + page->name_cells + 2;
	struct text name = value->name.length > 0 ? value->name : text_of("\"\"");

	canvas_name(pen->row, EVENT_PAGE_MARGIN, 0, page->name_cells > 1 ? page->name_cells : 2,
		ROLE_ACCENT, name);
	pen->altered = is_altered(name);
	pen->x = x;
	if (value->is_masked) {
		pen->x += canvas_text(
			pen->row, x, 0, pen->row->width - x, ROLE_WARN, text_of("MASKED "));
	}
	draw_value(value, pen);
}

static void draw(const void *data, struct pager_place place, struct canvas *row)
{
	const struct event_page *page = data;
	struct pen pen = {.row = row, .x = EVENT_PAGE_INDENT};

	if (place.part == 0) {
		event_head_draw(&page->head, place.line, row);
		pen.altered = is_altered(event_head_text(&page->head, place.line));
	} else if (place.line == 0) {
		draw_name(page, &page->values[place.part - 1], &pen);
	} else {
		document_draw(page->values[place.part - 1].document, place.line - 1, put, &pen);
	}
	if (pen.altered) {
		canvas_glyph(row, 0, 0, ROLE_WARN, GLYPH_ALTERED);
	}
}

const struct pager_source event_page_source = {
	.step = step,
	.draw = draw,
	.number = number,
	.count = count,
};
