#include "rule.h"

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct topic *topic = evidence->topic;
	size_t count = evidence->history->count;

	if (topic->outcome == FACT_DENIED || topic->outcome == FACT_FAILED ||
		topic->outcome == FACT_TOOBIG || topic->outcome == FACT_WRONGTYPE) {
		reason_add(reason, "%s", topic->trouble);
		return true;
	}
	if (count < 3) {
		reason_add(reason, "%zu of 3 samples", count);
		return true;
	}
	if (evidence->group->lag.is == LAG_UNKNOWN) {
		reason_add(reason, "%s", evidence->group->lag.reason);
		return true;
	}
	return false;
}

const struct rule rule_unknown = {
	.id = VERDICT_UNKNOWN,
	.severity = SEVERITY_UNKNOWN,
	.holds = holds,
};
