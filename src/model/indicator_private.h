/*
 * What the files of the indicators share: what is kept for each.
 */
#ifndef MODEL_INDICATOR_PRIVATE_H
#define MODEL_INDICATOR_PRIVATE_H

#include "indicator_sample.h"
#include "journey_private.h"

/* A key that has been heard of. */
struct heard {
	int64_t last_ms;
	struct id id;
	uint16_t topic;
};

struct measure {
	const struct indicator *indicator;
	struct indicator_samples ring; /* of what is not held elsewhere; `next` is the oldest */
	size_t next;
	struct indicator_folded folded;
	struct map *keys; /* SILENT: struct heard */
	uint64_t missing, not_numbers, unheld;
	uint16_t bad_topic;
	struct id bad_id;
	uint8_t *steps; /* by number: what each is to the journeys' indicator */
	size_t step_room;
	bool saw_from, saw_to;
	struct indicator_result result;
	struct indicator_behind behind[INDICATOR_BEHIND_MAX];
};

struct indicators {
	size_t count, ring_max;
	struct measure *measures;
	struct names topics;
	struct key_reader *reader;
	int64_t now_ms; /* of the last reckoning, or the newest event */
};

/* Keeps a sample of what is not held elsewhere. */
void measure_keep(struct indicators *indicators, struct measure *measure,
	const struct indicator_sample *sample);

/* Whether journeys are what it is about; else events are. */
bool measure_asks_journeys(const struct indicator *indicator);
/* What a journey is to it; false: nothing. */
bool measure_journey(struct measure *measure, const struct journeys *journeys, uint32_t number,
	int64_t now_ms, struct indicator_sample *sample);
void measure_gather_journeys(struct measure *measure, const struct journeys *journeys,
	int64_t now_ms, struct indicator_samples *samples);
/* SILENT: what has been silent for longer than the window is forgotten. */
void measure_gather_keys(
	struct measure *measure, int64_t now_ms, struct indicator_samples *samples);

#endif
