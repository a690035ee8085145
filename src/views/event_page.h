/*
 * One entry as one page of lines: what is known of it, then its fields, a value that is more than a
 * line laid out below its name. Made of an entry of the model, whose bytes it borrows; what may not
 * be seen is not in it.
 */
#ifndef VIEWS_EVENT_PAGE_H
#define VIEWS_EVENT_PAGE_H

#include "draw/pager.h"
#include "event_head.h"
#include "stream/document.h"

enum {
	EVENT_PAGE_MARGIN = 1, /* where a mark of what was altered stands */
	EVENT_PAGE_INDENT = 3, /* of the lines of a value */
};

struct event_value {
	struct text name, shown;
	struct buf masked; /* owner of `shown`, where something was hidden */
	bool is_masked;
	struct document *document; /* NULL: one line says it all */
	bool open, folded;         /* laid out below the name; its containers were all folded */
};

struct event_page {
	struct event_head head;
	size_t count;
	struct event_value *values;
	size_t masked;          /* how many fields */
	struct seen_event seen; /* the event */
	/* What its envelope holds, where no field shows it as it is. */
	struct buf payload;
	struct document *decoded; /* NULL: there is none */
	int width, name_cells;
	/* What it was made of. */
	bool made;
	uint64_t version;
	const struct entry_field *of;
};

/* Part 0 is the head, part i + 1 field i: its name, then the lines of its value. */
extern const struct pager_source event_page_source;

void event_page_finish(struct event_page *page);
/* Whether what is shown is this; else nothing of it may be touched but to make it anew. */
bool event_page_is(const struct event_page *page, const struct close_entry *entry);
/* `mask` NULL: nothing is hidden. */
void event_page_make(struct event_page *page, const struct close_entry *entry,
	const struct mask *mask, int width);
/* What is open stays open; what was folded is as it was at first. */
void event_page_set_width(struct event_page *page, int width);
/* Goes on making lines; `whole` makes all that there are. */
void event_page_advance(struct event_page *page, bool whole);

/* The field that is meant at that place. */
bool event_page_field(const struct event_page *page, struct pager_place at, size_t *field);
/* A place that there is, where lines went or were folded. */
void event_page_keep(const struct event_page *page, struct pager_place *at);
/* Each may move the place, to where the line went. */
void event_page_toggle(struct event_page *page, struct pager_place *at);
void event_page_fold(struct event_page *page, struct pager_place *at);
void event_page_unfold(struct event_page *page, struct pager_place *at);
void event_page_fold_all(struct event_page *page, struct pager_place *at);
/* The next kind that the value can be shown as. */
void event_page_turn(struct event_page *page, struct pager_place *at);

/* The next place, or the one before, where the needle is; *around: beyond an end. With `here` the
 * place itself counts. Opens what it is in. */
struct event_page_search {
	struct text needle;
	bool back, here;
};
bool event_page_find(struct event_page *page, const struct event_page_search *search,
	struct pager_place *at, bool *around);

#endif
