#include "letter.h"

#include <string.h>

#include "base/mem.h"
#include "base/moment.h"
#include "base/number.h"
#include "letters.h"

struct dead_reader {
	struct buf rooms[LETTER_ROLES];
	dead_topic_fn *topic_of; /* NULL: every key is a topic */
	const void *arg;
};

#define LETTER_EXTERN(name) extern const struct letter name##_letter;
LETTER_LIST(LETTER_EXTERN)

#define LETTER_ROW(name) &name##_letter,
static const struct letter *const letters[] = {LETTER_LIST(LETTER_ROW)};

const struct letter *letter_at(size_t i)
{
	return i < sizeof(letters) / sizeof(*letters) ? letters[i] : NULL;
}

bool letter_field(const struct entry *entry, const char *name, struct text *value)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_is(entry->fields[i].name, name)) {
			*value = entry->fields[i].value;
			return true;
		}
	}
	return false;
}

bool letter_object(struct text document, struct json_value *object)
{
	return document.length <= LETTER_DOCUMENT_MAX && json_looks(document) &&
		json_read(document, object) && object->kind == JSON_OBJECT;
}

bool letter_member(const struct json_value *object, const char *name, struct json_value *value)
{
	struct json_walk walk;
	struct json_value key;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &key, value)) {
		if (json_string_is(&key, text_of(name))) {
			return true;
		}
	}
	return false;
}

static void take_text(struct text *into, struct text value)
{
	if (into->length == 0) {
		*into = value;
	}
}

void letter_take(struct letter_reading *reading, enum letter_role role, struct text value)
{
	struct dead_letter *letter = reading->letter;

	switch (role) {
	case LETTER_SOURCE:
		take_text(&letter->source, value);
		return;
	case LETTER_ID:
		take_text(&letter->original_id, value);
		return;
	case LETTER_GROUP:
		take_text(&letter->group, value);
		return;
	case LETTER_CONSUMER:
		take_text(&letter->consumer, value);
		return;
	case LETTER_REASON:
		take_text(&letter->reason, value);
		return;
	case LETTER_TYPE:
		take_text(&letter->error_type, value);
		return;
	case LETTER_DELIVERIES:
		if (!letter->has_deliveries) {
			letter->has_deliveries = number_parse_i64(value, &letter->deliveries) &&
				letter->deliveries >= 0;
		}
		return;
	case LETTER_TIME:
		if (!letter->has_failed) {
			letter->has_failed = moment_read(value, &letter->failed_at_ms);
		}
		return;
	case LETTER_ROLES:
		return;
	}
}

bool letter_is_taken(const struct letter_reading *reading, enum letter_role role)
{
	const struct dead_letter *letter = reading->letter;

	switch (role) {
	case LETTER_SOURCE:
		return letter->source.length > 0;
	case LETTER_ID:
		return letter->original_id.length > 0;
	case LETTER_GROUP:
		return letter->group.length > 0;
	case LETTER_CONSUMER:
		return letter->consumer.length > 0;
	case LETTER_REASON:
		return letter->reason.length > 0;
	case LETTER_TYPE:
		return letter->error_type.length > 0;
	case LETTER_DELIVERIES:
		return letter->has_deliveries;
	case LETTER_TIME:
		return letter->has_failed;
	case LETTER_ROLES:
		break;
	}
	return true;
}

void letter_take_json(
	struct letter_reading *reading, enum letter_role role, const struct json_value *value)
{
	struct buf *room = &reading->rooms[role];
	bool decoded = false;

	if (letter_is_taken(reading, role)) {
		return;
	}
	buf_reset(room);
	switch (value->kind) {
	case JSON_STRING:
		decoded = json_string(room, value);
		break;
	case JSON_NUMBER:
	case JSON_OBJECT:
	case JSON_ARRAY:
		decoded = buf_add_text(room, value->raw);
		break;
	case JSON_NONE:
	case JSON_NULL:
	case JSON_FALSE:
	case JSON_TRUE:
		break;
	}
	if (decoded) {
		letter_take(reading, role, buf_text(room));
	}
}

void letter_take_object(struct letter_reading *reading, const struct letter *letter,
	const struct json_value *object)
{
	struct json_value value;

	for (int role = 0; role < LETTER_ROLES; role++) {
		if (letter->roles[role] != NULL &&
			letter_member(object, letter->roles[role], &value)) {
			letter_take_json(reading, (enum letter_role)role, &value);
		}
	}
}

