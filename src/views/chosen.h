/*
 * Ids that are gathered for an operation; they stay until they are gathered anew.
 */
#ifndef VIEWS_CHOSEN_H
#define VIEWS_CHOSEN_H

#include "base/mem.h"
#include "draw/table.h"
#include "views/view.h"

struct chosen_ids {
	struct id *at;
	size_t room;
};

/* Adds to `chosen`, whose ids are those. */
static inline void chosen_add(struct chosen_ids *ids, struct chosen *chosen, struct id id)
{
	if (chosen->id_count == ids->room) {
		ids->room = 2 * ids->room + 64;
		ids->at = mem_resize(ids->at, ids->room, sizeof(*ids->at));
	}
	ids->at[chosen->id_count++] = id;
	chosen->ids = ids->at;
}

/* Why nothing is chosen in a list whose rows are acted on one by one; NULL: none is marked. */
static inline const char *chosen_why_marked(const struct table *table)
{
	return map_count(table->marks) > 0
		? "this is done to one at a time, not to what is marked: U takes the marks away"
		: NULL;
}

#endif
