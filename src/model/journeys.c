#include "model/journeys.h"

#include <string.h>

#include "base/mem.h"
#include "base/number.h"
#include "envelope/dead_letter.h"
#include "journey_private.h"

enum { UNDECLARED_JOURNEY, UNDECLARED_TRACE };
enum { TOMB_SHARE = 16, PAIRS_SHARE = 128 };

const struct definition *journey_definition(const struct journeys *journeys, size_t number)
{
	return number < journeys->options.definition_count ? &journeys->options.definitions[number]
							   : &journeys->undeclared;
}

struct journeys *journeys_create(const struct journeys_options *options)
{
	struct journeys *journeys = mem_alloc(1, sizeof(*journeys));

	journeys->options = *options;
	journeys->definition_count = options->definition_count + 1;
	definition_init(&journeys->undeclared, NULL);
	pool_init(&journeys->journey_pool, sizeof(struct journey));
	pool_init(&journeys->event_pool, sizeof(struct journey_event));
	pool_init(&journeys->key_pool, sizeof(struct key));
	pool_init(&journeys->merge_pool, sizeof(struct merge));
	names_init(&journeys->topics);
	names_init(&journeys->steps);
	names_init(&journeys->services);
	journeys->seed = map_seed(journeys->topics.numbers);
	journeys->wheel = wheel_create(0);
	tombs_init(&journeys->tombs, options->memory_bytes / TOMB_SHARE);
	pair_counts_init(&journeys->clashes, options->memory_bytes / PAIRS_SHARE);
	pair_counts_init(&journeys->habits, options->memory_bytes / PAIRS_SHARE);
	journeys->reader = key_reader_create();
	for (size_t i = 0; i < options->definition_count; i++) {
		const struct definition *definition = &options->definitions[i];

		for (size_t k = 0; k < definition->apart_count; k++) {
			apart_add(journeys, (uint8_t)i, text_of(definition->aparts[k].a),
				text_of(definition->aparts[k].b));
		}
	}
	return journeys;
}

static void finish_texts(struct journeys *journeys)
{
	for (uint32_t i = 1; i <= journeys->journey_pool.made; i++) {
		struct journey *journey = journey_at(journeys, i);

		if (journey->serial != 0 && journey->parent == 0) {
			store_drop(journeys, i, false);
		}
	}
}

void journeys_destroy(struct journeys *journeys)
{
	if (journeys == NULL) {
		return;
	}
	finish_texts(journeys);
	definition_finish(&journeys->undeclared);
	pool_finish(&journeys->journey_pool);
	pool_finish(&journeys->event_pool);
	pool_finish(&journeys->key_pool);
	pool_finish(&journeys->merge_pool);
	names_finish(&journeys->topics);
	names_finish(&journeys->steps);
	names_finish(&journeys->services);
	wheel_destroy(journeys->wheel);
	gaps_finish(journeys);
	key_reader_destroy(journeys->reader);
	mem_free(journeys->slots);
	mem_free(journeys->known);
	tombs_finish(&journeys->tombs);
	pair_counts_finish(&journeys->clashes);
	pair_counts_finish(&journeys->habits);
	mem_free(journeys->topic_uses);
	mem_free(journeys->step_uses);
	aparts_finish(journeys);
	mem_free(journeys);
}

static struct topic_use topic_use(struct journeys *journeys, uint16_t topic, struct text name)
{
	if (topic == 0) {
		return (struct topic_use){.definitions = 0};
	}
	while (journeys->topic_room < topic) {
		struct topic_use *use;

		journeys->topic_uses = mem_resize(journeys->topic_uses, journeys->topic_room + 1,
			sizeof(*journeys->topic_uses));
		use = &journeys->topic_uses[journeys->topic_room++];
		*use = (struct topic_use){.is_dead = dead_name_likeness(name) == DEAD_LIKE};
		for (size_t i = 0; i < journeys->options.definition_count; i++) {
			const char *glob = journeys->options.definitions[i].topics;
			bool is_one =
				glob == NULL || use->is_dead || text_glob(text_of(glob), name);

			use->definitions |= is_one ? UINT32_C(1) << i : 0;
		}
	}
	return journeys->topic_uses[topic - 1];
}

