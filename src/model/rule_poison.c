#include "rule.h"

static int64_t most_deliveries(const struct group *group, struct id *id)
{
	int64_t most = group->max_deliveries.is ? group->max_deliveries.n : 0;

	*id = group->most_delivered_id;
	if (group->oldest_pending_deliveries.is && group->oldest_pending_deliveries.n > most) {
		most = group->oldest_pending_deliveries.n;
		*id = group->oldest_pending_id;
	}
	return most;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct group *group = evidence->group;
	char name[ID_TEXT_MAX];
	struct id id;
	int64_t most = most_deliveries(group, &id);

	if (group->pending == 0 || most == 0 || most < evidence->limits->poison_after) {
		return false;
	}
	if (most == INT64_MAX) {
		/* The mark that a consumer sets when it gives an entry back for good. */
		reason_add(
			reason, "entry %s given up by its consumer as fatal", id_format(name, id));
	} else {
		reason_add(reason, "entry %s delivered %s times (limit %s)", id_format(name, id),
			numbered(most).text, numbered(evidence->limits->poison_after).text);
	}
	if (evidence->unacked_age_ms.is) {
		reason_add(reason, ", oldest pending %s", lasting(evidence->unacked_age_ms.n).text);
	} else if (evidence->oldest_idle_ms.is) {
		reason_add(reason, ", oldest pending idle %s",
			lasting(evidence->oldest_idle_ms.n).text);
	}
	return true;
}

const struct rule rule_poison = {
	.id = VERDICT_POISON,
	.severity = SEVERITY_WARNING,
	.holds = holds,
};
