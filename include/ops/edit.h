/*
 * What a replay changes in one entry, field by field: the old value beside the new one. It knows
 * nothing of servers; what people see of it is masked.
 */
#ifndef OPS_EDIT_H
#define OPS_EDIT_H

#include "base/error.h"
#include "ops/request.h"
#include "stream/mask.h"

struct edit {
	struct text field, before, after; /* borrowed from entry and request */
};

/* The value that `--set FIELD=VALUE` gives to a field; the last one counts. */
bool edit_sets(const struct request *request, struct text field, struct text *value);
/* The next field of the entry that the request sets, from *cursor (0 at first) on; false at the
 * end. A field that occurs twice is set twice. */
bool edit_next(const struct request *request, const struct entry *entry, size_t *cursor,
	struct edit *edit);
/* Whether the request sets a field that the entry does not have; `field` is the first one. */
bool edit_misses(const struct request *request, const struct entry *entry, struct text *field);

/* Whether the old value is JSON and the new one is none: *offset is the byte from which on. */
bool edit_breaks(const struct edit *edit, size_t *offset);
/* ERROR_REFUSED: some of the old value is hidden by the mask; or it is JSON and would be none, and
 * the request does not allow that. */
bool edit_check(const struct request *request, const struct edit *edit, const struct mask *mask,
	struct error *error);

/* Appends both for people: safe on a terminal, masked, and of what is long the part that differs.
 */
enum { EDIT_SHOWN_CELLS = 60 };
void edit_show(
	const struct edit *edit, const struct mask *mask, struct buf *before, struct buf *after);

#endif
