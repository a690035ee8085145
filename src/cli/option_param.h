/*
 * The options that operations have besides those of the contract: read by the tables of ops/op.h.
 */
#ifndef CLI_OPTION_PARAM_H
#define CLI_OPTION_PARAM_H

#include "option.h"

/* Behind its `=`, or the next word; NULL where there is none. */
struct option_given {
	const char *value, *next;
};

/* *used becomes 2 where the next word is its value. ERROR_USAGE. */
bool option_param_read(struct options *options, const struct param *param,
	struct option_given given, size_t *used, struct error *error);

#endif