static bool has_fields(const struct entry *entry, const char *const names[LETTER_NEEDS_MAX])
{
	struct text value;

	for (size_t i = 0; i < LETTER_NEEDS_MAX && names[i] != NULL; i++) {
		if (!letter_field(entry, names[i], &value)) {
			return false;
		}
	}
	return true;
}

static bool matches_object(const struct letter *letter, struct letter_reading *reading)
{
	struct json_value object, value;
	struct text document;

	if (!letter_field(reading->entry, letter->field, &document) ||
		!letter_object(document, &object)) {
		return false;
	}
	if (letter->member != NULL) {
		if (!letter_member(&object, letter->member, &value) || value.kind != JSON_OBJECT) {
			return false;
		}
		object = value;
	}
	for (size_t i = 0; i < LETTER_NEEDS_MAX && letter->needs[i] != NULL; i++) {
		if (!letter_member(&object, letter->needs[i], &value)) {
			return false;
		}
	}
	letter_take_object(reading, letter, &object);
	return true;
}

bool letter_matches(const struct letter *letter, struct letter_reading *reading)
{
	struct text value;

	if (!has_fields(reading->entry, letter->besides)) {
		return false;
	}
	if (letter->field != NULL) {
		return matches_object(letter, reading);
	}
	if (!has_fields(reading->entry, letter->needs)) {
		return false;
	}
	for (int role = 0; role < LETTER_ROLES; role++) {
		if (letter->roles[role] != NULL &&
			letter_field(reading->entry, letter->roles[role], &value)) {
			letter_take(reading, (enum letter_role)role, value);
		}
	}
	return true;
}

/* Between two members stands what stood there. */
bool letter_without(
	struct text document, bool (*drop)(const struct json_value *name), struct buf *out)
{
	struct json_value object, name, value;
	struct json_walk walk;
	const char *from;
	size_t kept = 0;

	if (!json_read(document, &object) || object.kind != JSON_OBJECT) {
		return false;
	}
	json_walk_begin(&walk, &object);
	from = object.raw.at + 1;
	while (json_walk_next(&walk, &name, &value)) {
		const char *end = value.raw.at + value.raw.length;

		if (!drop(&name)) {
			/* In front of the first stands no comma. */
			const char *begin = kept > 0 ? from : name.raw.at;

			if (kept == 0) {
				buf_add(out, document.at,
					(size_t)(object.raw.at + 1 - document.at));
			}
			buf_add(out, begin, (size_t)(end - begin));
			kept++;
		}
		from = end;
	}
	if (kept > 0) {
		const char *end = document.at + document.length;

		buf_add(out, from, (size_t)(end - from));
	}
	return true;
}

struct dead_reader *dead_reader_create(dead_topic_fn *topic_of, const void *arg)
{
	struct dead_reader *reader = mem_alloc(1, sizeof(*reader));

	reader->topic_of = topic_of;
	reader->arg = arg;

	for (size_t i = 0; i < LETTER_ROLES; i++) {
		buf_init(&reader->rooms[i], LETTER_DOCUMENT_MAX);
	}
	return reader;
}

void dead_reader_destroy(struct dead_reader *reader)
{
	for (size_t i = 0; reader != NULL && i < LETTER_ROLES; i++) {
		buf_finish(&reader->rooms[i]);
	}
	mem_free(reader);
}

bool dead_letter_read(struct dead_reader *reader, struct text topic, const struct entry *entry,
	struct dead_letter *letter)
{
	struct letter_reading reading = {
		.topic = topic, .entry = entry, .rooms = reader->rooms, .letter = letter};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		const struct letter *convention = letters[i];

		*letter = (struct dead_letter){.convention = NULL};
		if (convention->read != NULL ? convention->read(convention, &reading)
					     : letter_matches(convention, &reading)) {
			letter->convention = convention->name;
			letter->restore = convention->restore;
			letter->source_topic = reader->topic_of == NULL
				? letter->source
				: reader->topic_of(reader->arg, letter->source);
			return true;
		}
	}
	*letter = (struct dead_letter){.convention = NULL};
	return false;
}

bool dead_letter_added(const struct dead_letter *letter, struct text field)
{
	const struct letter *convention = NULL;

	for (size_t i = 0; letter->convention != NULL && i < sizeof(letters) / sizeof(*letters);
		i++) {
		if (strcmp(letters[i]->name, letter->convention) == 0) {
			convention = letters[i];
		}
	}
	if (convention == NULL) {
		return false;
	}
	for (size_t i = 0; i < LETTER_ADDS_MAX && convention->adds[i] != NULL; i++) {
		if (text_is(field, convention->adds[i])) {
			return true;
		}
	}
	return convention->adds_prefix != NULL && text_starts(field, convention->adds_prefix);
}
