/* Where an event belongs, by its keys, the strongest first; and which journeys it makes one. */
#include <string.h>

#include "base/mem.h"
#include "journey_private.h"

static struct journey *lead_of(
	const struct journeys *journeys, const struct key *key, uint32_t *number)
{
	*number = store_root(journeys, key->journey);
	return *number == 0 ? NULL : journey_at(journeys, *number);
}

/* The journey is called by the strongest key that it has. */
static void name_journey(
	struct journeys *journeys, struct journey *journey, uint8_t use, struct text value)
{
	if (use >= journey->name_use) {
		return;
	}
	bool led = journey->name_use <= KEY_USE_TRACE, leads = use <= KEY_USE_TRACE;
	char *old = journey->name;
	struct text party = old == NULL
		? text_of("")
		: text_from(old + journey->name_length, journey->party_length);

	store_set_name(journeys, journey, value, party);
	journey->name_use = use;
	journeys->totals.leading += !led && leads;
}

bool stitch_attach(struct journeys *journeys, uint32_t number, const struct stitch_key *from,
	uint32_t key_number)
{
	struct journey *journey = journey_at(journeys, number);

	if (journey->key_count == JOURNEY_KEYS_MAX) {
		journeys->totals.refused++;
		return false;
	}
	if (key_number == 0) {
		key_number = store_add_key(journeys, from->hash);
	}
	struct key *key = journey_key_at(journeys, key_number);
	key->journey = number;
	key->seen_s = from->seen_s;
	key->use = from->use;
	key->type = from->type;
	key->next = journey->keys;
	journey->keys = key_number;
	journey->key_count++;
	journey->anchors |= from->use == KEY_USE_ANCHOR ? UINT32_C(1) << (from->type & 31) : 0;
	journey->kept = journey->kept ||
		(journeys->options.kept.length > 0 &&
			text_equal(from->value, journeys->options.kept));
	name_journey(journeys, journey, from->use, from->value);
	return true;
}

/* What is kept apart leads elsewhere: to a journey of its own, with the first event that has no
 * other key. */
static void attach_unless_apart(
	struct journeys *journeys, uint32_t number, const struct stitch_key *from)
{
	if (!apart_forbids_key(journeys, number, from->hash)) {
		stitch_attach(journeys, number, from, 0);
	}
}

static void detach(struct journeys *journeys, uint32_t number, uint32_t key_number)
{
	struct journey *journey = journey_at(journeys, number);
	uint32_t *at = &journey->keys;

	while (*at != 0 && *at != key_number) {
		at = &journey_key_at(journeys, *at)->next;
	}
	if (*at != 0) {
		*at = journey_key_at(journeys, key_number)->next;
		journey->key_count--;
	}
}

/* An id that is used again: after an end, or a long time, with a step that begins. */
static bool starts_anew(
	const struct journeys *journeys, const struct stitch *stitch, const struct journey *journey)
{
	const struct definition *definition = journey_definition(journeys, stitch->definition);
	const struct progress *progress = &journey->progress;

	if (stitch->declared == DEFINITION_NONE || journey->last == 0 ||
		(definition->starts >> stitch->declared & 1) == 0 ||
		(definition->ends | definition->fails) == 0 ||
		id_compare(stitch->id, journey_event_at(journeys, journey->last)->id) <= 0) {
		return false;
	}
	bool failed = progress->failed_at != 0 && progress->failed_declared != DEFINITION_NONE;

	return progress->ended || failed ||
		stitch->id.ms - progress->last_ms > (uint64_t)definition->expire_ms;
}

static uint32_t begin_again(struct journeys *journeys, const struct stitch *stitch,
	const struct stitch_key *from, uint32_t key_number)
{
	uint32_t before = store_root(journeys, journey_key_at(journeys, key_number)->journey);
	uint32_t number = store_take(journeys, stitch->definition);
	struct journey *journey = journey_at(journeys, number);
	const struct journey *old = journey_at(journeys, before);

	journey->earlier = before;
	journey->earlier_serial = old->serial;
	journey->incarnation = old->incarnation + 1;
	detach(journeys, before, key_number);
	stitch_attach(journeys, number, from, key_number);
	return number;
}

