/*
 * The callbacks of the table for rows of the model: what a cell looks like, what comes before what.
 */
#ifndef VIEWS_ROWS_SOURCE_H
#define VIEWS_ROWS_SOURCE_H

#include "rows.h"

struct table_source rows_source(const struct rows *rows);

#endif
