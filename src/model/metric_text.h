/*
 * The grammar of a metrics page: labels and numbers. It knows nothing of what they mean.
 */
#ifndef MODEL_METRIC_TEXT_H
#define MODEL_METRIC_TEXT_H

#include "base/buf.h"

#include <stdint.h>

enum metric_is {
	METRIC_ABSENT, /* no sample */
	METRIC_UNKNOWN,
	METRIC_COUNT,
	METRIC_MS, /* told in seconds */
	METRIC_RATE,
	METRIC_ENDLESS,
};

struct metric_value {
	enum metric_is is;
	int64_t n; /* COUNT, MS */
	double rate;
};

/* Appends ` NUMBER`; the same in every locale. */
void metric_add_value(struct buf *out, const struct metric_value *value);
/* Appends `name="value"` with its escapes. Different values stay different: what is not UTF-8, or
 * would be obeyed by a terminal, is written as `base64:...`, and so is what begins like that. */
void metric_add_label(struct buf *out, const char *name, struct text value);

#endif
