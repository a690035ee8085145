/* What can be done with the page: to fold, to turn, to find. */
#include "event_page.h"

enum { SOME_BYTES = 256 << 10 };

static struct event_value *value_at(struct event_page *page, struct pager_place at)
{
	return at.part > 0 ? &page->values[at.part - 1] : NULL;
}

bool event_page_field(const struct event_page *page, struct pager_place at, size_t *field)
{
	size_t i;

	*field = at.part > 0 ? at.part - 1 : 0;
	for (i = 0; at.part == 0 && i < page->count; i++) {
		if (page->values[i].open) {
			*field = i;
			break;
		}
	}
	return page->count > 0;
}

void event_page_keep(const struct event_page *page, struct pager_place *at)
{
	const struct event_value *value;
	size_t last = 0;
	bool more;

	if (at->part > page->count) {
		*at = (struct pager_place){.part = page->count};
	}
	value = at->part > 0 ? &page->values[at->part - 1] : NULL;
	if (!value) {
		last = page->head.count - 1;
	} else if (value->document && value->open) {
		last = document_lines(value->document, &more);
	}
	at->line = at->line < last ? at->line : last;
	if (value && at->line > 0) {
		at->line = document_seen(value->document, at->line - 1) + 1;
	}
}

static void open_value(struct event_page *page, struct event_value *value)
{
	if (!value->document) {
		value->document = document_create(
			value->shown, DOCUMENT_AUTO, page->width - EVENT_PAGE_INDENT);
	}
	value->open = true;
	document_advance(value->document, SOME_BYTES);
}

void event_page_unfold(struct event_page *page, struct pager_place *at)
{
	struct event_value *value = value_at(page, *at);

	if (value && at->line == 0 && value->shown.length > 0) {
		open_value(page, value);
	} else if (value && at->line > 0) {
		document_fold(value->document, at->line - 1, false);
	}
}

void event_page_fold(struct event_page *page, struct pager_place *at)
{
	struct event_value *value = value_at(page, *at);
	size_t line = at->line - 1, parent;
	bool folded;

	if (!value) {
		return;
	}
	if (at->line == 0) {
		value->open = false;
	} else if (document_can_fold(value->document, line, &folded) && !folded) {
		document_fold(value->document, line, true);
		at->line = document_seen(value->document, line) + 1;
	} else if (document_parent(value->document, line, &parent)) {
		at->line = parent + 1;
	} else {
		at->line = 0;
	}
}

void event_page_toggle(struct event_page *page, struct pager_place *at)
{
	struct event_value *value = value_at(page, *at);
	bool folded = false;

	if (!value) {
		return;
	}
	if (at->line == 0 ? !value->open
			  : document_can_fold(value->document, at->line - 1, &folded) && folded) {
		event_page_unfold(page, at);
	} else if (at->line == 0 || document_can_fold(value->document, at->line - 1, &folded)) {
		event_page_fold(page, at);
	}
}

void event_page_fold_all(struct event_page *page, struct pager_place *at)
{
	struct event_value *value;
	size_t field;

	if (!event_page_field(page, *at, &field) || !page->values[field].document) {
		return;
	}
	value = &page->values[field];
	value->folded = !value->folded;
	document_fold_all(value->document, value->folded);
	if (at->part > 0 && at->line > 0) {
		at->line = document_seen(value->document, at->line - 1) + 1;
	}
}

void event_page_turn(struct event_page *page, struct pager_place *at)
{
	struct document *turned = NULL;
	enum document_kind kind = DOCUMENT_TEXT;
	struct event_value *value;
	size_t field;

	if (!event_page_field(page, *at, &field)) {
		return;
	}
	value = &page->values[field];
	if (value->document) {
		kind = document_kind_of(value->document);
	}
	while (!turned) {
		kind = (kind + 1) % DOCUMENT_KINDS;
		turned = kind == DOCUMENT_AUTO
			? NULL
			: document_create(value->shown, kind, page->width - EVENT_PAGE_INDENT);
	}
	document_destroy(value->document);
	value->document = turned;
	value->open = true;
	value->folded = false;
	document_advance(turned, SOME_BYTES);
	*at = (struct pager_place){.part = field + 1};
}

static bool find_in_head(
	const struct event_page *page, const struct document_search *search, size_t *line)
{
	size_t i,
		at = search->from_start ? (search->back ? page->head.count : 0)
					: *line + (search->back ? 0 : 1);

	for (i = 0; search->back ? i < at : at + i < page->head.count; i++) {
		size_t here = search->back ? at - 1 - i : at + i;

		if (text_contains_fold(event_head_text(&page->head, here), search->needle)) {
			*line = here;
			return true;
		}
	}
	return false;
}

static bool is_in_name_line(const struct event_value *value, struct text needle)
{
	return text_contains_fold(value->name, needle) ||
		(!value->document && text_contains_fold(value->shown, needle));
}

static bool find_in_lines(
	struct event_value *value, const struct document_search *search, size_t *line)
{
	struct document_search within = *search;
	size_t at = *line > 0 ? *line - 1 : 0;

	within.from_start = search->from_start || (*line == 0 && !search->back);
	if (!value->document || (search->back && !search->from_start && *line == 0) ||
		!document_seek(value->document, &within, &at)) {
		return false;
	}
	value->open = true;
	document_reveal(value->document, at);
	*line = at + 1;
	return true;
}

static bool find_in_field(
	struct event_value *value, const struct document_search *search, size_t *line)
{
	bool named = is_in_name_line(value, search->needle);

	if (!search->back) {
		if (search->from_start && named) {
			*line = 0;
			return true;
		}
		return find_in_lines(value, search, line);
	}
	if (find_in_lines(value, search, line)) {
		return true;
	}
	named = named && (search->from_start || *line > 0);
	*line = named ? 0 : *line;
	return named;
}

static bool find_in(
	struct event_page *page, const struct document_search *search, struct pager_place *at)
{
	return at->part == 0 ? find_in_head(page, search, &at->line)
			     : find_in_field(&page->values[at->part - 1], search, &at->line);
}

bool event_page_find(struct event_page *page, const struct event_page_search *search,
	struct pager_place *at, bool *around)
{
	struct document_search within = {.needle = search->needle, .back = search->back};
	size_t parts = page->count + 1, tried;
	struct pager_place place = *at;

	*around = false;
	if (search->needle.length == 0) {
		return false;
	}
	within.from_start = search->here && place.line == 0;
	place.line -= search->here && place.line > 0;
	for (tried = 0; tried <= parts; tried++) {
		if (find_in(page, &within, &place)) {
			*at = place;
			return true;
		}
		*around = *around || (search->back ? place.part == 0 : place.part == page->count);
		place.part = (place.part + (search->back ? parts - 1 : 1)) % parts;
		place.line = 0;
		within.from_start = true;
	}
	return false;
}
