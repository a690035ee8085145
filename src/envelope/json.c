#include "envelope.h"

#include "plan.h"

static bool fits(struct text topic, const struct entry *entry)
{
	size_t i;

	(void)topic;
	for (i = 0; i < entry->field_count; i++) {
		if (carrier_of(entry->fields[i].name) == CARRIES_BODY) {
			return true;
		}
	}
	return entry->field_count == 1;
}

/* The first field that holds a document; NULL: none does. */
static const struct text *find_document(const struct reading *reading)
{
	const struct plan *plan = reading->plan;
	size_t i;

	for (i = 0; i < plan->step_count; i++) {
		const struct text *value = &reading->entry->fields[plan->steps[i].field].value;

		if (plan->steps[i].kind == STEP_BODY && document_begins(*value)) {
			return value;
		}
	}
	return NULL;
}

static bool is(const struct reading *reading)
{
	return find_document(reading) != NULL;
}

static void read(struct reading *reading)
{
	read_fields(reading);
	reading->event->payload = *find_document(reading);
}

const struct envelope json_envelope = {
	.name = "json",
	.help = "a JSON document in one field, with or without plain fields beside it",
	.fits = fits,
	.is = is,
	.read = read,
};
