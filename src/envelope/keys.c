#include "envelope/keys.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "found.h"
#include "room.h"

enum { STEPS_MAX = 16, NAMES_BYTES_MAX = 1 << 20, MEMBERS_MAX = 64 };

struct member {
	struct json_value name, value;
	struct text plain; /* the name; empty where it is written with escapes */
	bool carries;      /* the data of an event, or what is said of it */
};

/* A field's document, read once for an entry. */
struct held_document {
	bool looked;
	struct json_value value; /* JSON_NONE: it holds none */
	/* An object's members, which every path asks for; those of a long one are walked instead.
	 */
	bool listed;
	size_t first, count;
};

struct key_reader {
	const struct entry *entry;
	const struct event *event;
	size_t room_count;
	struct held_document *documents; /* one a field, and one for the event's payload */
	size_t member_count, member_room;
	struct member *members; /* of all documents */
	struct room room;
};

/* One search. */
struct search {
	struct key_reader *reader;
	key_fn *fn;
	void *arg;
	size_t found;
};

struct key_reader *key_reader_create(void)
{
	struct key_reader *reader = mem_alloc(1, sizeof(*reader));

	room_init(&reader->room);
	return reader;
}

void key_reader_destroy(struct key_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	room_finish(&reader->room);
	mem_free(reader->documents);
	mem_free(reader->members);
	mem_free(reader);
}

void key_reader_begin(
	struct key_reader *reader, const struct entry *entry, const struct event *event)
{
	if (reader->room_count < entry->field_count + 1) {
		reader->room_count = entry->field_count + 1;
		reader->documents = mem_resize(
			reader->documents, reader->room_count, sizeof(*reader->documents));
	}
	for (size_t i = 0; i <= entry->field_count; i++) {
		reader->documents[i].looked = false;
	}
	reader->member_count = 0;
	reader->entry = entry;
	reader->event = event;
	room_reset(&reader->room);
}

static bool carries(const struct json_value *name)
{
	return carrier_of(text_from(name->raw.at + 1, name->raw.length - 2)) != CARRIES_NOTHING;
}

static void list_members(struct key_reader *reader, struct held_document *held)
{
	struct member member;
	struct json_walk walk;

	held->first = reader->member_count;
	held->count = 0;
	held->listed = held->value.kind == JSON_OBJECT;
	if (!held->listed) {
		return;
	}
	json_walk_begin(&walk, &held->value);
	while (held->listed && json_walk_next(&walk, &member.name, &member.value)) {
		if (reader->member_count == reader->member_room) {
			reader->member_room = reader->member_room * 2 + MEMBERS_MAX;
			reader->members = mem_resize(
				reader->members, reader->member_room, sizeof(*reader->members));
		}
		member.plain = text_from(member.name.raw.at + 1, member.name.raw.length - 2);
		member.carries = carries(&member.name);
		if (memchr(member.plain.at, '\\', member.plain.length) != NULL) {
			member.plain.length = 0;
		}
		reader->members[reader->member_count++] = member;
		held->listed = ++held->count < MEMBERS_MAX;
	}
}

static const struct held_document *document_at(
	struct key_reader *reader, size_t i, struct text bytes)
{
	struct held_document *held = &reader->documents[i];

	if (!held->looked) {
		held->looked = true;
		if (!json_looks(bytes) || !json_read(bytes, &held->value)) {
			held->value.kind = JSON_NONE;
		}
		list_members(reader, held);
	}
	return held;
}

static void tell(struct search *search, struct text value)
{
	if (value.length > 0) {
		search->found++;
		search->fn(search->arg, value);
	}
}

/* A string without its quotes and escapes. */
static struct text plain_text(struct key_reader *reader, const struct json_value *value)
{
	struct text inner = text_from(value->raw.at + 1, value->raw.length - 2);
	struct text copy;
	struct buf out;

	if (memchr(inner.at, '\\', inner.length) == NULL) {
		return inner;
	}
	buf_init(&out, NAMES_BYTES_MAX);
	json_string(&out, value);
	copy = room_copy(&reader->room, buf_text(&out));
	buf_finish(&out);
	return copy;
}

static void tell_json(struct search *search, const struct json_value *value)
{
	struct json_value name, item;
	struct json_walk walk;

	switch (value->kind) {
	case JSON_STRING:
		tell(search, plain_text(search->reader, value));
		break;
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		tell(search, value->raw);
		break;
	case JSON_ARRAY:
		json_walk_begin(&walk, value);
		while (json_walk_next(&walk, &name, &item)) {
			if (item.kind != JSON_ARRAY) {
				tell_json(search, &item);
			}
		}
		break;
	default:
		break;
	}
}

