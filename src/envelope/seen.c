#include "envelope/seen.h"

#include <string.h>

/* ATTRIBUTES: of an event that are texts. */
enum { SEEN_BYTES_MAX = 64 << 20, ATTRIBUTES = 7 };

void seen_event_init(struct seen_event *seen)
{
	*seen = (struct seen_event){.event = {.envelope = NULL}};
	buf_init(&seen->whole, SEEN_BYTES_MAX);
	buf_init(&seen->hidden, SEEN_BYTES_MAX);
}

void seen_event_finish(struct seen_event *seen)
{
	buf_finish(&seen->whole);
	buf_finish(&seen->hidden);
}

void seen_payload(const struct mask *mask, const struct entry *entry, const struct event *event,
	struct buf *out)
{
	struct text name = text_of("payload");
	size_t i;

	for (i = 0; i < entry->field_count; i++) {
		struct text value = entry->fields[i].value;

		if (event->payload.at >= value.at && event->payload.at < value.at + value.length) {
			name = entry->fields[i].name;
		}
	}
	mask_value(mask, name, event->payload, out);
}

/* All that is shown of the entry elsewhere. */
static void put_whole(struct seen_event *seen, const struct mask *mask, const struct entry *entry,
	const struct event *event)
{
	size_t i;

	buf_reset(&seen->whole);
	for (i = 0; i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];

		mask_value(mask, field->name, field->value, &seen->whole);
		buf_add_byte(&seen->whole, '\n');
	}
	if (event && event->payload.length > 0) {
		seen_payload(mask, entry, event, &seen->whole);
	}
}

static bool holds(const struct buf *whole, struct text text)
{
	const char *at = whole->at, *end = at + whole->length;

	while (at && (size_t)(end - at) >= text.length) {
		at = memchr(at, text.at[0], (size_t)(end - at) - text.length + 1);
		if (at && memcmp(at, text.at, text.length) == 0) {
			return true;
		}
		at = at ? at + 1 : NULL;
	}
	return false;
}

static void hide(const struct mask *mask, struct text text, struct buf *out)
{
	size_t before = out->length;

	if (!mask_value(mask, text_of("password"), text, out)) {
		buf_cut(out, before);
		buf_add_string(out, "****");
	}
}

void seen_event_set(struct seen_event *seen, const struct mask *mask, const struct entry *entry,
	const struct event *event)
{
	struct event *out = &seen->event;
	struct text *texts[ATTRIBUTES] = {&out->type, &out->service, &out->journey, &out->party,
		&out->trace, &out->cause, &out->outcome};
	size_t begins[ATTRIBUTES], ends[ATTRIBUTES], i;

	*out = *event;
	if (!mask) {
		return;
	}
	put_whole(seen, mask, entry, event);
	buf_reset(&seen->hidden);
	for (i = 0; i < ATTRIBUTES; i++) {
		begins[i] = seen->hidden.length;
		if (texts[i]->length > 0 && !holds(&seen->whole, *texts[i])) {
			hide(mask, *texts[i], &seen->hidden);
		}
		ends[i] = seen->hidden.length;
	}
	for (i = 0; i < ATTRIBUTES; i++) {
		if (ends[i] > begins[i]) {
			*texts[i] = text_from(seen->hidden.at + begins[i], ends[i] - begins[i]);
		}
	}
}

void seen_text(
	const struct mask *mask, const struct entry *entry, struct text text, struct buf *out)
{
	struct seen_event seen;

	if (!mask || text.length == 0) {
		buf_add_text(out, text);
		return;
	}
	seen_event_init(&seen);
	put_whole(&seen, mask, entry, NULL);
	if (holds(&seen.whole, text)) {
		buf_add_text(out, text);
	} else {
		hide(mask, text, out);
	}
	seen_event_finish(&seen);
}
