/*
 * What families say of journeys, indicators and alerts: labels and values of their rows.
 */
#ifndef MODEL_METRIC_FIGURES_H
#define MODEL_METRIC_FIGURES_H

#include "metric.h"

/* Labels. */
const char *metric_journey_of(const void *row);
const char *metric_state_of(const void *row);
const char *metric_indicator_of(const void *row);
const char *metric_unit_of(const void *row);
const char *metric_alert_of(const void *row);
const char *metric_alert_key_of(const void *row);

/* Values. */
void metric_get_journeys(const struct model *model, const void *row, struct metric_value *out);
void metric_get_indicator(const struct model *model, const void *row, struct metric_value *out);
void metric_get_target(const struct model *model, const void *row, struct metric_value *out);
void metric_get_missed(const struct model *model, const void *row, struct metric_value *out);
void metric_get_samples(const struct model *model, const void *row, struct metric_value *out);
void metric_get_flight(const struct model *model, const void *row, struct metric_value *out);
void metric_get_alert(const struct model *model, const void *row, struct metric_value *out);

#endif
