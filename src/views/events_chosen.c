/* What an operation would act on from the events screen. */
#include <stdio.h>

#include "base/number.h"
#include "events_private.h"
#include "ops/op.h"

enum { EXACT_CELLS = 15 };

/* The marked ones, in the list or not any more; of one topic, since an operation is about one. */
static void choose_marked(struct events *events, struct chosen *chosen)
{
	struct text topic = {.at = NULL};
	struct events_mark mark;
	size_t at = 0;

	while (events_scroll_next_mark(&events->scroll, &at, &mark)) {
		if (topic.at && !text_equal(topic, mark.topic)) {
			chosen->why = "the marked events lie in several topics: one at a time";
		}
		topic = mark.topic;
		chosen_add(&events->chosen, chosen, mark.id);
	}
	if (topic.at) {
		chosen->ref = ref_topic(topic);
	}
}

/* How many the query has found, of all or so far; of several topics that is not known for one. */
static void tell_found(
	const struct events *events, const struct model *model, struct chosen *chosen)
{
	const struct event_list_about *about = event_list_about(model_events(model));
	bool all = about->older.is == READING_END && !events->has_anchor && about->skipped == 0;
	char number[NUMBER_MAX];

	if (chosen->query.length == 0) {
		return;
	}
	if (events_of_several(events)) {
		snprintf(chosen->found, sizeof(chosen->found),
			"off: all that match in this topic, which the plan counts");
		return;
	}
	number_count(number, (int64_t)about->matched, EXACT_CELLS);
	snprintf(chosen->found, sizeof(chosen->found), "off: all that match, %s%s", number,
		all ? "" : " so far of what was read: the plan counts");
}

struct chosen events_chosen(void *self, const struct model *model, const struct op *op)
{
	struct events *events = self;
	struct chosen chosen = {.ref = events->what};
	const struct event_row *row =
		events->mine ? events_scroll_row(&events->scroll, model_events(model)) : NULL;

	choose_marked(events, &chosen);
	if (chosen.id_count == 0 && row) {
		chosen.ref = ref_topic(row->topic);
		chosen_add(&events->chosen, &chosen, row->entry.id);
	}
	/* Without any it would be about the whole topic, which nobody asked for. */
	if (chosen.id_count == 0) {
		chosen.why = "there is no event here to act on";
	}
	/* What asks a group's pending entries would find few of these. */
	if (events->mine && (op->flags & OP_ENTRIES) != 0) {
		chosen.query = buf_text(&events->query);
		tell_found(events, model, &chosen);
	}
	return chosen;
}
