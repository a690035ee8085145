/*
 * What is not for every eye: card numbers, addresses, tokens. Hidden by the name of the field
 * first, then by the look of the value; in JSON by the names inside of it, too. Bytes that are
 * written back to a server never pass through here.
 */
#ifndef STREAM_MASK_H
#define STREAM_MASK_H

#include "base/buf.h"
#include "stream/entry.h"

/* Names are compared case-folded and without `_ - .`; globs as in text_glob. */
struct mask_options {
	bool off;       /* nothing is hidden */
	bool no_values; /* only names count */
	size_t hide_count, show_count;
	const char *const *hide; /* besides the built-in names */
	const char *const *show; /* never hidden by name */
};

struct mask;

/* Copies what it needs; NULL options: the built-in ones. The key of the tags is drawn anew. */
struct mask *mask_create(const struct mask_options *options);
void mask_destroy(struct mask *mask);

/* Appends the value of the field `name` as it may be seen: at most four characters of either end,
 * how long it was and a tag that is the same for the same value within this mask. Returns whether
 * anything was hidden. `mask` NULL: appended as it is. */
bool mask_value(const struct mask *mask, struct text name, struct text value, struct buf *out);
/* Appends the hidden form of a value of which nothing may be seen. */
void mask_secret(const struct mask *mask, struct text value, struct buf *out);
/* Whether mask_value would hide the whole value because of its name. */
bool mask_hides(const struct mask *mask, struct text name);

#endif
