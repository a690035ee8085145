/*
 * Moments as producers write them: RFC 3339, the form of NServiceBus, and whole or decimal numbers
 * of s, ms, us or ns since 1970, told apart by how great they are.
 */
#ifndef ENVELOPE_WHEN_H
#define ENVELOPE_WHEN_H

#include "base/text.h"

#include <stdint.h>

/* False where the text is no such moment. */
bool when_parse(struct text text, int64_t *ms);

#endif
