#include "debezium.h"

#include "base/moment.h"

static bool fits(struct text topic, const struct entry *entry)
{
	(void)topic;
	return entry_find(entry, "key") >= 0 && entry_find(entry, "value") >= 0;
}

/* What stands within the schema. */
static struct text payload_of(struct text document)
{
	struct json_value payload;

	return document_find(document, "schema", &payload) &&
			document_find(document, "payload", &payload)
		? payload.raw
		: document;
}

bool debezium_is_change(struct text value)
{
	struct text change = payload_of(value);
	struct json_value member;

	return document_begins(value) && document_find(change, "op", &member) &&
		(document_find(change, "after", &member) ||
			document_find(change, "before", &member));
}

static bool is(const struct reading *reading)
{
	return (has_marks(reading, MARKS(OP)) || has_marks(reading, MARKS(SCHEMA))) &&
		debezium_is_change(entry_value(reading->entry, "value"));
}

static struct text word_of(struct text op)
{
	static const char *const words[][2] = {{"c", "create"}, {"u", "update"}, {"d", "delete"},
		{"r", "read"}, {"t", "truncate"}, {"m", "message"}};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_is(op, words[i][0])) {
			return text_of(words[i][1]);
		}
	}
	return op;
}

/* The values of the row's key: one is the key of the journey, several are no single one. */
static struct text row_key(struct reading *reading, struct text key)
{
	struct document_walk walk;
	struct json_value value;
	struct text name, only = text_of("");
	size_t count = 0;

	if (document_walk_begin(&walk, payload_of(key), DOCUMENT_LOOK)) {
		while (document_walk_next(&walk, &name, &value)) {
			only = value.kind < JSON_ARRAY ? read_value(reading, &value) : only;
			count++;
		}
	}
	return count == 1 ? only : text_of("");
}

void debezium_read_change(struct reading *reading, struct text key, struct text value)
{
	struct text change = payload_of(value);
	struct event *event = reading->event;
	struct json_value row;

	event->type = word_of(read_member(reading, change, "op"));
	event->service = read_member(reading, change, "source.name");
	event->journey = row_key(reading, key);
	event->has_occurred =
		moment_read(read_member(reading, change, "source.ts_ms"), &event->occurred_ms) ||
		moment_read(read_member(reading, change, "ts_ms"), &event->occurred_ms);
	if ((document_find(change, "after", &row) && row.kind == JSON_OBJECT) ||
		(document_find(change, "before", &row) && row.kind == JSON_OBJECT)) {
		read_payload(reading, row.raw, true);
	} else {
		read_payload(reading, value, false);
	}
}

static void read(struct reading *reading)
{
	debezium_read_change(
		reading, entry_value(reading->entry, "key"), entry_value(reading->entry, "value"));
}

const struct envelope debezium_envelope = {
	.name = "debezium",
	.help = "Debezium: a change of a row, its key and its value as JSON",
	.fits = fits,
	.is = is,
	.read = read,
};
