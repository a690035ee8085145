/*
 * CloudEvents as one document of JSON.
 */
#ifndef ENVELOPE_CLOUDEVENTS_H
#define ENVELOPE_CLOUDEVENTS_H

#include "envelope.h"

void cloudevents_read(struct reading *reading);

#endif
