/*
 * What each option is: the one list of them.
 */
#ifndef CLI_OPTION_ROW_H
#define CLI_OPTION_ROW_H

#include "option.h"

enum option_kind {
	KIND_FLAG,
	KIND_STRING,
	KIND_BYTES,
	KIND_RATE,
	KIND_SECONDS,
	KIND_LIMIT,
	KIND_SEED,
	KIND_LIST
};

struct option_row {
	const char *name, *argument, *help;
	char letter;
	enum option_kind kind;
	size_t offset; /* of the member it sets */
};

extern const struct option_row option_rows[OPTION_COUNT];

#endif
