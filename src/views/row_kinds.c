#include "rows.h"
#include "samples.h"

static void gather_topics(struct rows *rows)
{
	size_t i, count;
	const struct topic *const *topics = model_topics(rows->model, &count);

	for (i = 0; i < count; i++) {
		rows_add(rows, topics[i], topics[i]->name, text_of(""));
	}
}

static const void *find_topic(const struct rows *rows, size_t row)
{
	struct text name = rows_topic_of(rows, row);
	size_t count;
	const struct topic *const *topics = model_topics(rows->model, &count);

	if (row < count && text_equal(topics[row]->name, name)) {
		return topics[row];
	}
	return model_topic(rows->model, name);
}

static enum verdict_id topic_verdict(const void *row)
{
	const struct topic *topic = row;
	enum verdict_id worst = VERDICT_OK;
	size_t i;

	if (topic->at_ms > 0 && topic->outcome != FACT_KNOWN) {
		return VERDICT_UNKNOWN;
	}
	for (i = 0; i < topic->group_count; i++) {
		if (verdict_compare(topic->groups[i]->verdict.id, worst) > 0) {
			worst = topic->groups[i]->verdict.id;
		}
	}
	return worst;
}

const struct row_kind topic_rows = {
	.columns = topic_columns,
	.column_count = &topic_column_count,
	.gather = gather_topics,
	.find = find_topic,
	.verdict = topic_verdict,
};

static void gather_groups(struct rows *rows)
{
	const struct topic *topic;
	const struct group *const *groups;
	size_t i, count = 0;

	if (rows->within.subject == SUBJECT_NONE) {
		groups = model_groups(rows->model, &count);
	} else {
		topic = model_topic(rows->model, rows->within.topic);
		groups = topic ? (const struct group *const *)topic->groups : NULL;
		count = topic ? topic->group_count : 0;
	}
	for (i = 0; i < count; i++) {
		rows_add(rows, groups[i], groups[i]->topic->name, groups[i]->name);
	}
}

static const void *find_group(const struct rows *rows, size_t row)
{
	return model_group(rows->model, rows_topic_of(rows, row), rows_name_of(rows, row));
}

static enum verdict_id group_verdict(const void *row)
{
	const struct group *group = row;

	return group->verdict.id;
}

const struct row_kind group_rows = {
	.columns = group_columns,
	.column_count = &group_column_count,
	.gather = gather_groups,
	.find = find_group,
	.verdict = group_verdict,
	.spark_least = LAG_SCALE_LEAST,
};

static const struct group *group_within(const struct rows *rows)
{
	return model_group(rows->model, rows->within.topic, rows->within.group);
}

static void gather_consumers(struct rows *rows)
{
	const struct group *group = group_within(rows);
	size_t i;

	for (i = 0; group && i < group->consumer_count; i++) {
		rows_add(rows, &group->consumer_list[i], text_of(""), group->consumer_list[i].name);
	}
}

static const void *find_consumer(const struct rows *rows, size_t row)
{
	const struct group *group = group_within(rows);
	struct text name = rows_name_of(rows, row);
	size_t i;

	if (!group) {
		return NULL;
	}
	if (row < group->consumer_count && text_equal(group->consumer_list[row].name, name)) {
		return &group->consumer_list[row];
	}
	for (i = 0; i < group->consumer_count; i++) {
		if (text_equal(group->consumer_list[i].name, name)) {
			return &group->consumer_list[i];
		}
	}
	return NULL;
}

static double consumer_share(const struct rows *rows, const void *row)
{
	const struct group *group = group_within(rows);
	const struct consumer *consumer = row;
	int64_t whole = 0;
	size_t i;

	for (i = 0; group && i < group->consumer_count; i++) {
		whole += group->consumer_list[i].pending;
	}
	return whole > 0 ? (double)consumer->pending / (double)whole : 0;
}

const struct row_kind consumer_rows = {
	.columns = consumer_columns,
	.column_count = &consumer_column_count,
	.gather = gather_consumers,
	.find = find_consumer,
	.share = consumer_share,
};
