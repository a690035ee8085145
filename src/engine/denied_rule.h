/*
 * Which ACL rule is missing where the server denied a command that is known: `+xack`, or `~KEY`.
 * From within a script Redis 7.0 names only the line of it. Pure.
 */
#ifndef ENGINE_DENIED_RULE_H
#define ENGINE_DENIED_RULE_H

#include "stream/command.h"

enum { DENIED_RULE_MAX = 300 };

/* False where it cannot be told. */
bool denied_rule(struct text reply, const struct command *sent, char rule[DENIED_RULE_MAX]);
/* `+xgroup|setid` for a command's first words. */
void denied_add_command(struct buf *out, struct text first, struct text second);
/* `~KEY`, for a console's own key the pattern of all like it. */
void denied_add_key(struct buf *out, struct text key);

#endif
