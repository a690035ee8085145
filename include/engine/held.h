/*
 * Asks the server which events of some journeys are pending now, in which groups, for those who
 * have read them once: it tells exactly when they were delivered. Runs a loop of its own. It knows
 * nothing of how they are told.
 */
#ifndef ENGINE_HELD_H
#define ENGINE_HELD_H

#include "engine/config.h"
#include "model/journeys.h"

/* An event that is pending in a group. Texts are the list's own. */
struct held {
	struct text topic, group, consumer;
	struct id id;
	int64_t idle_ms, deliveries;
	int64_t waited_ms; /* until it was delivered; -1: not known, for it was more than once */
};

struct held_list {
	bool is_looked;
	size_t count;
	struct held *entries;
	uint64_t asked, left; /* left: questions that were too many */
	struct deliveries *deliveries;
};

/* ERROR_CONNECT, ERROR_FAILED, ERROR_REFUSED: what could not be asked. Released with held_finish
 * whatever the result. */
bool held_look(const struct config *config, const struct journeys *journeys,
	const uint32_t *numbers, size_t count, struct held_list *list, struct error *error);
void held_finish(struct held_list *list);

#endif
