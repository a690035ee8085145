/* Columns of consumers. */
#include "value.h"

static void get_name(const struct model *model, const void *row, struct value *out)
{
	(void)model;
	value_text(out, ((const struct consumer *)row)->name);
}

static void get_pending(const struct model *model, const void *row, struct value *out)
{
	const struct consumer *consumer = row;

	value_count(out, consumer->pending);
	value_freshen(out, model, consumer->at_ms);
}

static void get_idle(const struct model *model, const void *row, struct value *out)
{
	const struct consumer *consumer = row;

	value_known(out, VALUE_AGE,
		(struct known){.is = true, .n = consumer_idle_ms(consumer, model_now_ms(model))});
	value_freshen(out, model, consumer->at_ms);
}

static void get_inactive(const struct model *model, const void *row, struct value *out)
{
	const struct consumer *consumer = row;
	struct known inactive_ms = consumer->inactive_ms;

	inactive_ms.n += model_now_ms(model) - consumer->at_ms;
	/* A consumer that never got anything has no such time. */
	if (consumer->inactive_ms.is && consumer->inactive_ms.n < 0) {
		out->kind = VALUE_NONE;
		return;
	}
	value_known(out, VALUE_AGE, inactive_ms);
}

const struct column consumer_columns[] = {
	{.name = "consumer",
		.title = "CONSUMER",
		.json = "consumer",
		.min = 12,
		.preferred = 20,
		.weight = 1,
		.left = true,
		.ascending = true,
		.kind = VALUE_TEXT,
		.get = get_name},
	{.name = "pending",
		.title = "PENDING",
		.json = "pending",
		.min = 7,
		.preferred = 8,
		.kind = VALUE_COUNT,
		.get = get_pending},
	{.name = "idle",
		.title = "IDLE",
		.json = "idle_ms",
		.min = 7,
		.preferred = 8,
		.kind = VALUE_AGE,
		.get = get_idle},
	{.name = "inactive",
		.title = "ACTIVE",
		.json = "inactive_ms",
		.min = 7,
		.preferred = 8,
		.priority = 1,
		.kind = VALUE_AGE,
		.get = get_inactive},
};
const size_t consumer_column_count = sizeof(consumer_columns) / sizeof(consumer_columns[0]);
