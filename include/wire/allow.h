/*
 * The commands that look and change nothing. A READ connection sends these and no others: the list
 * is the proof that watching cannot write.
 */
#ifndef WIRE_ALLOW_H
#define WIRE_ALLOW_H

#include "base/error.h"
#include "stream/command.h"

/* Whether the command only reads, with bounds where a read without them could stall the server:
 * XRANGE and XREVRANGE need COUNT, XPENDING's long form a count and no IDLE, XINFO STREAM no FULL,
 * SCAN but no KEYS, XREAD COUNT and no BLOCK. A count is from 1 to 10000. ERROR_REFUSED names the
 * command and why. */
bool allow_read(const struct command *command, struct error *error);

#endif
