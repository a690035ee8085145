/*
 * What a survey must see before an operation that is one act, or before entries are removed.
 */
#ifndef ENGINE_OP_ONCE_H
#define ENGINE_OP_ONCE_H

#include "op_select.h"

/* The one item, and what the plan tells: the id that was meant, how many entries lie between, which
 * groups lose what, what a consumer has pending. */
bool op_once(const struct selecting *selecting, struct error *error);
/* How many of the chosen entries are pending in each group, and how many are gone. */
bool op_held(const struct selecting *selecting, struct error *error);

#endif
