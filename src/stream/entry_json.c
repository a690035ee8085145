#include "stream/entry_json.h"

#include <inttypes.h>

#include "base/json.h"

/* Whether something of it is hidden. */
static bool add_value(
	struct buf *out, const struct entry_json *what, const struct entry_field *field)
{
	struct buf masked;
	bool hidden;

	if (what->mask == NULL) {
		json_quote_bytes(out, field->value);
		return false;
	}
	buf_init(&masked, SIZE_MAX / 4);
	hidden = mask_value(what->mask, field->name, field->value, &masked);
	json_quote_bytes(out, buf_text(&masked));
	buf_finish(&masked);
	return hidden;
}

bool entry_json_write(struct buf *out, const struct entry_json *what)
{
	const struct entry *entry = what->entry;
	char id[ID_TEXT_MAX];
	bool hidden = false;

	buf_add_string(out, "{\"topic\": ");
	json_quote_bytes(out, what->topic);
	buf_addf(out, ", \"id\": \"%s\", \"time_ms\": %" PRIu64 ", \"fields\": [",
		id_format(id, entry->id), entry->id.ms);
	for (size_t i = 0; i < entry->field_count; i++) {
		buf_add_string(out, i == 0 ? "[" : ", [");
		json_quote_bytes(out, entry->fields[i].name);
		buf_add_string(out, ", ");
		hidden = add_value(out, what, &entry->fields[i]) || hidden;
		buf_add_byte(out, ']');
	}
	buf_add_string(out, hidden ? "], \"masked\": true" : "]");
	if (what->more != NULL) {
		what->more(what->arg, out);
	}
	buf_add_byte(out, '}');
	return !out->full;
}
