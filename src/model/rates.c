#include "rates.h"

static struct known_rate per_s(struct known n, int64_t span_ms)
{
	if (!n.is || span_ms <= 0) {
		return (struct known_rate){0};
	}
	return (struct known_rate){.is = true, .per_s = (double)n.n * 1000.0 / (double)span_ms};
}

static size_t rate_start(const struct history *history)
{
	const struct sample *newest = history_newest(history);
	size_t i = history->count - 1;

	while (i > 0 &&
		(history->count - i < RATE_SAMPLES ||
			newest->at_ms - history_at(history, i)->at_ms < RATE_SPAN_MS)) {
		i--;
	}
	return i;
}

/* Below one event a second the difference of two rates says little. */
static const double dead_band_per_s = 1.0;

void rates_drain(struct group *group, size_t samples)
{
	const struct lag *lag = &group->lag;

	group->drain_ms = (struct known){0};
	group->drain_never = false;
	if (samples < RATE_SAMPLES || lag->is == LAG_UNKNOWN || lag->is == LAG_AT_MOST ||
		lag->count == 0 || !group->in.is || !group->delivered.is) {
		return;
	}
	double net = group->delivered.per_s - group->in.per_s;
	/* What arrives in a second is on its way, not behind: no two samples find as much of it. */
	if (net <= 0.0 && (double)lag->count > group->in.per_s) {
		group->drain_never = true;
	} else if (net >= dead_band_per_s) {
		group->drain_ms = (struct known){
			.is = true, .n = (int64_t)((double)lag->count / net * 1000.0)};
	}
}

/* Trimming takes from the front while the cursor moves away from it: the headroom is what lies
 * between them over the speed at which trimming comes nearer. */
enum { EDGE_MS = 1000 };

static struct known headroom(
	const struct group *group, const struct history *history, int64_t window_ms)
{
	size_t first = history_window(history, window_ms);
	const struct sample *from = history_at(history, first), *to = history_newest(history);
	struct known none = {0};
	double span_ms = (double)(to->at_ms - from->at_ms);

	if (from->added < 0 || to->added < 0 || history->count - first < RATE_SAMPLES ||
		span_ms <= 0 || group->lag.is == LAG_UNKNOWN || group->lag.is == LAG_AT_MOST) {
		return none;
	}
	int64_t removed = to->added - from->added - (to->length - from->length);
	struct known delivered = history_sum(history, first).delivered;
	if (removed <= 0 || !delivered.is) {
		return none;
	}
	int64_t between = to->length - group->lag.count;
	/* At the edge each trimming takes what the cursor has not reached: it moves on by that. */
	if ((double)between * span_ms <= (double)removed * EDGE_MS) {
		return (struct known){.is = true, .n = 0};
	}
	double speed = (double)(removed - delivered.n) / span_ms * 1000.0;
	if (speed <= 0 || (delivered.n > 0 && speed < dead_band_per_s)) {
		return none;
	}
	return (struct known){
		.is = true, .n = between > 0 ? (int64_t)((double)between / speed * 1000.0) : 0};
}

void rates_of_group(struct group *group, const struct history *history, int64_t window_ms)
{
	struct known_rate unknown = {0};

	group->in = group->delivered = group->acked = unknown;
	group->headroom_ms = (struct known){0};
	if (history->count >= 2) {
		size_t first = rate_start(history);
		struct step sum = history_sum(history, first);
		int64_t span_ms =
			history_newest(history)->at_ms - history_at(history, first)->at_ms;
		group->in = per_s(sum.added, span_ms);
		group->delivered = per_s(sum.delivered, span_ms);
		group->acked = per_s(sum.acked, span_ms);
		group->headroom_ms = headroom(group, history, window_ms);
	}
	rates_drain(group, history->count);
}
