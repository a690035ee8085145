#include "rule.h"

/* The samples themselves show a whole window in which something waited and nothing
 * was delivered. */
static bool watched(const struct evidence *evidence)
{
	const struct history *history = evidence->history;
	int64_t window_ms = evidence->limits->window_ms;

	if (evidence->one_shot || history->count < 3 || history->behind_since_ms < 0) {
		return false;
	}
	int64_t newest_ms = history_newest(history)->at_ms;
	return newest_ms - history->still_since_ms > window_ms &&
		newest_ms - history->behind_since_ms > window_ms &&
		(!evidence->undelivered_age_ms.is || evidence->undelivered_age_ms.n > window_ms);
}

/* Too few samples for that, but what waits is old and the consumers have done nothing
 * for as long. */
static bool evident(const struct evidence *evidence)
{
	const struct history *history = evidence->history;
	int64_t window_ms = evidence->limits->window_ms;

	if (history->count < 3 ||
		history->still_since_ms > history_at(history, evidence->first)->at_ms) {
		return false;
	}
	if (evidence->least_idle_ms.is ? evidence->least_idle_ms.n <= window_ms
				       : !evidence->one_shot) {
		return false;
	}
	return evidence->undelivered_age_ms.is && evidence->undelivered_age_ms.n > window_ms;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	bool from_samples = watched(evidence);

	if (!evidence->behind || (!from_samples && !evident(evidence))) {
		return false;
	}
	int64_t still_ms = evidence->now_ms - evidence->history->still_since_ms;
	if (!from_samples && evidence->least_idle_ms.is && evidence->least_idle_ms.n > still_ms) {
		still_ms = evidence->least_idle_ms.n;
	}
	reason_add(reason, "0 deliveries in %s (window %s)", lasting(still_ms).text,
		lasting(evidence->limits->window_ms).text);
	reason_add_undelivered(reason, evidence);
	if (evidence->undelivered_age_ms.is) {
		reason_add(reason, " for %s", lasting(evidence->undelivered_age_ms.n).text);
	}
	reason_add_consumers(reason, evidence);
	return true;
}

const struct rule rule_stopped = {
	.id = VERDICT_STOPPED,
	.severity = SEVERITY_CRITICAL,
	.holds = holds,
};
