/* What is told of journeys. */
#include <inttypes.h>

#include "base/number.h"
#include "base/sanitise.h"
#include "journey_private.h"

const char *journey_state_name(enum journey_state state)
{
	static const char *const names[] = {
		[JOURNEY_ACTIVE] = "ACTIVE",
		[JOURNEY_WAITING] = "WAITING",
		[JOURNEY_LATE] = "LATE",
		[JOURNEY_STUCK] = "STUCK",
		[JOURNEY_FAILED] = "FAILED",
		[JOURNEY_COMPLETED] = "COMPLETED",
		[JOURNEY_ABANDONED] = "ABANDONED",
		[JOURNEY_UNKNOWN] = "UNKNOWN",
	};

	return names[state];
}

const char *journey_flag_name(int bit)
{
	static const char *const names[JOURNEY_FLAGS] = {"sla_breached", "deviating",
		"partial_head", "reopened", "duplicate", "out_of_order", "shared", "merged",
		"sampled", "recovered"};

	return names[bit];
}

const char *journey_link_name(enum journey_link link)
{
	static const char *const names[] = {
		[LINK_EVENT] = "one event carries the keys of both",
		[LINK_ALIAS] = "an event links the two names",
		[LINK_CAUSE] = "an event names its cause in the other",
		[LINK_TRACE] = "they share a trace",
		[LINK_CHILD] = "an event tells whose part it is",
	};

	return names[link];
}

struct journeys_totals journeys_totals(const struct journeys *journeys)
{
	struct journeys_totals totals = journeys->totals;

	totals.bytes = store_bytes(journeys);
	totals.forgotten = journeys->tombs.forgotten;
	return totals;
}

uint32_t journeys_next(const struct journeys *journeys, uint32_t number)
{
	while (++number <= journeys->journey_pool.made) {
		const struct journey *journey = journey_at(journeys, number);

		if (journey->serial != 0 && journey->parent == 0) {
			return number;
		}
	}
	return 0;
}

bool journeys_holds(const struct journeys *journeys, uint32_t number, uint32_t serial)
{
	return number > 0 && number <= journeys->journey_pool.made && serial != 0 &&
		journey_at(journeys, number)->serial == serial &&
		journey_at(journeys, number)->parent == 0;
}

/* Distinct journeys of one value, as they are found. */
struct found {
	size_t count;
	uint32_t numbers[JOURNEYS_FOUND_MAX];
};

static void add_found(struct found *found, uint32_t number)
{
	for (size_t i = 0; i < found->count; i++) {
		if (found->numbers[i] == number) {
			return;
		}
	}
	if (found->count < JOURNEYS_FOUND_MAX) {
		found->numbers[found->count++] = number;
	}
}

/* That of a key, and those of the same before it. */
static void add_incarnations(const struct journeys *journeys, uint64_t hash, struct found *found)
{
	uint32_t key = store_find_key(journeys, hash), serial = 0;
	uint32_t number =
		key == 0 ? 0 : store_root(journeys, journey_key_at(journeys, key)->journey);

	while (number != 0) {
		const struct journey *journey = journey_at(journeys, number);

		if (serial != 0 && journey->serial != serial) {
			return;
		}
		add_found(found, number);
		serial = journey->earlier_serial;
		number = journey->earlier;
	}
}

/* The keys of that value, one type after the other, with all that share them. */
static void find_all(const struct journeys *journeys, struct text value, struct found *found)
{
	for (size_t d = 0; d < journeys->definition_count; d++) {
		for (size_t type = 0; type < DEFINITION_KEYS_MAX * 2; type++) {
			uint64_t hash = store_hash(journeys, (uint8_t)d, (uint8_t)type, value);

			for (uint8_t n = 0; n < JOURNEY_SHARED_MAX; n++) {
				uint64_t share = store_share_hash(hash, n);

				if (n > 1 && store_find_key(journeys, share) == 0) {
					break;
				}
				add_incarnations(journeys, share, found);
			}
		}
	}
}

uint32_t journeys_find(const struct journeys *journeys, struct text value, uint32_t after)
{
	struct found found = {.count = 0};

	find_all(journeys, value, &found);
	if (after == 0) {
		return found.count > 0 ? found.numbers[0] : 0;
	}
	for (size_t i = 1; i < found.count; i++) {
		if (found.numbers[i - 1] == after) {
			return found.numbers[i];
		}
	}
	return 0;
}

