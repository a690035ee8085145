/* The rows of the pending screen: what a cell looks like, what comes before what. */
#include <stdio.h>

#include "base/number.h"
#include "base/sanitise.h"
#include "pending_private.h"

enum { VALUE_BYTES_MAX = 1 << 20 };

const struct table_column pending_titles[PENDING_COLUMNS] = {
	[PENDING_LEVEL] = {.name = "level", .title = "SV", .min = 3, .preferred = 3},
	[PENDING_ID] =
		{.name = "id", .title = "ENTRY ID", .min = 15, .preferred = 20, .ascending = true},
	[PENDING_CONSUMER] = {.name = "consumer",
		.title = "CONSUMER",
		.min = 8,
		.preferred = 16,
		.ascending = true},
	[PENDING_IDLE] =
		{.name = "idle", .title = "IDLE", .min = 7, .preferred = 7, .align = ALIGN_RIGHT},
	[PENDING_DELIVERIES] = {.name = "deliveries",
		.title = "DELIV",
		.min = 6,
		.preferred = 6,
		.align = ALIGN_RIGHT},
	[PENDING_KEY] = {.name = "key", .title = "KEY", .min = 8, .preferred = 12, .priority = 2},
	[PENDING_TYPE] =
		{.name = "type", .title = "TYPE", .min = 10, .preferred = 16, .priority = 3},
	[PENDING_PAYLOAD] = {.name = "payload",
		.title = "PAYLOAD",
		.min = 14,
		.preferred = 24,
		.priority = 1,
		.weight = 1},
};

/* What an entry says is read when it is shown, and not before. */
bool pending_sorts_by(size_t column)
{
	return column <= PENDING_DELIVERIES;
}

static size_t source_count(const void *data)
{
	const struct pending_screen *screen = data;

	return screen->count;
}

static struct text source_key(const void *data, size_t row)
{
	const struct pending_screen *screen = data;

	return text_from((const char *)screen->places[row].name, sizeof(screen->places[row].name));
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct pending_screen *screen = data;
	const struct model *model = screen->model;
	size_t at;
	const struct pending_item *left = pending_item_at(screen, a, &at);
	const struct pending_item *right = pending_item_at(screen, b, &at);

	if (!left || !right) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case PENDING_LEVEL:
		return pending_level(left, model) - pending_level(right, model);
	case PENDING_CONSUMER:
		return text_compare(left->consumer, right->consumer);
	case PENDING_IDLE:
		return order(pending_idle_now(left, model), pending_idle_now(right, model));
	case PENDING_DELIVERIES:
		return order(left->deliveries, right->deliveries);
	default:
		return id_compare(left->id, right->id) != 0 ? id_compare(left->id, right->id)
							    : text_compare(left->key, right->key);
	}
}

/* The list is asked for what is wanted of it: nothing is filtered here. */
static bool source_match(const void *data, size_t row, struct text filter)
{
	(void)data;
	(void)row;
	(void)filter;
	return true;
}

static enum role level_role(int level)
{
	return level == 2 ? ROLE_CRIT : level == 1 ? ROLE_WARN : ROLE_TEXT;
}

static enum role source_role(const void *data, size_t row)
{
	const struct pending_screen *screen = data;
	size_t at;
	const struct pending_item *item = pending_item_at(screen, row, &at);

	return item ? level_role(pending_level(item, screen->model)) : ROLE_TEXT;
}

static bool is_same(struct text a, struct text b)
{
	return b.length > 0 && a.at == b.at && a.length == b.length;
}

/* What has a column of its own is not repeated. */
static void add_payload(const struct mask *mask, const struct event_row *row,
	const struct event *event, size_t enough, struct buf *out)
{
	size_t n;

	if (event->payload.length > 0) {
		seen_payload(mask, &row->entry, event, out);
		return;
	}
	for (n = 0; n < row->entry.field_count && out->length < enough; n++) {
		const struct entry_field *field = &row->entry.fields[n];

		if (is_same(field->value, event->type) || is_same(field->value, event->journey)) {
			continue;
		}
		buf_add_string(out, out->length > 0 ? " " : "");
		buf_add_text(out, field->name);
		buf_add_byte(out, '=');
		mask_value(mask, field->name, field->value, out);
	}
	if (row->cut) {
		buf_add_string(out, " ...");
	}
}

static struct text at_most(struct text text, size_t most)
{
	if (text.length > most) {
		while (most > 0 && ((unsigned char)text.at[most] & 0xc0) == 0x80) {
			most--;
		}
		text.length = most;
	}
	return text;
}

