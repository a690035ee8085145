#include "model/journey_stuck.h"

#include <string.h>

#include "base/mem.h"
#include "journey_private.h"

enum {
	GAPS_SEEN = 30,
	GAP_STEPS_MAX = 512,
	GAP_SHARE = 32,
	GAP_BYTES_MAX = 10240,
	PER_MILLE_TIMES = 3
};

const char *stuck_rule_name(enum stuck_rule rule)
{
	static const char *const names[] = {[STUCK_PENDING] = "pending",
		[STUCK_NO_CONSUMER] = "no_consumer",
		[STUCK_UNREAD] = "unread",
		[STUCK_OVERDUE] = "overdue"};

	return names[rule];
}

static bool is_open(const struct journey *journey)
{
	switch ((enum journey_state)journey->state) {
	case JOURNEY_ACTIVE:
	case JOURNEY_WAITING:
	case JOURNEY_LATE:
	case JOURNEY_STUCK:
	case JOURNEY_UNKNOWN:
		return true;
	default:
		return false;
	}
}

bool journeys_suspect(
	const struct journeys *journeys, uint32_t after, struct stuck_suspect *suspect)
{
	while ((after = journeys_next(journeys, after)) != 0) {
		const struct journey *journey = journey_at(journeys, after);
		const struct definition *definition =
			journey_definition(journeys, journey->definition);

		if (!is_open(journey) || journey->last == 0 || journey->name_use > KEY_USE_TRACE) {
			continue;
		}
		const struct journey_event *last = journey_event_at(journeys, journey->last);
		if (journey->stuck != NULL ||
			journeys->now_ms - (int64_t)last->id.ms > definition->stuck_after_ms) {
			*suspect = (struct stuck_suspect){.number = after,
				.topic = journeys_topic(journeys, last->topic),
				.id = last->id,
				.after_ms = definition->stuck_after_ms};
			return true;
		}
	}
	return false;
}

static void blame(struct journey_stuck *why, enum stuck_rule rule,
	const struct stuck_suspect *suspect, const struct stuck_group *group)
{
	*why = (struct journey_stuck){.rule = rule,
		.topic = suspect->topic,
		.group = group->name,
		.consumer = rule == STUCK_PENDING ? group->consumer : text_from("", 0),
		.idle_ms = rule == STUCK_PENDING ? group->idle_ms : group->still_ms,
		.deliveries = rule == STUCK_PENDING ? group->deliveries : -1,
		.lag = group->lag,
		.limit_ms = -1};
}

static bool holds(
	enum stuck_rule rule, const struct stuck_suspect *suspect, const struct stuck_group *group)
{
	bool beyond = id_compare(suspect->id, group->cursor) > 0;

	switch (rule) {
	case STUCK_PENDING:
		return group->is_pending &&
			(group->idle_ms > suspect->after_ms ||
				group->deliveries >= STUCK_DELIVERIES);
	case STUCK_NO_CONSUMER:
		return beyond && group->consumers == 0;
	case STUCK_UNREAD:
		return beyond && group->consumers != 0 && group->still_ms > suspect->after_ms;
	case STUCK_OVERDUE:
		break;
	}
	return false;
}

bool stuck_judge(const struct stuck_suspect *suspect, const struct stuck_group *groups,
	size_t count, struct journey_stuck *why)
{
	static const enum stuck_rule rules[] = {STUCK_PENDING, STUCK_NO_CONSUMER, STUCK_UNREAD};

	for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
		for (size_t i = 0; i < count; i++) {
			if (holds(rules[r], suspect, &groups[i])) {
				blame(why, rules[r], suspect, &groups[i]);
				return true;
			}
		}
	}
	return false;
}

/* --- what follows a step, and when --- */

/* For so many steps there is room within a share of the ceiling. */
static size_t gap_steps(const struct journeys *journeys)
{
	size_t steps = journeys->options.memory_bytes / GAP_SHARE / GAP_BYTES_MAX;

	return steps < GAP_STEPS_MAX ? steps : GAP_STEPS_MAX;
}

