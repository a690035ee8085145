#include "event.h"

#include <stdio.h>
#include <string.h>

#include "form.h"
#include "stream/msgpack.h"

enum { MEMBER_MAX = 128 };

static size_t skip_spaces(struct text document, size_t at)
{
	while (at < document.length && strchr(" \t\r\n", document.at[at]) != NULL) {
		at++;
	}
	return at;
}

/* What stands after the member's name, as a text or a bare word. */
static bool member_value(struct text document, size_t at, struct text *found)
{
	at = skip_spaces(document, at);
	if (at >= document.length || document.at[at] != ':') {
		return false;
	}
	at = skip_spaces(document, at + 1);
	bool quoted = at < document.length && document.at[at] == '"';
	const char *ends = quoted ? "\"" : ",} \t\r\n";
	size_t start = at + quoted, end = start;
	while (end < document.length && strchr(ends, document.at[end]) == NULL) {
		end++;
	}
	*found = text_from(document.at + start, end - start);
	return end < document.length;
}

static bool document_value(struct text document, const char *name, struct text *found)
{
	char quoted[MEMBER_MAX];
	size_t length = (size_t)snprintf(quoted, sizeof(quoted), "\"%s\"", name);

	for (size_t at = 0; at + length <= document.length; at++) {
		if (memcmp(document.at + at, quoted, length) == 0 &&
			member_value(document, at + length, found)) {
			return true;
		}
	}
	return false;
}

static bool metadata_value(struct text metadata, const char *name, struct text *found)
{
	struct msgpack_item item;

	if (!msgpack_find(&metadata, name) || !msgpack_next(&metadata, &item) ||
		item.kind != MSGPACK_STRING) {
		return false;
	}
	*found = item.bytes;
	return true;
}

static bool held_value(const struct entry_field *field, const char *name, struct text *found)
{
	static const char *const documents[] = {"event", "data", "payload", "headers"};

	if (text_is(field->name, "metadata")) {
		return metadata_value(field->value, name, found);
	}
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		if (text_is(field->name, documents[i])) {
			return document_value(field->value, name, found);
		}
	}
	return false;
}

static bool find_value(const struct entry *entry, const char *name, struct text *found)
{
	for (size_t i = 0; i < entry->field_count; i++) {
		if (text_is(entry->fields[i].name, name)) {
			*found = entry->fields[i].value;
			return true;
		}
		if (held_value(&entry->fields[i], name, found)) {
			return true;
		}
	}
	return false;
}

static bool keep_value(char out[EVENT_VALUE_MAX], struct text value)
{
	if (value.length >= EVENT_VALUE_MAX) {
		return false;
	}
	memcpy(out, value.at, value.length);
	out[value.length] = '\0';
	return true;
}

bool event_value(const struct entry *entry, const char *name, char out[EVENT_VALUE_MAX])
{
	struct text found;
	return find_value(entry, name, &found) && keep_value(out, found);
}

static bool alias_value(
	const struct entry *entry, const struct form_alias *alias, char out[EVENT_VALUE_MAX])
{
	struct text found;

	if (!find_value(entry, alias->theirs, &found) || found.length < alias->skip) {
		return false;
	}
	found = text_from(found.at + alias->skip, found.length - alias->skip);
	if (alias->length > 0 && found.length > alias->length) {
		found.length = alias->length;
	}
	return keep_value(out, found);
}

/* As the form has it, or as somebody may have written it by hand. */
static bool form_reads(const struct form *form, const struct entry *entry, const char *name,
	char out[EVENT_VALUE_MAX])
{
	for (const struct form_alias *alias = form->aliases; alias->ours != NULL; alias++) {
		if (strcmp(alias->ours, name) == 0 && alias_value(entry, alias, out)) {
			return true;
		}
	}
	return event_value(entry, name, out);
}

/* A topic with one type need not say which. */
static const struct event_type *type_of(
	const struct scenario *scenario, const char *topic, const struct entry *entry)
{
	const struct event_type *type, *only = NULL;
	char name[EVENT_VALUE_MAX];
	bool several = false;

	for (size_t i = 0; (type = scenario_type_at(scenario, i)) != NULL; i++) {
		if (strcmp(type->topic, topic) != 0) {
			continue;
		}
		if (!form_reads(type->form, entry, "type", name)) {
			several = several || (only != NULL && only != type);
			only = type;
		} else if (strcmp(type->name, name) == 0) {
			return type;
		}
	}
	return several ? NULL : only;
}

static bool read_field(struct event *event, const struct entry *entry, const char *name)
{
	struct event_field *field = event_add(event, name);
	field->carried = true;
	return form_reads(event->type->form, entry, name, field->value);
}

bool event_understand(struct event *event, const struct scenario *scenario, const char *topic,
	const struct entry *entry)
{
	*event = (struct event){.type = type_of(scenario, topic, entry)};
	if (event->type == NULL || !read_field(event, entry, "event_id")) {
		return false;
	}
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		if (!read_field(event, entry, at->name)) {
			return false;
		}
	}
	return true;
}
