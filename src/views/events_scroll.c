#include "events_scroll.h"

#include <string.h>

#include "base/mem.h"

enum { KEY_BYTES_MAX = 1 << 30 };

void events_scroll_init(struct events_scroll *scroll)
{
	*scroll = (struct events_scroll){.sticky = true, .marks = map_create()};
}

void events_scroll_finish(struct events_scroll *scroll)
{
	ref_finish(&scroll->selected);
	ref_finish(&scroll->first);
	ref_finish(&scroll->seen);
	ref_finish(&scroll->marked_last);
	map_destroy(scroll->marks);
	*scroll = (struct events_scroll){.at = 0};
}

void events_scroll_reset(struct events_scroll *scroll, const struct id *pin)
{
	int rows = scroll->rows;

	events_scroll_finish(scroll);
	events_scroll_init(scroll);
	scroll->rows = rows;
	if (pin) {
		scroll->sticky = false;
		scroll->pinned = true;
		scroll->pin = *pin;
	}
}

void events_scroll_key(struct buf *out, struct text topic, struct id id)
{
	buf_add(out, &id, sizeof(id));
	buf_add_text(out, topic);
}

static void keep(struct ref *ref, const struct event_list *list, size_t i)
{
	const struct event_row *row = event_list_at(list, i);
	struct ref now;

	if (row) {
		now = ref_entry(row->topic, row->entry.id);
		if (!ref_equal(ref, &now)) {
			ref_set(ref, &now);
		}
	}
}

/* Where it stands now, or would. */
static size_t place_of(const struct ref *ref, const struct event_list *list)
{
	size_t i;

	event_list_find(list, ref->topic, ref->id, &i);
	return i;
}

static size_t last_of(size_t i, size_t count)
{
	return i < count ? i : count - 1;
}

static size_t rows_of(const struct events_scroll *scroll)
{
	return scroll->rows > 0 ? (size_t)scroll->rows : 1;
}

static void keep_in_sight(struct events_scroll *scroll)
{
	size_t rows = rows_of(scroll);
	size_t last_top = scroll->count > rows ? scroll->count - rows : 0;

	if (scroll->top > scroll->at) {
		scroll->top = scroll->at;
	}
	if (scroll->at - scroll->top >= rows) {
		scroll->top = scroll->at - rows + 1;
	}
	if (scroll->top > last_top) {
		scroll->top = last_top;
	}
}

static void find_place(struct events_scroll *scroll, const struct event_list *list)
{
	size_t i;

	if (scroll->sticky) {
		scroll->at = scroll->count - 1;
		scroll->top = scroll->at;
	} else if (scroll->pinned) {
		event_list_find(list, text_of(""), scroll->pin, &i);
		scroll->at = last_of(i, scroll->count);
		scroll->top =
			scroll->at > rows_of(scroll) / 3 ? scroll->at - rows_of(scroll) / 3 : 0;
	} else {
		scroll->at = last_of(place_of(&scroll->selected, list), scroll->count);
		scroll->top = last_of(place_of(&scroll->first, list), scroll->count);
	}
}

static void remember(struct events_scroll *scroll, const struct event_list *list)
{
	keep_in_sight(scroll);
	keep(&scroll->selected, list, scroll->at);
	keep(&scroll->first, list, scroll->top);
	if (scroll->sticky) {
		keep(&scroll->seen, list, scroll->count - 1);
	}
}

void events_scroll_refresh(struct events_scroll *scroll, const struct event_list *list)
{
	scroll->count = event_list_count(list);
	if (scroll->count == 0) {
		scroll->at = scroll->top = 0;
		return;
	}
	find_place(scroll, list);
	remember(scroll, list);
}

void events_scroll_layout(struct events_scroll *scroll, int rows)
{
	scroll->rows = rows > 0 ? rows : 0;
	if (scroll->count > 0) {
		keep_in_sight(scroll);
	}
}

static void move_to(struct events_scroll *scroll, const struct event_list *list, ptrdiff_t to)
{
	ptrdiff_t last = (ptrdiff_t)scroll->count - 1;

	if (last < 0) {
		return;
	}
	scroll->at = (size_t)(to < 0 ? 0 : to > last ? last : to);
	scroll->pinned = false;
	scroll->sticky = scroll->at == scroll->count - 1;
	remember(scroll, list);
}

static void add_mark(struct events_scroll *scroll, const struct event_row *row)
{
	struct buf key;

	buf_init(&key, KEY_BYTES_MAX);
	events_scroll_key(&key, row->topic, row->entry.id);
	map_put(scroll->marks, buf_text(&key), scroll->marks);
	buf_finish(&key);
}

