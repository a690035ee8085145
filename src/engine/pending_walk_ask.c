#include "base/mem.h"
#include "pending_walk_private.h"

enum {
	PAGE_FIRST = 100,
	PAGE_MAX = 1000,
	RANGE_FIRST = 16,
	RANGE_MAX = 500,
	SINGLES = 50,
	DENSE_SHARE = 4,           /* one of so many entries read is wanted */
	REPLY_BYTES = 1024 * 1024, /* wished for, at most */
	NAMES_BYTES_MAX = 1 << 30,
};

static struct fetch_page page_of(const struct pending_walk *walk)
{
	return (struct fetch_page){
		.topic = walk->options.topic,
		.group = walk->options.group,
		.consumer = walk->options.consumer,
	};
}

void pending_walk_ask_page(struct pending_walk *walk)
{
	struct fetch_page page = page_of(walk);

	walk->page_size = walk->page_size == 0   ? PAGE_FIRST
		: walk->page_size * 2 < PAGE_MAX ? walk->page_size * 2
						 : PAGE_MAX;
	page.from = walk->from;
	page.to = walk->to;
	page.count = walk->page_size;
	walk->asked++;
	fetch_pending_page(walk->fetcher, &page);
}

void pending_walk_take_page(struct pending_walk *walk, const struct fact_pending *page)
{
	if (walk->rows == NULL) {
		walk->rows = mem_alloc(PAGE_MAX, sizeof *walk->rows);
		buf_init(&walk->names, NAMES_BYTES_MAX);
	}
	buf_reset(&walk->names);
	walk->count = page->count < PAGE_MAX ? page->count : PAGE_MAX;
	walk->next = 0;
	for (size_t i = 0; i < walk->count; i++) {
		struct pending_kept *row = &walk->rows[i];

		*row = (struct pending_kept){.as = page->entries[i], .name_at = walk->names.length};
		buf_add_text(&walk->names, row->as.consumer);
		buf_add_byte(&walk->names, '\0');
	}
	for (size_t i = 0; i < walk->count; i++) {
		struct pending_kept *row = &walk->rows[i];

		row->as.consumer =
			text_from(walk->names.at + row->name_at, row->as.consumer.length);
	}
	walk->page_ends = page->page_ends;
	if (walk->count > 0) {
		struct id last = walk->rows[walk->count - 1].as.id;

		walk->from = id_next(last);
		walk->page_ends = walk->page_ends || id_compare(last, walk->to) >= 0;
	}
}

static void ask_range(struct pending_walk *walk, size_t first, size_t last, int count)
{
	walk->asked++;
	fetch_range(walk->fetcher, walk->options.topic, walk->rows[first].as.id,
		walk->rows[last].as.id, false, count);
}

void pending_walk_ask_entries(struct pending_walk *walk)
{
	size_t end = walk->count - walk->next < SINGLES ? walk->count : walk->next + SINGLES;

	walk->stopped = false;
	walk->answered = walk->next;
	if (walk->range_count == 0) {
		walk->range_count = RANGE_FIRST;
	}
	if (!walk->sparse) {
		ask_range(walk, walk->next, walk->count - 1, walk->range_count);
		return;
	}
	for (size_t i = walk->next; i < end; i++) {
		ask_range(walk, i, i, 1);
	}
}

/* A ghost is told only of what was pending still after it was not in the topic: meanwhile it may
 * have been acknowledged and deleted. */
void pending_walk_ask_confirm(struct pending_walk *walk)
{
	struct fetch_page page = page_of(walk);

	page.from = walk->rows[walk->next].as.id;
	page.to = walk->rows[walk->count - 1].as.id;
	page.count = PAGE_MAX;
	walk->asked++;
	fetch_pending_page(walk->fetcher, &page);
}

