#include "indicator_sample.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

enum { SAMPLES_FIRST = 64 };

void indicator_samples_add(struct indicator_samples *samples, const struct indicator_sample *sample)
{
	if (samples->count == samples->room) {
		samples->room = samples->room == 0 ? SAMPLES_FIRST : samples->room * 2;
		samples->at = mem_resize(samples->at, samples->room, sizeof(*samples->at));
	}
	samples->at[samples->count++] = *sample;
}

/* Neumaier: what an addition rounds off is kept. */
static void add_up(struct indicator_folded *folded, double value)
{
	double sum = folded->sum + value;

	folded->rest += fabs(folded->sum) >= fabs(value) ? (folded->sum - sum) + value
							 : (value - sum) + folded->sum;
	folded->sum = sum;
}

void indicator_fold(struct indicator_folded *folded, const struct indicator_sample *sample)
{
	if (sample->outcome == OUTCOME_IN_FLIGHT) {
		return;
	}
	folded->count++;
	folded->lost += sample->outcome != OUTCOME_CONVERTED;
	add_up(folded, sample->value);
}

/* What lies in one window. */
struct window {
	int64_t after_ms, until_ms;
	uint64_t in_flight;
	int64_t oldest_ms; /* of those in flight; INT64_MAX: none */
	struct indicator_folded sums;
	size_t value_count;
	double *values;
};

static bool holds(const struct window *window, const struct indicator_sample *sample)
{
	return sample->at_ms > window->after_ms && sample->at_ms <= window->until_ms;
}

