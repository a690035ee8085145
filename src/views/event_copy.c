#include "event_copy.h"

#include "row_copy.h"
#include "stream/entry_json.h"

void event_copy_command(struct buf *out, const struct close_entry *entry)
{
	char id[ID_TEXT_MAX];

	id_format(id, entry->id);
	buf_add_string(out, "redis-cli XRANGE ");
	row_copy_word(out, entry->topic);
	buf_addf(out, " %s %s", id, id);
}

void event_copy_row(struct buf *out, const struct event_page *page, const struct close_entry *entry,
	const struct mask *mask)
{
	entry_json_write(out,
		&(struct entry_json){
			.topic = entry->topic,
			.entry = &entry->entry,
			.mask = mask,
			.more = event_json,
			.arg = &page->event,
		});
}

bool event_copy_payload(struct buf *out, const struct event_page *page,
	const struct close_entry *entry, const struct mask *mask)
{
	if (page->event.payload.length == 0) {
		return false;
	}
	seen_payload(mask, &entry->entry, &page->event, out);
	return true;
}
