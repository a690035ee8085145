/* The families, in the order of the page. */
#include "metric_figures.h"

#include "base/version.h"

/* A server that has said nothing for longer is out of reach, whatever the connection looks like. */
enum { SILENCE_MS = 15 * 1000 };

static void put_count(struct metric_value *out, int64_t n)
{
	*out = (struct metric_value){.is = METRIC_COUNT, .n = n};
}

bool metric_is_up(const struct model *model)
{
	const struct model_link *link;

	if (model == NULL) {
		return false;
	}
	link = model_link(model);
	return link->ready && link->last_fact_ms > 0 &&
		model_now_ms(model) - link->last_fact_ms <= SILENCE_MS;
}

static void get_up(const struct model *model, const void *row, struct metric_value *out)
{
	(void)row;
	put_count(out, metric_is_up(model));
}

static void get_build(const struct model *model, const void *row, struct metric_value *out)
{
	(void)model;
	(void)row;
	put_count(out, 1);
}

static const char *version_of(const void *row)
{
	(void)row;
	return version_text();
}

static void get_topics(const struct model *model, const void *row, struct metric_value *out)
{
	(void)row;
	if (metric_is_up(model)) {
		put_count(out, (int64_t)model_totals(model).topics);
	}
}

static void get_found(const struct model *model, const void *row, struct metric_value *out)
{
	(void)row;
	if (metric_is_up(model)) {
		put_count(out, model_discovered(model));
	}
}

static void get_refused(const struct model *model, const void *row, struct metric_value *out)
{
	(void)row;
	if (metric_is_up(model)) {
		put_count(out, (int64_t)model_refused_rows(model));
	}
}

static void get_cost(const struct model *model, const void *row, struct metric_value *out)
{
	(void)row;
	/* A single look is over before its cost is told. */
	if (metric_is_up(model) && model_cost(model)->commands_per_s > 0) {
		out->is = METRIC_RATE;
		out->rate = model_cost(model)->server_share;
	}
}

static void get_readable(const struct model *model, const void *row, struct metric_value *out)
{
	const struct topic *topic = row;

	(void)model;
	if (topic->at_ms > 0) {
		put_count(out, topic->outcome == FACT_KNOWN);
	}
}

static void get_sample_age(const struct model *model, const void *row, struct metric_value *out)
{
	const struct topic *topic = row;

	if (topic->at_ms > 0) {
		*out = (struct metric_value){
			.is = METRIC_MS, .n = model_now_ms(model) - topic->at_ms};
	}
}

static void get_lag(const struct model *model, const void *row, struct metric_value *out)
{
	const struct lag *lag = &((const struct group *)row)->lag;

	(void)model;
	if (lag->is != LAG_UNKNOWN && lag->is != LAG_AT_MOST) {
		put_count(out, lag->count);
	}
}

static void get_lag_bound(const struct model *model, const void *row, struct metric_value *out)
{
	const struct lag *lag = &((const struct group *)row)->lag;

	(void)model;
	if (lag->is != LAG_UNKNOWN && lag->is != LAG_ESTIMATE) {
		put_count(out, lag->count);
	}
}

static void get_severity(const struct model *model, const void *row, struct metric_value *out)
{
	const struct verdict *verdict = &((const struct group *)row)->verdict;

	(void)model;
	if (verdict->id != VERDICT_UNKNOWN) {
		put_count(out,
			verdict->severity == SEVERITY_CRITICAL          ? 2
				: verdict->severity == SEVERITY_WARNING ? 1
									: 0);
	}
}

static void get_verdict(const struct model *model, const void *row, struct metric_value *out)
{
	(void)model;
	(void)row;
	put_count(out, 1);
}

static const char *verdict_of(const void *row)
{
	const struct group *group = row;

	return verdict_name(
		group->topic->outcome == FACT_KNOWN ? group->verdict.id : VERDICT_UNKNOWN);
}

