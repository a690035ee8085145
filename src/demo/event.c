#include "event.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/map.h"
#include "base/rng.h"

enum { DOCUMENT_MAX = 2048, PURPOSE_MAX = 128, TOKEN_LENGTH = 10 };

static void draw_token(char *out, const char *prefix, struct rng *rng)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	size_t length = strlen(prefix);

	assert(length + TOKEN_LENGTH < EVENT_VALUE_MAX);
	memcpy(out, prefix, length);
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		out[length++] = letters[rng_below(rng, sizeof(letters) - 1)];
	}
	out[length] = '\0';
}

static void draw_pick(char *out, const char *from, struct rng *rng)
{
	struct text rest = text_of(from), choice;
	uint64_t count = 1;
	for (const char *at = from; *at != '\0'; at++) {
		count += *at == '|';
	}
	uint64_t chosen = rng_below(rng, count);
	do {
		choice = text_cut(&rest, '|');
	} while (chosen-- > 0);
	snprintf(out, EVENT_VALUE_MAX, "%.*s", (int)choice.length, choice.at);
}

static int64_t draw_number(const struct attribute *attribute, struct rng *rng)
{
	return attribute->low +
		(int64_t)rng_below(rng, (uint64_t)(attribute->high - attribute->low + 1));
}

/* The square of an even draw: the low numbers are the regular customers. */
static int64_t draw_skewed(const struct attribute *attribute, struct rng *rng)
{
	double unit = rng_unit(rng);
	return attribute->low +
		(int64_t)(unit * unit * (double)(attribute->high - attribute->low + 1));
}

static void draw_value(char *out, const struct attribute *attribute, struct rng *rng)
{
	int64_t number;
	uint64_t high;

	switch (attribute->kind) {
	case ATTRIBUTE_PICK:
		draw_pick(out, attribute->from, rng);
		break;
	case ATTRIBUTE_NUMBER:
		snprintf(out, EVENT_VALUE_MAX, "%" PRId64, draw_number(attribute, rng));
		break;
	case ATTRIBUTE_MONEY:
		number = draw_number(attribute, rng);
		snprintf(
			out, EVENT_VALUE_MAX, "%" PRId64 ".%02" PRId64, number / 100, number % 100);
		break;
	case ATTRIBUTE_CODE:
		snprintf(out, EVENT_VALUE_MAX, "%s%" PRId64, attribute->from,
			draw_skewed(attribute, rng));
		break;
	case ATTRIBUTE_TOKEN:
		draw_token(out, attribute->from, rng);
		break;
	case ATTRIBUTE_TRACE:
		high = rng_next(rng);
		snprintf(out, EVENT_VALUE_MAX, "%016" PRIx64 "%016" PRIx64, high, rng_next(rng));
		break;
	}
}

static struct event_field *add_field(struct event *event, const char *name)
{
	assert(event->count < EVENT_FIELDS_MAX);
	struct event_field *field = &event->fields[event->count++];
	*field = (struct event_field){.name = name};
	return field;
}

static void add_drawn(
	struct event *event, const struct attribute *attribute, bool carried, struct rng *rng)
{
	struct event_field *field = add_field(event, attribute->name);
	field->carried = carried;
	field->bare = attribute->kind == ATTRIBUTE_NUMBER || attribute->kind == ATTRIBUTE_MONEY;
	draw_value(field->value, attribute, rng);
}

static void add_payload(struct event *event, struct rng *rng)
{
	for (const struct attribute *at = event->type->attributes; at->name != NULL; at++) {
		add_drawn(event, at, false, rng);
	}
}

static void add_own_id(struct event *event, struct rng *rng)
{
	struct event_field *field = add_field(event, "event_id");
	field->carried = true;
	draw_token(field->value, "E-", rng);
}

void event_begin(struct event *event, const struct scenario *scenario,
	const struct event_type *type, uint64_t seed, uint64_t number)
{
	char key[PURPOSE_MAX];
	struct rng rng;

	snprintf(key, sizeof(key), "%s %" PRIu64, type->name, number);
	rng_seed(&rng, map_hash(text_of(key), seed));
	*event = (struct event){.type = type};
	add_own_id(event, &rng);
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		add_drawn(event, at, true, &rng);
	}
	add_payload(event, &rng);
}

static const struct event_field *field_of(const struct event *event, const char *name)
{
	for (size_t i = 0; i < event->count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			return &event->fields[i];
		}
	}
	return NULL;
}

void event_follow(struct event *event, const struct scenario *scenario,
	const struct event_type *type, const struct event *cause, uint64_t seed)
{
	const struct event_field *id = field_of(cause, "event_id"), *carried;
	struct event_field *field;
	struct rng rng;

	rng_seed(&rng, event_hash(cause, type->name, seed));
	*event = (struct event){.type = type};
	add_own_id(event, &rng);
	field = add_field(event, "causation_id");
	field->carried = true;
	memcpy(field->value, id->value, sizeof(field->value));
	for (const struct attribute *at = scenario->identity; at->name != NULL; at++) {
		carried = field_of(cause, at->name);
		*add_field(event, at->name) = *carried;
	}
	add_payload(event, &rng);
}

