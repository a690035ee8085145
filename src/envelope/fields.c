#include "envelope.h"

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
