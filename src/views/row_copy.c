#include "row_copy.h"

#include "stream/entry_json.h"

void row_copy_payload(struct buf *out, const struct event_row *row, const struct event *event,
	const struct mask *mask)
{
	const struct entry *entry = &row->entry;
	size_t n;

	if (event->payload.length > 0) {
		seen_payload(mask, &row->entry, event, out);
		return;
	}
	for (n = 0; n < entry->field_count; n++) {
		buf_add_text(out, entry->fields[n].name);
		buf_add_byte(out, '=');
		mask_value(mask, entry->fields[n].name, entry->fields[n].value, out);
		buf_add_byte(out, '\n');
	}
}

void row_copy_json(struct buf *out, const struct event_row *row, const struct event *event,
	const struct mask *mask)
{
	struct seen_event seen;
	struct entry_json json = {
		.topic = row->topic,
		.entry = &row->entry,
		.mask = mask,
		.more = event_json,
		.arg = &seen.event,
	};

	seen_event_init(&seen);
	seen_event_set(&seen, mask, &row->entry, event);
	entry_json_write(out, &json);
	buf_add_byte(out, '\n');
	seen_event_finish(&seen);
}
