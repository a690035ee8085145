#include "measure_private.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/moment.h"
#include "base/number.h"

enum {
	LOOK_BYTES = 8 << 10, /* a longer document is not looked into */
	LOOK_DEPTH = 3,
	VALUE_MAX = 128, /* a longer value is no key */
	PATH_MAX_BYTES = 120,
	KINDS_MAX = 4096,
	ROOM = 4096,
};

/* One event being taken in. */
struct taking {
	struct measure *measure;
	struct event_of *event;
	struct fact_of *facts;
	uint32_t number;
	struct buf path;
};

struct measure *measure_create(size_t window)
{
	struct measure *measure = mem_alloc(1, sizeof(*measure));

	window = window > MEASURE_WINDOW_MAX ? MEASURE_WINDOW_MAX : window;
	measure->window = window < MEASURE_LEAST ? MEASURE_LEAST : window;
	measure->events = mem_alloc(measure->window, sizeof(*measure->events));
	measure->facts = mem_alloc(measure->window * MEASURE_PER_EVENT, sizeof(*measure->facts));
	measure->names = map_create();
	measure->kinds = map_create();
	return measure;
}

void measure_destroy(struct measure *measure)
{
	if (measure == NULL) {
		return;
	}
	for (size_t i = 0; i < measure->field_count; i++) {
		mem_free(measure->fields[i].at);
	}
	map_destroy(measure->names);
	map_destroy(measure->kinds);
	mem_free(measure->events);
	mem_free(measure->facts);
	mem_free(measure);
}

size_t measure_events(const struct measure *measure)
{
	return measure->count;
}

size_t measure_bytes(const struct measure *measure)
{
	return sizeof(*measure) + map_bytes(measure->names) + map_bytes(measure->kinds) +
		measure->window *
		(sizeof(*measure->events) + MEASURE_PER_EVENT * sizeof(*measure->facts));
}

const struct event_of *measure_event(const struct measure *measure, size_t i)
{
	size_t oldest = measure->count < measure->window ? 0 : measure->next;

	return &measure->events[(oldest + i) % measure->window];
}

/* The number of the name, or MEASURE_FIELDS_MAX where there are too many. */
static size_t find_field(struct measure *measure, struct text name)
{
	uintptr_t found = (uintptr_t)map_get(measure->names, name);
	struct name_of *field;

	if (found > 0) {
		return found - 1;
	}
	if (measure->field_count == MEASURE_FIELDS_MAX) {
		return MEASURE_FIELDS_MAX;
	}
	field = &measure->fields[measure->field_count++];
	field->at = text_dup(name);
	field->length = name.length;
	map_put(measure->names, name, (void *)(uintptr_t)measure->field_count);
	return measure->field_count - 1;
}

/* A number is one where it is near the time that the event came. */
static bool is_moment(struct text value, int64_t came_ms)
{
	const int64_t near_ms = INT64_C(30) * 86400 * 1000;
	int64_t ms;

	if (value.length < 10) {
		return false;
	}
	if (value.at[4] == '-') {
		return moment_parse(value, &ms) || moment_read(value, &ms);
	}
	return moment_read(value, &ms) && ms > came_ms - near_ms && ms < came_ms + near_ms;
}

static bool is_number(struct text value)
{
	double number;

	return number_parse_double(value, &number);
}

/* What says that there is nothing is no value. */
static bool is_placeholder(struct text value)
{
	static const char *const words[] = {
		"", "0", "-1", "null", "NULL", "nil", "none", "None", "unknown", "undefined", "-"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (text_is(value, words[i])) {
			return true;
		}
	}
	return false;
}

static void take_value(struct taking *taking, struct text name, struct text value)
{
	struct measure *measure = taking->measure;
	size_t field;

	if (value.length > VALUE_MAX || name.length > PATH_MAX_BYTES || is_placeholder(value) ||
		taking->event->count == MEASURE_PER_EVENT) {
		return;
	}
	field = find_field(measure, name);
	if (field == MEASURE_FIELDS_MAX) {
		return;
	}
	measure->fields[field].seen++;
	measure->fields[field].texts += !is_number(value);
	measure->fields[field].moments += is_moment(value, taking->event->ms);
	measure->fields[field].decimals +=
		is_number(value) && memchr(value.at, '.', value.length) != NULL;
	taking->facts[taking->event->count++] = (struct fact_of){
		.event = taking->number,
		.field = (uint16_t)field,
		.value = map_hash(value, measure->seed),
	};
}

static void take_document(struct taking *taking, const struct json_value *object, int depth);

static void take_member(struct taking *taking, const struct json_value *value, int depth)
{
	if (value->kind == JSON_OBJECT && depth + 1 < LOOK_DEPTH) {
		take_document(taking, value, depth + 1);
	} else if (value->kind == JSON_STRING) {
		take_value(taking, buf_text(&taking->path),
			text_from(value->raw.at + 1, value->raw.length - 2));
	} else if (value->kind == JSON_NUMBER) {
		take_value(taking, buf_text(&taking->path), value->raw);
	}
}

/* The path holds the way to the object; its members' names come and go behind it. */
static void take_document(struct taking *taking, const struct json_value *object, int depth)
{
	struct json_value name, value;
	struct json_walk walk;
	size_t length = taking->path.length;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		if (length > 0) {
			buf_add_byte(&taking->path, '.');
		}
		json_string(&taking->path, &name);
		take_member(taking, &value, depth);
		buf_cut(&taking->path, length);
	}
}

static void take_field(struct taking *taking, const struct entry_field *field)
{
	struct json_value value;

	if (json_looks(field->value) && field->value.length <= LOOK_BYTES) {
		if (json_read(field->value, &value) && value.kind == JSON_OBJECT) {
			buf_reset(&taking->path);
			take_document(taking, &value, 0);
		}
		return;
	}
	take_value(taking, field->name, field->value);
}

static uint16_t find_kind(struct measure *measure, struct text topic, struct text type)
{
	struct buf key;
	uintptr_t kind;

	buf_init(&key, ROOM);
	buf_add_text(&key, topic);
	buf_add_byte(&key, '\0');
	buf_add_text(&key, type);
	kind = (uintptr_t)map_get(measure->kinds, buf_text(&key));
	if (kind == 0 && map_count(measure->kinds) < KINDS_MAX) {
		kind = map_count(measure->kinds) + 1;
		map_put(measure->kinds, buf_text(&key), (void *)kind);
	}
	buf_finish(&key);
	return (uint16_t)kind;
}

static uint64_t hash_id(const struct measure *measure, struct id id)
{
	char text[ID_TEXT_MAX];

	return map_hash(text_of(id_format(text, id)), measure->seed);
}

void measure_add(
	struct measure *measure, struct text topic, struct text type, const struct entry *entry)
{
	struct taking taking = {
		.measure = measure,
		.event = &measure->events[measure->next],
		.facts = &measure->facts[measure->next * MEASURE_PER_EVENT],
		.number = measure->number++,
	};

	*taking.event = (struct event_of){
		.first = (uint32_t)(measure->next * MEASURE_PER_EVENT),
		.kind = find_kind(measure, topic, type),
		.ms = (int64_t)entry->id.ms,
		.seq = entry->id.seq,
		.id = hash_id(measure, entry->id),
	};
	buf_init(&taking.path, ROOM);
	for (size_t i = 0; i < entry->field_count; i++) {
		take_field(&taking, &entry->fields[i]);
	}
	buf_finish(&taking.path);
	measure->next = (measure->next + 1) % measure->window;
	measure->count += measure->count < measure->window;
}
