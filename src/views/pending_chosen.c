/* What an operation would act on from the pending screen. */
#include <stdio.h>

#include "base/number.h"
#include "ops/op.h"
#include "pending_private.h"

enum { EXACT_CELLS = 15 };

/* The marked ones; of one key, since an operation is about one. */
static void choose_marked(struct pending_screen *screen, struct chosen *chosen)
{
	struct table_source source = pending_source(screen);
	struct text key = {.at = NULL};
	size_t at;

	for (size_t row = 0; row < screen->count; row++) {
		const struct pending_item *item;

		if (!table_marked(&screen->table, source.key(screen, row)) ||
			!(item = pending_item_at(screen, row, &at))) {
			continue;
		}
		if (key.at && !text_equal(key, item->key)) {
			chosen->why = "the marked entries lie in several partitions: one at a time";
		}
		key = item->key;
		chosen_add(&screen->chosen, chosen, item->id);
	}
	if (key.at) {
		chosen->ref = ref_group(key, screen->group.group);
	}
}

/* How many the query has found, of all or so far; of several keys that is not known for one. */
static void tell_found(const struct pending_screen *screen, struct chosen *chosen)
{
	const struct pending_about *about = pending_list_about(model_pending(screen->model));
	char number[NUMBER_MAX];

	if (chosen->query.length == 0) {
		return;
	}
	if (!text_equal(chosen->ref.topic, screen->group.topic)) {
		snprintf(chosen->found, sizeof(chosen->found),
			"off: all that match in this partition, which the plan counts");
		return;
	}
	number_count(number, (int64_t)about->matched, EXACT_CELLS);
	snprintf(chosen->found, sizeof(chosen->found), "off: all that match, %s%s", number,
		about->reading.is == READING_END ? ""
						 : " so far of what was read: the plan counts");
}

/* What is marked and not in the list was acknowledged, or does not match. */
static void tell_missing(const struct pending_screen *screen, struct chosen *chosen)
{
	size_t marks = map_count(screen->table.marks);

	if (marks > 0 && chosen->id_count == 0) {
		chosen->why = "nothing that is marked is listed here: U takes the marks away";
	} else if (marks > chosen->id_count) {
		snprintf(chosen->note, sizeof(chosen->note), "%zu more marked, not listed here",
			marks - chosen->id_count);
	}
}

struct chosen pending_chosen(void *self, const struct model *model, const struct op *op)
{
	struct pending_screen *screen = self;
	struct chosen chosen = {.ref = screen->group};
	const struct pending_item *item;
	size_t at;

	(void)model;
	if (screen->group.subject == SUBJECT_NONE) {
		chosen.why = "no group was chosen: Enter goes to the groups";
		return chosen;
	}
	if (!screen->mine) {
		chosen.why = "what is pending is being read: again in a moment";
		return chosen;
	}
	choose_marked(screen, &chosen);
	tell_missing(screen, &chosen);
	item = pending_selected(screen, &at);
	if (chosen.id_count == 0 && item) {
		chosen.ref = ref_group(item->key, screen->group.group);
		chosen_add(&screen->chosen, &chosen, item->id);
	}
	/* What asks the whole topic would find what is not pending, too. */
	if ((op->flags & OP_PENDING) != 0) {
		chosen.query = buf_text(&screen->query);
		tell_found(screen, &chosen);
	}
	return chosen;
}
