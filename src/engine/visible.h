/*
 * What is on screen, as watches: the view's interest, copied, with every topic resolved to the keys
 * that stand for it. It asks nothing.
 */
#ifndef ENGINE_VISIBLE_H
#define ENGINE_VISIBLE_H

#include "model/model.h"
#include "roster.h"
#include "stream/interest.h"

enum { VISIBLE_MAX = 1024 };

struct visible_item {
	struct watch *watch;
	struct text group; /* owned; empty: none in particular */
	bool memory;
};

struct visible {
	bool server;
	size_t count, next; /* `next`: whose turn it is */
	struct visible_item items[VISIBLE_MAX];
};

/* Replaces what was visible. Keys that are not known yet are added to the roster. */
void visible_set(struct visible *visible, const struct interest *interest,
	const struct model *model, struct roster *roster);
void visible_finish(struct visible *visible);
bool visible_has_group(const struct visible *visible, const struct watch *watch, struct text group);

#endif
