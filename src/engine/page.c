#include "page.h"

#include <string.h>

#include "base/mem.h"

size_t entry_bytes(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

static struct text copy_text(char **at, struct text text)
{
	struct text copy = text_from(*at, text.length);

	if (text.length > 0) {
		memcpy(*at, text.at, text.length);
	}
	*at += text.length;
	return copy;
}

static void copy_entry(
	struct entry *copy, const struct entry *entry, struct entry_field *fields, char **at)
{
	*copy = (struct entry){
		.id = entry->id, .field_count = entry->field_count, .fields = fields};
	for (size_t i = 0; i < entry->field_count; i++) {
		fields[i].name = copy_text(at, entry->fields[i].name);
		fields[i].value = copy_text(at, entry->fields[i].value);
	}
}

struct page *page_copy(const struct entry *entries, size_t count)
{
	size_t bytes = 0, field_count = 0;

	for (size_t i = 0; i < count; i++) {
		bytes += entry_bytes(&entries[i]);
		field_count += entries[i].field_count;
	}
	struct page *page = mem_alloc(1,
		sizeof *page + count * sizeof *entries + field_count * sizeof(struct entry_field) +
			bytes);
	struct entry_field *fields = (void *)(page->entries + count);
	char *at = (char *)(fields + field_count);

	page->count = count;
	page->bytes = bytes;
	for (size_t i = 0; i < count; i++) {
		copy_entry(&page->entries[i], &entries[i], fields, &at);
		fields += entries[i].field_count;
	}
	return page;
}
