/*
 * Reads a metrics page as a scraper would, by the rules of OpenMetrics 1.0 or of the Prometheus
 * text format, and shares no line with what writes it. Whatever is wrong fails the test with the
 * line.
 */
#ifndef SUPPORT_METRICS_PAGE_H
#define SUPPORT_METRICS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

struct metrics_page;

/* Copies what it needs. */
struct metrics_page *metrics_page_read(const char *text, size_t length, bool openmetrics);
void metrics_page_free(struct metrics_page *page);

/* A sample by its name and labels as written: `up`, `topic_length{topic="orders"}`, each without
 * the prefix `rivermaster_`. Fails the test where there is none. */
double metrics_page_value(const struct metrics_page *page, const char *series);
bool metrics_page_has(const struct metrics_page *page, const char *series);
/* Samples whose series begins so. */
size_t metrics_page_count(const struct metrics_page *page, const char *front);

#endif
