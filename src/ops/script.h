/*
 * Commands that run scripts.
 */
#ifndef OPS_SCRIPT_H
#define OPS_SCRIPT_H

#include "ops/request.h"
#include "stream/command.h"

/* EVAL with its keys; arguments are added behind. `marker` is in the slot of `beside`. */
void script_begin(struct command *out, const char *script, size_t key_count);
void script_add_marker(struct command *out, const struct request *request, struct text beside);
void script_add_item(struct command *out, const struct request *request, struct id id);

#endif
