#include "envelope/contract.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/utf8.h"

enum {
	CONTRACTS_MAX = 512,
	LOOK_BYTES = 64 << 10, /* a longer document is not looked into */
	LOOK_DEPTH = 3,
	NAME_MAX_BYTES = 120,
	ROOM = 4096,
};

struct own {
	struct contract contract;
	struct map *names;                 /* of fields, to their place plus one */
	uint64_t met[CONTRACT_FIELDS_MAX]; /* the number of the last event that had the field */
	/* As it was when it settled: what is otherwise drifts, however often. */
	bool settled, always[CONTRACT_FIELDS_MAX];
	unsigned kinds[CONTRACT_FIELDS_MAX];
};

struct contracts {
	struct map *by_name;
	struct own **at;
	size_t count, bytes;
};

/* One event being looked at. */
struct looking {
	struct contracts *contracts;
	struct own *own;
	struct id id;
	bool settled, drifts;
	struct buf path;
};

struct contracts *contracts_create(void)
{
	struct contracts *contracts = mem_alloc(1, sizeof(*contracts));

	contracts->by_name = map_create();
	contracts->at = mem_alloc(CONTRACTS_MAX, sizeof(*contracts->at));
	return contracts;
}

static void free_text(struct text text)
{
	mem_free((void *)(uintptr_t)text.at);
}

static void own_destroy(struct own *own)
{
	struct contract *contract = &own->contract;

	for (size_t i = 0; i < contract->field_count; i++) {
		free_text(contract->fields[i].name);
	}
	for (size_t i = 0; i < contract->service_count; i++) {
		free_text(contract->services[i]);
	}
	for (size_t i = 0; i < contract->version_count; i++) {
		free_text(contract->versions[i]);
	}
	free_text(contract->topic);
	free_text(contract->type);
	map_destroy(own->names);
	mem_free(own);
}

void contracts_destroy(struct contracts *contracts)
{
	if (contracts == NULL) {
		return;
	}
	for (size_t i = 0; i < contracts->count; i++) {
		own_destroy(contracts->at[i]);
	}
	map_destroy(contracts->by_name);
	mem_free(contracts->at);
	mem_free(contracts);
}

size_t contracts_count(const struct contracts *contracts)
{
	return contracts->count;
}

size_t contracts_bytes(const struct contracts *contracts)
{
	return sizeof(*contracts) + CONTRACTS_MAX * sizeof(*contracts->at) + contracts->bytes +
		map_bytes(contracts->by_name);
}

const struct contract *contracts_at(const struct contracts *contracts, size_t i)
{
	return i < contracts->count ? &contracts->at[i]->contract : NULL;
}

static struct text keep(struct contracts *contracts, struct text text)
{
	contracts->bytes += text.length + 1;
	return text_from(text_dup(text), text.length);
}

static struct own *begin(struct contracts *contracts, struct text topic, struct text type)
{
	struct own *own = mem_alloc(1, sizeof(*own));

	own->names = map_create();
	own->contract.topic = keep(contracts, topic);
	own->contract.type = keep(contracts, type);
	contracts->bytes += sizeof(*own);
	contracts->at[contracts->count++] = own;
	return own;
}

static struct own *find(struct contracts *contracts, struct text topic, struct text type)
{
	struct buf key;
	struct own *own;

	if (topic.length + type.length > ROOM - 32) {
		return NULL;
	}
	buf_init(&key, ROOM);
	buf_addf(&key, "%zu/", topic.length);
	buf_add_text(&key, topic);
	buf_add_text(&key, type);
	own = map_get(contracts->by_name, buf_text(&key));
	if (own == NULL && contracts->count < CONTRACTS_MAX) {
		own = begin(contracts, topic, type);
		map_put(contracts->by_name, buf_text(&key), own);
	}
	buf_finish(&key);
	return own;
}