static bool is_stale(const struct stitch *stitch, const struct key *key)
{
	uint64_t now_s = stitch->id.ms / 1000;

	return key->use == KEY_USE_TRACE && now_s > key->seen_s &&
		now_s - key->seen_s > TRACE_TTL_MS / 1000;
}

uint32_t stitch_begin(
	struct journeys *journeys, const struct stitch *stitch, const struct stitch_key *from)
{
	uint32_t number = store_take(journeys, stitch->definition);

	if (from->use <= KEY_USE_JOURNEY && tombs_have(&journeys->tombs, from->hash)) {
		/* Its journey was dropped: this is the rest of it. */
		journey_at(journeys, number)->flags |= JOURNEY_PARTIAL_HEAD;
		journeys->totals.partial++;
	}
	stitch_attach(journeys, number, from, 0);
	return number;
}

/* The journey that a key leads to; 0: none yet, or it joins nothing any more. */
static uint32_t look_up(struct journeys *journeys, const struct stitch *stitch,
	const struct stitch_key *from, uint32_t *key_number)
{
	uint32_t number = 0;

	*key_number = store_find_key(journeys, from->hash);
	if (*key_number == 0) {
		return 0;
	}
	struct key *key = journey_key_at(journeys, *key_number);
	lead_of(journeys, key, &number);
	if (number != 0 && is_stale(stitch, key)) {
		detach(journeys, number, *key_number);
		store_remove_key(journeys, *key_number);
		*key_number = number = 0;
	} else {
		key->seen_s = (uint32_t)(stitch->id.ms / 1000);
	}
	return number;
}

void stitch_add_target(struct stitch *stitch, uint32_t number)
{
	for (size_t i = 0; i < stitch->target_count; i++) {
		if (stitch->targets[i] == number) {
			return;
		}
	}
	if (stitch->target_count < JOURNEY_TARGETS_MAX) {
		stitch->targets[stitch->target_count++] = number;
	}
}

/* What is older than the journey began belongs to the one before it. */
static uint32_t incarnation_of(
	const struct journeys *journeys, const struct stitch *stitch, uint32_t number)
{
	const struct journey *journey = journey_at(journeys, number);

	while (journey->earlier != 0 && journey->first != 0 &&
		journey_at(journeys, journey->earlier)->serial == journey->earlier_serial &&
		id_compare(stitch->id, journey_event_at(journeys, journey->first)->id) < 0) {
		number = store_root(journeys, journey->earlier);
		journey = journey_at(journeys, number);
	}
	return number;
}

static uint32_t find_or_begin(
	struct journeys *journeys, const struct stitch *stitch, const struct stitch_key *from)
{
	uint32_t key_number, number = look_up(journeys, stitch, from, &key_number);

	if (number == 0) {
		return stitch_begin(journeys, stitch, from);
	}
	if (starts_anew(journeys, stitch, journey_at(journeys, number))) {
		return begin_again(journeys, stitch, from, key_number);
	}
	return incarnation_of(journeys, stitch, number);
}

/* Anchors of one thing stay apart, and the event belongs to each; of two things they are one. */
static void take_anchors(struct journeys *journeys, struct stitch *stitch)
{
	uint8_t type = 0;

	for (size_t i = 0; i < stitch->key_count; i++) {
		const struct stitch_key *key = &stitch->keys[i];

		if (key->use != KEY_USE_ANCHOR) {
			continue;
		}
		uint32_t number = find_or_begin(journeys, stitch, key);
		if (stitch->target_count == 1 && key->type != type &&
			stitch_unite(journeys, stitch, &stitch->targets[0], number, LINK_EVENT)) {
			continue;
		}
		type = key->type;
		stitch_add_target(stitch, number);
	}
}

