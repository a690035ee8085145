#include "envelope.h"

#include <string.h>

#include "base/base64.h"
#include "plan.h"

int entry_find(const struct entry *entry, const char *name)
{
	size_t i;

	for (i = 0; i < entry->field_count; i++) {
		if (text_is(entry->fields[i].name, name)) {
			return (int)i;
		}
	}
	return -1;
}

struct text entry_value(const struct entry *entry, const char *name)
{
	int at = entry_find(entry, name);

	return at < 0 ? text_of("") : entry->fields[at].value;
}

bool read_document(struct reading *reading, struct text document, enum place place)
{
	return document_look(&(struct document){.text = document,
		.place = place,
		.cache = reading->cache,
		.found = &reading->found});
}

void read_fields(struct reading *reading)
{
	const struct plan *plan = reading->plan;
	size_t i;

	for (i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		struct text value = reading->entry->fields[step->field].value;

		if (step->kind != STEP_ROLE && document_begins(value)) {
			enum place place = step->kind == STEP_BODY ? PLACE_DOCUMENT : PLACE_CARRIED;

			reading->event->broken =
				!read_document(reading, value, place) || reading->event->broken;
		} else {
			found_offer(&reading->found, step->is, PLACE_FIELD, value);
		}
	}
}

void read_nothing(struct reading *reading)
{
	(void)reading;
}

bool has_marks(const struct reading *reading, uint32_t marks)
{
	return (reading->found.marks & marks) == marks;
}

bool text_ends(struct text text, const char *suffix)
{
	size_t length = strlen(suffix);

	return text.length >= length && memcmp(text.at + text.length - length, suffix, length) == 0;
}

struct text entry_document(const struct reading *reading)
{
	const struct plan *plan = reading->plan;
	size_t i;

	for (i = 0; i < plan->step_count; i++) {
		struct text value = reading->entry->fields[plan->steps[i].field].value;

		if (plan->steps[i].kind == STEP_BODY && document_begins(value)) {
			return value;
		}
	}
	return text_of("");
}

void read_header(struct reading *reading, struct text name, struct text value)
{
	found_offer(&reading->found, role_cached(reading->cache, name), PLACE_FIELD, value);
}

struct text read_value(struct reading *reading, const struct json_value *value)
{
	struct text inner = value->raw, text = inner;
	struct buf plain;

	if (value->kind == JSON_NULL) {
		return text_of("");
	}
	if (value->kind != JSON_STRING) {
		return value->raw;
	}
	inner = text_from(value->raw.at + 1, value->raw.length - 2);
	if (memchr(inner.at, '\\', inner.length) == NULL) {
		return inner;
	}
	buf_init(&plain, inner.length + 1);
	text = json_string(&plain, value) ? room_copy(reading->room, buf_text(&plain)) : inner;
	buf_finish(&plain);
	return text;
}

struct text read_member(struct reading *reading, struct text document, const char *path)
{
	struct json_value value;

	return document_find(document, path, &value) ? read_value(reading, &value) : text_of("");
}

struct text read_base64(struct reading *reading, struct text text)
{
	struct text bytes = text_of("");
	struct buf plain;

	buf_init(&plain, text.length + 1);
	if (base64_decode(&plain, text)) {
		bytes = room_copy(reading->room, buf_text(&plain));
	} else {
		reading->event->broken = true;
	}
	buf_finish(&plain);
	return bytes;
}

void read_payload(struct reading *reading, struct text payload, bool look)
{
	reading->event->payload = payload;
	if (look && document_begins(payload) && !read_document(reading, payload, PLACE_DOCUMENT)) {
		reading->event->broken = true;
	}
}
