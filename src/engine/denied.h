/*
 * What NOPERM means in words an administrator can act on: which command, and the ACL rule that is
 * missing.
 */
#ifndef ENGINE_DENIED_H
#define ENGINE_DENIED_H

#include "stream/fact.h"

enum { DENIED_COMMAND_MAX = 40 };

/* Whether the server refused the command itself and not the key. `reply` is its answer. */
bool denied_command(struct text reply);
/* The command as ACL rules name it (`xinfo|groups`): by the server's words, else `usual`. */
void denied_name(struct text reply, const char *usual, char name[DENIED_COMMAND_MAX]);
/* Sets ERROR_REFUSED for a fact whose outcome is FACT_DENIED; returns false. */
bool denied_explain(const struct fact *fact, struct error *error);

#endif
