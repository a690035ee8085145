/*
 * Definitions written as in the configuration: `key = value` lines. Include it after <cmocka.h>.
 */
#ifndef TESTS_MODEL_DEFINITIONS_H
#define TESTS_MODEL_DEFINITIONS_H

#include "base/ini.h"
#include "model/definition.h"

static inline bool define_line(void *arg, const struct ini_line *line, struct error *error)
{
	return line->key.length == 0 || definition_set(arg, line->key, line->value, error);
}

/* False with the sentence. */
static inline bool define_read(
	struct definition *definition, const char *name, const char *lines, struct error *error)
{
	definition_init(definition, name);
	return ini_read(text_of(lines), "f", define_line, definition, error) &&
		definition_seal(definition, error);
}

static inline void define(struct definition *definition, const char *name, const char *lines)
{
	struct error error;

	if (!define_read(definition, name, lines, &error)) {
		fail_msg("%s", error.text);
	}
}

#endif
