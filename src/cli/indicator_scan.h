/*
 * The indicators of the configuration, reckoned over what the topics hold. It knows nothing of how
 * they are told.
 */
#ifndef CLI_INDICATOR_SCAN_H
#define CLI_INDICATOR_SCAN_H

#include "journey_scan.h"
#include "model/indicators.h"

struct indicator_scan {
	struct journey_scan scan;
	struct indicators *indicators;
	bool only_lately; /* reads no further back than the windows need */
	bool may_be_none; /* it is well where no indicators are declared */
};

/* ERROR_USAGE where the configuration has none. indicator_scan_finish releases whatever the result.
 */
void indicator_scan_init(struct indicator_scan *scan, const struct options *options);
bool indicator_scan_run(struct indicator_scan *scan, struct error *error);
void indicator_scan_finish(struct indicator_scan *scan);

/* Appends the list of the contract. */
void indicator_json_write(const struct indicator_scan *scan, struct buf *out);

#endif
