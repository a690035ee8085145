/*
 * What the model knows as a page that Prometheus reads. A family is one row in metrics.c. What is
 * not known is NaN, and a counter that is not known is left out, since none may be NaN; nothing old
 * is told once the server is out of reach. It knows nothing of who asks.
 */
#ifndef MODEL_METRICS_H
#define MODEL_METRICS_H

#include "model/model.h"

enum metrics_format {
	METRICS_OPENMETRICS, /* OpenMetrics 1.0 */
	METRICS_TEXT,        /* Prometheus text 0.0.4: of older scrapers and textfile collectors */
};

/* `application/openmetrics-text; ...`; static. */
const char *metrics_content_type(enum metrics_format format);
/* Appends the page; `model` NULL: the server could not be asked. */
void metrics_write(struct buf *out, const struct model *model, enum metrics_format format);

#endif
