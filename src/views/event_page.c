#include "event_page.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "event_copy.h"

enum {
	NAME_CELLS_MAX = 24,
	OPEN_MAX = 16, /* values that are open from the beginning */
	ADVANCE_BYTES = 1 << 20,
	LOOKED_AT_BYTES = 4096,
	MASK_MARGIN = 4096,
};

void event_page_finish(struct event_page *page)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		document_destroy(page->values[i].document);
		buf_finish(&page->values[i].masked);
	}
	document_destroy(page->decoded);
	page->decoded = NULL;
	buf_finish(&page->payload);
	mem_free(page->values);
	seen_event_finish(&page->seen);
	page->values = NULL;
	page->count = 0;
	page->made = false;
}

bool event_page_is(const struct event_page *page, const struct close_entry *entry)
{
	return page->made && page->version == entry->version && page->of == entry->entry.fields &&
		page->count == entry->entry.field_count;
}

/* Text of one line that stands beside its name. */
static bool fits_a_line(const struct event_page *page, const struct event_value *value)
{
	int room = page->width - EVENT_PAGE_MARGIN - page->name_cells - 2;

	return document_kind_of(value->document) == DOCUMENT_TEXT &&
		value->shown.length <= LOOKED_AT_BYTES &&
		!memchr(value->shown.at, '\n', value->shown.length) &&
		canvas_text_width(CHARSET_UTF8, value->shown) <= room;
}

static int value_width(const struct event_page *page)
{
	return page->width - EVENT_PAGE_INDENT;
}

static void show_value(struct event_page *page, struct event_value *value, const struct mask *mask)
{
	size_t ceiling = 2 * value->shown.length + MASK_MARGIN;

	buf_init(&value->masked, ceiling);
	if (mask && mask_value(mask, value->name, value->shown, &value->masked)) {
		value->is_masked = true;
		value->shown = value->masked.full ? text_of("(masked)") : buf_text(&value->masked);
		page->masked++;
	} else {
		buf_finish(&value->masked);
		buf_init(&value->masked, 0);
	}
}

static bool holds_json(const struct document *document)
{
	struct buf what;
	bool holds;

	buf_init(&what, 80);
	document_describe(document, &what);
	holds = text_starts(buf_text(&what), "json");
	buf_finish(&what);
	return holds;
}

/* A document where one line does not say it all. */
static void lay_out_value(struct event_page *page, struct event_value *value)
{
	if (value->document) {
		document_set_width(value->document, value_width(page));
	} else if (value->shown.length > 0) {
		value->document = document_create(value->shown, DOCUMENT_AUTO, value_width(page));
		if (fits_a_line(page, value)) {
			document_destroy(value->document);
			value->document = NULL;
		}
	}
}

/* JSON is open from the beginning, and what is alone. */
static void lay_out(struct event_page *page)
{
	struct event_value *large = NULL;
	size_t i, count = 0, open = 0;

	for (i = 0; i < page->count; i++) {
		struct event_value *value = &page->values[i];

		lay_out_value(page, value);
		if (value->document) {
			value->open = open < OPEN_MAX && holds_json(value->document);
			open += value->open;
			large = value;
			count++;
		}
	}
	if (count == 1) {
		large->open = true;
	}
}

void event_page_set_width(struct event_page *page, int width)
{
	size_t i;

	page->width = width;
	for (i = 0; i < page->count; i++) {
		lay_out_value(page, &page->values[i]);
	}
	if (page->decoded) {
		document_set_width(page->decoded, value_width(page));
	}
	event_page_advance(page, false);
}

static void show_event(
	struct event_page *page, const struct close_entry *entry, const struct mask *mask)
{
	static const struct event none = {.envelope = NULL};
	struct text *values = mem_alloc(page->count, sizeof(*values));
	size_t i;

	for (i = 0; i < page->count; i++) {
		values[i] = page->values[i].shown;
	}
	seen_event_init(&page->seen);
	seen_event_set_shown(
		&page->seen, mask, &entry->entry, entry->event ? entry->event : &none, values);
	mem_free(values);
}

/* A field that is the payload shows it, and so does JSON that it is a part of. */
static bool is_shown(const struct event_page *page, struct text payload)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		struct text field = page->of[i].value;

		if (payload.at >= field.at && payload.at < field.at + field.length) {
			return payload.length == field.length || json_looks(field);
		}
	}
	return payload.length == 0;
}

static void lay_out_payload(
	struct event_page *page, const struct close_entry *entry, const struct mask *mask)
{
	struct text payload = page->seen.event.payload;

	buf_init(&page->payload, 2 * payload.length + MASK_MARGIN);
	if (!is_shown(page, payload) && event_copy_payload(&page->payload, entry, mask)) {
		page->decoded =
			document_create(buf_text(&page->payload), DOCUMENT_AUTO, value_width(page));
	}
}

void event_page_make(struct event_page *page, const struct close_entry *entry,
	const struct mask *mask, int width)
{
	const struct entry *from = &entry->entry;
	size_t i;
	int cells;

	event_page_finish(page);
	page->made = true;
	page->version = entry->version;
	page->of = from->fields;
	page->width = width;
	page->masked = 0;
	page->name_cells = 0;
	page->count = from->field_count;
	page->values = mem_alloc(from->field_count, sizeof(*page->values));
	for (i = 0; i < page->count; i++) {
		page->values[i].name = from->fields[i].name;
		page->values[i].shown = from->fields[i].value;
		show_value(page, &page->values[i], mask);
		cells = canvas_text_width(CHARSET_UTF8,
			text_from(from->fields[i].name.at,
				from->fields[i].name.length < NAME_CELLS_MAX
					? from->fields[i].name.length
					: NAME_CELLS_MAX));
		page->name_cells = cells > page->name_cells ? cells : page->name_cells;
	}
	page->name_cells = page->name_cells < NAME_CELLS_MAX ? page->name_cells : NAME_CELLS_MAX;
	lay_out(page);
	show_event(page, entry, mask);
	lay_out_payload(page, entry, mask);
	event_page_advance(page, false);
}

void event_page_advance(struct event_page *page, bool whole)
{
	size_t i;

	if (page->decoded) {
		document_advance(page->decoded, ADVANCE_BYTES);
	}
	for (i = 0; i < page->count; i++) {
		if (page->values[i].document && page->values[i].open) {
			document_advance(page->values[i].document,
				whole ? SIZE_MAX
				      : ADVANCE_BYTES /
						(page->count < OPEN_MAX ? page->count : OPEN_MAX));
		}
	}
}
