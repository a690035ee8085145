#include "envelope.h"

#include "base/moment.h"

/* The field of that name; else the path behind a field's name, in its JSON. */
static struct text in_fields(struct reading *reading, const char *path)
{
	const struct entry *entry = reading->entry;
	struct text inner = text_of(path);
	int at = entry_find(entry, path);
	size_t i;

	if (at >= 0) {
		return entry->fields[at].value;
	}
	inner = text_cut(&inner, '.');
	for (i = 0; inner.length < text_of(path).length && i < entry->field_count; i++) {
		if (text_equal(entry->fields[i].name, inner)) {
			return read_member(
				reading, entry->fields[i].value, path + inner.length + 1);
		}
	}
	return text_of("");
}

static struct text value_at(struct reading *reading, const char *path, struct text payload)
{
	struct text value = in_fields(reading, path);

	if (value.length == 0) {
		value = read_member(reading, entry_document(reading), path);
	}
	return value.length == 0 ? read_member(reading, payload, path) : value;
}

void read_rule(struct reading *reading, const struct event_rule *rule)
{
	struct event *event = reading->event;
	struct text *const texts[EVENT_PART_COUNT] = {
		[EVENT_TYPE] = &event->type,
		[EVENT_SERVICE] = &event->service,
		[EVENT_JOURNEY] = &event->journey,
		[EVENT_PARTY] = &event->party,
		[EVENT_TRACE] = &event->trace,
		[EVENT_CAUSE] = &event->cause,
		[EVENT_OUTCOME] = &event->outcome,
		[EVENT_PAYLOAD] = &event->payload,
	};
	struct text payload = event->payload;
	size_t i;

	event->envelope = rule->name;
	for (i = 0; i < EVENT_PART_COUNT; i++) {
		struct text value;

		if (rule->paths[i] == NULL) {
			continue;
		}
		value = value_at(reading, rule->paths[i], payload);
		if (texts[i] == NULL) {
			event->has_occurred = moment_read(value, &event->occurred_ms);
		} else if (i == EVENT_TRACE && trace_id(value, TRACE_PARENT).length > 0) {
			event->trace = trace_id(value, TRACE_PARENT);
		} else {
			*texts[i] = value;
		}
	}
}
