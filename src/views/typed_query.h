/*
 * What is typed after `/` as a query: as it is where it is meant as one, blanks and all, so that a
 * column is one of what was typed; else its words as text("...").
 */
#ifndef VIEWS_TYPED_QUERY_H
#define VIEWS_TYPED_QUERY_H

#include "base/buf.h"

void typed_query(struct buf *out, struct text typed);

#endif
