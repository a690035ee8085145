#include "event_copy.h"

#include "base/shell.h"
#include "stream/entry_json.h"

void event_copy_command(struct buf *out, const struct model *model, const struct close_entry *entry)
{
	char id[ID_TEXT_MAX];

	id_format(id, entry->id);
	buf_addf(out, "%s XRANGE ", model_client(model));
	shell_word(out, entry->topic);
	buf_addf(out, " %s %s", id, id);
}

void event_copy_row(struct buf *out, const struct close_entry *entry, const struct mask *mask)
{
	static const struct event none = {.envelope = NULL};
	struct seen_event seen;

	seen_event_init(&seen);
	seen_event_set(&seen, mask, &entry->entry, entry->event ? entry->event : &none);
	entry_json_write(out,
		&(struct entry_json){
			.topic = entry->topic,
			.entry = &entry->entry,
			.mask = mask,
			.more = event_json,
			.arg = &seen.event,
		});
	seen_event_finish(&seen);
}

bool event_copy_payload(struct buf *out, const struct close_entry *entry, const struct mask *mask)
{
	if (!entry->event || entry->event->payload.length == 0) {
		return false;
	}
	seen_payload(mask, &entry->entry, entry->event, out);
	return true;
}
