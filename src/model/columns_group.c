/* Columns of groups: first the screen's, in its order, then the members of the JSON contract, in
 * theirs. */
#include "state.h"
#include "value.h"

enum { IDLE_FRESH_MS = 3000 };

static void get_topic(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, ((const struct group *)row)->topic->name);
}

static void get_name(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, ((const struct group *)row)->name);
}

static void get_verdict(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_verdict(out, ((const struct group *)row)->verdict.id);
}

static void get_reason(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, text_of(((const struct group *)row)->verdict.reason));
}

static void get_consumers(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_count(out, ((const struct group *)row)->consumers);
}

static void get_pending(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;

	value_count(out, group->pending);
	value_freshen(out, model, group->at_ms);
}

static void get_lag(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;

	value_lag(out, &group->lag);
	value_freshen(out, model, group->at_ms);
}

static void get_lag_is(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, text_of(lag_is_name(((const struct group *)row)->lag.is)));
}

static void get_lag_reason(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, text_of(((const struct group *)row)->lag.reason));
}

static void get_last_delivered(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	out->kind = VALUE_ID;
	out->id = ((const struct group *)row)->last_delivered;
}

static void get_entries_read(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_known(out, VALUE_COUNT, ((const struct group *)row)->entries_read);
}

static void get_oldest_undelivered(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;
	int64_t server_now_ms;
	bool none, clock = model_server_now_ms(model, &server_now_ms);
	struct known age_ms = group_oldest_undelivered_age(group, server_now_ms, &none);

	value_age(out, clock ? age_ms : (struct known){0}, none);
}

static void get_oldest_unacked(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;
	int64_t server_now_ms;
	bool none, clock = model_server_now_ms(model, &server_now_ms);
	struct known age_ms = group_oldest_unacked_age(group, server_now_ms, &none);

	value_age(out, clock ? age_ms : (struct known){0}, none);
}

static void get_lost(const struct model *model, const void *row, struct value *out)
{
	const struct lost *lost = &((const struct group *)row)->lost;

	(void)model;
	value_known(out, VALUE_COUNT, (struct known){.is = lost->known, .n = lost->count});
}

static void get_max_deliveries(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;
	bool telling = group->max_deliveries.n >= group_own(group)->limits.poison_after;

	(void)model;
	/* The most of a part of the list is no maximum, but enough for an alarm. */
	if (group->max_deliveries_partial && group->pending > 0 && !telling) {
		out->kind = VALUE_UNKNOWN;
		return;
	}
	value_known(out, VALUE_COUNT, group->max_deliveries);
}

static void get_in(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_rate(out, VALUE_RATE, ((const struct group *)row)->in);
}

static void get_delivered(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_rate(out, VALUE_RATE, ((const struct group *)row)->delivered);
}

static void get_acked(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_rate(out, VALUE_RATE, ((const struct group *)row)->acked);
}

static void get_drain(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;

	(void)model;
	value_known(out, VALUE_AGE, group->drain_ms);
	if (group->none_undelivered) {
		out->kind = VALUE_NONE;
	} else if (group->drain_never) {
		out->kind = VALUE_NEVER;
	}
}

/* NEVER or nothing: tells `never` apart from `not known` where both are null. */
static void get_drain_never(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	out->kind = VALUE_FLAG;
	out->n = ((const struct group *)row)->drain_never;
}

static void get_trend(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;

	(void)model;
	out->kind = VALUE_UNKNOWN;
	if (group->in.is && group->delivered.is) {
		out->kind = VALUE_TREND;
		out->rate = group->in.per_s - group->delivered.per_s;
	}
}

/* Of the consumer that has been idle longest. */
static void get_idle(const struct model *model, const void *row, struct value *out)
{
	const struct group *group = row;

	if (group->at_ms > 0 && group->consumers == 0) {
		out->kind = VALUE_NONE;
		return;
	}
	out->kind = VALUE_UNKNOWN;
	for (size_t i = 0; i < group->consumer_count; i++) {
		int64_t idle_ms = consumer_idle_ms(&group->consumer_list[i], model_now_ms(model));
		out->n = out->kind != VALUE_AGE || idle_ms > out->n ? idle_ms : out->n;
		out->kind = VALUE_AGE;
	}
	/* Whoever was heard of since has been idle for less. */
	if (out->kind == VALUE_AGE &&
		model_now_ms(model) - group->consumers_at_ms > IDLE_FRESH_MS) {
		out->mark = MARK_AT_MOST;
	}
	value_freshen(out, model, group->consumers_at_ms);
}

