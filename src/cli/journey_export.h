/*
 * A journey in the form of other tools: a sequence diagram for a report, spans for a trace viewer.
 */
#ifndef CLI_JOURNEY_EXPORT_H
#define CLI_JOURNEY_EXPORT_H

#include "journey_scan.h"
#include "model/journey_path.h"

/* Mermaid: services (or topics, where none is known) and what goes from one to the next. */
void journey_export_mermaid(const struct journey_scan *scan, uint32_t number, struct buf *out);
/* OTLP in JSON: one trace, a span for the journey and one below it for each event, from the event
 * before it on its way to the event itself. */
void journey_export_otlp(const struct journey_scan *scan, uint32_t number, struct buf *out);

#endif
