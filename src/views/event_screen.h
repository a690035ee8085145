/*
 * What the files of the screen `event` share: its state, and what its keys do.
 */
#ifndef VIEWS_EVENT_SCREEN_H
#define VIEWS_EVENT_SCREEN_H

#include "event_page.h"
#include "views/view.h"

struct event_screen {
	struct ref entry; /* own */
	struct event_page page;
	struct pager pager;
	struct buf needle, out, masked;
	struct pager_place origin; /* where the search that is typed began */
	bool typing, unmasked, placed, made_masked;
	int width, height;
};

/* What is on the page, where the model still has it. */
const struct close_entry *event_shown(const struct event_screen *screen, const struct model *model);
const struct mask *event_mask(const struct event_screen *screen, const struct model *model);
struct pager_source event_source(const struct event_screen *screen);

extern const struct view event_view;

void event_refresh(void *self, const struct model *model);
struct intent event_act(void *self, const struct model *model, const char *action);
bool event_find(void *self, const struct model *model, struct text typed, bool done,
	char says[INTENT_MESSAGE_MAX]);
struct text event_found(const void *self);

#endif