void event_spoil(struct event *event, const char *name, const char *value)
{
	for (size_t i = 0; i < event->count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			event->fields[i].bare = false;
			snprintf(event->fields[i].value, EVENT_VALUE_MAX, "%s", value);
		}
	}
}

uint64_t event_hash(const struct event *event, const char *purpose, uint64_t seed)
{
	char key[PURPOSE_MAX + EVENT_VALUE_MAX];

	/* The event's own id was drawn from the journey's key and its place in the journey. */
	snprintf(key, sizeof(key), "%s %s", field_of(event, "event_id")->value, purpose);
	return map_hash(text_of(key), seed);
}

static char *format_time(char out[EVENT_TIME_MAX], int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000);
	char date[EVENT_TIME_MAX];
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out, EVENT_TIME_MAX, "%.19s.%03dZ", date, (int)(wall_ms % 1000));
	return out;
}

static void add_members(struct buf *document, const struct event *event, bool carried)
{
	const char *comma = "";
	for (size_t i = 0; i < event->count; i++) {
		const struct event_field *field = &event->fields[i];
		const char *quote = field->bare ? "" : "\"";
		if (field->carried == carried) {
			buf_addf(document, "%s\"%s\":%s%s%s", comma, field->name, quote,
				field->value, quote);
			comma = ",";
		}
	}
}

static void write_json(const struct event *event, const char *time, struct command *command)
{
	struct buf document;

	buf_init(&document, DOCUMENT_MAX);
	buf_addf(&document, "{\"type\":\"%s\",\"occurred_at\":\"%s\",", event->type->name, time);
	add_members(&document, event, true);
	buf_add_string(&document, ",\"data\":{");
	add_members(&document, event, false);
	buf_add_string(&document, "}}");
	assert(!document.full);
	command_add_string(command, "event");
	command_add(command, buf_text(&document));
	buf_finish(&document);
}

void event_write(const struct event *event, int64_t wall_ms, struct command *command)
{
	char time[EVENT_TIME_MAX];

	format_time(time, wall_ms);
	if (event->type->form == FORM_JSON) {
		write_json(event, time, command);
		return;
	}
	command_add_string(command, "type");
	command_add_string(command, event->type->name);
	command_add_string(command, "occurred_at");
	command_add_string(command, time);
	for (size_t i = 0; i < event->count; i++) {
		command_add_string(command, event->fields[i].name);
		command_add_string(command, event->fields[i].value);
	}
}

static bool keep_value(char out[EVENT_VALUE_MAX], const char *at, size_t length)
{
	if (length >= EVENT_VALUE_MAX) {
		return false;
	}
	memcpy(out, at, length);
	out[length] = '\0';
	return true;
}

static size_t skip_spaces(struct text document, size_t at)
{
	while (at < document.length && strchr(" \t\r\n", document.at[at]) != NULL) {
		at++;
	}
	return at;
}

/* What stands after the member's name, as a text or a bare word. */
static bool member_value(struct text document, size_t at, char out[EVENT_VALUE_MAX])
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
	return end < document.length && keep_value(out, document.at + start, end - start);
}

static bool document_value(struct text document, const char *name, char out[EVENT_VALUE_MAX])
{
	char quoted[PURPOSE_MAX];
	size_t length = (size_t)snprintf(quoted, sizeof(quoted), "\"%s\"", name);

	for (size_t at = 0; at + length <= document.length; at++) {
		if (memcmp(document.at + at, quoted, length) == 0 &&
			member_value(document, at + length, out)) {
			return true;
		}
	}
	return false;
}

bool event_value(const struct entry *entry, const char *name, char out[EVENT_VALUE_MAX])
{
	for (size_t i = 0; i < entry->field_count; i++) {
		const struct entry_field *field = &entry->fields[i];
		if (text_is(field->name, name)) {
			return keep_value(out, field->value.at, field->value.length);
		}
		if (text_is(field->name, "event")) {
			return document_value(field->value, name, out);
		}
	}
	return false;
}

/* Every type is what a producer begins with or what a step emits. */
static const struct event_type *type_named(const struct scenario *scenario, const char *name)
{
	for (size_t i = 0; i < scenario->producer_count; i++) {
		if (strcmp(scenario->producers[i].type->name, name) == 0) {
			return scenario->producers[i].type;
		}
	}
	for (size_t i = 0; i < scenario->step_count; i++) {
		if (strcmp(scenario->steps[i].emits->name, name) == 0) {
			return scenario->steps[i].emits;
		}
	}
	return NULL;
}

static bool read_field(struct event *event, const struct entry *entry, const char *name)
{
	struct event_field *field = add_field(event, name);
	field->carried = true;
	return event_value(entry, name, field->value);
}

bool event_understand(
	struct event *event, const struct scenario *scenario, const struct entry *entry)
{
	char name[EVENT_VALUE_MAX];

	if (!event_value(entry, "type", name)) {
		return false;
	}
	*event = (struct event){.type = type_named(scenario, name)};
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
