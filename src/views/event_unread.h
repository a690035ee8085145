/*
 * The entry that a screen is about, and what is said while there is nothing of it to be shown.
 */
#ifndef VIEWS_EVENT_UNREAD_H
#define VIEWS_EVENT_UNREAD_H

#include "draw/canvas.h"
#include "model/model.h"

/* The entry that is asked for, as far as the model has it; NULL where that is another. */
const struct close_entry *event_of(const struct model *model, const struct ref *entry);
/* Whether its fields are there; it may be NULL. */
bool event_is_read(const struct close_entry *entry);
/* Why they are not: it is being read, it is gone, it cannot be read. */
void event_unread_draw(
	struct canvas *canvas, const struct model *model, const struct ref *entry);

#endif
