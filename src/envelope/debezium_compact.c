#include "debezium.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry->field_count == 1 &&
		(document_begins(entry->fields[0].name) ||
			text_is(entry->fields[0].name, "default"));
}

static bool is(const struct reading *reading)
{
	return debezium_is_change(reading->entry->fields[0].value);
}

static void read(struct reading *reading)
{
	const struct entry_field *field = &reading->entry->fields[0];

	debezium_read_change(reading, field->name, field->value);
}

const struct envelope debezium_compact_envelope = {
	.name = "debezium-compact",
	.help = "Debezium: the key of the row names the only field",
	.fits = fits,
	.is = is,
	.read = read,
};
