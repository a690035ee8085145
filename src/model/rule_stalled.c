#include "rule.h"

static bool pending_never_fell(const struct evidence *evidence)
{
	const struct history *history = evidence->history;

	for (size_t i = evidence->first; i < history->count; i++) {
		const struct sample *sample = history_at(history, i);
		if (sample->pending == 0 ||
			(i > evidence->first &&
				sample->pending < history_at(history, i - 1)->pending)) {
			return false;
		}
	}
	return true;
}

/* All that is pending lies with consumers that are gone while others are there: that is abandoned
 * work. */
static bool abandoned(const struct evidence *evidence)
{
	const struct group *group = evidence->group;

	if (!evidence->consumers_known || evidence->gone == group->consumer_count) {
		return false;
	}
	for (size_t i = 0; i < group->consumer_count; i++) {
		const struct consumer *consumer = &group->consumer_list[i];
		if (consumer->pending > 0 &&
			consumer->idle_ms <= evidence->limits->consumer_gone_ms) {
			return false;
		}
	}
	return true;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	const struct step *window = &evidence->window;
	int64_t window_ms = evidence->limits->window_ms;

	if (!evidence->window_full || !window->acked.is || window->acked.n > 0 ||
		!pending_never_fell(evidence) || abandoned(evidence)) {
		return false;
	}
	if (evidence->oldest_idle_ms.is ? evidence->oldest_idle_ms.n <= window_ms
					: evidence->one_shot) {
		return false;
	}
	const struct history *history = evidence->history;
	int64_t span_ms =
		history_newest(history)->at_ms - history_at(history, evidence->first)->at_ms;
	reason_add(reason, "0 acknowledged in %s (window %s), %s delivered, %s pending",
		lasting(span_ms).text, lasting(window_ms).text, numbered(window->delivered.n).text,
		numbered(evidence->group->pending).text);
	if (evidence->oldest_idle_ms.is) {
		reason_add(
			reason, ", the oldest idle %s", lasting(evidence->oldest_idle_ms.n).text);
	}
	return true;
}

const struct rule rule_stalled = {
	.id = VERDICT_STALLED,
	.severity = SEVERITY_CRITICAL,
	.holds = holds,
};
