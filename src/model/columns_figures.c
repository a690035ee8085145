/* Columns of indicators, and of journeys by their definition. */
#include "model/indicators.h"
#include "model/journey_tally.h"
#include "value.h"

static void get_indicator(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, text_of(((const struct indicator_result *)row)->indicator->name));
}

static void put(struct value *out, bool known, double value)
{
	out->kind = known ? VALUE_RATE : VALUE_UNKNOWN;
	out->rate = value;
}

static void get_value(const struct model *model, const void *row, struct value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	put(out, result->is_known, result->value);
}

static void get_trend(const struct model *model, const void *row, struct value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	put(out, result->has_trend, result->trend);
}

/* Whether it is where it should be is not known where its value is not. */
static void get_missed(const struct model *model, const void *row, struct value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	if (result->is_known && result->indicator->target_text != NULL) {
		out->kind = VALUE_FLAG;
		out->n = !indicator_is_met(result);
	}
}

static void get_samples(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_count(out, (int64_t)((const struct indicator_result *)row)->samples);
}

static void get_lost(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_count(out, (int64_t)((const struct indicator_result *)row)->lost);
}

static void get_in_flight(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_count(out, (int64_t)((const struct indicator_result *)row)->in_flight);
}

static void get_oldest(const struct model *model, const void *row, struct value *out)
{
	int64_t oldest_ms = ((const struct indicator_result *)row)->oldest_flight_ms;

	(void)model;
	value_age(out, (struct known){.is = oldest_ms >= 0, .n = oldest_ms}, oldest_ms < 0);
}

static void get_bad(const struct model *model, const void *row, struct value *out)
{
	const struct indicator_result *result = row;

	(void)model;
	value_count(out, (int64_t)(result->missing + result->not_numbers));
}

const struct column indicator_columns[] = {
	{.json = "indicator", .kind = VALUE_TEXT, .get = get_indicator},
	{.json = "value", .kind = VALUE_RATE, .get = get_value},
	{.json = "trend", .kind = VALUE_RATE, .get = get_trend},
	{.json = "missed", .kind = VALUE_FLAG, .get = get_missed},
	{.json = "samples", .kind = VALUE_COUNT, .get = get_samples},
	{.json = "lost", .kind = VALUE_COUNT, .get = get_lost},
	{.json = "in_flight", .kind = VALUE_COUNT, .get = get_in_flight},
	{.json = "oldest_in_flight_ms", .kind = VALUE_AGE, .get = get_oldest},
	{.json = "without_number", .kind = VALUE_COUNT, .get = get_bad},
};
const size_t indicator_column_count = sizeof(indicator_columns) / sizeof(indicator_columns[0]);

static void get_journey(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, text_of(((const struct journey_tally *)row)->definition->name));
}

#define STATE_GETTER(function, state)                                                            \
	static void function(const struct model *model, const void *row, struct value *out)      \
	{                                                                                        \
		(void)model;                                                                     \
		value_count(out, (int64_t)((const struct journey_tally *)row)->states[(state)]); \
	}
STATE_GETTER(get_active, JOURNEY_ACTIVE)
STATE_GETTER(get_waiting, JOURNEY_WAITING)
STATE_GETTER(get_late, JOURNEY_LATE)
STATE_GETTER(get_stuck, JOURNEY_STUCK)
STATE_GETTER(get_failed, JOURNEY_FAILED)
STATE_GETTER(get_completed, JOURNEY_COMPLETED)
STATE_GETTER(get_abandoned, JOURNEY_ABANDONED)

static void get_breached(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_count(out, (int64_t)((const struct journey_tally *)row)->breached);
}

const struct column journey_columns[] = {
	{.json = "journey", .kind = VALUE_TEXT, .get = get_journey},
	{.json = "active", .kind = VALUE_COUNT, .get = get_active},
	{.json = "waiting", .kind = VALUE_COUNT, .get = get_waiting},
	{.json = "late", .kind = VALUE_COUNT, .get = get_late},
	{.json = "stuck", .kind = VALUE_COUNT, .get = get_stuck},
	{.json = "failed", .kind = VALUE_COUNT, .get = get_failed},
	{.json = "completed", .kind = VALUE_COUNT, .get = get_completed},
	{.json = "abandoned", .kind = VALUE_COUNT, .get = get_abandoned},
	{.json = "sla_breached", .kind = VALUE_COUNT, .get = get_breached},
};
const size_t journey_column_count = sizeof(journey_columns) / sizeof(journey_columns[0]);