static void draw_payload(const struct pending_screen *screen, const struct pending_item *item,
	size_t at, struct canvas *cell)
{
	size_t enough = 4 * (size_t)cell->width + 16;
	const struct event *event;
	struct buf raw, safe;
	bool altered;

	if (!item->row) {
		canvas_text(cell, 0, 0, cell->width, ROLE_WARN,
			text_of(item->gone ? "(gone: no longer in the topic)"
					   : "(too big to be read)"));
		return;
	}
	event = pending_list_event(model_pending(screen->model), at);
	buf_init(&raw, VALUE_BYTES_MAX);
	buf_init(&safe, VALUE_BYTES_MAX);
	add_payload(pending_mask(screen, screen->model), item->row, event, enough, &raw);
	altered = sanitise_text(&safe, at_most(buf_text(&raw), enough));
	if (altered) {
		canvas_glyph(cell, 0, 0, ROLE_WARN, GLYPH_ALTERED);
	}
	canvas_text(cell, altered ? 2 : 0, 0, cell->width - (altered ? 2 : 0), ROLE_TEXT,
		buf_text(&safe));
	buf_finish(&raw);
	buf_finish(&safe);
}

static void draw_event(const struct pending_screen *screen, const struct pending_item *item,
	size_t at, enum pending_column column, struct canvas *cell)
{
	struct seen_event seen;

	if (column == PENDING_PAYLOAD || !item->row) {
		if (column == PENDING_PAYLOAD) {
			draw_payload(screen, item, at, cell);
		}
		return;
	}
	seen_event_init(&seen);
	seen_event_set(&seen, pending_mask(screen, screen->model), &item->row->entry,
		pending_list_event(model_pending(screen->model), at));
	if (column == PENDING_KEY) {
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, seen.event.journey);
	} else {
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, seen.event.type);
	}
	seen_event_finish(&seen);
}

static void draw_consumer(const struct pending_item *item, struct canvas *cell)
{
	bool gone = item->owner == PENDING_OWNER_GONE;

	if (item->owner == PENDING_RELEASED) {
		canvas_text(cell, 0, 0, cell->width, ROLE_WARN, text_of("(given back)"));
		return;
	}
	canvas_name(cell, 0, 0, cell->width - (gone ? 1 : 0), gone ? ROLE_WARN : ROLE_TEXT,
		item->consumer);
	if (gone) {
		canvas_text(cell, cell->width - 1, 0, 1, ROLE_WARN, text_of("!"));
	}
}

static void draw_number(const struct pending_screen *screen, const struct pending_item *item,
	enum pending_column column, struct canvas *cell)
{
	int64_t idle = pending_idle_now(item, screen->model);
	char text[NUMBER_MAX];

	if (column == PENDING_IDLE) {
		canvas_right(cell, 0, 0, cell->width, idle < 0 ? ROLE_UNKNOWN : ROLE_TEXT,
			text_of(idle < 0 ? "?" : number_duration(text, idle)));
		return;
	}
	canvas_right(cell, 0, 0, cell->width, ROLE_TEXT,
		text_of(item->deliveries == INT64_MAX
				? "fatal"
				: number_count(text, item->deliveries, cell->width)));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	static const char *const levels[] = {"", "!", "!!"};
	const struct pending_screen *screen = data;
	size_t at;
	const struct pending_item *item = pending_item_at(screen, row, &at);
	char id[ID_TEXT_MAX];
	int level;

	if (!item) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	switch (column) {
	case PENDING_LEVEL:
		level = pending_level(item, screen->model);
		canvas_text(cell, 0, 0, cell->width, level_role(level), text_of(levels[level]));
		break;
	case PENDING_ID:
		canvas_text(cell, 0, 0, cell->width, ROLE_TEXT, text_of(id_format(id, item->id)));
		break;
	case PENDING_CONSUMER:
		draw_consumer(item, cell);
		break;
	case PENDING_IDLE:
	case PENDING_DELIVERIES:
		draw_number(screen, item, (enum pending_column)column, cell);
		break;
	default:
		draw_event(screen, item, at, (enum pending_column)column, cell);
	}
}

/* Names are given what they need. */
static int source_wanted(const void *data, size_t row, size_t column)
{
	const struct pending_screen *screen = data;
	size_t at;
	const struct pending_item *item = pending_item_at(screen, row, &at);
	char id[ID_TEXT_MAX];

	if (!item || (column != PENDING_CONSUMER && column != PENDING_ID)) {
		return 0;
	}
	return canvas_text_width(CHARSET_UTF8,
		       column == PENDING_ID ? text_of(id_format(id, item->id)) : item->consumer) +
		(column == PENDING_CONSUMER && item->owner == PENDING_OWNER_GONE);
}

struct table_source pending_source(const struct pending_screen *screen)
{
	return (struct table_source){
		.data = screen,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.wanted = source_wanted,
		.role = source_role,
	};
}
