#include "model/blast.h"

#include "journey_private.h"

static bool stands_behind(const struct journeys *journeys, uint32_t number, struct text group,
	struct id id, struct id cursor)
{
	struct journey_stuck why;

	return id_compare(id, cursor) > 0 ||
		(journeys_stuck(journeys, number, &why) && text_equal(why.group, group));
}

static void count(const struct journeys *journeys, uint32_t number, struct blast *blast)
{
	struct journey_view view;

	journeys_view(journeys, number, &view);
	blast->behind++;
	if (view.has_due && view.due_ms < journeys->now_ms) {
		blast->late++;
	} else if (view.has_due && view.due_ms - journeys->now_ms <= BLAST_SOON_MS) {
		blast->soon++;
	}
	if (view.has_value) {
		blast->valued++;
		blast->value += view.value;
	}
}

bool blast_holds(const struct journeys *journeys, uint32_t number, const struct blast_group *group)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct journey_event *last;

	if (journey->last == 0 || journey->name_use > KEY_USE_TRACE ||
		journey->state == JOURNEY_COMPLETED || journey->state == JOURNEY_FAILED ||
		journey->state == JOURNEY_ABANDONED) {
		return false;
	}
	last = journey_event_at(journeys, journey->last);
	return text_equal(journeys_topic(journeys, last->topic), group->topic) &&
		stands_behind(journeys, number, group->name, last->id, group->cursor);
}

void blast_of(const struct journeys *journeys, struct text topic, struct text group,
	struct id cursor, struct blast *blast)
{
	const struct blast_group of = {.topic = topic, .name = group, .cursor = cursor};

	*blast = (struct blast){.behind = 0};
	for (uint32_t at = 0; (at = journeys_next(journeys, at)) != 0;) {
		if (blast_holds(journeys, at, &of)) {
			count(journeys, at, blast);
		}
	}
}