void pending_walk_take_confirm(struct pending_walk *walk, const struct fact_pending *page)
{
	size_t kept = walk->next, at = 0;

	walk->wants_confirm = false;
	for (size_t i = walk->next; i < walk->count; i++) {
		struct pending_kept row = walk->rows[i];

		while (at < page->count && id_compare(page->entries[at].id, row.as.id) < 0) {
			at++;
		}
		bool known = at < page->count || page->count < PAGE_MAX;
		bool still = at < page->count && id_compare(page->entries[at].id, row.as.id) == 0;
		if (row.state == PENDING_MISSING && known) {
			row.state = PENDING_GONE;
		}
		if (row.state != PENDING_GONE || still || !known) {
			walk->rows[kept++] = row;
		}
	}
	walk->count = kept;
}

static size_t entry_size(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

/* Rows first..end are covered by the answer: what it does not hold is missing. Returns how many it
 * holds. */
static size_t mark_missing(
	struct pending_walk *walk, size_t first, size_t end, const struct fact_entries *entries)
{
	size_t at = 0, hits = 0;

	for (size_t i = first; i < end; i++) {
		struct pending_kept *row = &walk->rows[i];

		while (at < entries->count && id_compare(entries->entries[at].id, row->as.id) < 0) {
			at++;
		}
		if (at < entries->count && id_compare(entries->entries[at].id, row->as.id) == 0) {
			hits++;
		} else if (row->state == PENDING_NEW &&
			!(entries->has_toobig && id_compare(entries->toobig, row->as.id) == 0)) {
			row->state = PENDING_MISSING;
		}
	}
	return hits;
}

/* Hands over what the answer knows of, until the caller or a ghost to be confirmed stops it. */
static void hand_over(struct pending_walk *walk, size_t end, const struct fact_entries *entries)
{
	size_t at = 0;

	while (walk->next < end && !walk->stopped) {
		struct pending_kept *row = &walk->rows[walk->next];

		while (at < entries->count && id_compare(entries->entries[at].id, row->as.id) < 0) {
			at++;
		}
		bool here =
			at < entries->count && id_compare(entries->entries[at].id, row->as.id) == 0;
		if (!here && row->state == PENDING_MISSING) {
			walk->wants_confirm = walk->stopped = true;
			return;
		}
		row->state = here ? PENDING_NEW : row->state;
		bool toobig = !here && row->state == PENDING_NEW;
		walk->stopped =
			!pending_walk_hand(walk, here ? &entries->entries[at] : NULL, toobig);
	}
}

static size_t rows_upto(const struct pending_walk *walk, struct id id)
{
	size_t end = walk->next;

	while (end < walk->count && id_compare(walk->rows[end].as.id, id) <= 0) {
		end++;
	}
	return end;
}

static void learn(struct pending_walk *walk, const struct fact_entries *entries, size_t hits)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entries->count; i++) {
		bytes += entry_size(&entries->entries[i]);
	}
	walk->sparse = entries->count > 0 && hits * DENSE_SHARE < entries->count;
	if (bytes * 2 <= REPLY_BYTES && walk->range_count * 2 <= RANGE_MAX) {
		walk->range_count *= 2;
	} else if (bytes > REPLY_BYTES && walk->range_count > 1) {
		walk->range_count /= 2;
	}
}

void pending_walk_take_entries(struct pending_walk *walk, const struct fact *fact)
{
	const struct fact_entries *entries = &fact->entries;
	bool single = walk->sparse;
	size_t first = single ? walk->answered++ : walk->next, end = walk->count;
	int wanted = single ? 1 : walk->range_count;
	struct fact_entries told = *entries;

	if (!single && fact->outcome == FACT_TOOBIG && !entries->has_toobig) {
		walk->sparse = true;
		return;
	}
	if (single) {
		end = first + 1;
		/* The answer was for this one, whether or not its id could be read. */
		told.toobig = walk->rows[first].as.id;
		told.has_toobig = fact->outcome == FACT_TOOBIG;
	} else if (fact->outcome == FACT_TOOBIG) {
		end = rows_upto(walk, told.toobig);
	} else if ((int)entries->count >= wanted) {
		end = rows_upto(walk, entries->entries[entries->count - 1].id);
	}
	size_t hits = mark_missing(walk, first, end, &told);
	hand_over(walk, end, &told);
	if (!single) {
		learn(walk, entries, hits);
	} else if (walk->asked == 0) {
		walk->sparse = false;
	}
}
