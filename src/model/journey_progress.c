/* How far a journey is by its definition, one event after the other; its state at a moment. */
#include <string.h>

#include "journey_private.h"

void progress_begin(struct progress *progress)
{
	*progress = (struct progress){.failed_declared = DEFINITION_NONE};
}

static bool has(uint64_t bits, uint8_t step)
{
	return step != DEFINITION_NONE && (bits >> step & 1) != 0;
}

/* What was waited for is here; late where its time had passed. */
static unsigned close_rules(struct progress *progress, const struct definition *definition,
	uint8_t step, int64_t at_ms, struct breaks *breaks)
{
	unsigned late = 0;
	uint8_t kept = 0;

	for (uint8_t i = 0; i < progress->open; i++) {
		if (definition->rules[progress->rule[i]].to != step) {
			progress->rule[kept] = progress->rule[i];
			progress->due_ms[kept++] = progress->due_ms[i];
		} else if (progress->due_ms[i] < at_ms) {
			late = EVENT_LATE;
			breaks->late |= UINT64_C(1) << progress->rule[i];
		}
	}
	progress->open = kept;
	return late;
}

/* What runs already goes on; of too many the latest do not count. */
static void open_rules(
	struct progress *progress, const struct definition *definition, uint8_t step, int64_t at_ms)
{
	for (uint8_t i = 0; i < definition->rule_count; i++) {
		const struct definition_rule *rule = &definition->rules[i];
		const struct definition_step *to = &definition->steps[rule->to];
		int64_t within_ms = rule->within_ms >= 0 ? rule->within_ms
			: to->wait                       ? to->wait_ms
							 : -1;
		bool runs = false;

		if (rule->from != step || within_ms < 0) {
			continue;
		}
		for (uint8_t j = 0; j < progress->open; j++) {
			runs = runs || definition->rules[progress->rule[j]].to == rule->to;
		}
		if (!runs && progress->open < OPEN_RULES_MAX) {
			progress->rule[progress->open] = i;
			progress->due_ms[progress->open++] = at_ms + within_ms;
		}
	}
}

static bool breaks_a_rule(struct progress *progress, const struct definition *definition,
	uint8_t step, struct breaks *breaks)
{
	uint8_t limit = definition->steps[step].limit;
	uint64_t nevers = 0;
	bool over = false;

	for (uint8_t i = 0; i < definition->never_count; i++) {
		if (definition->nevers[i].from == step &&
			!has(progress->seen, definition->nevers[i].to)) {
			nevers |= UINT64_C(1) << i;
		}
	}
	if (limit > 0) {
		uint8_t *times = &progress->times[limit - 1];
		*times = (uint8_t)(*times + (*times < UINT8_MAX));
		over = *times > definition->limits[limit - 1];
		breaks->limits |= (uint32_t)over << (limit - 1);
	}
	breaks->never |= nevers;
	return over || nevers != 0;
}

/* `payment` of `payment.declined`. */
static struct text subject_of(const char *name)
{
	struct text rest = text_of(name);

	return text_cut(&rest, '.');
}

/* A later success of what failed: the same step, another of its subject, or the end. */
static bool makes_good(const struct progress *progress, const struct definition *definition,
	uint16_t step, uint8_t declared)
{
	if (step == progress->failed_at) {
		return true;
	}
	if (declared == DEFINITION_NONE || progress->failed_declared == DEFINITION_NONE) {
		return false;
	}
	const char *failed = definition->steps[progress->failed_declared].name;
	return definition->steps[declared].end ||
		(strchr(failed, '.') != NULL &&
			text_equal(
				subject_of(failed), subject_of(definition->steps[declared].name)));
}

static void fold_failure(struct progress *progress, const struct definition *definition,
	const struct journey_event *event, uint8_t declared)
{
	if ((event->flags & EVENT_FAILED) != 0 || has(definition->fails, declared)) {
		progress->failed_at = event->step;
		progress->dead = (event->flags & EVENT_DEAD) != 0;
		progress->failed_declared =
			has(definition->fails, declared) ? declared : DEFINITION_NONE;
	} else if (progress->failed_at != 0 &&
		makes_good(progress, definition, event->step, declared)) {
		progress->failed_at = 0;
		progress->failed_declared = DEFINITION_NONE;
		progress->flags |= JOURNEY_RECOVERED;
	}
}

unsigned progress_fold(struct progress *progress, const struct definition *definition,
	const struct journey_event *event, uint8_t declared, struct breaks *breaks)
{
	int64_t at_ms = (int64_t)event->id.ms;
	struct breaks unasked = {.late = 0};
	unsigned flags = 0;
	bool breaks_one;

	fold_failure(progress, definition, event, declared);
	progress->last_ms = event->id.ms;
	if (declared == DEFINITION_NONE || (event->flags & EVENT_DEAD) != 0) {
		return 0;
	}
	breaks = breaks == NULL ? &unasked : breaks;
	flags = close_rules(progress, definition, declared, at_ms, breaks);
	breaks_one = breaks_a_rule(progress, definition, declared, breaks);
	if (flags != 0 || breaks_one) {
		progress->flags |= JOURNEY_DEVIATING;
	}
	if (has(definition->ends, declared)) {
		progress->ended = true;
		progress->end_ms = event->id.ms;
	} else if (progress->ended && has(definition->mandatory & progress->seen, declared)) {
		progress->ended = false;
		progress->flags |= JOURNEY_REOPENED;
	}
	open_rules(progress, definition, declared, at_ms);
	progress->seen |= UINT64_C(1) << declared;
	return flags;
}

