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

/* Whether what a slot knows is of that journey, which may have become part of another since. */
static bool is_of(const struct journeys *journeys, const struct known_event *known, uint32_t number)
{
	return known->serial != 0 &&
		journey_at(journeys, known->journey)->serial == known->serial &&
		store_root(journeys, known->journey) == number;
}

/* Its cause has come: they follow from it. */
static void give_cause(struct journeys *journeys, uint32_t effect, uint32_t cause)
{
	while (effect != 0) {
		struct journey_event *event = journey_event_at(journeys, effect);

		if ((event->flags & EVENT_AWAITS) == 0) {
			return;
		}
		effect = event->cause;
		event->cause = cause;
		event->flags = (uint16_t)(event->flags & ~EVENT_AWAITS);
	}
}

static void remember(
	struct journeys *journeys, const struct stitch *stitch, uint32_t number, uint32_t event)
{
	if (stitch->own_hash == 0) {
		return;
	}
	struct known_event *known = known_slot(journeys, stitch->own_hash);
	if (known->hash == stitch->own_hash && known->awaited && is_of(journeys, known, number)) {
		give_cause(journeys, known->event, event);
	}
	*known = (struct known_event){
		.hash = stitch->own_hash,
		.content = stitch->content,
		.event = event,
		.journey = number,
		.serial = journey_at(journeys, number)->serial,
	};
}

/* The event's cause; where it has not come, that it is awaited is remembered in its place. */
static void take_cause(
	struct journeys *journeys, const struct stitch *stitch, uint32_t number, uint32_t event)
{
	struct journey_event *effect = journey_event_at(journeys, event);

	if (stitch->cause_hash == 0 || stitch->cause_hash == stitch->own_hash) {
		return;
	}
	struct known_event *known = known_slot(journeys, stitch->cause_hash);
	bool is_here = known->hash == stitch->cause_hash && is_of(journeys, known, number);
	if (is_here) {
		effect->cause = known->event;
		effect->flags |= known->awaited ? EVENT_AWAITS : 0;
	}
	if (known->hash != stitch->cause_hash || (known->awaited && !is_here)) {
		effect->flags |= EVENT_AWAITS;
	}
	if ((effect->flags & EVENT_AWAITS) != 0) {
		*known = (struct known_event){.hash = stitch->cause_hash,
			.event = event,
			.journey = number,
			.serial = journey_at(journeys, number)->serial,
			.awaited = true};
	}
}

/* What stands before the place of an event; 0: nothing. False: it is there already. */
static bool find_place(const struct journeys *journeys, const struct journey *journey,
	const struct stitch *stitch, uint32_t *before)
{
	uint32_t at = journey->first;
	bool passed = false;
	const struct journey_event *last =
		journey->last == 0 ? NULL : journey_event_at(journeys, journey->last);

	*before = journey->last;
	if (last == NULL || last->id.ms < stitch->id.ms ||
		(id_compare(last->id, stitch->id) < 0 && ties_may_append(journey))) {
		return true;
	}
	*before = 0;
	for (; at != 0; at = journey_event_at(journeys, at)->next) {
		const struct journey_event *event = journey_event_at(journeys, at);
		int order = id_compare(event->id, stitch->id);

		if (event->id.ms > stitch->id.ms) {
			return true;
		}
		if (order == 0 && event->topic == stitch->topic) {
			return false;
		}
		passed = passed || order > 0;
		*before = passed ? *before : at;
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

/* For how long it had happened when it arrived. */
static unsigned occurred_bits(const struct stitch *stitch)
{
	int64_t ago_ms = (int64_t)stitch->id.ms - stitch->occurred_ms;
	bool is_near = stitch->has_occurred && ago_ms >= 0 && ago_ms < EVENT_OCCURRED_MAX;

	return is_near ? (unsigned)(ago_ms + 1) << EVENT_OCCURRED_SHIFT : 0;
}

static uint16_t flags_of(const struct stitch *stitch)
{
	return (uint16_t)((stitch->failed || stitch->is_dead ? EVENT_FAILED : 0) |
		(stitch->is_dead ? EVENT_DEAD : 0) | (stitch->target_count > 1 ? EVENT_SHARED : 0) |
		(stitch->is_numbered ? EVENT_NUMBERED : 0) | occurred_bits(stitch));
}

static uint32_t make_event(
	struct journeys *journeys, const struct stitch *stitch, uint32_t number, uint32_t before)
{
	uint32_t event = pool_take(&journeys->event_pool);

	*journey_event_at(journeys, event) = (struct journey_event){.id = stitch->id,
		.topic = stitch->topic,
		.step = stitch->step,
		.service = stitch->service,
		.flags = flags_of(stitch)};
	take_cause(journeys, stitch, number, event);
	insert(journeys, journey_at(journeys, number), before, event);
	remember(journeys, stitch, number, event);
	return event;
}

/* What stands right before and behind it, and after how long it came; what is stitched anew told it
 * before. */
static void learn(struct journeys *journeys, uint32_t before, uint32_t event, bool in_order)
{
	if (journeys->again.on) {
		return;
	}
	ties_learn(journeys, before, event);
	ties_learn(journeys, event, journey_event_at(journeys, event)->next);
	if (in_order && before != 0) {
		const struct journey_event *last = journey_event_at(journeys, before);

		gaps_add(journeys, last->step,
			(int64_t)(journey_event_at(journeys, event)->id.ms - last->id.ms));
	}
}

/* Which event it follows: its cause, else the last one where it came in order. What was set aside
 * has the cause of what it is a copy of. */
static void tell_before(
	const struct journeys *journeys, const struct journey_event *event, uint32_t last)
{
	uint32_t before = event->cause != 0 ? event->cause : last;

	if (journeys->options.on_follow != NULL && !journeys->again.on && before != 0 &&
		((event->flags | journey_event_at(journeys, before)->flags) & EVENT_DEAD) == 0) {
		journeys->options.on_follow(journeys->options.arg,
			journey_event_at(journeys, before), event->cause != 0);
	}
}

bool record_event(struct journeys *journeys, struct stitch *stitch, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);
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
	uint32_t event = make_event(journeys, stitch, number, before);
	note_order(journey, stitch);
	struct journey_event *recorded = journey_event_at(journeys, event);
	tell_before(journeys, recorded, in_order ? before : 0);
	journey->flags |= stitch->target_count > 1 ? JOURNEY_SHARED : 0;
	if (stitch->has_value && !journey->has_value) {
		journey->has_value = true;
		journey->value = stitch->value;
	}
	learn(journeys, before, event, in_order);
	if (ties_place(journeys, number, before, event) || !in_order) {
		progress_refold(journeys, number);
	} else {
		recorded->flags |= (uint16_t)progress_fold(&journey->progress,
			journey_definition(journeys, journey->definition), recorded,
			stitch->declared, NULL);
	}
	journey_settle(journeys, number);
	return true;
}
