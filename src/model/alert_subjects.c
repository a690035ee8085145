#include "alert_subjects.h"

#include "model/column_query.h"

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

static const struct alert_subject subjects[] = {
	{.name = "topics",
		.columns = topic_columns,
		.column_count = &topic_column_count,
		.count = count_topics,
		.at = topic_at,
		.names = topic_names,
		.find = find_topic,
		.is_known = topic_is_known,
		.reason = topic_reason},
	{.name = "groups",
		.columns = group_columns,
		.column_count = &group_column_count,
		.count = count_groups,
		.at = group_at,
		.names = group_names,
		.find = find_group,
		.is_known = group_is_known,
		.reason = group_reason},
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

bool alert_rule_check(const struct alert_rule *rule, struct error *error)
{
	struct column_query *query = column_query_compile(
		text_of(rule->when), rule->of->columns, *rule->of->column_count, NULL, error);

	column_query_destroy(query);
	return query != NULL;
}