/* 0: no event came from there. */
static uint16_t find_topic(const struct journeys *journeys, struct text topic)
{
	for (size_t i = 1; i <= journeys->topics.count; i++) {
		if (text_equal(names_text(&journeys->topics, (uint16_t)i), topic)) {
			return (uint16_t)i;
		}
	}
	return 0;
}

static bool has_event(
	const struct journeys *journeys, uint32_t number, uint16_t topic, struct id id)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct journey_event *event;

	if (journey->first == 0 ||
		id_compare(id, journey_event_at(journeys, journey->first)->id) < 0 ||
		id_compare(id, journey_event_at(journeys, journey->last)->id) > 0) {
		return false;
	}
	event = journey_event_at(journeys, journey->first);
	while (event != NULL && (event->topic != topic || id_compare(event->id, id) != 0)) {
		event = journeys_after(journeys, event);
	}
	return event != NULL;
}

uint32_t journeys_with(
	const struct journeys *journeys, struct text topic, struct id id, uint32_t after)
{
	uint16_t of = find_topic(journeys, topic);
	uint32_t number = after;

	while (of != 0 && (number = journeys_next(journeys, number)) != 0) {
		if (has_event(journeys, number, of, id)) {
			return number;
		}
	}
	return 0;
}

void journeys_view(const struct journeys *journeys, uint32_t number, struct journey_view *view)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct progress *progress = &journey->progress;

	*view = (struct journey_view){
		.number = number,
		.serial = journey->serial,
		.name = text_from(journey->name, journey->name_length),
		.party = text_from(journey->name + journey->name_length, journey->party_length),
		.definition = journey_definition(journeys, journey->definition),
		.state = (enum journey_state)journey->state,
		.flags = journey->flags | progress->flags,
		.events = journey->events,
		.incarnation = journey->incarnation,
		.has_value = journey->has_value,
		.value = journey->value,
		.leads = journey->name_use <= KEY_USE_TRACE,
		.failed_at = progress->failed_at,
	};
	view->flags |= progress_is_breached(journeys, journey) ? JOURNEY_SLA_BREACHED : 0;
	view->flags |= view->definition->starts != 0 && journey->first != 0 &&
			(view->definition->starts & progress->seen) == 0
		? JOURNEY_PARTIAL_HEAD
		: 0;
	if (journey->first != 0) {
		view->started_ms = (int64_t)journey_event_at(journeys, journey->first)->id.ms;
		view->last_ms = (int64_t)journey_event_at(journeys, journey->last)->id.ms;
	}
	for (uint8_t i = 0; i < progress->open; i++) {
		if (!view->has_due || progress->due_ms[i] < view->due_ms) {
			view->has_due = true;
			view->due_ms = progress->due_ms[i];
			view->due_rule = progress->rule[i];
		}
	}
}

const struct journey_event *journeys_first(const struct journeys *journeys, uint32_t number)
{
	uint32_t first = journey_at(journeys, number)->first;

	return first == 0 ? NULL : journey_event_at(journeys, first);
}

const struct journey_event *journeys_after(
	const struct journeys *journeys, const struct journey_event *event)
{
	return event->next == 0 ? NULL : journey_event_at(journeys, event->next);
}

const struct journey_event *journeys_cause(
	const struct journeys *journeys, const struct journey_event *event)
{
	return event->cause == 0 || (event->flags & EVENT_AWAITS) != 0
		? NULL
		: journey_event_at(journeys, event->cause);
}

struct text journeys_topic(const struct journeys *journeys, uint16_t topic)
{
	return names_text(&journeys->topics, topic);
}

struct text journeys_step(const struct journeys *journeys, uint16_t step)
{
	return names_text(&journeys->steps, step);
}

struct text journeys_service(const struct journeys *journeys, uint16_t service)
{
	return names_text(&journeys->services, service);
}

bool journeys_merge_at(
	const struct journeys *journeys, uint32_t number, size_t i, struct journey_merge *merge)
{
	uint32_t at = journey_at(journeys, number)->merges;
	const struct merge *held = NULL;

	for (; at != 0; at = held->next) {
		held = pool_at(&journeys->merge_pool, at);
		if (held->link != JOURNEY_LINKS && i-- == 0) {
			break;
		}
	}
	if (at == 0) {
		return false;
	}
	*merge = (struct journey_merge){
		.link = (enum journey_link)held->link,
		.topic = names_text(&journeys->topics, held->topic),
		.id = held->id,
		.name = text_from(held->name, held->name_length),
	};
	return true;
}

