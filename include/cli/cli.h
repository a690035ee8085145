/*
 * The command line: finds the subcommand, reads its options, runs it. The same engine as the
 * console, no screen. A subcommand is one const struct in a file of its own and one row in
 * src/cli/list.h.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/error.h"
#include "engine/config.h"

/* What only the program as a whole can do; given by main so that this layer need not know the
 * screen. */
struct cli_world {
	/* Opens the console; returns the exit code. `title` NULL: none. `writes`: write mode is on
	 * from the start. */
	int (*console)(const struct config *config, const char *title, bool writes,
		struct error *error);
};

/* Returns the exit code of the contract. Passwords in `argv` are overwritten. */
int cli_main(int argc, char **argv, const struct cli_world *world);

#endif
