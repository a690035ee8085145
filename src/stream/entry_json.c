#include "stream/entry_json.h"

#include <inttypes.h>

#include "base/json.h"

static void add_value(
	struct buf *out, const struct entry_json *what, const struct entry_field *field)
{
	struct buf masked;

	if (what->mask == NULL) {
		json_quote_bytes(out, field->value);
		return;
	}
	buf_init(&masked, SIZE_MAX / 4);
	mask_value(what->mask, field->name, field->value, &masked);
	json_quote_bytes(out, buf_text(&masked));
	buf_finish(&masked);
}

bool entry_json_write(struct buf *out, const struct entry_json *what)
{
	const struct entry *entry = what->entry;
	char id[ID_TEXT_MAX];

	buf_add_string(out, "{\"topic\": ");
	json_quote_bytes(out, what->topic);
	buf_addf(out, ", \"id\": \"%s\", \"time_ms\": %" PRIu64 ", \"fields\": [",
		id_format(id, entry->id), entry->id.ms);
	for (size_t i = 0; i < entry->field_count; i++) {
		buf_add_string(out, i == 0 ? "[" : ", [");
		json_quote_bytes(out, entry->fields[i].name);
		buf_add_string(out, ", ");
		add_value(out, what, &entry->fields[i]);
		buf_add_byte(out, ']');
	}
	buf_add_byte(out, ']');
	if (what->more != NULL) {
		what->more(what->arg, out);
	}
	buf_add_byte(out, '}');
	return !out->full;
}
