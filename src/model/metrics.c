/* The page made of the families: their rows, labels and samples. */
#include "model/metrics.h"

#include <assert.h>
#include <string.h>

#include "metric.h"
#include "model/column.h"
#include "model/live.h"

static const char *suffix_of(const struct metric *metric)
{
	return metric->type == TYPE_COUNTER ? "_total" : "";
}

const char *metrics_content_type(enum metrics_format format)
{
	return format == METRICS_OPENMETRICS
		? "application/openmetrics-text; version=1.0.0; charset=utf-8"
		: "text/plain; version=0.0.4; charset=utf-8";
}

static const struct column *find_column(const struct metric *metric)
{
	const struct column *columns = metric->of == OF_TOPIC ? topic_columns : group_columns;
	size_t count = metric->of == OF_TOPIC ? topic_column_count : group_column_count;

	for (size_t i = 0; i < count; i++) {
		if (columns[i].json != NULL && strcmp(columns[i].json, metric->member) == 0) {
			return &columns[i];
		}
	}
	assert(false && "a metric of a column that is not there");
	return NULL;
}

static struct metric_value value_of(const struct metric *metric, const struct value *value)
{
	switch (value->kind) {
	case VALUE_NONE:
		return (struct metric_value){
			.is = metric->none == NONE_ZERO ? METRIC_COUNT : METRIC_UNKNOWN};
	case VALUE_NEVER:
		return (struct metric_value){.is = METRIC_ENDLESS};
	case VALUE_COUNT:
	case VALUE_FLAG:
	case VALUE_BYTES:
		return (struct metric_value){.is = METRIC_COUNT, .n = value->n};
	case VALUE_AGE:
		return (struct metric_value){.is = METRIC_MS, .n = value->n};
	case VALUE_RATE:
	case VALUE_TREND:
		return (struct metric_value){.is = METRIC_RATE, .rate = value->rate};
	default:
		return (struct metric_value){.is = METRIC_UNKNOWN};
	}
}

/* A page in the making; one family at a time. */
struct page {
	struct buf *out;
	const struct model *model;
	enum metrics_format format;
	const struct metric *metric;
	const struct column *column;
};

static void add_labels(
	struct page *page, const struct topic *topic, const struct group *group, const void *row)
{
	const struct metric *metric = page->metric;
	const char *between = "{";

	if (topic != NULL) {
		buf_add_string(page->out, between);
		metric_add_label(page->out, "topic", topic->name);
		between = ",";
	}
	if (group != NULL) {
		buf_add_string(page->out, between);
		metric_add_label(page->out, "group", group->name);
	}
	if (metric->label != NULL) {
		buf_add_string(page->out, between);
		metric_add_label(page->out, metric->label, text_of(metric->label_of(row)));
		between = ",";
	}
	if (metric->other != NULL) {
		buf_add_string(page->out, between);
		metric_add_label(page->out, metric->other, text_of(metric->other_of(row)));
		between = ",";
	}
	buf_add_string(page->out, *between == ',' ? "}" : "");
}

/* Of a topic that cannot be read now, only that is told. */
static struct metric_value ask(const struct page *page, const struct topic *topic, const void *row)
{
	const struct metric *metric = page->metric;
	struct metric_value sample = {.is = METRIC_UNKNOWN};
	struct value value = {.kind = VALUE_UNKNOWN};

	if (topic != NULL && topic->outcome != FACT_KNOWN && !metric->always) {
		return sample;
	}
	if (metric->get != NULL) {
		metric->get(page->model, row, &sample);
	} else {
		page->column->get(page->model, row, &value);
		sample = value_of(metric, &value);
	}
	return sample;
}

static void add_sample(
	struct page *page, const struct topic *topic, const struct group *group, const void *row)
{
	const struct metric *metric = page->metric;
	struct metric_value sample = ask(page, topic, row);

	if (sample.is == METRIC_ABSENT ||
		(sample.is == METRIC_UNKNOWN && metric->type == TYPE_COUNTER)) {
		return;
	}
	buf_addf(page->out, "rivermaster_%s%s", metric->name, suffix_of(metric));
	add_labels(page, topic, group, row);
	metric_add_value(page->out, &sample);
	buf_add_byte(page->out, '\n');
}

/* OpenMetrics names the family of a counter without its suffix. */
static void add_head(struct page *page)
{
	const struct metric *metric = page->metric;
	bool open = page->format == METRICS_OPENMETRICS;
	const char *suffix = open ? "" : suffix_of(metric);

	buf_addf(page->out, "# HELP rivermaster_%s%s %s\n", metric->name, suffix, metric->help);
	buf_addf(page->out, "# TYPE rivermaster_%s%s %s\n", metric->name, suffix,
		metric->type == TYPE_COUNTER ? "counter" : "gauge");
	if (open && metric->unit != NULL) {
		buf_addf(page->out, "# UNIT rivermaster_%s %s\n", metric->name, metric->unit);
	}
}

static void add_topics(struct page *page)
{
	size_t count;
	const struct topic *const *topics = model_topics(page->model, &count);

	for (size_t i = 0; i < count; i++) {
		if (topics[i]->outcome != FACT_ABSENT) {
			add_sample(page, topics[i], NULL, topics[i]);
		}
	}
}

static void add_groups(struct page *page)
{
	size_t count;
	const struct group *const *groups = model_groups(page->model, &count);

	for (size_t i = 0; i < count; i++) {
		if (groups[i]->topic->outcome != FACT_ABSENT) {
			add_sample(page, groups[i]->topic, groups[i], groups[i]);
		}
	}
}

static void add_journeys(struct page *page)
{
	const struct live_journeys *live = model_live(page->model);

	for (size_t i = 0; !live->reading_back && i < live->tallies.count; i++) {
		for (int state = 0; state < JOURNEY_STATES; state++) {
			const struct metric_journey row = {
				&live->tallies.at[i], (enum journey_state)state};

			add_sample(page, NULL, NULL, &row);
		}
	}
}

static void add_indicators(struct page *page)
{
	const struct indicators *indicators = model_indicators(page->model);

	for (size_t i = 0; i < indicators_count(indicators); i++) {
		if (indicators_result(indicators, i)->indicator != NULL) {
			add_sample(page, NULL, NULL, indicators_result(indicators, i));
		}
	}
}

static void add_alerts(struct page *page)
{
	const struct alert *alert;

	for (size_t i = 0; (alert = alert_list_at(model_alerts(page->model), i)) != NULL; i++) {
		add_sample(page, NULL, NULL, alert);
	}
}

static void add_family(struct page *page)
{
	static void (*const adders[])(struct page *) = {
		[OF_TOPIC] = add_topics,
		[OF_GROUP] = add_groups,
		[OF_JOURNEY] = add_journeys,
		[OF_INDICATOR] = add_indicators,
		[OF_ALERT] = add_alerts,
	};

	if (page->metric->of == OF_SERVER) {
		add_sample(page, NULL, NULL, NULL);
	} else if (metric_is_up(page->model)) {
		adders[page->metric->of](page);
	}
}

void metrics_write(struct buf *out, const struct model *model, enum metrics_format format)
{
	struct page page = {.out = out, .model = model, .format = format};

	for (size_t i = 0; i < metric_row_count; i++) {
		page.metric = &metric_rows[i];
		page.column = metric_rows[i].member == NULL ? NULL : find_column(&metric_rows[i]);
		add_head(&page);
		add_family(&page);
	}
	buf_add_string(out, "# EOF\n");
}
