/*
 * How far each key of a topic was read. The keys are those that the model knows; more may come.
 */
#ifndef ENGINE_CURSORS_H
#define ENGINE_CURSORS_H

#include "model/model.h"

struct cursor {
	struct text key; /* own */
	bool has_reached;
	struct id reached;
};

struct cursors {
	struct cursor *at;
	size_t count; /* one at least, after cursors_find */
};

/* The keys that the topic is made of now, itself where it is not known; what was read stays read.
 */
void cursors_find(struct cursors *cursors, const struct model *model, struct text topic);
void cursors_finish(struct cursors *cursors);

#endif
