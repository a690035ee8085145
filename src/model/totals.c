#include "model/model.h"

static void add_rate(struct known_rate *sum, struct known_rate rate)
{
	if (rate.is) {
		sum->is = true;
		sum->per_s += rate.per_s;
	}
}

/* From the best to the worst: a sum is what its worst part is. */
static bool is_weaker(enum lag_is a, enum lag_is b)
{
	return b != LAG_UNKNOWN && (a == LAG_UNKNOWN || a > b);
}

static void add_group(struct model_totals *totals, const struct group *group)
{
	totals->groups++;
	totals->pending += group->pending;
	add_rate(&totals->delivered, group->delivered);
	if (group->lag.is == LAG_UNKNOWN) {
		totals->lag_partial = true;
	} else {
		totals->lag += group->lag.count;
		if (totals->lag_is == LAG_UNKNOWN || is_weaker(group->lag.is, totals->lag_is)) {
			totals->lag_is = group->lag.is;
		}
	}
	switch (group->verdict.severity) {
	case SEVERITY_CRITICAL:
		totals->critical++;
		break;
	case SEVERITY_WARNING:
		totals->warning++;
		break;
	case SEVERITY_UNKNOWN:
		totals->unknown++;
		break;
	case SEVERITY_OK:
		break;
	}
}

struct model_totals model_totals(const struct model *model)
{
	struct model_totals totals = {.lag_is = LAG_UNKNOWN};
	size_t count;
	const struct topic *const *topics = model_topics(model, &count);

	totals.topics = count;
	for (size_t i = 0; i < count; i++) {
		const struct topic *topic = topics[i];
		totals.topics_known += topic->at_ms > 0 ? 1 : 0;
		add_rate(&totals.in, topic->in);
		for (size_t k = 0; k < topic->group_count; k++) {
			add_group(&totals, topic->groups[k]);
		}
	}
	return totals;
}
