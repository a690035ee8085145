/*
 * A command as it goes to the server: arguments that are bytes. Owns copies of them; it is never a
 * format string and never text with spaces.
 */
#ifndef STREAM_COMMAND_H
#define STREAM_COMMAND_H

#include "base/buf.h"
#include "stream/id.h"

enum { COMMAND_BYTES_MAX = 1 << 30 };

struct command {
	struct buf bytes; /* bytes.full: an argument was refused, the command must not be sent */
	size_t *ends;     /* end of argument i in bytes */
	size_t argc, room;
};

void command_init(struct command *command);
void command_finish(struct command *command);
void command_reset(struct command *command);

void command_add(struct command *command, struct text argument);
void command_add_string(struct command *command, const char *argument);
void command_add_i64(struct command *command, int64_t argument);
void command_add_id(struct command *command, struct id id);
/* Several words at once, separated by one space: command_words(&c, "XINFO STREAM"). */
void command_words(struct command *command, const char *words);

/* Borrowed until the next change; i < argc. */
struct text command_arg(const struct command *command, size_t i);

#endif
