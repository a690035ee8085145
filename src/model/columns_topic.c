/* Columns of topics: first the screen's, in its order, then the members of the JSON contract, in
 * theirs. */
#include "value.h"

static struct topic_summary summarise(const struct model *model, const struct topic *topic)
{
	int64_t server_now_ms;

	model_server_now_ms(model, &server_now_ms);
	return topic_summarise(topic, server_now_ms);
}

/* A topic that was found but not yet asked has a name and nothing else. */
static bool asked(const struct topic *topic, struct value *out)
{
	if (topic->at_ms == 0) {
		out->kind = VALUE_UNKNOWN;
	}
	return topic->at_ms > 0;
}

static void get_name(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, ((const struct topic *)row)->name);
}

static void get_verdict(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;
	bool known = topic->at_ms > 0 && topic->outcome == FACT_KNOWN;

	value_verdict(out, known ? summarise(model, topic).worst : VERDICT_UNKNOWN);
}

/* Without groups there is nobody to judge; the screen says `ok` there. */
static void get_worst(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	get_verdict(model, row, out);
	if (topic->at_ms > 0 && topic->outcome == FACT_KNOWN && topic->group_count == 0) {
		out->kind = VALUE_NONE;
	}
}

static void get_length(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	if (asked(topic, out)) {
		value_count(out, topic->length);
		value_freshen(out, model, topic->at_ms);
	}
}

static void get_added(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_known(out, VALUE_COUNT, ((const struct topic *)row)->entries_added);
}

static void get_end(const struct topic *topic, struct id id, struct value *out)
{
	if (asked(topic, out)) {
		out->kind = topic->has_entries ? VALUE_ID
			: topic->length == 0   ? VALUE_NONE
					       : VALUE_UNKNOWN;
		out->id = id;
	}
}

static void get_first(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	get_end(row, ((const struct topic *)row)->first, out);
}

static void get_last(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	get_end(row, ((const struct topic *)row)->last, out);
}

static void get_oldest_age(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;
	int64_t server_now_ms;
	bool none;

	if (asked(topic, out)) {
		bool clock = model_server_now_ms(model, &server_now_ms);
		struct known age_ms = topic_oldest_age(topic, server_now_ms, &none);
		value_age(out, clock ? age_ms : (struct known){0}, none);
	}
}

static void get_in(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	value_rate(out, VALUE_RATE, topic->in);
	value_freshen(out, model, topic->at_ms);
}

static void get_out(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	if (topic->at_ms > 0 && topic->group_count == 0) {
		out->kind = VALUE_NONE;
		return;
	}
	value_rate(out, VALUE_RATE, summarise(model, topic).delivered);
}

static void get_memory(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_known(out, VALUE_BYTES, ((const struct topic *)row)->memory_bytes);
}

static void get_groups(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	(void)model;
	if (asked(topic, out)) {
		value_count(out, (int64_t)topic->group_count);
	}
}

static void get_pending(const struct model *model, const void *row, struct value *out)
{
	value_known(out, VALUE_COUNT, summarise(model, row).pending);
}

static void get_lag(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	if (!asked(topic, out)) {
		return;
	}
	if (topic->group_count == 0) {
		out->kind = VALUE_NONE;
		return;
	}
	struct lag lag = summarise(model, topic).lag;
	value_lag(out, &lag);
	value_freshen(out, model, topic->at_ms);
}

static void get_lag_is(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;

	if (!asked(topic, out)) {
		return;
	}
	if (topic->group_count == 0) {
		out->kind = VALUE_NONE;
		return;
	}
	value_text(out, text_of(lag_is_name(summarise(model, topic).lag.is)));
}

/* The trend of the group that lags most, since the topic's lag is the largest. */
static void get_trend(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;
	const struct group *most = NULL;

	(void)model;
	out->kind = topic->at_ms > 0 && topic->group_count == 0 ? VALUE_NONE : VALUE_UNKNOWN;
	for (size_t i = 0; i < topic->group_count; i++) {
		const struct group *group = topic->groups[i];
		if (group->lag.is != LAG_UNKNOWN && (!most || group->lag.count > most->lag.count)) {
			most = group;
		}
	}
	if (most && most->in.is && most->delivered.is) {
		out->kind = VALUE_TREND;
		out->rate = most->in.per_s - most->delivered.per_s;
	}
}

