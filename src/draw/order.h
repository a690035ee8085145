/*
 * Which rows a table shows and in what order. Only the table's own files see it.
 */
#ifndef DRAW_ORDER_H
#define DRAW_ORDER_H

#include "draw/table.h"

/* Sorts anew and ends a freeze; the selection stays on its row. */
void order_sort(struct table *table, const struct table_source *source);
/* From now on every row keeps its place until `until_ms`. */
void order_freeze(struct table *table, const struct table_source *source, int64_t until_ms);
/* Puts the selection on row `at` of the order. */
void order_select(struct table *table, const struct table_source *source, size_t at);
/* Scrolls as little as shows the selection. */
void order_scroll(struct table *table);

#endif
