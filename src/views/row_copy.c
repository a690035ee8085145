#include "row_copy.h"

#include <string.h>

#include "base/sanitise.h"
#include "stream/entry_json.h"

enum { COPY_BYTES_MAX = 64 << 20 };

/* Pasted somewhere, it is to do nothing there: line ends stay, other controls are spelled out. */
static void add_safe(struct buf *out, struct text raw)
{
	struct text rest = raw;

	while (rest.length > 0) {
		const char *end = memchr(rest.at, '\n', rest.length);

		sanitise_text(out, text_cut(&rest, '\n'));
		if (end) {
			buf_add_byte(out, '\n');
		}
	}
}

void row_copy_payload(struct buf *out, const struct event_row *row, const struct event *event,
	const struct mask *mask)
{
	const struct entry *entry = &row->entry;
	struct buf raw;
	size_t n;

	buf_init(&raw, COPY_BYTES_MAX);
	if (event->payload.length > 0) {
		seen_payload(mask, &row->entry, event, &raw);
	}
	for (n = 0; n < entry->field_count && event->payload.length == 0; n++) {
		buf_add_text(&raw, entry->fields[n].name);
		buf_add_byte(&raw, '=');
		mask_value(mask, entry->fields[n].name, entry->fields[n].value, &raw);
		buf_add_byte(&raw, '\n');
	}
	add_safe(out, buf_text(&raw));
	buf_finish(&raw);
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