uint8_t journey_declared(const struct journeys *journeys, uint8_t definition, uint16_t step)
{
	return step == 0
		? DEFINITION_NONE
		: journeys->step_uses[(step - 1) * journeys->definition_count + definition];
}

static uint16_t step_number(struct journeys *journeys, struct text name)
{
	uint16_t number = names_number(&journeys->steps, name);
	size_t count = journeys->definition_count;

	if (number <= journeys->step_room) {
		return number;
	}
	journeys->step_room = number;
	journeys->step_uses = mem_resize(journeys->step_uses, number * count, 1);
	for (size_t i = 0; i < count; i++) {
		journeys->step_uses[(number - 1U) * count + i] =
			definition_step_of(journey_definition(journeys, i), name);
	}
	return number;
}

struct collecting {
	struct journeys *journeys;
	struct stitch *stitch;
	uint8_t use, type;
	bool alias;
};

static void collect_key(void *arg, struct text value)
{
	struct collecting *collecting = arg;
	struct stitch *stitch = collecting->stitch;

	if (stitch->key_count == JOURNEY_KEYS_MAX || key_is_none(value)) {
		return;
	}
	uint64_t hash =
		store_hash(collecting->journeys, stitch->definition, collecting->type, value);
	for (size_t i = 0; i < stitch->key_count; i++) {
		if (stitch->keys[i].hash == hash) {
			return;
		}
	}
	stitch->keys[stitch->key_count++] = (struct stitch_key){.value = value,
		.hash = hash,
		.seen_s = (uint32_t)(stitch->id.ms / 1000),
		.use = collecting->use,
		.type = collecting->type,
		.alias = collecting->alias};
}

enum { OWN_ID_TYPE = 0xff };

static uint64_t own_hash(const struct journeys *journeys, uint8_t definition, struct text id)
{
	uint64_t hash = id.length == 0 ? 0 : store_hash(journeys, definition, OWN_ID_TYPE, id);

	return hash + (id.length > 0 && hash == 0);
}

/* By the paths of a definition. */
static void collect(struct journeys *journeys, struct stitch *stitch, const struct event *event)
{
	const struct definition *definition = journey_definition(journeys, stitch->definition);

	for (size_t i = 0; i < definition->key_count; i++) {
		const struct definition_key *key = &definition->keys[i];
		struct collecting collecting = {.journeys = journeys,
			.stitch = stitch,
			.use = (uint8_t)key->use,
			.type = key->type,
			.alias = key->alias};

		if (key->use == KEY_USE_PARTY) {
			struct text party = key_reader_first(journeys->reader, key->path);
			stitch->party = stitch->party.length == 0 ? party : stitch->party;
		} else if (key->use == KEY_USE_CAUSE) {
			stitch->cause_hash = own_hash(journeys, stitch->definition,
				key_reader_first(journeys->reader, key->path));
		} else {
			key_reader_find(journeys->reader, key->path, collect_key, &collecting);
		}
	}
	if (stitch->party.length == 0) {
		stitch->party = event->party;
	}
	if (stitch->cause_hash == 0) {
		stitch->cause_hash = own_hash(journeys, stitch->definition, event->cause);
	}
}

/* By what the envelope tells. */
static void collect_undeclared(
	struct journeys *journeys, struct stitch *stitch, const struct event *event)
{
	struct collecting collecting = {.journeys = journeys,
		.stitch = stitch,
		.use = KEY_USE_ANCHOR,
		.type = UNDECLARED_JOURNEY};

	if (event->journey.length > 0) {
		collect_key(&collecting, event->journey);
	}
	if (event->trace.length > 0) {
		collecting.use = KEY_USE_TRACE;
		collecting.type = UNDECLARED_TRACE;
		collect_key(&collecting, event->trace);
	}
	stitch->party = event->party;
	stitch->cause_hash = own_hash(journeys, stitch->definition, event->cause);
}

static uint64_t content_hash(const struct journeys *journeys, const struct entry *entry)
{
	uint64_t hash = journeys->seed;

	for (size_t i = 0; i < entry->field_count; i++) {
		hash = map_hash(entry->fields[i].name, hash);
		hash = map_hash(entry->fields[i].value, hash);
	}
	return hash;
}

/* The event's own id, where it is none of the keys. */
static struct text own_id(struct journeys *journeys, const struct stitch *stitch)
{
	static const char *const names[] = {"event_id", "eventId", "message_id", "messageId",
		"msg_id", "_watermill_message_uuid", "wolverine-id", "cap-msg-id", "id"};
	struct text id = text_of("");