const struct metric metric_rows[] = {
	{.name = "up",
		.help = "Whether the server answers: 1 or 0. Nothing else is told of it while 0.",
		.get = get_up},
	{.name = "build_info",
		.help = "The version of what looks.",
		.get = get_build,
		.label = "version",
		.label_of = version_of},
	{.name = "topics", .help = "Topics found.", .get = get_topics},
	{.name = "topics_all_found",
		.help = "Whether every key was looked at: 1 or 0.",
		.get = get_found},
	{.name = "refused_rows",
		.type = TYPE_COUNTER,
		.help = "Topics and groups not taken in, because memory is at its ceiling.",
		.get = get_refused},
	{.name = "cost_ratio",
		.unit = "ratio",
		.help = "What looking costs the server, of one core.",
		.get = get_cost},

	{.name = "topic_readable",
		.of = OF_TOPIC,
		.help = "Whether the topic could be read when last asked: 1 or 0.",
		.get = get_readable,
		.always = true},
	{.name = "topic_sample_age_seconds",
		.unit = "seconds",
		.of = OF_TOPIC,
		.help = "How old the numbers of the topic and its groups are.",
		.get = get_sample_age,
		.always = true},
	{.name = "topic_length",
		.of = OF_TOPIC,
		.help = "Entries in the topic.",
		.member = "length"},
	{.name = "topic_entries_added",
		.type = TYPE_COUNTER,
		.of = OF_TOPIC,
		.help = "Entries ever added to the topic.",
		.member = "entries_added"},
	{.name = "topic_oldest_age_seconds",
		.unit = "seconds",
		.of = OF_TOPIC,
		.help = "Age of the oldest entry; 0 where there is none.",
		.member = "oldest_age_ms",
		.none = NONE_ZERO},
	{.name = "topic_groups",
		.of = OF_TOPIC,
		.help = "Consumer groups of the topic.",
		.member = "groups"},

	{.name = "group_lag",
		.of = OF_GROUP,
		.help = "Undelivered entries: exact, counted or the server's estimate.",
		.get = get_lag},
	{.name = "group_lag_at_most",
		.of = OF_GROUP,
		.help = "An upper bound of the undelivered entries.",
		.get = get_lag_bound},
	{.name = "group_oldest_undelivered_age_seconds",
		.unit = "seconds",
		.of = OF_GROUP,
		.help = "Age of the oldest undelivered entry; 0 where there is none.",
		.member = "oldest_undelivered_age_ms",
		.none = NONE_ZERO},
	{.name = "group_oldest_unacked_age_seconds",
		.unit = "seconds",
		.of = OF_GROUP,
		.help = "Age of the oldest pending entry; 0 where there is none.",
		.member = "oldest_unacked_age_ms",
		.none = NONE_ZERO},
	{.name = "group_drain_seconds",
		.unit = "seconds",
		.of = OF_GROUP,
		.help = "Time until nothing is undelivered; +Inf where never at these rates.",
		.member = "drain_ms",
		.none = NONE_ZERO},
	{.name = "group_pending",
		.of = OF_GROUP,
		.help = "Entries delivered and not acknowledged.",
		.member = "pending"},
	{.name = "group_consumers",
		.of = OF_GROUP,
		.help = "Consumers of the group.",
		.member = "consumers"},
	{.name = "group_entries_read",
		.type = TYPE_COUNTER,
		.of = OF_GROUP,
		.help = "Entries ever delivered to the group, as the server counts.",
		.member = "entries_read"},
	{.name = "group_delivered_per_second",
		.of = OF_GROUP,
		.help = "Deliveries a second, lately.",
		.member = "delivered_per_s"},
	{.name = "group_acked_per_second",
		.of = OF_GROUP,
		.help = "Acknowledgements a second, lately.",
		.member = "acked_per_s"},
	{.name = "group_max_deliveries",
		.of = OF_GROUP,
		.help = "Deliveries of the pending entry that has most.",
		.member = "max_deliveries"},
	{.name = "group_lost",
		.of = OF_GROUP,
		.help = "Entries trimmed before this group read them.",
		.member = "lost"},
	{.name = "group_severity",
		.of = OF_GROUP,
		.help = "Of the verdict: 0 ok, 1 warning, 2 critical.",
		.get = get_severity},
	{.name = "group_verdict",
		.of = OF_GROUP,
		.help = "The verdict on the group: 1 for the one that holds.",
		.get = get_verdict,
		.always = true,
		.label = "verdict",
		.label_of = verdict_of},

	{.name = "journeys",
		.of = OF_JOURNEY,
		.help = "Journeys that are held, by definition and state.",
		.get = metric_get_journeys,
		.label = "journey",
		.label_of = metric_journey_of,
		.other = "state",
		.other_of = metric_state_of},
	{.name = "indicator",
		.of = OF_INDICATOR,
		.help = "What the indicator is worth, in its unit.",
		.get = metric_get_indicator,
		.label = "indicator",
		.label_of = metric_indicator_of,
		.other = "unit",
		.other_of = metric_unit_of},
	{.name = "indicator_target",
		.of = OF_INDICATOR,
		.help = "Where it should be above or below, in the same unit.",
		.get = metric_get_target,
		.label = "indicator",
		.label_of = metric_indicator_of},
	{.name = "indicator_missed",
		.of = OF_INDICATOR,
		.help = "Whether the target is missed: 1 or 0.",
		.get = metric_get_missed,
		.label = "indicator",
		.label_of = metric_indicator_of},
	{.name = "indicator_samples",
		.of = OF_INDICATOR,
		.help = "How many journeys or events it is made of.",
		.get = metric_get_samples,
		.label = "indicator",
		.label_of = metric_indicator_of},
	{.name = "indicator_in_flight",
		.of = OF_INDICATOR,
		.help = "How many are not decided yet.",
		.get = metric_get_flight,
		.label = "indicator",
		.label_of = metric_indicator_of},
	{.name = "alert_firing",
		.of = OF_ALERT,
		.help = "Whether the alert fires, acknowledged or not: 1; 0 while it may come to "
			"that.",
		.get = metric_get_alert,
		.label = "alert",
		.label_of = metric_alert_of,
		.other = "key",
		.other_of = metric_alert_key_of},
};
const size_t metric_row_count = sizeof(metric_rows) / sizeof(metric_rows[0]);
