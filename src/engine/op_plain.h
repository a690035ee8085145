/*
 * A batch without scripts, for the two operations that can do without: MULTI, a field of the marker
 * that must be new, the one command, EXEC. What was begun and not confirmed is looked for and never
 * sent again; what two did at the same moment is told.
 */
#ifndef ENGINE_OP_PLAIN_H
#define ENGINE_OP_PLAIN_H

#include "op_run.h"

/* Until every item is settled. */
bool run_plain(struct run *run, struct error *error);

#endif