size_t journeys_expected(
	const struct journeys *journeys, uint32_t number, uint8_t steps[DEFINITION_STEPS_MAX])
{
	const struct journey *journey = journey_at(journeys, number);
	const struct definition *definition = journey_definition(journeys, journey->definition);
	uint64_t wanted = definition->mandatory | definition->ends, told = journey->progress.seen;
	bool over = journey->state == JOURNEY_COMPLETED || journey->state == JOURNEY_FAILED;
	size_t count = 0;

	wanted = journey->progress.ended ? definition->mandatory : wanted;
	for (size_t i = 0; !over && i < definition->rule_count * 2U; i++) {
		const struct definition_rule *rule = &definition->rules[i / 2];
		uint8_t step = i % 2 == 0 ? rule->from : rule->to;

		if ((wanted & ~told) >> step & 1) {
			told |= UINT64_C(1) << step;
			steps[count++] = step;
		}
	}
	for (uint8_t step = 0; !over && step < definition->step_count; step++) {
		if ((wanted & ~told) >> step & 1) {
			steps[count++] = step;
		}
	}
	return count;
}

static void reason_late(
	const struct journeys *journeys, const struct journey_view *view, struct buf *out)
{
	const struct definition *definition = view->definition;
	const struct definition_rule *rule = &definition->rules[view->due_rule];
	char ago[NUMBER_MAX];

	buf_addf(out, "%s was due %s ago", definition->steps[rule->to].name,
		number_duration(ago, journeys->now_ms - view->due_ms));
}

static void reason_stuck(const struct journeys *journeys, uint32_t number, struct buf *out)
{
	struct journey_stuck why;
	char time[NUMBER_MAX], lag[NUMBER_MAX];

	if (!journeys_stuck(journeys, number, &why)) {
		return;
	}
	if (why.rule == STUCK_OVERDUE) {
		buf_addf(out, "nothing for %s", number_duration(time, why.idle_ms));
		buf_addf(out, ", where the next comes within %s",
			number_duration(time, why.limit_ms));
		return;
	}
	buf_add_string(out, why.rule == STUCK_PENDING ? "pending in " : "not read by ");
	buf_add_text(out, why.topic);
	buf_add_byte(out, '/');
	buf_add_text(out, why.group);
	if (why.rule == STUCK_PENDING) {
		buf_add_string(out, " on ");
		buf_add_text(out, why.consumer);
		buf_addf(out, ", idle %s, delivered %" PRId64 " %s",
			number_duration(time, why.idle_ms), why.deliveries,
			why.deliveries == 1 ? "time" : "times");
	} else if (why.rule == STUCK_NO_CONSUMER) {
		buf_add_string(out, ", which has no consumer");
	} else {
		buf_addf(out, ", which has not moved for %s", number_duration(time, why.idle_ms));
	}
	if (why.lag >= 0) {
		buf_addf(out, ", lag %s", number_count(lag, why.lag, NUMBER_MAX - 1));
	}
}

void journeys_reason(const struct journeys *journeys, uint32_t number, struct buf *out)
{
	char text[NUMBER_MAX];
	struct journey_view view;

	journeys_view(journeys, number, &view);
	switch (view.state) {
	case JOURNEY_FAILED:
		buf_add_string(out,
			journey_at(journeys, number)->progress.dead ? "dead-lettered at "
								    : "failed at ");
		buf_add_text(out, journeys_step(journeys, view.failed_at));
		break;
	case JOURNEY_STUCK:
		reason_stuck(journeys, number, out);
		break;
	case JOURNEY_LATE:
		reason_late(journeys, &view, out);
		break;
	case JOURNEY_WAITING:
		buf_addf(out, "waits for %s",
			view.definition->steps[view.definition->rules[view.due_rule].to].name);
		break;
	case JOURNEY_ABANDONED:
		buf_addf(out, "nothing for %s, and no end",
			number_duration(text, journeys->now_ms - view.last_ms));
		break;
	case JOURNEY_UNKNOWN:
		buf_add_string(out, "its start was not seen");
		break;
	default:
		break;
	}
}
