/*
 * Events of one millisecond that stand in different topics: which came first. The numbers behind
 * the milliseconds say it within a topic, and across topics only where they were given for all of
 * them together, for a server numbers each topic by itself. Otherwise, strongest first: a cause
 * comes before what follows from it; what is declared to come first does; what says that it
 * happened earlier does; what mostly came first where the milliseconds differ does. Of what nothing
 * tells apart the topics' names decide, the same for every journey: they count as one moment.
 */
#include "journey_private.h"

enum {
	TIES_MAX = 32, /* events of one millisecond; more stay as their ids are */
	BY_HABIT = 1,
	BY_OCCURRED = 1 << 6,
	BY_DEFINITION = 1 << 12,
	BY_NUMBER = 1 << 18,
	BY_CAUSE = 1 << 24,
};

struct moment {
	const struct journeys *journeys;
	uint8_t definition;
	size_t count;
	uint32_t events[TIES_MAX + 1];
};

bool ties_is_numbered(struct journeys *journeys, uint16_t topic, struct id id)
{
	struct topic_use *use = topic == 0 ? NULL : &journeys->topic_uses[topic - 1];
	bool numbered = id.seq > 0;

	if (use == NULL || (use->is_read && id_compare(id, use->reached) <= 0)) {
		return false;
	}
	if (use->is_read && use->reached.ms == id.ms && use->reached.seq + 1 == id.seq) {
		numbered = use->is_numbered;
	}
	*use = (struct topic_use){.definitions = use->definitions,
		.is_dead = use->is_dead,
		.is_read = true,
		.is_numbered = numbered,
		.reached = id};
	if (journeys->newest_topic != topic && journeys->newest_topic != 0 &&
		id_compare(journeys->newest, id) == 0) {
		/* Nobody gives one number twice. */
		pair_counts_add(&journeys->clashes, topic, journeys->newest_topic);
		pair_counts_add(&journeys->clashes, journeys->newest_topic, topic);
	}
	journeys->newest = id;
	journeys->newest_topic = topic;
	return numbered;
}

static bool number_tells(const struct journeys *journeys, const struct journey_event *a,
	const struct journey_event *b)
{
	return a->id.seq < b->id.seq &&
		(a->topic == b->topic ||
			((b->flags & EVENT_NUMBERED) != 0 &&
				pair_counts_of(&journeys->clashes, a->topic, b->topic) == 0));
}

void ties_learn(struct journeys *journeys, uint32_t before, uint32_t after)
{
	if (before == 0 || after == 0) {
		return;
	}
	const struct journey_event *a = journey_event_at(journeys, before),
				   *b = journey_event_at(journeys, after);
	if ((a->id.ms < b->id.ms || number_tells(journeys, a, b)) &&
		((a->flags | b->flags) & EVENT_DEAD) == 0) {
		pair_counts_add(&journeys->habits, a->step, b->step);
	}
}

/* --- what tells that `a` came before `b` --- */

static bool definition_tells(
	const struct moment *moment, const struct journey_event *a, const struct journey_event *b)
{
	const struct definition *definition =
		journey_definition(moment->journeys, moment->definition);
	uint8_t first = journey_declared(moment->journeys, moment->definition, a->step);
	uint8_t second = journey_declared(moment->journeys, moment->definition, b->step);

	if (((a->flags ^ b->flags) & EVENT_DEAD) != 0) {
		return (b->flags & EVENT_DEAD) != 0;
	}
	return definition_comes_before(definition, first, second);
}

static bool occurred_tells(const struct journey_event *a, const struct journey_event *b)
{
	unsigned before_a = a->flags >> EVENT_OCCURRED_SHIFT,
		 before_b = b->flags >> EVENT_OCCURRED_SHIFT;

	return before_b > 0 && before_a > before_b;
}

