#include "strand.h"

#include "base/mem.h"

void strands_init(struct strands *strands, size_t count, bool newest_first)
{
	*strands = (struct strands){
		.newest_first = newest_first,
		.count = count,
		.all = mem_alloc(count + 1, sizeof *strands->all),
		.order = mem_alloc(count + 1, sizeof(struct strand *)),
	};
}

void strands_finish(struct strands *strands)
{
	for (size_t i = 0; i < strands->count; i++) {
		struct strand *strand = &strands->all[i];

		while (strand->first_page != NULL) {
			struct page *next = strand->first_page->next;
			mem_free(strand->first_page);
			strand->first_page = next;
		}
		mem_free((char *)strand->name.at);
	}
	mem_free(strands->all);
	mem_free(strands->order);
}

struct id id_before(struct id id)
{
	if (id.seq > 0) {
		return (struct id){id.ms, id.seq - 1};
	}
	return id.ms > 0 ? (struct id){id.ms - 1, UINT64_MAX} : id;
}

int strands_compare(const struct strands *strands, struct id a, struct id b)
{
	int order = id_compare(a, b);

	return strands->newest_first ? -order : order;
}

struct id strands_after(const struct strands *strands, struct id id)
{
	return strands->newest_first ? id_before(id) : id_next(id);
}

const struct entry *strand_head(const struct strand *strand)
{
	const struct page *page = strand->first_page;

	return page == NULL ? NULL : &page->entries[page->at];
}

struct id strand_bound(const struct strand *strand)
{
	const struct entry *head = strand_head(strand);

	return head == NULL ? strand->next : head->id;
}

static bool comes_first(
	const struct strands *strands, const struct strand *a, const struct strand *b)
{
	int order = id_compare(strand_bound(a), strand_bound(b));

	order = order != 0 ? order : text_compare(a->name, b->name);
	return strands->newest_first ? order > 0 : order < 0;
}

static void place(struct strands *strands, size_t at, struct strand *strand)
{
	strands->order[at] = strand;
	strand->at = at;
}

static void rise(struct strands *strands, struct strand *strand)
{
	size_t at = strand->at;

	while (at > 0 && comes_first(strands, strand, strands->order[(at - 1) / 2])) {
		place(strands, at, strands->order[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	place(strands, at, strand);
}

static void sink(struct strands *strands, struct strand *strand)
{
	size_t at = strand->at, child;

	while ((child = 2 * at + 1) < strands->ordered) {
		if (child + 1 < strands->ordered &&
			comes_first(strands, strands->order[child + 1], strands->order[child])) {
			child++;
		}
		if (!comes_first(strands, strands->order[child], strand)) {
			break;
		}
		place(strands, at, strands->order[child]);
		at = child;
	}
	place(strands, at, strand);
}

void strands_order(struct strands *strands)
{
	for (size_t i = 0; i < strands->count; i++) {
		if (!strands->all[i].ended) {
			place(strands, strands->ordered++, &strands->all[i]);
			rise(strands, &strands->all[i]);
		}
	}
}

struct strand *strands_top(const struct strands *strands)
{
	return strands->ordered == 0 ? NULL : strands->order[0];
}

void strands_settle(struct strands *strands, struct strand *strand)
{
	if (!strand->ended || strand->first_page != NULL) {
		rise(strands, strand);
		sink(strands, strand);
		return;
	}
	if (strand->at < strands->ordered && strands->order[strand->at] == strand) {
		struct strand *moved = strands->order[--strands->ordered];

		if (moved != strand) {
			place(strands, strand->at, moved);
			rise(strands, moved);
			sink(strands, moved);
		}
	}
}

void strand_put(struct strand *strand, struct page *page)
{
	strand->held += page->bytes;
	if (strand->first_page == NULL) {
		strand->first_page = page;
	} else {
		strand->last_page->next = page;
	}
	strand->last_page = page;
}

size_t strand_take(struct strand *strand)
{
	struct page *page = strand->first_page;
	size_t bytes = entry_bytes(&page->entries[page->at]);

	strand->handed_last = page->entries[page->at].id;
	strand->handed_first = strand->handed++ == 0 ? strand->handed_last : strand->handed_first;
	strand->held -= bytes;
	if (++page->at == page->count) {
		strand->first_page = page->next;
		mem_free(page);
	}
	return bytes;
}
