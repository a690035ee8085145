/*
 * Where the marker is a position: what the commands of such operations begin with, and what their
 * answers mean. `PUT ID...`, `PART ID...` (of the first ones), `AT POSITION RUNS`; and a letter for
 * each copy that was to be taken back: D deleted, R read by a group, G gone.
 */
#ifndef OPS_POSITION_H
#define OPS_POSITION_H

#include "ops/copy.h"

/* The position before the batch, and the one behind it. */
void position_add(const struct batch *batch, size_t first, struct command *out);
/* How many words follow, and the words. */
void position_add_copy(const struct copy *copy, struct command *out);

op_settle_fn position_settle, position_unsettle;

#endif
