#include "rule.h"

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct history *history = evidence->history;
	char from[ID_TEXT_MAX], now[ID_TEXT_MAX];

	if (!history->rewound) {
		return false;
	}
	reason_add(reason, "the cursor went back from %s and stands at %s",
		id_format(from, history->rewound_from),
		id_format(now, evidence->group->last_delivered));
	reason_add_undelivered(reason, evidence);
	return true;
}

const struct rule rule_rewound = {
	.id = VERDICT_REWOUND,
	.severity = SEVERITY_WARNING,
	.holds = holds,
};