static void follow(
	struct search *search, const struct json_value *value, struct text path, int depth);

static void follow_member(
	struct search *search, const struct member *member, struct text path, int depth)
{
	struct text rest = path, step = text_cut(&rest, '.');

	if (json_string_is(&member->name, step)) {
		follow(search, &member->value, rest, depth + 1);
	} else if (path.length > step.length && json_string_is(&member->name, path)) {
		tell_json(search, &member->value);
	}
}

/* A path of steps between dots; lists on the way are gone into, one deep. */
static void follow(
	struct search *search, const struct json_value *value, struct text path, int depth)
{
	struct member member;
	struct json_walk walk;

	if (path.length == 0) {
		tell_json(search, value);
		return;
	}
	if (depth == STEPS_MAX || (value->kind != JSON_OBJECT && value->kind != JSON_ARRAY)) {
		return;
	}
	json_walk_begin(&walk, value);
	while (json_walk_next(&walk, &member.name, &member.value)) {
		if (value->kind == JSON_ARRAY) {
			follow(search, &member.value, path, depth + 1);
		} else {
			follow_member(search, &member, path, depth);
		}
	}
}

static void follow_document(
	struct search *search, const struct held_document *document, struct text path)
{
	struct text rest = path, step = text_cut(&rest, '.');

	if (!document->listed) {
		follow(search, &document->value, path, 0);
		return;
	}
	for (size_t i = 0; i < document->count; i++) {
		const struct member *member = &search->reader->members[document->first + i];
		size_t length = member->plain.length;

		if (length == 0 || length == step.length || length == path.length) {
			follow_member(search, member, path, 0);
		}
	}
}

/* What stands behind `front` and a dot; the empty text where the path does not begin so. */
static struct text behind(struct text path, struct text front)
{
	bool begins = path.length > front.length + 1 && path.at[front.length] == '.' &&
		memcmp(path.at, front.at, front.length) == 0;

	return begins ? text_from(path.at + front.length + 1, path.length - front.length - 1)
		      : text_of("");
}

static void search_strictly(struct search *search, struct text path)
{
	const struct entry *entry = search->reader->entry;

	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_equal(entry->fields[i].name, path)) {
			tell(search, entry->fields[i].value);
		}
	}
	for (size_t i = 0; search->found == 0 && i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];
		const struct held_document *document = document_at(search->reader, i, field->value);
		struct text inner = behind(path, field->name);

		if (document->value.kind == JSON_NONE) {
			continue;
		}
		if (inner.length > 0) {
			follow_document(search, document, inner);
		}
		if (search->found == 0) {
			follow_document(search, document, path);
		}
	}
}

static void search_payload(struct search *search, struct text path)
{
	struct key_reader *reader = search->reader;

	if (reader->event != NULL && reader->event->payload.length > 0) {
		const struct held_document *document =
			document_at(reader, reader->entry->field_count, reader->event->payload);
		if (document->value.kind != JSON_NONE) {
			follow_document(search, document, path);
		}
	}
}

/* Below the names that carry the data of an event, or are said of it. */
static void search_carried(
	struct search *search, const struct held_document *document, struct text path)
{
	struct member member;
	struct json_walk walk;

	for (size_t i = 0; document->listed && i < document->count; i++) {
		const struct member *listed = &search->reader->members[document->first + i];

		if (listed->carries) {
			follow(search, &listed->value, path, 0);
		}
	}
	if (document->listed || document->value.kind != JSON_OBJECT) {
		return;
	}
	json_walk_begin(&walk, &document->value);
	while (json_walk_next(&walk, &member.name, &member.value)) {
		if (carries(&member.name)) {
			follow(search, &member.value, path, 0);
		}
	}
}

size_t key_reader_find(struct key_reader *reader, const char *path, key_fn *fn, void *arg)
{
	struct search search = {.reader = reader, .fn = fn, .arg = arg};
	const struct entry *entry = reader->entry;
	struct text whole = text_of(path);

	search_strictly(&search, whole);
	if (search.found == 0) {
		search_payload(&search, whole);
	}
	for (size_t i = 0; search.found == 0 && i < entry->field_count; i++) {
		search_carried(&search, document_at(reader, i, entry->fields[i].value), whole);
	}
	return search.found;
}

static void keep_first(void *arg, struct text value)
{
	struct text *first = arg;

	if (first->length == 0) {
		*first = value;
	}
}

struct text key_reader_first(struct key_reader *reader, const char *path)
{
	struct text first = text_of("");

	key_reader_find(reader, path, keep_first, &first);
	return first;
}

bool key_is_none(struct text value)
{
	return is_placeholder(value);
}
