/*
 * What a path means in an entry: a flat field of that very name, a field of the first steps' name
 * that holds a document with the rest of them in it, or the whole path from the root of any
 * document.
 */
#include "base/mem.h"
#include "query_private.h"

struct search {
	struct query *query;
	struct path *path;
	struct buf *room; /* for unescaped strings */
	find_fn *fn;
	void *arg;
};

static bool tell(struct search *search, const struct json_value *value)
{
	struct operand operand;

	operand_of_json(&operand, value, search->room);
	search->path->seen = true;
	return search->fn(search->arg, &operand);
}

/* Names may occur twice in an object: each is followed. Not deeper than a path has steps. */
static bool walk(struct search *search, size_t at, const struct json_value *value)
{
	const struct step *step = &search->path->steps[at];
	struct json_value name, member;
	struct json_walk members;
	size_t index = 0;

	if (at == search->path->step_count) {
		return tell(search, value);
	}
	if (value->kind != (step->is_index ? JSON_ARRAY : JSON_OBJECT)) {
		return false;
	}
	json_walk_begin(&members, value);
	while (json_walk_next(&members, &name, &member)) {
		bool here =
			step->is_index ? index++ == step->index : json_string_is(&name, step->name);

		if (here && walk(search, at + 1, &member)) {
			return true;
		}
	}
	return false;
}

/* The document that a field holds, read once in a match; JSON_NONE: it holds none. */
static const struct json_value *document_of(
	struct query *query, const struct entry *entry, size_t field)
{
	struct cached_document *cached;

	if (field >= query->document_room) {
		query->document_room = entry->field_count * 2;
		query->documents = mem_resize(
			query->documents, query->document_room, sizeof(*query->documents));
		for (size_t i = 0; i < query->document_room; i++) {
			query->documents[i].stamp = 0;
		}
	}
	cached = &query->documents[field];
	if (cached->stamp != query->stamp) {
		struct text value = entry->fields[field].value;

		cached->stamp = query->stamp;
		cached->value = (struct json_value){.kind = JSON_NONE};
		if (json_looks(value) && !json_read(value, &cached->value)) {
			cached->value.kind = JSON_NONE;
		}
	}
	return &cached->value;
}

/* The field is called by the first steps of the path, and the others lead into its document. */
static bool search_field(struct search *search, struct text name, const struct json_value *document)
{
	const struct path *path = search->path;

	for (size_t i = 0; i + 1 < path->step_count; i++) {
		struct text front = path->exact ? path->steps[0].name
						: text_from(path->written.at, path->steps[i].end);

		if (text_equal(name, front)) {
			return walk(search, i + 1, document);
		}
	}
	return false;
}

static bool search_entry(struct search *search, const struct entry *entry)
{
	const struct path *path = search->path;
	struct text name = path->exact ? path->steps[0].name : path->written;
	bool flat = !path->exact || path->step_count == 1;

	for (size_t i = 0; i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];
		struct operand operand;

		if (flat && text_equal(field->name, name)) {
			operand_of_flat(&operand, field->value);
			search->path->seen = true;
			if (search->fn(search->arg, &operand)) {
				return true;
			}
		}
	}
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct json_value *document = document_of(search->query, entry, i);

		if (document->kind != JSON_NONE &&
			(search_field(search, entry->fields[i].name, document) ||
				(!path->exact && walk(search, 0, document)))) {
			return true;
		}
	}
	return false;
}

bool query_find(struct query *query, const struct query_subject *subject, struct path *path,
	struct buf *room, find_fn *fn, void *arg)
{
	struct search search = {.query = query, .path = path, .room = room, .fn = fn, .arg = arg};
	struct query_value value = {.type = QUERY_NONE};
	struct operand operand;
	char digits[OPERAND_DIGITS];

	if (path->attribute < 0) {
		path->sought = true;
		return subject->entry != NULL && search_entry(&search, subject->entry);
	}
	subject->get(subject->arg, (size_t)path->attribute, &value);
	operand_of_value(&operand, &value, digits);
	return operand.type != QUERY_NONE && fn(arg, &operand);
}
