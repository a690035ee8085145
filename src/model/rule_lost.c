#include "rule.h"

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct lost *lost = &evidence->group->lost;

	if (!evidence->lost) {
		return false;
	}
	if (lost->known) {
		reason_add(reason, "%s entr%s trimmed before this group read %s",
			numbered(lost->count).text, lost->count == 1 ? "y was" : "ies were",
			lost->count == 1 ? "it" : "them");
	} else {
		reason_add(reason,
			"an unknown number of entries was trimmed or deleted before "
			"this group read them");
	}
	reason_add_undelivered(reason, evidence);
	return true;
}

const struct rule rule_lost = {
	.id = VERDICT_LOST,
	.severity = SEVERITY_CRITICAL,
	.holds = holds,
};