	for (size_t i = 0; id.length == 0 && i < sizeof(names) / sizeof(*names); i++) {
		id = key_reader_first(journeys->reader, names[i]);
	}
	for (size_t i = 0; i < stitch->key_count; i++) {
		if (text_equal(stitch->keys[i].value, id)) {
			return text_of("");
		}
	}
	return key_is_none(id) ? text_of("") : id;
}

static struct text step_name(struct journeys *journeys, struct stitch *stitch,
	const struct definition *definition, const struct event *event)
{
	struct text name = definition->step == NULL
		? text_of("")
		: key_reader_first(journeys->reader, definition->step);

	if (name.length > 0) {
		stitch->own_step = true;
		return name;
	}
	stitch->own_step = definition->step == NULL && event->type.length > 0;
	return names_without_version(event->type.length > 0 ? event->type : stitch->topic_name);
}

static bool says_failure(struct text outcome)
{
	static const char *const words[] = {"failed", "failure", "error", "rejected", "declined",
		"faulted", "aborted", "timeout", "timed_out", "fail"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (outcome.length == strlen(words[i]) &&
			text_contains_fold(outcome, text_of(words[i]))) {
			return true;
		}
	}
	return false;
}

static void read_value(struct journeys *journeys, struct stitch *stitch)
{
	const struct definition *definition = journey_definition(journeys, stitch->definition);

	if (definition->value_path != NULL && stitch->declared == definition->value_step) {
		stitch->has_value = number_parse_double(
			key_reader_first(journeys->reader, definition->value_path), &stitch->value);
	}
}

static bool add_to(struct journeys *journeys, uint8_t number, const struct stitch *base,
	const struct entry *entry, const struct event *event)
{
	struct stitch stitch = *base;
	const struct definition *definition = journey_definition(journeys, number);

	stitch.definition = number;
	if (definition == &journeys->undeclared) {
		collect_undeclared(journeys, &stitch, event);
	} else {
		collect(journeys, &stitch, event);
	}
	if (stitch.key_count == 0 && stitch.cause_hash == 0) {
		return false;
	}
	stitch.step = step_number(journeys, step_name(journeys, &stitch, definition, event));
	stitch.declared = journey_declared(journeys, number, stitch.step);
	struct text id = own_id(journeys, &stitch);
	stitch.own_hash = own_hash(journeys, number, id);
	stitch.content = id.length > 0 ? content_hash(journeys, entry) : 0;
	read_value(journeys, &stitch);
	if (!stitch_event(journeys, &stitch)) {
		return false;
	}
	store_make_room(journeys, stitch.targets[0]);
	return true;
}

void journeys_add(struct journeys *journeys, struct text topic, const struct entry *entry,
	const struct event *event)
{
	struct stitch base = {
		.topic_name = topic,
		.topic = names_number(&journeys->topics, topic),
		.service = names_number(&journeys->services, event->service),
		.id = entry->id,
		.failed = says_failure(event->outcome),
		.has_occurred = event->has_occurred,
		.occurred_ms = event->occurred_ms,
	};
	struct topic_use use = topic_use(journeys, base.topic, topic);
	bool claimed = false;

	base.is_dead = use.is_dead;
	base.is_numbered = ties_is_numbered(journeys, base.topic, entry->id);
	key_reader_begin(journeys->reader, entry, event);
	for (uint8_t i = 0; i < journeys->options.definition_count; i++) {
		if ((use.definitions >> i & 1) != 0) {
			claimed = add_to(journeys, i, &base, entry, event) || claimed;
		}
	}
	if (!claimed && journeys->options.undeclared) {
		claimed = add_to(
			journeys, (uint8_t)journeys->options.definition_count, &base, entry, event);
	}
	journeys->totals.events += claimed;
	journeys->totals.unkeyed += !claimed;
}

static void on_due(void *arg, uint32_t number, int64_t due_ms)
{
	(void)due_ms;
	journey_settle(arg, number);
}

void journeys_advance(struct journeys *journeys, int64_t now_ms)
{
	if (now_ms > journeys->now_ms) {
		journeys->now_ms = now_ms;
		wheel_advance(journeys->wheel, now_ms, on_due, journeys);
	}
}