static void take(struct window *window, const struct indicator_samples *samples, bool keeps_values)
{
	window->oldest_ms = INT64_MAX;
	window->values = keeps_values ? mem_alloc(samples->count + 1, sizeof(double)) : NULL;
	for (size_t i = 0; i < samples->count; i++) {
		const struct indicator_sample *sample = &samples->at[i];

		if (!holds(window, sample)) {
			continue;
		}
		if (sample->outcome == OUTCOME_IN_FLIGHT) {
			window->in_flight++;
			window->oldest_ms = sample->at_ms < window->oldest_ms ? sample->at_ms
									      : window->oldest_ms;
			continue;
		}
		indicator_fold(&window->sums, sample);
		if (keeps_values) {
			window->values[window->value_count++] = sample->value;
		}
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* By nearest rank. */
static double quantile(struct window *window, double q)
{
	size_t rank = (size_t)ceil(q * (double)window->value_count);

	qsort(window->values, window->value_count, sizeof(double), by_value);
	return window->values[rank == 0 ? 0 : rank - 1];
}

static double figure(struct window *window, enum indicator_figure figure)
{
	static const double parts[] = {
		[FIGURE_P50] = 0.5, [FIGURE_P95] = 0.95, [FIGURE_P99] = 0.99, [FIGURE_MAX] = 1};
	const struct indicator_folded *sums = &window->sums;

	return figure == FIGURE_MEAN ? (sums->sum + sums->rest) / (double)sums->count
				     : quantile(window, parts[figure]);
}

static bool worth(struct window *window, const struct indicator *indicator, double *value)
{
	const struct indicator_folded *sums = &window->sums;
	double count = (double)sums->count;

	if (sums->count == 0) {
		return false;
	}
	switch (indicator->kind) {
	case INDICATOR_TIME:
		*value = figure(window, indicator->figure);
		break;
	case INDICATOR_MEAN:
		*value = (sums->sum + sums->rest) / count;
		break;
	case INDICATOR_SILENT:
		*value = (double)sums->lost;
		break;
	default:
		*value = (double)(indicator->counts_lost ? sums->lost : sums->count - sums->lost) /
			count;
		break;
	}
	return isfinite(*value);
}

static int by_party(const void *a, const void *b)
{
	const struct indicator_sample *x = a, *y = b;

	if (x->party != y->party) {
		return x->party < y->party ? -1 : 1;
	}
	return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

/* One sample a party that was there in the window: its last visit, or the last that was a return.
 * The samples are in order of party and time. */
static void take_parties(const struct indicator_samples *visits, int64_t within_ms,
	struct window *window, struct indicator_samples *parties)
{
	for (size_t i = 0; i < visits->count; i++) {
		const struct indicator_sample *visit = &visits->at[i], *before = visit - 1;
		bool again = i > 0 && before->party == visit->party &&
			(within_ms == 0 || visit->at_ms - before->at_ms <= within_ms);
		struct indicator_sample *last =
			parties->count == 0 ? NULL : &parties->at[parties->count - 1];
		struct indicator_sample sample = *visit;

		if (!holds(window, visit)) {
			continue;
		}
		sample.outcome = again ? OUTCOME_CONVERTED : OUTCOME_LOST;
		if (last == NULL || last->party != visit->party) {
			indicator_samples_add(parties, &sample);
		} else if (again || last->outcome == OUTCOME_LOST) {
			*last = sample;
		}
	}
}

static struct window reckon(const struct indicator_samples *samples,
	const struct indicator *indicator, int64_t after_ms, int64_t until_ms)
{
	struct window window = {.after_ms = after_ms, .until_ms = until_ms};
	struct indicator_samples parties = {.count = 0};

	if (indicator->kind == INDICATOR_RETURNING) {
		take_parties(samples, indicator->within_ms, &window, &parties);
		take(&window, &parties, false);
		mem_free(parties.at);
	} else {
		take(&window, samples, indicator->kind == INDICATOR_TIME);
	}
	return window;
}

/* What matters most first: outcome, then value, then what is newer. */
static int compare(
	const struct indicator_sample *x, const struct indicator_sample *y, bool low_first)
{
	static const int ranks[] = {[OUTCOME_CONVERTED] = 2,
		[OUTCOME_LOST] = 0,
		[OUTCOME_IN_FLIGHT] = 1,
		[OUTCOME_SILENT] = 0};

	if (ranks[x->outcome] != ranks[y->outcome]) {
		return ranks[x->outcome] < ranks[y->outcome] ? -1 : 1;
	}
	if (x->value < y->value || x->value > y->value) {
		return (x->value < y->value) == low_first ? -1 : 1;
	}
	return x->at_ms != y->at_ms ? (x->at_ms > y->at_ms ? -1 : 1) : id_compare(y->id, x->id);
}

static int low_first(const void *a, const void *b)
{
	return compare(a, b, true);
}

static int high_first(const void *a, const void *b)
{
	return compare(a, b, false);
}

static size_t sort_behind(struct indicator_samples *samples, const struct window *window,
	const struct indicator *indicator)
{
	size_t kept = 0;

	if (indicator->kind == INDICATOR_RETURNING) {
		struct indicator_samples parties = {.count = 0};
		struct window here = *window;

		take_parties(samples, indicator->within_ms, &here, &parties);
		mem_free(samples->at);
		*samples = parties;
	}
	for (size_t i = 0; i < samples->count; i++) {
		if (holds(window, &samples->at[i])) {
			samples->at[kept++] = samples->at[i];
		}
	}
	if (kept > 0) {
		qsort(samples->at, kept, sizeof(*samples->at),
			indicator->kind == INDICATOR_MEAN && !indicator->target_below ? low_first
										      : high_first);
	}
	return kept;
}

static void weigh_trend(
	const struct indicator_samples *samples, int64_t now_ms, struct indicator_result *result)
{
	const struct indicator *indicator = result->indicator;
	int64_t window_ms = indicator->window_ms;
	double before;

	if (window_ms == 0 || indicator->kind == INDICATOR_SILENT) {
		return;
	}
	struct window window =
		reckon(samples, indicator, now_ms - 2 * window_ms, now_ms - window_ms);
	result->has_trend = worth(&window, indicator, &before) && result->is_known;
	result->trend = result->has_trend ? result->value - before : 0;
	mem_free(window.values);
}

size_t indicator_weigh(struct indicator_samples *samples, const struct indicator_folded *folded,
	int64_t now_ms, struct indicator_result *result)
{
	const struct indicator *indicator = result->indicator;
	int64_t after_ms = indicator->window_ms > 0 ? now_ms - indicator->window_ms : INT64_MIN;

	if (indicator->kind == INDICATOR_RETURNING && samples->count > 0) {
		qsort(samples->at, samples->count, sizeof(*samples->at), by_party);
	}
	struct window window = reckon(samples, indicator, after_ms, INT64_MAX);
	window.sums.count += folded->count;
	window.sums.lost += folded->lost;
	add_up(&window.sums, folded->sum);
	window.sums.rest += folded->rest;
	result->is_known = worth(&window, indicator, &result->value);
	result->samples = window.sums.count;
	result->lost = window.sums.lost;
	result->in_flight = window.in_flight;
	result->oldest_flight_ms = window.in_flight > 0 ? now_ms - window.oldest_ms : -1;
	mem_free(window.values);
	weigh_trend(samples, now_ms, result);
	return sort_behind(samples, &window, indicator);
}
