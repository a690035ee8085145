#include "event_copy.h"

#include <string.h>

#include "base/utf8.h"
#include "stream/entry_json.h"

static bool is_bare(struct text text)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "_./:@%+=,-";
	size_t i;

	for (i = 0; i < text.length; i++) {
		if (text.at[i] == '\0' || !strchr(safe, text.at[i])) {
			return false;
		}
	}
	return text.length > 0;
}

static bool is_printable(struct text text)
{
	size_t i;

	for (i = 0; i < text.length; i++) {
		if (text.at[i] < 0x20 || text.at[i] == 0x7f) {
			return false;
		}
	}
	return true;
}

static void quote(struct buf *out, struct text text)
{
	bool plain = is_printable(text);
	size_t i;

	buf_add_string(out, plain ? "'" : "$'");
	for (i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.at[i];

		if (plain && byte == '\'') {
			buf_add_string(out, "'\\''");
		} else if (!plain && (byte < 0x20 || byte > 0x7e)) {
			buf_addf(out, "\\x%02x", byte);
		} else if (!plain && (byte == '\'' || byte == '\\')) {
			buf_addf(out, "\\%c", byte);
		} else {
			buf_add_byte(out, text.at[i]);
		}
	}
	buf_add_byte(out, '\'');
}

void event_copy_command(struct buf *out, const struct close_entry *entry)
{
	char id[ID_TEXT_MAX];

	id_format(id, entry->id);
	buf_add_string(out, "redis-cli XRANGE ");
	if (is_bare(entry->topic)) {
		buf_add_text(out, entry->topic);
	} else {
		quote(out, entry->topic);
	}
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
