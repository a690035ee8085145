/*
 * The binary form of FastStream, which EggAI puts its messages into.
 */
#ifndef ENVELOPE_FASTSTREAM_H
#define ENVELOPE_FASTSTREAM_H

#include "envelope.h"

bool faststream_is(const struct reading *reading);
void faststream_read(struct reading *reading);

#endif
