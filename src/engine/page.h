/*
 * Entries of one topic that were read and are not yet wanted: a copy of a page in one block.
 */
#ifndef ENGINE_PAGE_H
#define ENGINE_PAGE_H

#include "stream/entry.h"

struct page {
	struct page *next;
	size_t count, at; /* `at`: the first that is left */
	size_t bytes;     /* of names and values */
	struct entry entries[];
};

/* mem_free gives it back. */
struct page *page_copy(const struct entry *entries, size_t count);
size_t entry_bytes(const struct entry *entry);

#endif
