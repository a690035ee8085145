#include "alert_subjects.h"

#include "model/column_query.h"
#include "model/live.h"

static size_t count_topics(const struct model *model)
{
	size_t count;

	model_topics(model, &count);
	return count;
}

static const void *topic_at(const struct model *model, size_t i)
{
	size_t count;

	return model_topics(model, &count)[i];
}

static void topic_names(const void *row, struct text names[ALERT_NAMES])
{
	names[0] = ((const struct topic *)row)->name;
	names[1] = text_of(NULL);
}

static const void *find_topic(const struct model *model, const struct text names[ALERT_NAMES])
{
	return model_topic(model, names[0]);
}

static bool topic_is_known(const void *row)
{
	const struct topic *topic = row;

	return topic->at_ms > 0 && topic->outcome == FACT_KNOWN;
}

static const char *topic_reason(const void *row)
{
	(void)row;
	return "";
}

static size_t count_groups(const struct model *model)
{
	size_t count;

	model_groups(model, &count);
	return count;
}

static const void *group_at(const struct model *model, size_t i)
{
	size_t count;

	return model_groups(model, &count)[i];
}

static void group_names(const void *row, struct text names[ALERT_NAMES])
{
	names[0] = ((const struct group *)row)->topic->name;
	names[1] = ((const struct group *)row)->name;
}

static const void *find_group(const struct model *model, const struct text names[ALERT_NAMES])
{
	return model_group(model, names[0], names[1]);
}

static bool group_is_known(const void *row)
{
	const struct group *group = row;

	return group->at_ms > 0 && topic_is_known(group->topic);
}

static const char *group_reason(const void *row)
{
	return ((const struct group *)row)->verdict.reason;
}

/* What was not reckoned yet is not there. */
static size_t count_indicators(const struct model *model)
{
	const struct indicators *indicators = model_indicators(model);
	size_t count = 0;

	while (count < indicators_count(indicators) &&
		indicators_result(indicators, count)->indicator != NULL) {
		count++;
	}
	return count;
}

static const void *indicator_at(const struct model *model, size_t i)
{
	return indicators_result(model_indicators(model), i);
}

static void indicator_names(const void *row, struct text names[ALERT_NAMES])
{
	names[0] = text_of(((const struct indicator_result *)row)->indicator->name);
	names[1] = text_of(NULL);
}

static const void *find_indicator(const struct model *model, const struct text names[ALERT_NAMES])
{
	for (size_t i = 0; i < count_indicators(model); i++) {
		const struct indicator_result *result = indicator_at(model, i);

		if (text_is(names[0], result->indicator->name)) {
			return result;
		}
	}
	return NULL;
}

static bool is_always_known(const void *row)
{
	(void)row;
	return true;
}

static const char *indicator_reason(const void *row)
{
	const struct indicator_result *result = row;

	return result->is_known ? result->said : result->reason;
}

static size_t count_journeys(const struct model *model)
{
	const struct live_journeys *live = model_live(model);

	return live->reading_back ? 0 : live->tallies.count;
}

static const void *journey_at_row(const struct model *model, size_t i)
{
	return &model_live(model)->tallies.at[i];
}

static void journey_names(const void *row, struct text names[ALERT_NAMES])
{
	const char *name = ((const struct journey_tally *)row)->definition->name;

	names[0] = text_of(name == NULL ? "not declared" : name);
	names[1] = text_of(NULL);
}

static const void *find_journeys(const struct model *model, const struct text names[ALERT_NAMES])
{
	for (size_t i = 0; i < count_journeys(model); i++) {
		const struct journey_tally *tally = journey_at_row(model, i);
		struct text found[ALERT_NAMES];

		journey_names(tally, found);
		if (text_equal(names[0], found[0])) {
			return tally;
		}
	}
	return NULL;
}

static const struct alert_subject subjects[] = {
	{.name = "topics",
		.is_topic = true,
		.columns = topic_columns,
		.column_count = &topic_column_count,
		.count = count_topics,
		.at = topic_at,
		.names = topic_names,
		.find = find_topic,
		.is_known = topic_is_known,
		.reason = topic_reason},
	{.name = "groups",
		.is_topic = true,
		.columns = group_columns,
		.column_count = &group_column_count,
		.count = count_groups,
		.at = group_at,
		.names = group_names,
		.find = find_group,
		.is_known = group_is_known,
		.reason = group_reason},
	{.name = "journeys",
		.columns = journey_columns,
		.column_count = &journey_column_count,
		.count = count_journeys,
		.at = journey_at_row,
		.names = journey_names,
		.find = find_journeys,
		.is_known = is_always_known,
		.reason = topic_reason},
	{.name = "indicators",
		.columns = indicator_columns,
		.column_count = &indicator_column_count,
		.count = count_indicators,
		.at = indicator_at,
		.names = indicator_names,
		.find = find_indicator,
		.is_known = is_always_known,
		.reason = indicator_reason},
};

const struct alert_subject *alert_subject_at(size_t i)
{
	return i < sizeof(subjects) / sizeof(*subjects) ? &subjects[i] : NULL;
}

const struct alert_subject *alert_subject_find(struct text name)
{
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++) {
		if (text_is(name, subjects[i].name)) {
			return &subjects[i];
		}
	}
	return NULL;
}

const char *alert_subject_name(const struct alert_subject *subject)
{
	return subject->name;
}

bool alert_subject_is_topic(const struct alert_subject *subject)
{
	return subject->is_topic;
}

bool alert_rule_check(const struct alert_rule *rule, struct error *error)
{
	struct column_query *query = column_query_compile(
		text_of(rule->when), rule->of->columns, *rule->of->column_count, NULL, error);

	column_query_destroy(query);
	return query != NULL;
}
