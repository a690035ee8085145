/*
 * Values of the configuration: each reads the value of a line or says, with FILE:LINE, what is
 * allowed there.
 */
#ifndef ENGINE_CONFIG_VALUE_H
#define ENGINE_CONFIG_VALUE_H

#include "base/ini.h"

#include <stdint.h>

struct value_range {
	int64_t min, max;
};

/* That there is one. */
bool read_present(const struct ini_line *line, struct error *error);
/* on, off, yes, no, true, false. */
bool read_switch(const struct ini_line *line, bool *on, struct error *error);
bool read_count(
	const struct ini_line *line, struct value_range range, int64_t *count, struct error *error);
bool read_duration(
	const struct ini_line *line, struct value_range range, int64_t *ms, struct error *error);
/* At least 1 MB. */
bool read_bytes(const struct ini_line *line, uint64_t *bytes, struct error *error);

#endif