void progress_refold(struct journeys *journeys, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);
	const struct definition *definition = journey_definition(journeys, journey->definition);

	progress_begin(&journey->progress);
	for (uint32_t at = journey->first; at != 0; at = journey_event_at(journeys, at)->next) {
		struct journey_event *event = journey_event_at(journeys, at);
		uint8_t declared = journey_declared(journeys, journey->definition, event->step);

		event->flags = (uint16_t)(event->flags & ~EVENT_LATE);
		event->flags |= (uint16_t)progress_fold(
			&journey->progress, definition, event, declared, NULL);
	}
}

static bool is_complete(const struct progress *progress, const struct definition *definition)
{
	return progress->ended && (definition->mandatory & ~progress->seen) == 0;
}

/* The first of the deadlines that run; -1: none. */
static int earliest(const struct progress *progress)
{
	int first = -1;

	for (int i = 0; i < progress->open; i++) {
		first = first < 0 || progress->due_ms[i] < progress->due_ms[first] ? i : first;
	}
	return first;
}

static bool waits(const struct progress *progress, const struct definition *definition)
{
	for (uint8_t i = 0; i < progress->open; i++) {
		if (definition->steps[definition->rules[progress->rule[i]].to].wait) {
			return true;
		}
	}
	return false;
}

static bool is_expired(
	const struct progress *progress, const struct definition *definition, int64_t now_ms)
{
	return definition->ends != 0 && now_ms - (int64_t)progress->last_ms > definition->expire_ms;
}

enum journey_state progress_state(const struct progress *progress,
	const struct definition *definition, const struct journey *journey, int64_t now_ms)
{
	int first = earliest(progress);

	if (progress->failed_at != 0) {
		return JOURNEY_FAILED;
	}
	if (is_complete(progress, definition)) {
		return JOURNEY_COMPLETED;
	}
	if (journey->stuck != NULL) {
		return JOURNEY_STUCK;
	}
	if (is_expired(progress, definition, now_ms)) {
		return JOURNEY_ABANDONED;
	}
	if (first >= 0 && progress->due_ms[first] < now_ms) {
		return JOURNEY_LATE;
	}
	if (definition->starts != 0 && (definition->starts & progress->seen) == 0) {
		return JOURNEY_UNKNOWN;
	}
	return waits(progress, definition) ? JOURNEY_WAITING : JOURNEY_ACTIVE;
}

static int64_t started_ms(const struct journeys *journeys, const struct journey *journey)
{
	return journey->first == 0 ? 0 : (int64_t)journey_event_at(journeys, journey->first)->id.ms;
}

bool progress_is_breached(const struct journeys *journeys, const struct journey *journey)
{
	const struct definition *definition = journey_definition(journeys, journey->definition);
	const struct progress *progress = &journey->progress;
	int64_t until_ms = is_complete(progress, definition) ? (int64_t)progress->end_ms
		: progress->failed_at != 0                   ? (int64_t)progress->last_ms
							     : journeys->now_ms;

	return definition->sla_ms > 0 && journey->first != 0 &&
		until_ms - started_ms(journeys, journey) > definition->sla_ms;
}

static void sooner(bool *found, int64_t *due_ms, int64_t candidate_ms)
{
	*due_ms = *found && *due_ms < candidate_ms ? *due_ms : candidate_ms;
	*found = true;
}

/* The first moment at which its state may be another, without an event. */
static bool next_look(
	const struct journeys *journeys, const struct journey *journey, int64_t *at_ms)
{
	const struct definition *definition = journey_definition(journeys, journey->definition);
	const struct progress *progress = &journey->progress;
	int first = earliest(progress);
	bool found = false;

	if (progress->failed_at != 0 || is_complete(progress, definition)) {
		return false;
	}
	if (first >= 0 && progress->due_ms[first] >= journeys->now_ms) {
		sooner(&found, at_ms, progress->due_ms[first] + 1);
	}
	if (definition->ends != 0 && !is_expired(progress, definition, journeys->now_ms)) {
		sooner(&found, at_ms, (int64_t)progress->last_ms + definition->expire_ms + 1);
	}
	return found;
}

void journey_settle(struct journeys *journeys, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);
	int64_t at_ms = 0;

	journey->state = (uint8_t)progress_state(&journey->progress,
		journey_definition(journeys, journey->definition), journey, journeys->now_ms);
	store_place(journeys, number);
	if (next_look(journeys, journey, &at_ms)) {
		wheel_set(journeys->wheel, number, at_ms);
	} else {
		wheel_clear(journeys->wheel, number);
	}
}
