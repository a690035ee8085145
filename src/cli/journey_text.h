/*
 * Journeys for people: a line each, or one whole with its events and what it waited for. Safe on a
 * terminal.
 */
#ifndef CLI_JOURNEY_TEXT_H
#define CLI_JOURNEY_TEXT_H

#include "journey_scan.h"
#include "model/journey_path.h"

/* The names of the columns. */
void journey_text_head(struct buf *out);
void journey_text_row(const struct journey_scan *scan, uint32_t number, struct buf *out);
void journey_text_whole(const struct journey_scan *scan, uint32_t number, struct buf *out);
void journey_text_variants(struct journey_scan *scan, struct buf *out);

#endif
