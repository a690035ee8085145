/*
 * What a search has covered, as text for people and as JSON.
 */
#ifndef CLI_COVERAGE_PRINT_H
#define CLI_COVERAGE_PRINT_H

#include "model/coverage.h"

/* A line for all of it, and one for each topic that is not whole. */
void coverage_text(const struct coverage *coverage, struct buf *out);
/* An object. */
void coverage_json(const struct coverage *coverage, struct buf *out);

#endif
