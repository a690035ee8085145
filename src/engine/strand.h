/*
 * The topics of a scan, each a strand of entries that grows at one end and is taken from at the
 * other, and all of them in the order of what comes next: by id, then by name, or the other way
 * round. Of a strand that holds nothing it is known before which id nothing comes. It asks nothing
 * itself.
 */
#ifndef ENGINE_STRAND_H
#define ENGINE_STRAND_H

#include "page.h"
#include "stream/fact.h"

struct strand {
	struct text name;
	size_t number; /* place in the caller's list */
	/* What is not read yet, seen from where it begins; `ended`: nothing. */
	struct id next, end;
	bool ended;
	bool has_last;
	struct id last; /* read last, or passed over */
	bool overlap;   /* `last` is asked for again: while it is there nothing behind it was
			   trimmed */
	struct page *first_page, *last_page; /* read and not taken */
	size_t held;                         /* bytes of those that are left, about */
	double entry_bytes;                  /* what an entry of it takes, about; 0 not known */
	int asked, asked_before;             /* entries */
	size_t asked_bytes;
	bool asking, queued;
	bool put_off; /* there was no room for what was read: not again before it is the next */
	enum fact_outcome outcome; /* ABSENT, WRONGTYPE or DENIED where that ended it */
	bool removed;              /* entries of it were removed while it was read */
	uint64_t handed;           /* entries that were taken */
	struct id handed_first, handed_last;
	size_t toobig; /* passed over */
	struct strand *queue_next;
	size_t at; /* place in the order */
};

struct strands {
	bool newest_first;
	size_t count; /* all */
	struct strand *all;
	size_t ordered; /* those that hold or may get entries */
	struct strand **order;
};

/* As many as the caller fills in `all`: names (owned, mem_free), next and end; then strands_order.
 */
void strands_init(struct strands *strands, size_t count, bool newest_first);
void strands_finish(struct strands *strands);
void strands_order(struct strands *strands);

/* What comes next; NULL where nothing will. */
struct strand *strands_top(const struct strands *strands);
/* After a change to it: goes to its place, or leaves the order where it ended and is empty. */
void strands_settle(struct strands *strands, struct strand *strand);

/* NULL where nothing is held. */
const struct entry *strand_head(const struct strand *strand);
/* No entry of it comes before this one. */
struct id strand_bound(const struct strand *strand);
void strand_put(struct strand *strand, struct page *page);
/* Gives up the head; returns its bytes. */
size_t strand_take(struct strand *strand);

/* Ids in the order of the strands: which comes first, and the next one behind (the last stays). */
int strands_compare(const struct strands *strands, struct id a, struct id b);
struct id strands_after(const struct strands *strands, struct id id);
struct id id_before(struct id id);

#endif
