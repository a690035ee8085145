/*
 * Where the dead letters of a selection would go.
 */
#ifndef ENGINE_OP_BACKS_H
#define ENGINE_OP_BACKS_H

#include "op_select.h"

/* Counts one letter into the survey's `backs`; looks whether its source entry is there. */
bool op_back_count(
	const struct selecting *selecting, const struct entry *entry, struct error *error);

#endif
