#include "rule.h"

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct known *headroom = &evidence->group->headroom_ms;

	if (!evidence->behind || evidence->on_its_way || !headroom->is ||
		headroom->n >= evidence->limits->headroom_warn_ms) {
		return false;
	}
	reason_add(reason, "trimming reaches the cursor in %s (limit %s)",
		lasting(headroom->n).text, lasting(evidence->limits->headroom_warn_ms).text);
	reason_add_undelivered(reason, evidence);
	return true;
}

const struct rule rule_at_risk = {
	.id = VERDICT_AT_RISK,
	.severity = SEVERITY_WARNING,
	.holds = holds,
};
