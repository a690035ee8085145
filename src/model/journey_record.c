/* An event at its place in a journey. */
#include "base/mem.h"
#include "journey_private.h"

enum { KNOWN_SHARE = 32, KNOWN_MIN = 64 };

/* The newest of those that share a slot stays. */
static struct known_event *known_slot(struct journeys *journeys, uint64_t hash)
{
	if (journeys->known == NULL) {
		size_t count =
			journeys->options.memory_bytes / KNOWN_SHARE / sizeof(*journeys->known);

		journeys->known_count = count < KNOWN_MIN ? KNOWN_MIN : count;
		journeys->known = mem_alloc(journeys->known_count, sizeof(*journeys->known));
	}
	return &journeys->known[hash % journeys->known_count];
}

bool record_came_before(struct journeys *journeys, const struct stitch *stitch)
{
	if (stitch->own_hash == 0) {
		return false;
	}
	const struct known_event *known = known_slot(journeys, stitch->own_hash);
	if (known->hash != stitch->own_hash || known->content != stitch->content ||
		known->serial == 0 ||
		journey_at(journeys, known->journey)->serial != known->serial) {
		return false;
	}
	uint32_t number = store_root(journeys, known->journey);
	for (size_t i = 0; i < stitch->target_count; i++) {
		if (stitch->targets[i] == number) {
			return true;
		}
	}
	return false;
}

static void remember(
	struct journeys *journeys, const struct stitch *stitch, uint32_t number, uint32_t event)
{
	if (stitch->own_hash != 0) {
		*known_slot(journeys, stitch->own_hash) = (struct known_event){
			.hash = stitch->own_hash,
			.content = stitch->content,
			.event = event,
			.journey = number,
			.serial = journey_at(journeys, number)->serial,
		};
	}
}

static uint32_t cause_of(struct journeys *journeys, const struct stitch *stitch, uint32_t number)
{
	if (stitch->cause_hash == 0 || journeys->known == NULL) {
		return 0;
	}
	const struct known_event *known = known_slot(journeys, stitch->cause_hash);
	bool is_here = known->hash == stitch->cause_hash &&
		journey_at(journeys, known->journey)->serial == known->serial &&
		store_root(journeys, known->journey) == number;

	return is_here ? known->event : 0;
}

/* What stands before the place of an event; 0: nothing. False: it is there already. */
static bool find_place(const struct journeys *journeys, const struct journey *journey,
	const struct stitch *stitch, uint32_t *before)
{
	uint32_t at = journey->first;
	const struct journey_event *last =
		journey->last == 0 ? NULL : journey_event_at(journeys, journey->last);

	*before = journey->last;
	if (last == NULL || id_compare(last->id, stitch->id) < 0) {
		return true;
	}
	*before = 0;
	for (; at != 0; at = journey_event_at(journeys, at)->next) {
		const struct journey_event *event = journey_event_at(journeys, at);
		int order = id_compare(event->id, stitch->id);

		if (order > 0) {
			return true;
		}
		if (order == 0 && event->topic == stitch->topic) {
			return false;
		}
		*before = at;
	}
	return true;
}

static void insert(
	struct journeys *journeys, struct journey *journey, uint32_t before, uint32_t event)
{
	struct journey_event *inserted = journey_event_at(journeys, event);

	if (before == 0) {
		inserted->next = journey->first;
		journey->first = event;
	} else {
		inserted->next = journey_event_at(journeys, before)->next;
		journey_event_at(journeys, before)->next = event;
	}
	journey->last = inserted->next == 0 ? event : journey->last;
	journey->events++;
}

static void note_order(struct journey *journey, const struct stitch *stitch)
{
	if (!stitch->has_occurred) {
		return;
	}
	if (journey->has_occurred && stitch->occurred_ms < journey->last_occurred_ms) {
		journey->flags |= JOURNEY_OUT_OF_ORDER;
		return;
	}
	journey->has_occurred = true;
	journey->last_occurred_ms = stitch->occurred_ms;
}

static uint16_t flags_of(const struct stitch *stitch)
{
	return (uint16_t)((stitch->failed || stitch->is_dead ? EVENT_FAILED : 0) |
		(stitch->is_dead ? EVENT_DEAD : 0) | (stitch->target_count > 1 ? EVENT_SHARED : 0));
}

bool record_event(struct journeys *journeys, struct stitch *stitch, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);
	const struct definition *definition = journey_definition(journeys, journey->definition);
	uint32_t before = 0;

	if (!find_place(journeys, journey, stitch, &before)) {
		return false;
	}
	if (stitch->repeats) {
		journey->flags |= JOURNEY_DUPLICATE;
		return false;
	}
	bool in_order = before == journey->last;
	stuck_end(journeys, journey);
	uint32_t event = pool_take(&journeys->event_pool);
	struct journey_event *recorded = journey_event_at(journeys, event);
	*recorded = (struct journey_event){.id = stitch->id,
		.topic = stitch->topic,
		.step = stitch->step,
		.service = stitch->service,
		.flags = flags_of(stitch),
		.cause = cause_of(journeys, stitch, number)};
	insert(journeys, journey, before, event);
	remember(journeys, stitch, number, event);
	note_order(journey, stitch);
	journey->flags |= stitch->target_count > 1 ? JOURNEY_SHARED : 0;
	if (stitch->has_value && !journey->has_value) {
		journey->has_value = true;
		journey->value = stitch->value;
	}
	if (in_order && before != 0 && !journeys->again.on) {
		const struct journey_event *last = journey_event_at(journeys, before);

		gaps_add(journeys, last->step, (int64_t)(stitch->id.ms - last->id.ms));
	}
	if (in_order) {
		recorded->flags |= (uint16_t)progress_fold(
			&journey->progress, definition, recorded, stitch->declared);
	} else {
		progress_refold(journeys, number);
	}
	journey_settle(journeys, number);
	return true;
}
