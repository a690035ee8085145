/*
 * Help, made of the tables of commands and options.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "subcommand.h"

/* Of one subcommand; of the whole program where it is NULL. */
bool help_write(const struct subcommand *command, struct error *error);

#endif
