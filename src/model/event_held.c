/* One row of the list of events: a copy of its entry in one block, cut where it is too long. */
#include "event_rows.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

/* More of a role's value is nobody's type, key or name. */
enum { EVENT_TEXT_BYTES = 256, EVENT_TEXTS = 8, PASSES = 4 };

static size_t bytes_of(const struct entry *entry)
{
	size_t bytes = 0;

	for (size_t i = 0; i < entry->field_count; i++) {
		bytes += entry->fields[i].name.length + entry->fields[i].value.length;
	}
	return bytes;
}

bool event_held_cuts(const struct entry *entry)
{
	return entry->field_count > EVENT_ROW_FIELDS || bytes_of(entry) > EVENT_ROW_BYTES;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The length that no text of the row may exceed, so that all of them fit: short ones stay whole,
 * and long ones share what these leave. */
static size_t fair_length(const struct entry *entry, size_t fields)
{
	size_t fair = EVENT_ROW_BYTES / (2 * fields);

	for (int pass = 0; pass < PASSES; pass++) {
		size_t used = 0, longer = 0;
		for (size_t i = 0; i < fields; i++) {
			const struct entry_field *field = &entry->fields[i];
			used += least(field->name.length, fair) + least(field->value.length, fair);
			longer +=
				(field->name.length > fair) + (size_t)(field->value.length > fair);
		}
		if (longer == 0 || used >= EVENT_ROW_BYTES) {
			break;
		}
		fair += (EVENT_ROW_BYTES - used) / longer;
	}
	return fair;
}

static struct text keep(char **at, struct text text, size_t most)
{
	size_t length = least(text.length, most);
	char *copy = *at;

	if (length > 0) {
		memcpy(copy, text.at, length);
	}
	*at += length;
	return text_from(copy, length);
}

static void keep_event(struct event *to, const struct event *from, char **at)
{
	const struct text *texts[EVENT_TEXTS] = {&from->type, &from->service, &from->journey,
		&from->party, &from->trace, &from->cause, &from->outcome, &from->payload};
	struct text *copies[EVENT_TEXTS] = {&to->type, &to->service, &to->journey, &to->party,
		&to->trace, &to->cause, &to->outcome, &to->payload};

	*to = *from;
	for (size_t i = 0; i < EVENT_TEXTS; i++) {
		*copies[i] = keep(at, *texts[i], EVENT_TEXT_BYTES);
	}
}

struct event_held *event_held_make(
	struct text topic, const struct entry *entry, const struct event *event)
{
	size_t bytes = bytes_of(entry), fields = least(entry->field_count, EVENT_ROW_FIELDS);
	bool cut = fields < entry->field_count || bytes > EVENT_ROW_BYTES;
	size_t most = cut ? fair_length(entry, fields) : SIZE_MAX;
	size_t kept = cut ? EVENT_ROW_BYTES + EVENT_TEXTS * EVENT_TEXT_BYTES : bytes;
	size_t size = sizeof(struct event_held) + fields * sizeof(struct entry_field) + kept +
		(cut ? sizeof(struct event) : 0);
	struct event_held *held = mem_alloc(1, size);
	struct event *event_copy = (struct event *)(held + 1);
	struct entry_field *copies = (struct entry_field *)(event_copy + (cut ? 1 : 0));
	char *at = (char *)(copies + fields);

	for (size_t i = 0; i < fields; i++) {
		copies[i].name = keep(&at, entry->fields[i].name, most);
		copies[i].value = keep(&at, entry->fields[i].value, most);
	}
	if (cut && event) {
		keep_event(event_copy, event, &at);
		held->event = event_copy;
	}
	held->row = (struct event_row){
		.topic = topic,
		.entry = {.id = entry->id, .field_count = fields, .fields = copies},
		.bytes = bytes,
		.cut = cut,
	};
	held->block_bytes = size;
	return held;
}
