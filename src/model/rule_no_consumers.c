#include "rule.h"

/* A consumer that blocks for hours looks idle for hours: what is undelivered must have
 * waited, too. */
static bool waited(const struct evidence *evidence)
{
	const struct history *history = evidence->history;

	if (!evidence->behind || history->behind_since_ms < 0) {
		return false;
	}
	if (evidence->undelivered_age_ms.is) {
		return evidence->undelivered_age_ms.n > evidence->limits->window_ms;
	}
	return evidence->window_full &&
		history->behind_since_ms <= history_at(history, evidence->first)->at_ms;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct group *group = evidence->group;

	if (evidence->history->count < 3 || (!evidence->behind && group->pending == 0)) {
		return false;
	}
	if (group->consumers == 0) {
		reason_add(reason, "the group has no consumer");
	} else if (evidence->consumers_known && evidence->gone == group->consumer_count &&
		(group->pending > 0 || waited(evidence))) {
		reason_add(reason, "no consumer seen for %s (limit %s)",
			lasting(evidence->least_idle_ms.n).text,
			lasting(evidence->limits->consumer_gone_ms).text);
	} else {
		return false;
	}
	reason_add_undelivered(reason, evidence);
	if (group->pending > 0) {
		reason_add(reason, ", %s pending", numbered(group->pending).text);
	}
	return true;
}

const struct rule rule_no_consumers = {
	.id = VERDICT_NO_CONSUMERS,
	.severity = SEVERITY_CRITICAL,
	.holds = holds,
};