void gaps_add(struct journeys *journeys, uint16_t step, int64_t ms)
{
	if (step == 0 || step > gap_steps(journeys)) {
		return;
	}
	if (journeys->gap_room < step) {
		journeys->gaps = mem_resize(journeys->gaps, step, sizeof *journeys->gaps);
		for (; journeys->gap_room < step; journeys->gap_room++) {
			journeys->gaps[journeys->gap_room] = (struct gap){.limit_ms = -1};
		}
	}
	struct gap *gap = &journeys->gaps[step - 1];
	journeys->gap_bytes -= sketch_bytes(&gap->sketch);
	sketch_add(&gap->sketch, ms);
	journeys->gap_bytes += sketch_bytes(&gap->sketch);
}

void gaps_finish(struct journeys *journeys)
{
	for (size_t i = 0; i < journeys->gap_room; i++) {
		sketch_finish(&journeys->gaps[i].sketch);
	}
	mem_free(journeys->gaps);
}

/* Looked for anew when there is an eighth more to look at. */
static int64_t gap_limit_ms(struct gap *gap)
{
	if (gap->limit_ms < 0 || gap->sketch.count - gap->at_count > gap->at_count / 8) {
		int64_t rare = sketch_quantile(&gap->sketch, 0.999),
			late = PER_MILLE_TIMES * sketch_quantile(&gap->sketch, 0.99);

		gap->limit_ms = rare > late ? rare : late;
		gap->at_count = gap->sketch.count;
	}
	return gap->limit_ms;
}

bool journeys_is_overdue(
	const struct journeys *journeys, uint32_t number, struct journey_stuck *why)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct definition *definition = journey_definition(journeys, journey->definition);
	const struct journey_event *last = journey_event_at(journeys, journey->last);

	if (journey->progress.open > 0 || last->step == 0 || last->step > journeys->gap_room ||
		journeys->gaps[last->step - 1].sketch.count < GAPS_SEEN) {
		return false;
	}
	int64_t limit_ms = gap_limit_ms(&journeys->gaps[last->step - 1]);
	limit_ms = limit_ms > definition->stuck_after_ms ? limit_ms : definition->stuck_after_ms;
	*why = (struct journey_stuck){.rule = STUCK_OVERDUE,
		.topic = journeys_topic(journeys, last->topic),
		.idle_ms = journeys->now_ms - (int64_t)last->id.ms,
		.deliveries = -1,
		.lag = -1,
		.limit_ms = limit_ms};
	return why->idle_ms > limit_ms;
}

/* --- what is kept --- */

void stuck_end(struct journeys *journeys, struct journey *journey)
{
	if (journey->stuck != NULL) {
		if (journey->last != 0) {
			struct journey_event *last = journey_event_at(journeys, journey->last);

			last->flags = (uint16_t)(last->flags & ~EVENT_STUCK);
		}
		journeys->text_bytes -= journey->stuck->bytes;
		mem_free(journey->stuck);
		journey->stuck = NULL;
	}
}

static struct text keep(char **at, struct text text)
{
	struct text kept = text_from(*at, text.length);

	if (text.length > 0) {
		memcpy(*at, text.at, text.length);
	}
	*at += text.length;
	return kept;
}

static void remember(
	struct journeys *journeys, struct journey *journey, const struct journey_stuck *why)
{
	size_t bytes = sizeof(struct stuck_kept) + why->group.length + why->consumer.length;
	struct stuck_kept *kept = mem_alloc(1, bytes);
	char *at = kept->texts;

	kept->why = *why;
	kept->why.group = keep(&at, why->group);
	kept->why.consumer = keep(&at, why->consumer);
	kept->why.topic = text_from("", 0);
	kept->bytes = bytes;
	journeys->text_bytes += bytes;
	journey->stuck = kept;
}

void journeys_set_stuck(struct journeys *journeys, uint32_t number, const struct journey_stuck *why)
{
	struct journey *journey = journey_at(journeys, number);
	struct journey_event *last =
		journey->last == 0 ? NULL : journey_event_at(journeys, journey->last);
	bool was = journey->stuck != NULL;

	stuck_end(journeys, journey);
	if (why != NULL && last != NULL) {
		remember(journeys, journey, why);
		last->flags |= EVENT_STUCK;
	}
	if (was != (journey->stuck != NULL)) {
		journey_settle(journeys, number);
	}
}

bool journeys_stuck(const struct journeys *journeys, uint32_t number, struct journey_stuck *why)
{
	const struct journey *journey = journey_at(journeys, number);

	if (journey->stuck == NULL || journey->last == 0) {
		return false;
	}
	*why = journey->stuck->why;
	why->topic = journeys_topic(journeys, journey_event_at(journeys, journey->last)->topic);
	return true;
}
