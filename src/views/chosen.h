/*
 * Ids that are gathered for an operation; they stay until they are gathered anew.
 */
#ifndef VIEWS_CHOSEN_H
#define VIEWS_CHOSEN_H

#include "base/mem.h"
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

#endif