static void get_spark(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_series(out, ((const struct group *)row)->lag_series);
}

const struct column group_columns[] = {
	{.name = "severity",
		.title = "SV",
		.min = 2,
		.preferred = 2,
		.left = true,
		.kind = VALUE_VERDICT,
		.get = get_verdict},
	{.name = "topic",
		.title = "TOPIC",
		.min = 12,
		.preferred = 20,
		.weight = 2,
		.left = true,
		.ascending = true,
		.kind = VALUE_TEXT,
		.get = get_topic},
	{.name = "group",
		.title = "GROUP",
		.min = 10,
		.preferred = 13,
		.weight = 2,
		.left = true,
		.ascending = true,
		.kind = VALUE_TEXT,
		.get = get_name},
	{.name = "consumers",
		.title = "CONS",
		.min = 4,
		.preferred = 4,
		.priority = 4,
		.kind = VALUE_COUNT,
		.get = get_consumers},
	{.name = "lag",
		.title = "LAG",
		.min = 7,
		.preferred = 8,
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
	{.name = "pending",
		.title = "PENDING",
		.min = 7,
		.preferred = 7,
		.priority = 3,
		.kind = VALUE_COUNT,
		.get = get_pending},
	{.name = "unacked",
		.title = "UNACKED",
		.min = 7,
		.preferred = 7,
		.priority = 9,
		.kind = VALUE_AGE,
		.get = get_oldest_unacked},
	{.name = "idle",
		.title = "IDLE",
		.min = 7,
		.preferred = 7,
		.priority = 7,
		.kind = VALUE_AGE,
		.get = get_idle},
	{.name = "drains",
		.title = "DRAINS",
		.min = 7,
		.preferred = 7,
		.priority = 5,
		.kind = VALUE_AGE,
		.get = get_drain},
	{.name = "spark",
		.title = "LAG",
		.min = 8,
		.preferred = 20,
		.priority = 8,
		.weight = 3,
		.left = true,
		.kind = VALUE_SERIES,
		.get = get_spark},
	{.name = "verdict",
		.title = "VERDICT",
		.min = 14,
		.preferred = 14,
		.priority = 6,
		.left = true,
		.kind = VALUE_VERDICT,
		.get = get_verdict},

	{.json = "topic", .kind = VALUE_TEXT, .get = get_topic},
	{.json = "group", .kind = VALUE_TEXT, .get = get_name},
	{.json = "consumers", .kind = VALUE_COUNT, .get = get_consumers},
	{.json = "pending", .kind = VALUE_COUNT, .get = get_pending},
	{.json = "lag", .kind = VALUE_COUNT, .get = get_lag},
	{.json = "lag_is", .kind = VALUE_TEXT, .get = get_lag_is},
	{.json = "lag_reason", .kind = VALUE_TEXT, .get = get_lag_reason},
	{.json = "last_delivered_id", .kind = VALUE_ID, .get = get_last_delivered},
	{.json = "entries_read", .kind = VALUE_COUNT, .get = get_entries_read},
	{.json = "oldest_undelivered_age_ms", .kind = VALUE_AGE, .get = get_oldest_undelivered},
	{.json = "oldest_unacked_age_ms", .kind = VALUE_AGE, .get = get_oldest_unacked},
	{.json = "lost", .kind = VALUE_COUNT, .get = get_lost},
	{.json = "max_deliveries", .kind = VALUE_COUNT, .get = get_max_deliveries},
	{.json = "in_per_s", .kind = VALUE_RATE, .get = get_in},
	{.json = "delivered_per_s", .kind = VALUE_RATE, .get = get_delivered},
	{.json = "acked_per_s", .kind = VALUE_RATE, .get = get_acked},
	{.json = "drain_ms", .kind = VALUE_AGE, .get = get_drain},
	{.json = "verdict", .kind = VALUE_VERDICT, .get = get_verdict},
	{.json = "reason", .kind = VALUE_TEXT, .get = get_reason},
	{.json = "drain_never", .kind = VALUE_FLAG, .get = get_drain_never},
};
const size_t group_column_count = sizeof(group_columns) / sizeof(group_columns[0]);