static bool habit_tells(const struct journeys *journeys, const struct journey_event *a,
	const struct journey_event *b)
{
	return pair_counts_of(&journeys->habits, a->step, b->step) >
		pair_counts_of(&journeys->habits, b->step, a->step);
}

/* What speaks against having the second before the first. */
static unsigned weight(const struct moment *moment, uint32_t first, uint32_t second)
{
	const struct journeys *journeys = moment->journeys;
	const struct journey_event *a = journey_event_at(journeys, first),
				   *b = journey_event_at(journeys, second);

	return ((b->flags & EVENT_AWAITS) == 0 && b->cause == first ? BY_CAUSE : 0U) +
		(number_tells(journeys, a, b) ? BY_NUMBER : 0U) +
		(definition_tells(moment, a, b) ? BY_DEFINITION : 0U) +
		(occurred_tells(a, b) ? BY_OCCURRED : 0U) +
		(habit_tells(journeys, a, b) ? BY_HABIT : 0U);
}

static bool is_behind(const struct moment *moment, uint32_t a, uint32_t b, bool by_id)
{
	const struct journey_event *left = journey_event_at(moment->journeys, a),
				   *right = journey_event_at(moment->journeys, b);
	int order = by_id || left->topic == right->topic
		? id_compare(left->id, right->id)
		: text_compare(names_text(&moment->journeys->topics, left->topic),
			  names_text(&moment->journeys->topics, right->topic));

	return order > 0 || (order == 0 && left->topic > right->topic);
}

static void sort(struct moment *moment, bool by_id)
{
	for (size_t i = 1; i < moment->count; i++) {
		uint32_t event = moment->events[i];
		size_t at = i;

		for (; at > 0 && is_behind(moment, moment->events[at - 1], event, by_id); at--) {
			moment->events[at] = moment->events[at - 1];
		}
		moment->events[at] = event;
	}
}

/* Those of one topic, in the order of their numbers. */
struct queue {
	size_t at, end;
};

static size_t make_queues(const struct moment *moment, struct queue queues[TIES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < moment->count; i++) {
		const struct journey_event *event =
			journey_event_at(moment->journeys, moment->events[i]);

		if (i == 0 ||
			journey_event_at(moment->journeys, moment->events[i - 1])->topic !=
				event->topic) {
			queues[count++].at = i;
		}
		queues[count - 1].end = i + 1;
	}
	return count;
}

/* The queue whose first has the least against being the next. */
static struct queue *choose(const struct moment *moment, struct queue *queues, size_t count)
{
	struct queue *best = NULL;
	unsigned least = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned against = 0;

		for (size_t j = 0; j < count && queues[i].at < queues[i].end; j++) {
			against += i == j || queues[j].at == queues[j].end
				? 0
				: weight(moment, moment->events[queues[j].at],
					  moment->events[queues[i].at]);
		}
		if (queues[i].at < queues[i].end && (best == NULL || against < least)) {
			best = &queues[i];
			least = against;
		}
	}
	return best;
}

/* False: all stand in one topic. */
static bool arrange(struct moment *moment)
{
	struct moment sorted = *moment;
	struct queue queues[TIES_MAX];

	sort(&sorted, false);
	size_t count = make_queues(&sorted, queues);
	for (size_t i = 0; count > 1 && i < moment->count; i++) {
		moment->events[i] = sorted.events[choose(&sorted, queues, count)->at++];
	}
	return count > 1;
}

/* --- in a journey --- */

/* The events of one millisecond from `first` on; the one behind them. */
static uint32_t collect(const struct journeys *journeys, uint32_t first, struct moment *moment)
{
	uint64_t ms = journey_event_at(journeys, first)->id.ms;

	for (moment->count = 0; first != 0; moment->count++) {
		const struct journey_event *event = journey_event_at(journeys, first);

		if (event->id.ms != ms) {
			break;
		}
		if (moment->count <= TIES_MAX) {
			moment->events[moment->count] = first;
		}
		first = event->next;
	}
	return first;
}

