#include "model/indicators.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/mem.h"
#include "indicator_private.h"

enum { RING_MIN = 1024 };

struct indicators *indicators_create(
	const struct indicator *list, size_t count, size_t memory_bytes)
{
	struct indicators *indicators = mem_alloc(1, sizeof(*indicators));
	size_t share = count == 0 ? 0 : memory_bytes / count / sizeof(struct indicator_sample);

	indicators->count = count;
	indicators->ring_max = share < RING_MIN ? RING_MIN : share;
	indicators->measures = mem_alloc(count, sizeof(*indicators->measures));
	for (size_t i = 0; i < count; i++) {
		struct measure *measure = &indicators->measures[i];

		measure->indicator = &list[i];
		measure->keys = list[i].kind == INDICATOR_SILENT ? map_create() : NULL;
	}
	names_init(&indicators->topics);
	indicators->reader = key_reader_create();
	return indicators;
}

static void finish_behind(struct measure *measure)
{
	for (size_t i = 0; i < measure->result.behind_count; i++) {
		mem_free((char *)(uintptr_t)measure->behind[i].journey.at);
		mem_free((char *)(uintptr_t)measure->behind[i].party.at);
		mem_free((char *)(uintptr_t)measure->behind[i].key.at);
	}
	measure->result.behind_count = 0;
}

static void finish_keys(struct map *keys)
{
	size_t cursor = 0;
	struct text key;
	void *heard;

	while (keys != NULL && map_next(keys, &cursor, &key, &heard)) {
		mem_free(heard);
	}
	map_destroy(keys);
}

void indicators_destroy(struct indicators *indicators)
{
	if (indicators == NULL) {
		return;
	}
	for (size_t i = 0; i < indicators->count; i++) {
		struct measure *measure = &indicators->measures[i];

		finish_behind(measure);
		finish_keys(measure->keys);
		mem_free(measure->ring.at);
		mem_free(measure->steps);
	}
	mem_free(indicators->measures);
	names_finish(&indicators->topics);
	key_reader_destroy(indicators->reader);
	mem_free(indicators);
}

size_t indicators_count(const struct indicators *indicators)
{
	return indicators == NULL ? 0 : indicators->count;
}

const struct indicator_result *indicators_result(const struct indicators *indicators, size_t i)
{
	return &indicators->measures[i].result;
}

/* Whether what goes may be folded: without a window, and where order does not matter. */
static bool folds(const struct indicator *indicator, const struct indicator_sample *sample)
{
	return indicator->window_ms == 0 && sample->outcome != OUTCOME_IN_FLIGHT &&
		(indicator->kind == INDICATOR_MEAN || indicator->kind == INDICATOR_CONVERSION);
}

/* Whether no window will ask for it again. */
static bool is_past(
	const struct indicators *indicators, const struct indicator *indicator, int64_t at_ms)
{
	return indicator->window_ms > 0 && at_ms <= indicators->now_ms - 2 * indicator->window_ms;
}

void measure_keep(struct indicators *indicators, struct measure *measure,
	const struct indicator_sample *sample)
{
	const struct indicator *indicator = measure->indicator;
	struct indicator_sample *oldest;

	if (measure->ring.count < indicators->ring_max) {
		indicator_samples_add(&measure->ring, sample);
		return;
	}
	oldest = &measure->ring.at[measure->next];
	if (folds(indicator, oldest)) {
		indicator_fold(&measure->folded, oldest);
	} else if (!is_past(indicators, indicator, oldest->at_ms)) {
		measure->unheld++;
	}
	*oldest = *sample;
	measure->next = (measure->next + 1) % measure->ring.count;
}

void indicators_leave(
	struct indicators *indicators, const struct journeys *journeys, uint32_t number)
{
	for (size_t i = 0; i < indicators->count; i++) {
		struct measure *measure = &indicators->measures[i];
		struct indicator_sample sample;

		if (!measure_asks_journeys(measure->indicator) ||
			!measure_journey(measure, journeys, number, indicators->now_ms, &sample)) {
			continue;
		}
		/* What will become of it nobody will know. */
		if (sample.outcome == OUTCOME_IN_FLIGHT) {
			measure->unheld++;
			continue;
		}
		sample.number = 0;
		sample.topic =
			names_number(&indicators->topics, journeys_topic(journeys, sample.topic));
		measure_keep(indicators, measure, &sample);
	}
}

