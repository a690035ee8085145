/*
 * What is typed after `/` as a query: as it is where it is meant as one, else its words as
 * text("...").
 */
#ifndef VIEWS_TYPED_QUERY_H
#define VIEWS_TYPED_QUERY_H

#include "base/buf.h"

void typed_query(struct buf *out, struct text typed);

#endif
