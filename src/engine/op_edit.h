/*
 * What a replay would change in the entries of its selection.
 */
#ifndef ENGINE_OP_EDIT_H
#define ENGINE_OP_EDIT_H

#include "op_select.h"

/* Keeps the differences for the plan. ERROR_REFUSED: a field must not be set so; the entry is
 * named. */
bool op_edit(const struct selecting *selecting, const struct mask *mask, const struct entry *entry,
	struct error *error);

#endif