static void tell_behind(const struct indicators *indicators, struct measure *measure,
	const struct journeys *journeys, const struct indicator_sample *sample)
{
	struct indicator_result *result = &measure->result;
	struct indicator_behind *behind = &measure->behind[result->behind_count++];
	struct journey_view view;

	*behind = (struct indicator_behind){
		.id = sample->id,
		.value = sample->value,
		.has_value = sample->outcome != OUTCOME_IN_FLIGHT &&
			measure->indicator->kind != INDICATOR_CONVERSION &&
			measure->indicator->kind != INDICATOR_RETURNING,
		.outcome = (enum indicator_outcome)sample->outcome,
	};
	if (sample->number == 0) {
		behind->topic = names_text(&indicators->topics, sample->topic);
		behind->key = text_from(text_dup(sample->key), sample->key.length);
		return;
	}
	journeys_view(journeys, sample->number, &view);
	behind->topic = journeys_topic(journeys, sample->topic);
	behind->journey = text_from(text_dup(view.name), view.name.length);
	behind->party = text_from(text_dup(view.party), view.party.length);
	behind->definition = view.definition;
}

static void say_steps(char *out, const char *what, const struct indicator_steps *steps)
{
	snprintf(out, INDICATOR_REASON_MAX, "no journey %s %s%s", what, steps->names[0],
		steps->count > 1 ? " or the like" : "");
}

/* Why there is no value. */
static void say_why(struct measure *measure)
{
	struct indicator_result *result = &measure->result;
	const struct indicator *indicator = measure->indicator;
	char *out = result->reason;
	bool pairs = indicator->kind == INDICATOR_CONVERSION || indicator->kind == INDICATOR_TIME;

	if (result->is_known) {
		return;
	}
	if (pairs && !measure->saw_from) {
		say_steps(out, "came to", &indicator->from);
	} else if (indicator->kind == INDICATOR_TIME && !measure->saw_to) {
		say_steps(out, "has come to", &indicator->to);
	} else if (result->in_flight > 0) {
		snprintf(out, INDICATOR_REASON_MAX, "all %" PRIu64 " are still under way",
			result->in_flight);
	} else if (result->missing + result->not_numbers > 0) {
		snprintf(out, INDICATOR_REASON_MAX, "no event had a number at %s", indicator->path);
	} else if (indicator->kind == INDICATOR_MEAN) {
		snprintf(out, INDICATOR_REASON_MAX, "no event of %s", indicator->to.names[0]);
	} else if (!pairs) {
		snprintf(out, INDICATOR_REASON_MAX, "nothing told %s", indicator->path);
	} else {
		snprintf(out, INDICATOR_REASON_MAX, "no journey in the window");
	}
}

static void say_value(struct indicator_result *result)
{
	struct buf out;

	buf_init(&out, INDICATOR_REASON_MAX - 1);
	indicator_print_value(result, &out);
	if (result->indicator->target_text != NULL) {
		buf_addf(&out, ", target %s", result->indicator->target_text);
	}
	snprintf(result->said, sizeof(result->said), "%s", out.at);
	buf_finish(&out);
}

void indicators_reckon(
	struct indicators *indicators, size_t i, const struct journeys *journeys, int64_t now_ms)
{
	struct measure *measure = &indicators->measures[i];
	struct indicator_samples samples = {.count = 0};

	indicators->now_ms = now_ms > indicators->now_ms ? now_ms : indicators->now_ms;
	finish_behind(measure);
	measure->result = (struct indicator_result){
		.indicator = measure->indicator,
		.missing = measure->missing,
		.not_numbers = measure->not_numbers,
		.unheld = measure->unheld,
		.bad_topic = names_text(&indicators->topics, measure->bad_topic),
		.bad_id = measure->bad_id,
		.behind = measure->behind,
	};
	if (measure->indicator->kind == INDICATOR_SILENT) {
		measure_gather_keys(measure, now_ms, &samples);
	} else if (measure_asks_journeys(measure->indicator)) {
		measure_gather_journeys(measure, journeys, now_ms, &samples);
	}
	for (size_t at = 0; at < measure->ring.count; at++) {
		indicator_samples_add(&samples, &measure->ring.at[at]);
	}
	size_t behind = indicator_weigh(&samples, &measure->folded, now_ms, &measure->result);
	for (size_t at = 0; at < behind && at < INDICATOR_BEHIND_MAX; at++) {
		tell_behind(indicators, measure, journeys, &samples.at[at]);
	}
	say_why(measure);
	say_value(&measure->result);
	mem_free(samples.at);
}
