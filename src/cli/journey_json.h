/*
 * A journey as the JSON of the contract, on one line without its newline.
 */
#ifndef CLI_JOURNEY_JSON_H
#define CLI_JOURNEY_JSON_H

#include "journey_scan.h"
#include "model/journey_path.h"

void journey_json_write(const struct journey_scan *scan, uint32_t number, struct buf *out);
/* Appends `, "stuck": {...}`, the broker's own reason in parts; nothing where it is not stuck. */
void journey_json_stuck(const struct journeys *journeys, uint32_t number, struct buf *out);
/* What the journeys of a scan have in common: the document of `variants`. */
void journey_json_variants(const struct journey_scan *scan, struct buf *out);

#endif
