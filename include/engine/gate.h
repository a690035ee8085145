/*
 * What the profile lets be written: the one place that says so, for operations and imports alike.
 */
#ifndef ENGINE_GATE_H
#define ENGINE_GATE_H

#include "engine/config.h"
#include "ops/op.h"

/* False, ERROR_REFUSED: nothing may be written there; or it asks for a name to be typed, and
 * `confirm` (NULL: none was) is not `name`. */
bool gate_writes(
	const struct config *config, struct text name, const char *confirm, struct error *error);
/* Whether whoever sits at the console has to type the topic's name, not only a word: where nothing
 * can be had back, in production, and where the profile says so. `op` NULL: it is not known. */
bool gate_wants_name(const struct config *config, const struct op *op);
/* Whether anything may be written at all, and so be planned. */
bool gate_plans(const struct config *config, struct error *error);

#endif