static void get_oldest_undelivered(const struct model *model, const void *row, struct value *out)
{
	const struct topic *topic = row;
	int64_t server_now_ms;

	if (!asked(topic, out)) {
		return;
	}
	struct topic_summary summary = summarise(model, topic);
	bool clock = model_server_now_ms(model, &server_now_ms);
	value_age(out, clock ? summary.oldest_undelivered_age_ms : (struct known){0},
		summary.none_undelivered);
}

static void get_spark(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_series(out, ((const struct topic *)row)->in_series);
}

static void get_dead_of(const struct model *model, const void *row, struct value *out)
{
	struct text source = model_dead_source(model, ((const struct topic *)row)->name);

	out->kind = VALUE_NONE;
	if (source.length > 0) {
		value_text(out, source);
	}
}

const struct column topic_columns[] = {
	{.name = "verdict",
		.title = "SV",
		.min = 2,
		.preferred = 2,
		.left = true,
		.kind = VALUE_VERDICT,
		.get = get_verdict},
	{.name = "topic",
		.title = "TOPIC",
		.min = 12,
		.preferred = 24,
		.weight = 2,
		.left = true,
		.ascending = true,
		.kind = VALUE_TEXT,
		.get = get_name},
	{.name = "length",
		.title = "LENGTH",
		.min = 7,
		.preferred = 10,
		.priority = 3,
		.kind = VALUE_COUNT,
		.get = get_length},
	{.name = "in",
		.title = "IN/s",
		.min = 6,
		.preferred = 6,
		.kind = VALUE_RATE,
		.get = get_in},
	{.name = "out",
		.title = "OUT/s",
		.min = 6,
		.preferred = 6,
		.priority = 5,
		.kind = VALUE_RATE,
		.get = get_out},
	{.name = "groups",
		.title = "GROUPS",
		.min = 6,
		.preferred = 6,
		.priority = 6,
		.kind = VALUE_COUNT,
		.get = get_groups},
	{.name = "lag",
		.title = "LAG",
		.min = 7,
		.preferred = 9,
		.kind = VALUE_COUNT,
		.get = get_lag},
	{.name = "trend",
		.title = "TREND",
		.min = 7,
		.preferred = 8,
		.priority = 2,
		.kind = VALUE_TREND,
		.get = get_trend},
	{.name = "oldest",
		.title = "OLDEST",
		.min = 7,
		.preferred = 7,
		.priority = 1,
		.kind = VALUE_AGE,
		.get = get_oldest_undelivered},
	{.name = "memory",
		.title = "MEM",
		.min = 5,
		.preferred = 6,
		.priority = 7,
		.kind = VALUE_BYTES,
		.get = get_memory},
	{.name = "spark",
		.title = "IN/s",
		.min = 12,
		.preferred = 24,
		.priority = 4,
		.weight = 3,
		.left = true,
		.kind = VALUE_SERIES,
		.get = get_spark},

	{.json = "topic", .kind = VALUE_TEXT, .get = get_name},
	{.json = "length", .kind = VALUE_COUNT, .get = get_length},
	{.json = "entries_added", .kind = VALUE_COUNT, .get = get_added},
	{.json = "first_id", .kind = VALUE_ID, .get = get_first},
	{.json = "last_id", .kind = VALUE_ID, .get = get_last},
	{.json = "oldest_age_ms", .kind = VALUE_AGE, .get = get_oldest_age},
	{.json = "in_per_s", .kind = VALUE_RATE, .get = get_in},
	{.json = "memory_bytes", .kind = VALUE_BYTES, .get = get_memory},
	{.json = "groups", .kind = VALUE_COUNT, .get = get_groups},
	{.json = "pending", .kind = VALUE_COUNT, .get = get_pending},
	{.json = "lag", .kind = VALUE_COUNT, .get = get_lag},
	{.json = "worst_verdict", .kind = VALUE_VERDICT, .get = get_worst},
	{.json = "dead_letter_of", .kind = VALUE_TEXT, .get = get_dead_of},
	{.json = "lag_is", .kind = VALUE_TEXT, .get = get_lag_is},
};
const size_t topic_column_count = sizeof(topic_columns) / sizeof(topic_columns[0]);
