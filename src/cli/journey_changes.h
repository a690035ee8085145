/*
 * Journeys as they change their state, a line for each change, until interrupted.
 */
#ifndef CLI_JOURNEY_CHANGES_H
#define CLI_JOURNEY_CHANGES_H

#include "subcommand.h"

/* Returns the exit code. */
int journey_changes_run(const struct options *options, struct error *error);

#endif
