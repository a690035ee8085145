/*
 * Why events that carry different keys are one journey: each merge, with the event that did it.
 */
#ifndef CLI_JOURNEY_MERGES_H
#define CLI_JOURNEY_MERGES_H

#include "journey_scan.h"

/* A line for each merge of the journey, the newest first; nothing where there is none. */
void journey_merges_text(const struct journey_scan *scan, uint32_t number, struct buf *out);
/* Likewise, an object a line. */
void journey_merges_json(const struct journey_scan *scan, uint32_t number, struct buf *out);

#endif
