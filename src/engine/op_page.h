/*
 * A page of entries of one topic, read in one or a few commands and kept until the next one.
 */
#ifndef ENGINE_OP_PAGE_H
#define ENGINE_OP_PAGE_H

#include "stream/entry.h"
#include "talk.h"

struct op_page {
	struct talk *talk;
	size_t count, room;
	struct entry *entries; /* in the order asked for */
	size_t field_count, field_room;
	struct entry_field *fields;
	struct buf bytes;
	bool sorted;     /* by id */
	bool has_toobig; /* behind them comes one that is too long to be read */
	struct id toobig;
	struct error trouble;
};

enum { OP_PAGE_ENTRIES = 2 * 256 };

void op_page_init(struct op_page *page, struct talk *talk);
void op_page_finish(struct op_page *page);
/* From..to, both inclusive, at most `count` of them. */
bool op_page_range(struct op_page *page, struct text topic, const struct id range[2], int count,
	struct error *error);
/* Each id by itself; what is gone is left out. */
bool op_page_ids(struct op_page *page, struct text topic, const struct id *ids, size_t count,
	struct error *error);
/* Entries from elsewhere, one after the other; their texts hold from op_page_point on. */
void op_page_reset(struct op_page *page);
void op_page_keep(struct op_page *page, const struct entry *entry);
void op_page_point(struct op_page *page);
/* NULL where it is not on the page. */
const struct entry *op_page_find(const struct op_page *page, struct id id);

#endif
