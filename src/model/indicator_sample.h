/*
 * What one journey or event is to an indicator, and what a list of them is worth. It knows nothing
 * of where they come from.
 */
#ifndef MODEL_INDICATOR_SAMPLE_H
#define MODEL_INDICATOR_SAMPLE_H

#include "model/indicators.h"

struct indicator_sample {
	int64_t at_ms; /* by which it lies in a window */
	double value;
	uint64_t party; /* RETURNING: hash */
	struct id id;
	struct text key; /* SILENT: borrowed */
	uint32_t number; /* of a journey that is held; 0: none */
	uint16_t topic;
	uint8_t outcome;
};

struct indicator_samples {
	size_t count, room;
	struct indicator_sample *at;
};

void indicator_samples_add(
	struct indicator_samples *samples, const struct indicator_sample *sample);

/* What was folded away where no window needs it any more. */
struct indicator_folded {
	uint64_t count, lost;
	double sum, rest; /* compensated */
};
void indicator_fold(struct indicator_folded *folded, const struct indicator_sample *sample);

/* Sets value, trend, samples, lost, in_flight of `result` (whose indicator is set), and sorts
 * `samples` so that those in the window that matter most stand first; returns how many. */
size_t indicator_weigh(struct indicator_samples *samples, const struct indicator_folded *folded,
	int64_t now_ms, struct indicator_result *result);

#endif
