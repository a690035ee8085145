#include "row_copy.h"

#include <string.h>

#include "stream/entry_json.h"

enum { PLAIN_FIRST = 0x20, PLAIN_LAST = 0x7e };

static bool is_bare(struct text word)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "_./:@%+=,-";
	size_t i;

	for (i = 0; i < word.length; i++) {
		if (!memchr(safe, word.at[i], sizeof(safe) - 1)) {
			return false;
		}
	}
	return word.length > 0;
}

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

void row_copy_word(struct buf *out, struct text word)
{
	bool plain = true;
	size_t i;

	if (is_bare(word)) {
		buf_add_text(out, word);
		return;
	}
	for (i = 0; i < word.length; i++) {
		plain = plain && word.at[i] >= PLAIN_FIRST && word.at[i] <= PLAIN_LAST;
	}
	buf_add_string(out, plain ? "'" : "$'");
	for (i = 0; i < word.length; i++) {
		unsigned char byte = (unsigned char)word.at[i];

		if (byte == '\'') {
			buf_add_string(out, plain ? "'\\''" : "\\'");
		} else if (!plain && byte == '\\') {
			buf_add_string(out, "\\\\");
		} else if (byte < PLAIN_FIRST || byte > PLAIN_LAST) {
			buf_addf(out, "\\x%02x", byte);
		} else {
			buf_add_byte(out, word.at[i]);
		}
	}
	buf_add_byte(out, '\'');
}
