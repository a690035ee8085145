#include "rule.h"

static bool usable(const struct sample *sample)
{
	return sample->lag_is == LAG_EXACT || sample->lag_is == LAG_COUNTED ||
		sample->lag_is == LAG_ESTIMATE;
}

/* Above what is allowed throughout, never lower than the sample before, and more at the end. */
static bool grew(const struct evidence *evidence)
{
	const struct history *history = evidence->history;

	for (size_t i = evidence->first; i < history->count; i++) {
		const struct sample *sample = history_at(history, i);
		if (!usable(sample) || sample->lag <= evidence->limits->allowed ||
			(i > evidence->first && sample->lag < history_at(history, i - 1)->lag)) {
			return false;
		}
	}
	return history_newest(history)->lag > history_at(history, evidence->first)->lag;
}

static bool holds(const struct evidence *evidence, char reason[VERDICT_REASON_MAX])
{
	int64_t window_ms = evidence->limits->window_ms;

	if (!evidence->window_full || !evidence->behind || evidence->on_its_way ||
		!grew(evidence)) {
		return false;
	}
	if (evidence->one_shot &&
		(!evidence->undelivered_age_ms.is || evidence->undelivered_age_ms.n <= window_ms)) {
		return false;
	}
	const struct sample *from = history_at(evidence->history, evidence->first);
	const struct sample *to = history_newest(evidence->history);
	reason_add(reason, "undelivered grew from %s to %s in %s (window %s)",
		numbered(from->lag).text, numbered(to->lag).text,
		lasting(to->at_ms - from->at_ms).text, lasting(window_ms).text);
	if (evidence->window.delivered.is) {
		reason_add(reason, ", %s delivered", numbered(evidence->window.delivered.n).text);
	}
	reason_add_consumers(reason, evidence);
	return true;
}

const struct rule rule_falling_behind = {
	.id = VERDICT_FALLING_BEHIND,
	.severity = SEVERITY_WARNING,
	.holds = holds,
};
