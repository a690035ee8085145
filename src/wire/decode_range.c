#include "decode_steps.h"

/* Entries first, the fields of all of them behind. */
struct page {
	struct entry *entries;
	struct entry_field *fields;
	size_t count;
};

static size_t pairs_of(const struct reply *item)
{
	const struct reply *fields = reply_item(item, 1);
	return fields != NULL && fields->kind == REPLY_LIST ? fields->count / 2 : 0;
}

static void page_init(struct page *page, const struct reply *range, struct decode_room *room)
{
	size_t pairs = 1; /* nothing is counted on from NULL */
	for (size_t i = 0; i < range->count; i++) {
		pairs += pairs_of(reply_item(range, i));
	}
	size_t entries_bytes = range->count * sizeof *page->entries;
	char *bytes = decode_take_raw(room, entries_bytes + pairs * sizeof *page->fields);
	*page = (struct page){
		.entries = (void *)bytes,
		.fields = (void *)(bytes + entries_bytes),
	};
}

/* A nil field list (deleted) gives no fields; where the answer was cut nil is what did not come. */
static bool take_item(struct page *page, const struct reply *item, bool cut)
{
	struct entry *entry = &page->entries[page->count];
	*entry = (struct entry){.field_count = 0};
	const struct reply *fields = reply_item(item, 1);
	bool deleted = !cut && fields != NULL && fields->kind == REPLY_NIL;
	if (!decode_id(reply_item(item, 0), &entry->id) ||
		!(deleted || decode_fields(fields, page->fields, entry))) {
		return false;
	}
	page->fields += entry->field_count;
	page->count++;
	return true;
}

static void take_page(
	const struct reply *range, bool cut, struct decode_room *room, struct fact *fact)
{
	struct page page;
	page_init(&page, range, room);
	while (page.count < range->count && take_item(&page, reply_item(range, page.count), cut)) {
	}
	fact->entries.count = page.count;
	fact->entries.entries = page.entries;
}

void decode_range(const struct reply *range, struct decode_room *room, struct fact *fact)
{
	struct fact_entries *entries = &fact->entries;
	fact->kind = FACT_ENTRIES;
	*entries = (struct fact_entries){.count = 0};
	if (decode_begin(range, REPLY_LIST, fact)) {
		take_page(range, false, room, fact);
		if (entries->count < range->count) {
			entries->count = 0;
			decode_refuse(fact, "a range was not answered with entries");
		}
		return;
	}
	const struct reply *before = reply_before(range);
	if (fact->outcome == FACT_TOOBIG && before != NULL && before->kind == REPLY_LIST) {
		take_page(before, true, room, fact);
		entries->has_toobig = (entries->count == 0 || reply_value_is_toobig(range)) &&
			decode_id(reply_item(reply_item(before, entries->count), 0),
				&entries->toobig);
	}
}

void decode_read(const struct reply *item, bool cut, struct decode_room *room, struct fact *fact)
{
	struct fact_entries *entries = &fact->entries;
	const struct reply *range = reply_item(item, 1);
	fact->kind = FACT_ENTRIES;
	*entries = (struct fact_entries){.whence = WHENCE_LIVE};
	if (!reply_text(reply_item(item, 0), &fact->topic) ||
		!decode_begin(range, REPLY_LIST, fact)) {
		decode_refuse(fact, "XREAD was not answered with keys and their entries");
		return;
	}
	take_page(range, cut, room, fact);
	if (entries->count == range->count) {
		return;
	}
	if (!cut) {
		entries->count = 0;
		decode_refuse(fact, "XREAD was not answered with entries");
		return;
	}
	fact->outcome = FACT_TOOBIG;
	entries->has_toobig =
		decode_id(reply_item(reply_item(range, entries->count), 0), &entries->toobig);
}