static bool remove_mark(struct events_scroll *scroll, const struct event_row *row)
{
	struct buf key;
	bool was;

	buf_init(&key, KEY_BYTES_MAX);
	events_scroll_key(&key, row->topic, row->entry.id);
	was = map_remove(scroll->marks, buf_text(&key)) != NULL;
	buf_finish(&key);
	return was;
}

static void mark(struct events_scroll *scroll, const struct event_list *list)
{
	const struct event_row *row = events_scroll_row(scroll, list);

	if (!row) {
		return;
	}
	if (!remove_mark(scroll, row)) {
		add_mark(scroll, row);
		keep(&scroll->marked_last, list, scroll->at);
	}
	move_to(scroll, list, (ptrdiff_t)scroll->at + 1);
}

/* From the row marked last to the selected one; without one, the selected row begins a range. */
static void mark_range(struct events_scroll *scroll, const struct event_list *list)
{
	size_t from = scroll->at, to = scroll->at, other, i;

	if (scroll->count == 0) {
		return;
	}
	if (scroll->marked_last.subject == SUBJECT_ENTRY &&
		event_list_find(list, scroll->marked_last.topic, scroll->marked_last.id, &other)) {
		from = other < from ? other : from;
		to = other > to ? other : to;
	}
	for (i = from; i <= to; i++) {
		add_mark(scroll, event_list_at(list, i));
	}
	keep(&scroll->marked_last, list, scroll->at);
}

static void mark_all(struct events_scroll *scroll, const struct event_list *list)
{
	for (size_t i = 0; i < event_list_count(list); i++) {
		add_mark(scroll, event_list_at(list, i));
	}
}

static void unmark_all(struct events_scroll *scroll)
{
	map_destroy(scroll->marks);
	scroll->marks = map_create();
	ref_finish(&scroll->marked_last);
}

static bool move(struct events_scroll *scroll, const struct event_list *list, const char *action)
{
	ptrdiff_t at = (ptrdiff_t)scroll->at, page = (ptrdiff_t)rows_of(scroll);
	const struct {
		const char *action;
		ptrdiff_t to;
	} moves[] = {
		{"up", at - 1},
		{"down", at + 1},
		{"half-up", at - (page + 1) / 2},
		{"half-down", at + (page + 1) / 2},
		{"page-up", at - page},
		{"page-down", at + page},
		{"first", 0},
		{"last", (ptrdiff_t)scroll->count},
	};
	size_t i;

	for (i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (strcmp(action, moves[i].action) == 0) {
			move_to(scroll, list, moves[i].to);
			return true;
		}
	}
	return false;
}

bool events_scroll_knows(const char *action)
{
	static const char *const names[] = {"up", "down", "half-up", "half-down", "page-up",
		"page-down", "first", "last", "mark", "mark-range", "mark-all", "unmark-all"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(action, names[i]) == 0) {
			return true;
		}
	}
	return false;
}

bool events_scroll_act(
	struct events_scroll *scroll, const struct event_list *list, const char *action)
{
	if (event_list_count(list) != scroll->count) {
		events_scroll_refresh(scroll, list);
	}
	if (strcmp(action, "mark") == 0) {
		mark(scroll, list);
	} else if (strcmp(action, "mark-range") == 0) {
		mark_range(scroll, list);
	} else if (strcmp(action, "mark-all") == 0) {
		mark_all(scroll, list);
	} else if (strcmp(action, "unmark-all") == 0) {
		unmark_all(scroll);
	} else {
		return move(scroll, list, action);
	}
	return true;
}

const struct event_row *events_scroll_row(
	const struct events_scroll *scroll, const struct event_list *list)
{
	return scroll->count > 0 ? event_list_at(list, scroll->at) : NULL;
}

size_t events_scroll_below(const struct events_scroll *scroll, const struct event_list *list)
{
	size_t place;

	if (scroll->sticky || scroll->seen.subject == SUBJECT_NONE) {
		return 0;
	}
	place = place_of(&scroll->seen, list);
	return place + 1 < scroll->count ? scroll->count - place - 1 : 0;
}

bool events_scroll_marked(const struct events_scroll *scroll, const struct event_row *row)
{
	struct buf key;
	bool is;

	if (map_count(scroll->marks) == 0) {
		return false;
	}
	buf_init(&key, KEY_BYTES_MAX);
	events_scroll_key(&key, row->topic, row->entry.id);
	is = map_get(scroll->marks, buf_text(&key)) != NULL;
	buf_finish(&key);
	return is;
}

bool events_scroll_next_mark(
	const struct events_scroll *scroll, size_t *at, struct events_mark *mark)
{
	struct text key;
	void *value;

	if (!map_next(scroll->marks, at, &key, &value)) {
		return false;
	}
	memcpy(&mark->id, key.at, sizeof(mark->id));
	mark->topic = text_from(key.at + sizeof(mark->id), key.length - sizeof(mark->id));
	return true;
}