/* The key was seen where it could not join: too often, and it joins no more. */
static void count_refusal(struct journeys *journeys, uint32_t key_number)
{
	struct key *key = journey_key_at(journeys, key_number);

	if (key->demoted == 0 && ++key->shared >= JOURNEY_SHARED_MAX) {
		key->demoted = 1;
		journeys->totals.demoted++;
	}
}

/* A key that joins: what it leads to and where the event belongs become one. */
static void join(struct journeys *journeys, struct stitch *stitch, const struct stitch_key *from,
	enum journey_link link)
{
	uint32_t key_number, number = look_up(journeys, stitch, from, &key_number);

	if (stitch->target_count > 1 ||
		(key_number != 0 && journey_key_at(journeys, key_number)->demoted)) {
		return;
	}
	if (stitch->target_count == 0) {
		stitch_add_target(
			stitch, number != 0 ? number : stitch_begin(journeys, stitch, from));
	} else if (number == 0) {
		attach_unless_apart(journeys, stitch->targets[0], from);
	} else if (number != stitch->targets[0] &&
		!stitch_unite(journeys, stitch, &stitch->targets[0], number, link) &&
		!apart_forbids(journeys, stitch->targets[0], number)) {
		count_refusal(journeys, key_number);
	}
}

static void join_all(struct journeys *journeys, struct stitch *stitch, enum key_use use)
{
	for (size_t i = 0; i < stitch->key_count; i++) {
		const struct stitch_key *key = &stitch->keys[i];

		if (key->use == use) {
			join(journeys, stitch, key,
				use == KEY_USE_TRACE ? LINK_TRACE
					: key->alias ? LINK_ALIAS
						     : LINK_EVENT);
		}
	}
}

/* By the event that it says it follows from. */
static void join_cause(struct journeys *journeys, struct stitch *stitch)
{
	if (stitch->cause_hash == 0 || journeys->known_count == 0 || stitch->target_count > 1) {
		return;
	}
	const struct known_event *known =
		&journeys->known[stitch->cause_hash % journeys->known_count];
	if (known->hash != stitch->cause_hash || known->awaited ||
		journey_at(journeys, known->journey)->serial != known->serial) {
		return;
	}
	uint32_t number = store_root(journeys, known->journey);
	if (stitch->target_count == 0) {
		stitch_add_target(stitch, number);
	} else if (number != stitch->targets[0]) {
		stitch_unite(journeys, stitch, &stitch->targets[0], number, LINK_CAUSE);
	}
}

static void set_party(struct journeys *journeys, const struct stitch *stitch, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);

	if (stitch->party.length > 0 && journey->party_length == 0) {
		/* The name is copied before what it borrows from is freed. */
		store_set_name(journeys, journey, text_from(journey->name, journey->name_length),
			stitch->party);
	}
}

bool stitch_event(struct journeys *journeys, struct stitch *stitch)
{
	size_t aliases = 0, keys = journeys->key_count;

	take_anchors(journeys, stitch);
	join_all(journeys, stitch, KEY_USE_JOURNEY);
	join_cause(journeys, stitch);
	join_all(journeys, stitch, KEY_USE_TRACE);
	stitch_children(journeys, stitch);
	for (size_t i = 0; i < stitch->key_count; i++) {
		aliases += stitch->keys[i].alias;
	}
	/* What only links is no step. */
	bool is_step = stitch->own_step || aliases < 2;
	if (!is_step && stitch->target_count == 1 && journeys->key_count > keys) {
		stitch_keep_link(journeys, stitch, stitch->targets[0]);
	}
	stitch->repeats = is_step && record_came_before(journeys, stitch);
	for (size_t i = 0; i < stitch->target_count; i++) {
		set_party(journeys, stitch, stitch->targets[i]);
		if (is_step && !record_event(journeys, stitch, stitch->targets[i])) {
			journeys->totals.repeated += i == 0;
		}
	}
	return stitch->target_count > 0;
}