/* Only the first event that drifts is told, by the first thing it does. */
static void drift(struct looking *looking, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void drift(struct looking *looking, const char *format, ...)
{
	struct contract *contract = &looking->own->contract;
	va_list arguments;

	if (!looking->settled) {
		return;
	}
	if (contract->drifted == 0 && !looking->drifts) {
		contract->drift_id = looking->id;
		va_start(arguments, format);
		vsnprintf(contract->drift, sizeof(contract->drift), format, arguments);
		va_end(arguments);
	}
	looking->drifts = true;
}

static struct contract_field *add_field(struct looking *looking, struct text name)
{
	struct own *own = looking->own;
	struct contract *contract = &own->contract;
	struct contract_field *field;

	if (contract->field_count == CONTRACT_FIELDS_MAX) {
		contract->more = true;
		return NULL;
	}
	field = &contract->fields[contract->field_count];
	*field = (struct contract_field){
		.name = keep(looking->contracts, name), .late = looking->settled};
	contract->field_count++;
	map_put(own->names, name, (void *)(uintptr_t)contract->field_count);
	return field;
}

static void meet(struct looking *looking, struct text name, unsigned kind)
{
	struct own *own = looking->own;
	size_t place = (uintptr_t)map_get(own->names, name);
	struct contract_field *field =
		place > 0 ? &own->contract.fields[place - 1] : add_field(looking, name);
	char kinds[CONTRACT_KINDS_MAX], before[CONTRACT_KINDS_MAX];

	if (field == NULL) {
		return;
	}
	place = (size_t)(field - own->contract.fields);
	if (field->late) {
		drift(looking, "it has a field that was not there before: %.*s", (int)name.length,
			name.at);
	} else if (own->kinds[place] != 0 && (own->kinds[place] & kind) == 0) {
		drift(looking, "%.*s is %s and was %s before", (int)name.length, name.at,
			contract_kinds(kinds, kind), contract_kinds(before, own->kinds[place]));
	}
	field->kinds |= kind;
	own->kinds[place] |= looking->settled ? 0 : kind;
	if (own->met[place] != own->contract.events) {
		own->met[place] = own->contract.events;
		field->seen++;
	}
}

static unsigned kind_of_json(enum json_kind kind)
{
	static const unsigned kinds[] = {
		[JSON_NULL] = SEEN_NULL,
		[JSON_FALSE] = SEEN_BOOL,
		[JSON_TRUE] = SEEN_BOOL,
		[JSON_NUMBER] = SEEN_NUMBER,
		[JSON_STRING] = SEEN_TEXT,
		[JSON_ARRAY] = SEEN_ARRAY,
		[JSON_OBJECT] = SEEN_OBJECT,
	};

	return kinds[kind];
}

static void look_into(struct looking *looking, const struct json_value *object, int depth)
{
	struct json_value name, value;
	struct json_walk walk;
	size_t length = looking->path.length;

	json_walk_begin(&walk, object);
	while (json_walk_next(&walk, &name, &value)) {
		buf_add_byte(&looking->path, '.');
		json_string(&looking->path, &name);
		if (!looking->path.full && looking->path.length <= NAME_MAX_BYTES) {
			meet(looking, buf_text(&looking->path), kind_of_json(value.kind));
			if (value.kind == JSON_OBJECT && depth + 1 < LOOK_DEPTH) {
				look_into(looking, &value, depth + 1);
			}
		}
		looking->path.full = false;
		buf_cut(&looking->path, length);
	}
}

static void look_at_field(struct looking *looking, const struct entry_field *field)
{
	struct json_value value = {.kind = JSON_NONE};
	double number;
	unsigned kind = SEEN_TEXT;

	if (field->name.length > NAME_MAX_BYTES) {
		looking->own->contract.more = true;
		return;
	}
	if (json_looks(field->value) && field->value.length <= LOOK_BYTES &&
		json_read(field->value, &value)) {
		kind = kind_of_json(value.kind);
	} else if (number_parse_double(field->value, &number)) {
		kind = SEEN_NUMBER;
	} else if (!utf8_valid(field->value)) {
		kind = SEEN_BYTES;
	}
	meet(looking, field->name, kind);
	if (value.kind == JSON_OBJECT) {
		buf_reset(&looking->path);
		buf_add_text(&looking->path, field->name);
		look_into(looking, &value, 0);
	}
}

/* Fields that every event had until it settled, and this one has not. */
static void miss(struct looking *looking)
{
	struct own *own = looking->own;

	for (size_t i = 0; i < own->contract.field_count; i++) {
		const struct contract_field *field = &own->contract.fields[i];

		if (!own->always[i] || own->met[i] == own->contract.events) {
			continue;
		}
		drift(looking, "it lacks %.*s, which was always there", (int)field->name.length,
			field->name.at);
		own->always[i] = looking->settled;
	}
}

static void settle(struct own *own)
{
	own->settled = true;
	for (size_t i = 0; i < own->contract.field_count; i++) {
		own->always[i] = own->contract.fields[i].seen == own->contract.events;
	}
}

static void keep_among(struct looking *looking, struct text kept[CONTRACT_SERVICES_MAX],
	size_t *count, struct text text)
{
	if (text.length == 0 || text.length > NAME_MAX_BYTES) {
		return;
	}
	for (size_t i = 0; i < *count; i++) {
		if (text_equal(kept[i], text)) {
			return;
		}
	}
	if (*count == CONTRACT_SERVICES_MAX) {
		looking->own->contract.more = true;
		return;
	}
	kept[(*count)++] = keep(looking->contracts, text);
}

static bool is_version(struct text name)
{
	static const char *const names[] = {"version", "specversion", "schema_version",
		"schemaVersion", "event_version", "eventVersion", "dataschema", "v"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (text_is(name, names[i])) {
			return true;
		}
	}
	return false;
}

static void look_for_version(struct looking *looking, const struct entry *entry)
{
	struct contract *contract = &looking->own->contract;

	for (size_t i = 0; i < entry->field_count; i++) {
		struct json_value object, name, value;
		struct json_walk walk;

		if (is_version(entry->fields[i].name)) {
			keep_among(looking, contract->versions, &contract->version_count,
				entry->fields[i].value);
		}
		if (!json_looks(entry->fields[i].value) ||
			entry->fields[i].value.length > LOOK_BYTES ||
			!json_read(entry->fields[i].value, &object) || object.kind != JSON_OBJECT) {
			continue;
		}
		json_walk_begin(&walk, &object);
		while (json_walk_next(&walk, &name, &value)) {
			if (is_version(text_from(name.raw.at + 1, name.raw.length - 2)) &&
				(value.kind == JSON_STRING || value.kind == JSON_NUMBER)) {
				keep_among(looking, contract->versions, &contract->version_count,
					value.kind == JSON_STRING
						? text_from(value.raw.at + 1, value.raw.length - 2)
						: value.raw);
			}
		}
	}
}

bool contracts_add(struct contracts *contracts, struct text topic, const struct entry *entry,
	const struct event *event)
{
	struct own *own = find(contracts, topic, event->type);
	struct looking looking = {.contracts = contracts, .own = own, .id = entry->id};
	struct contract *contract;

	if (looking.own == NULL) {
		return false;
	}
	contract = &looking.own->contract;
	looking.settled =
		contract->events >= CONTRACT_SETTLED && id_compare(entry->id, contract->first) > 0;
	if (looking.settled && !own->settled) {
		settle(own);
	}
	if (contract->events == 0 || id_compare(entry->id, contract->first) < 0) {
		contract->first = entry->id;
	}
	if (id_compare(entry->id, contract->last) > 0) {
		contract->last = entry->id;
	}
	contract->envelope = event->envelope;
	contract->events++;
	buf_init(&looking.path, ROOM);
	for (size_t i = 0; i < entry->field_count; i++) {
		look_at_field(&looking, &entry->fields[i]);
	}
	buf_finish(&looking.path);
	miss(&looking);
	keep_among(&looking, contract->services, &contract->service_count, event->service);
	look_for_version(&looking, entry);
	contract->drifted += looking.drifts;
	return looking.drifts;
}
