#include "base/mem.h"
#include "pending_private.h"

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

static struct fetch_page page_of(const struct pending *pending)
{
	return (struct fetch_page){
		.topic = pending->options->topic,
		.group = pending->options->group,
		.consumer = pending->options->consumer,
	};
}

void pending_ask_page(struct pending *pending)
{
	struct fetch_page page = page_of(pending);

	pending->page_size = pending->page_size == 0 ? PAGE_FIRST
		: pending->page_size * 2 < PAGE_MAX  ? pending->page_size * 2
						     : PAGE_MAX;
	page.from = pending->from;
	page.to = pending->to;
	page.count = pending->page_size;
	pending->asked++;
	fetch_pending_page(pending->fetcher, &page);
}

void pending_take_page(struct pending *pending, const struct fact_pending *page)
{
	if (pending->rows == NULL) {
		pending->rows = mem_alloc(PAGE_MAX, sizeof *pending->rows);
		buf_init(&pending->names, NAMES_BYTES_MAX);
	}
	buf_reset(&pending->names);
	pending->count = page->count < PAGE_MAX ? page->count : PAGE_MAX;
	pending->next = 0;
	for (size_t i = 0; i < pending->count; i++) {
		struct pending_kept *row = &pending->rows[i];

		*row = (struct pending_kept){
			.as = page->entries[i], .name_at = pending->names.length};
		buf_add_text(&pending->names, row->as.consumer);
		buf_add_byte(&pending->names, '\0');
	}
	for (size_t i = 0; i < pending->count; i++) {
		struct pending_kept *row = &pending->rows[i];

		row->as.consumer =
			text_from(pending->names.at + row->name_at, row->as.consumer.length);
	}
	pending->page_ends = page->page_ends;
	if (pending->count > 0) {
		struct id last = pending->rows[pending->count - 1].as.id;

		pending->from = id_next(last);
		pending->page_ends = pending->page_ends || id_compare(last, pending->to) >= 0;
	}
}

static void ask_range(struct pending *pending, size_t first, size_t last, int count)
{
	pending->asked++;
	fetch_range(pending->fetcher, pending->options->topic, pending->rows[first].as.id,
		pending->rows[last].as.id, false, count);
}

void pending_ask_entries(struct pending *pending)
{
	size_t end =
		pending->count - pending->next < SINGLES ? pending->count : pending->next + SINGLES;

	pending->stopped = false;
	pending->answered = pending->next;
	if (pending->range_count == 0) {
		pending->range_count = RANGE_FIRST;
	}
	if (!pending->sparse) {
		ask_range(pending, pending->next, pending->count - 1, pending->range_count);
		return;
	}
	for (size_t i = pending->next; i < end; i++) {
		ask_range(pending, i, i, 1);
	}
}

/* A ghost is told only of what was pending still after it was not in the topic: meanwhile it may
 * have been acknowledged and deleted. */
void pending_ask_confirm(struct pending *pending)
{
	struct fetch_page page = page_of(pending);

	page.from = pending->rows[pending->next].as.id;
	page.to = pending->rows[pending->count - 1].as.id;
	page.count = PAGE_MAX;
	pending->asked++;
	fetch_pending_page(pending->fetcher, &page);
}

void pending_take_confirm(struct pending *pending, const struct fact_pending *page)
{
	size_t kept = pending->next, at = 0;

	pending->wants_confirm = false;
	for (size_t i = pending->next; i < pending->count; i++) {
		struct pending_kept row = pending->rows[i];

		while (at < page->count && id_compare(page->entries[at].id, row.as.id) < 0) {
			at++;
		}
		bool known = at < page->count || page->count < PAGE_MAX;
		bool still = at < page->count && id_compare(page->entries[at].id, row.as.id) == 0;
		if (row.state == PENDING_MISSING && known) {
			row.state = PENDING_GONE;
		}
		if (row.state != PENDING_GONE || still || !known) {
			pending->rows[kept++] = row;
		}
	}
	pending->count = kept;
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
	struct pending *pending, size_t first, size_t end, const struct fact_entries *entries)
{
	size_t at = 0, hits = 0;

	for (size_t i = first; i < end; i++) {
		struct pending_kept *row = &pending->rows[i];

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
static void hand_over(struct pending *pending, size_t end, const struct fact_entries *entries)
{
	size_t at = 0;

	while (pending->next < end && !pending->stopped) {
		struct pending_kept *row = &pending->rows[pending->next];

		while (at < entries->count && id_compare(entries->entries[at].id, row->as.id) < 0) {
			at++;
		}
		bool here =
			at < entries->count && id_compare(entries->entries[at].id, row->as.id) == 0;
		if (!here && row->state == PENDING_MISSING) {
			pending->wants_confirm = pending->stopped = true;
			return;
		}
		row->state = here ? PENDING_NEW : row->state;
		bool toobig = !here && row->state == PENDING_NEW;
		pending->stopped =
			!pending_hand(pending, here ? &entries->entries[at] : NULL, toobig);
	}
}

static size_t rows_upto(const struct pending *pending, struct id id)
{
	size_t end = pending->next;

	while (end < pending->count && id_compare(pending->rows[end].as.id, id) <= 0) {
		end++;
	}
	return end;
}

static void learn(struct pending *pending, const struct fact_entries *entries, size_t hits)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entries->count; i++) {
		bytes += entry_size(&entries->entries[i]);
	}
	pending->sparse = entries->count > 0 && hits * DENSE_SHARE < entries->count;
	if (bytes * 2 <= REPLY_BYTES && pending->range_count * 2 <= RANGE_MAX) {
		pending->range_count *= 2;
	} else if (bytes > REPLY_BYTES && pending->range_count > 1) {
		pending->range_count /= 2;
	}
}

void pending_take_entries(struct pending *pending, const struct fact *fact)
{
	const struct fact_entries *entries = &fact->entries;
	bool single = pending->sparse;
	size_t first = single ? pending->answered++ : pending->next, end = pending->count;
	int wanted = single ? 1 : pending->range_count;
	struct fact_entries told = *entries;

	if (!single && fact->outcome == FACT_TOOBIG && !entries->has_toobig) {
		pending->sparse = true;
		return;
	}
	if (single) {
		end = first + 1;
		/* The answer was for this one, whether or not its id could be read. */
		told.toobig = pending->rows[first].as.id;
		told.has_toobig = fact->outcome == FACT_TOOBIG;
	} else if (fact->outcome == FACT_TOOBIG) {
		end = rows_upto(pending, told.toobig);
	} else if ((int)entries->count >= wanted) {
		end = rows_upto(pending, entries->entries[entries->count - 1].id);
	}
	size_t hits = mark_missing(pending, first, end, &told);
	hand_over(pending, end, &told);
	if (!single) {
		learn(pending, entries, hits);
	} else if (pending->asked == 0) {
		pending->sparse = false;
	}
}
