#include "envelope.h"

static bool fits(struct text topic, const struct entry *entry)
{
	size_t i;

	(void)topic;
	for (i = 0; i < entry->field_count; i++) {
		if (text_starts(entry->fields[i].name, "wolverine-")) {
			return true;
		}
	}
	return false;
}

/* Its parent id is that of an activity: a traceparent, where activities are on. */
static void read(struct reading *reading)
{
	static const struct role_of trace = {.role = ROLE_TRACE, .form = TRACE_PARENT};
	struct text parent = entry_value(reading->entry, "wolverine-parent-id");

	if (trace_id(parent, TRACE_PARENT).length > 0) {
		found_forget(&reading->found, ROLE_CAUSE, parent);
		found_offer(&reading->found, trace, PLACE_FIELD, parent);
	}
	read_payload(reading, entry_value(reading->entry, "payload"), false);
}

const struct envelope wolverine_envelope = {
	.name = "wolverine",
	.help = "Wolverine: a field for each header beside the payload",
	.fits = fits,
	.read = read,
};