/* Links them between the two; true: they stood in another order. */
static bool link_between(struct journeys *journeys, struct journey *journey,
	const struct moment *moment, uint32_t before, uint32_t after)
{
	bool changed = false;

	for (size_t i = 0; i < moment->count; i++) {
		uint32_t *link =
			before == 0 ? &journey->first : &journey_event_at(journeys, before)->next;

		changed = changed || *link != moment->events[i];
		*link = before = moment->events[i];
	}
	journey_event_at(journeys, before)->next = after;
	journey->last = after == 0 ? before : journey->last;
	return changed;
}

/* What the moment at the end of the journey is, for those that come next. */
static void note_end(struct journey *journey, size_t count, bool tied)
{
	journey->end_count = (uint8_t)(count < UINT8_MAX ? count : UINT8_MAX);
	journey->is_end_tied = tied;
}

static uint32_t last_of(const struct journeys *journeys, uint32_t at, uint32_t after)
{
	while (journey_event_at(journeys, at)->next != after) {
		at = journey_event_at(journeys, at)->next;
	}
	return at;
}

struct settling {
	bool by_id, all; /* else only the moment at `ms` */
	uint64_t ms;
};

static bool is_wanted(const struct settling *how, const struct moment *moment)
{
	uint64_t ms = journey_event_at(moment->journeys, moment->events[0])->id.ms;

	return (how->all || how->ms == ms) && moment->count > 1 && moment->count <= TIES_MAX + 1;
}

static bool settle(struct journeys *journeys, uint32_t number, const struct settling *how)
{
	struct journey *journey = journey_at(journeys, number);
	struct moment moment = {.journeys = journeys, .definition = journey->definition};
	bool changed = false;
	uint32_t before = 0;

	for (uint32_t at = journey->first; at != 0;) {
		uint32_t after = collect(journeys, at, &moment);
		bool tied = moment.count > 1;

		if (is_wanted(how, &moment)) {
			if (how->by_id || moment.count > TIES_MAX) {
				sort(&moment, true);
			} else {
				tied = arrange(&moment);
			}
			changed =
				link_between(journeys, journey, &moment, before, after) || changed;
			before = moment.events[moment.count - 1];
		} else {
			before = last_of(journeys, at, after);
		}
		note_end(journey, moment.count, tied);
		at = after;
	}
	return changed;
}

bool ties_place(struct journeys *journeys, uint32_t number, uint32_t before, uint32_t event)
{
	struct journey *journey = journey_at(journeys, number);
	const struct journey_event *placed = journey_event_at(journeys, event),
				   *earlier =
					   before == 0 ? NULL : journey_event_at(journeys, before);

	if (journey->last == event) {
		if (earlier == NULL || earlier->id.ms < placed->id.ms) {
			note_end(journey, 1, false);
			return false;
		}
		note_end(journey, journey->end_count + 1U,
			journey->is_end_tied || earlier->topic != placed->topic);
		if (!journey->is_end_tied || journey->end_count > TIES_MAX + 1) {
			return false;
		}
	}
	return settle(journeys, number, &(struct settling){.ms = placed->id.ms});
}

bool ties_may_append(const struct journey *journey)
{
	return !journey->is_end_tied || journey->end_count > TIES_MAX;
}

void ties_undo(struct journeys *journeys, uint32_t number)
{
	settle(journeys, number, &(struct settling){.by_id = true, .all = true});
}

void ties_settle(struct journeys *journeys, uint32_t number)
{
	struct journey *journey = journey_at(journeys, number);

	if (settle(journeys, number, &(struct settling){.all = true})) {
		stuck_end(journeys, journey);
		progress_refold(journeys, number);
		journey_settle(journeys, number);
	}
}

void journeys_order(struct journeys *journeys)
{
	for (uint32_t at = 0; (at = journeys_next(journeys, at)) != 0;) {
		ties_settle(journeys, at);
	}
}
