/*
 * A change of a row as Debezium writes it, from the JSON of its key and of its value.
 */
#ifndef ENVELOPE_DEBEZIUM_H
#define ENVELOPE_DEBEZIUM_H

#include "envelope.h"

/* With `op` and what the row was before or is after, with or without a schema around it. */
bool debezium_is_change(struct text value);
void debezium_read_change(struct reading *reading, struct text key, struct text value);

#endif
