/* What families say of journeys, indicators and alerts. */
#include "metric_figures.h"

static void put_count(struct metric_value *out, int64_t n)
{
	*out = (struct metric_value){.is = METRIC_COUNT, .n = n};
}

const char *metric_journey_of(const void *row)
{
	const char *name = ((const struct metric_journey *)row)->tally->definition->name;

	return name == NULL ? "" : name;
}

const char *metric_state_of(const void *row)
{
	return journey_state_name(((const struct metric_journey *)row)->state);
}

void metric_get_journeys(const struct model *model, const void *row, struct metric_value *out)
{
	const struct metric_journey *journey = row;

	(void)model;
	put_count(out, (int64_t)journey->tally->states[journey->state]);
}

const char *metric_indicator_of(const void *row)
{
	return ((const struct indicator_result *)row)->indicator->name;
}

static void put_rate(struct metric_value *out, bool is_ms, double value)
{
	*out = (struct metric_value){.is = METRIC_RATE, .rate = is_ms ? value / 1000 : value};
}

const char *metric_unit_of(const void *row)
{
	const struct indicator *indicator = ((const struct indicator_result *)row)->indicator;

	return indicator->kind == INDICATOR_TIME ? "seconds" : indicator_unit(indicator);
}

void metric_get_indicator(const struct model *model, const void *row, struct metric_value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	if (result->is_known) {
		put_rate(out, result->indicator->kind == INDICATOR_TIME, result->value);
	}
}

void metric_get_target(const struct model *model, const void *row, struct metric_value *out)
{
	const struct indicator *indicator = ((const struct indicator_result *)row)->indicator;

	(void)model;
	if (indicator->target_text != NULL) {
		put_rate(out, indicator->kind == INDICATOR_TIME, indicator->target);
	} else {
		out->is = METRIC_ABSENT;
	}
}

void metric_get_missed(const struct model *model, const void *row, struct metric_value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	if (result->indicator->target_text == NULL) {
		out->is = METRIC_ABSENT;
	} else if (result->is_known) {
		put_count(out, !indicator_is_met(result));
	}
}

void metric_get_samples(const struct model *model, const void *row, struct metric_value *out)
{
	(void)model;
	put_count(out, (int64_t)((const struct indicator_result *)row)->samples);
}

void metric_get_flight(const struct model *model, const void *row, struct metric_value *out)
{
	(void)model;
	put_count(out, (int64_t)((const struct indicator_result *)row)->in_flight);
}

const char *metric_alert_of(const void *row)
{
	return ((const struct alert *)row)->rule->name;
}

const char *metric_alert_key_of(const void *row)
{
	return ((const struct alert *)row)->key;
}

void metric_get_alert(const struct model *model, const void *row, struct metric_value *out)
{
	(void)model;
	put_count(out, ((const struct alert *)row)->state != ALERT_PENDING);
}
