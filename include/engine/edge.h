/*
 * Where a range begins or ends, as it is typed: an id, a time, an age.
 */
#ifndef ENGINE_EDGE_H
#define ENGINE_EDGE_H

#include "engine/browse.h"

/* `-`, `+`, `ms-seq`, `ms`, RFC 3339, a time of the day such as `12:30` (UTC), or an age such
 * as `15m`. As an upper edge (`upper`) a
 * millisecond includes all its sequence numbers. `text` NULL: open. ERROR_USAGE names `option`. */
bool edge_parse(const char *option, const char *text, bool upper, struct browse_edge *edge,
	struct error *error);

#endif
