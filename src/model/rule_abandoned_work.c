#include "rule.h"

/* Names come from outside and may be long: the sentence is to keep its numbers. */
enum { NAME_SHOWN = 60 };

/* The list may be older than the window here: idle times only grow while the entries
 * stay pending. */
static bool list_known(const struct group *group)
{
	return group->consumers_at_ms > 0 && (int64_t)group->consumer_count == group->consumers;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct group *group = evidence->group;
	const struct consumer *most = NULL;
	size_t holders = 0, working = 0;
	int64_t pending = 0;

	if (group->pending == 0 || !list_known(group)) {
		return false;
	}
	for (size_t i = 0; i < group->consumer_count; i++) {
		const struct consumer *consumer = &group->consumer_list[i];
		if (consumer->idle_ms <= evidence->limits->consumer_gone_ms) {
			working++;
		} else if (consumer->pending > 0) {
			holders++;
			pending += consumer->pending;
			most = !most || consumer->pending > most->pending ? consumer : most;
		}
	}
	if (!most || working == 0) {
		return false;
	}
	int shown = most->name.length < NAME_SHOWN ? (int)most->name.length : NAME_SHOWN;
	reason_add(reason, "%s entr%s pending on %.*s", numbered(pending).text,
		pending == 1 ? "y" : "ies", shown, most->name.at);
	if (holders > 1) {
		reason_add(reason, " and %s more", numbered((int64_t)holders - 1).text);
	}
	reason_add(reason, ", idle %s", lasting(most->idle_ms).text);
	return true;
}

const struct rule rule_abandoned_work = {
	.id = VERDICT_ABANDONED_WORK,
	.severity = SEVERITY_WARNING,
	.holds = holds,
};
