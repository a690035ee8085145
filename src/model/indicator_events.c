/* Indicators over events as they come: means of a field, keys that fell silent. */
#include <math.h>

#include "base/mem.h"
#include "base/number.h"
#include "envelope/dead_letter.h"
#include "indicator_private.h"

enum { SILENT_KEYS_MAX = 65536 };

struct hearing {
	struct indicators *indicators;
	struct measure *measure;
	struct text topic;
	const struct entry *entry;
};

static void note_bad(const struct hearing *hearing)
{
	struct measure *measure = hearing->measure;

	if (measure->missing + measure->not_numbers == 0) {
		measure->bad_topic = names_number(&hearing->indicators->topics, hearing->topic);
		measure->bad_id = hearing->entry->id;
	}
}

/* With an exponent, too. */
static bool read_number(struct text text, double *value)
{
	int64_t power = 0;
	size_t at = 0;

	while (at < text.length && text.at[at] != 'e' && text.at[at] != 'E') {
		at++;
	}
	struct text exponent = text_from(text.at + at, text.length - at);
	if (exponent.length > 0) {
		bool plus = exponent.length > 1 && exponent.at[1] == '+';

		exponent = text_from(exponent.at + 1 + plus, exponent.length - 1 - plus);
		if (!number_parse_i64(exponent, &power)) {
			return false;
		}
	}
	if (!number_parse_double(text_from(text.at, at), value)) {
		return false;
	}
	*value = power < 0 ? *value / pow(10, (double)-power) : *value * pow(10, (double)power);
	return isfinite(*value);
}

static void take_number(void *arg, struct text text)
{
	const struct hearing *hearing = arg;
	struct measure *measure = hearing->measure;
	struct indicator_sample sample = {
		.at_ms = (int64_t)hearing->entry->id.ms,
		.id = hearing->entry->id,
		.outcome = OUTCOME_CONVERTED,
	};

	if (!read_number(text, &sample.value)) {
		note_bad(hearing);
		measure->not_numbers++;
		return;
	}
	sample.topic = names_number(&hearing->indicators->topics, hearing->topic);
	measure_keep(hearing->indicators, measure, &sample);
}

static void hear(void *arg, struct text key)
{
	struct hearing *hearing = arg;
	struct measure *measure = hearing->measure;
	struct heard *heard = map_get(measure->keys, key);

	if (key_is_none(key) || key.length > JOURNEY_NAME_MAX) {
		return;
	}
	if (heard == NULL && map_count(measure->keys) >= SILENT_KEYS_MAX) {
		measure->unheld++;
		return;
	}
	if (heard == NULL) {
		heard = mem_alloc(1, sizeof(*heard));
		map_put(measure->keys, key, heard);
	}
	if ((int64_t)hearing->entry->id.ms >= heard->last_ms) {
		heard->last_ms = (int64_t)hearing->entry->id.ms;
		heard->id = hearing->entry->id;
		heard->topic = names_number(&hearing->indicators->topics, hearing->topic);
	}
}

static bool is_step(const struct hearing *hearing, const struct event *event)
{
	const struct indicator *indicator = hearing->measure->indicator;
	struct text step = indicator->step_field == NULL
		? names_without_version(event->type)
		: key_reader_first(hearing->indicators->reader, indicator->step_field);

	return indicator_steps_have(&indicator->to, step) ||
		indicator_steps_have(&indicator->to, hearing->topic);
}

static bool is_about(const struct indicator *indicator, struct text topic)
{
	return !measure_asks_journeys(indicator) &&
		(indicator->topics == NULL || text_glob(text_of(indicator->topics), topic)) &&
		dead_name_likeness(topic) != DEAD_LIKE;
}

static void add_to(const struct hearing *hearing)
{
	const struct indicator *indicator = hearing->measure->indicator;
	bool is_mean = indicator->kind == INDICATOR_MEAN;

	if (key_reader_find(hearing->indicators->reader, indicator->path,
		    is_mean ? take_number : hear, (void *)(uintptr_t)hearing) == 0 &&
		is_mean) {
		note_bad(hearing);
		hearing->measure->missing++;
	}
}

void indicators_add(struct indicators *indicators, struct text topic, const struct entry *entry,
	const struct event *event)
{
	bool begun = false;

	for (size_t i = 0; i < indicators->count; i++) {
		struct measure *measure = &indicators->measures[i];
		struct hearing hearing = {indicators, measure, topic, entry};

		if (!is_about(measure->indicator, topic)) {
			continue;
		}
		if (!begun) {
			key_reader_begin(indicators->reader, entry, event);
			begun = true;
		}
		if (measure->indicator->kind == INDICATOR_SILENT || is_step(&hearing, event)) {
			add_to(&hearing);
		}
	}
	if ((int64_t)entry->id.ms > indicators->now_ms) {
		indicators->now_ms = (int64_t)entry->id.ms;
	}
}

static void forget_keys(struct measure *measure, int64_t now_ms)
{
	const struct indicator *indicator = measure->indicator;
	struct map *kept = map_create();
	size_t cursor = 0;
	struct text key;
	void *heard;

	while (map_next(measure->keys, &cursor, &key, &heard)) {
		if (indicator->window_ms > 0 &&
			((struct heard *)heard)->last_ms <= now_ms - indicator->window_ms) {
			mem_free(heard);
		} else {
			map_put(kept, key, heard);
		}
	}
	map_destroy(measure->keys);
	measure->keys = kept;
}

void measure_gather_keys(struct measure *measure, int64_t now_ms, struct indicator_samples *samples)
{
	size_t cursor = 0;
	struct text key;
	void *value;

	forget_keys(measure, now_ms);
	while (map_next(measure->keys, &cursor, &key, &value)) {
		const struct heard *heard = value;
		int64_t silent_ms = now_ms - heard->last_ms;
		struct indicator_sample sample = {
			.at_ms = heard->last_ms,
			.value = (double)silent_ms,
			.id = heard->id,
			.key = key,
			.topic = heard->topic,
			.outcome = silent_ms > measure->indicator->within_ms ? OUTCOME_SILENT
									     : OUTCOME_CONVERTED,
		};

		indicator_samples_add(samples, &sample);
	}
}
