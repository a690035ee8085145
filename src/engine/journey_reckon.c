#include "journey_desk.h"

enum {
	MEASURE_MS = 5000,
	MEASURE_TIMES = 100, /* as long as it took */
	RECKON_TIMES = 20,
};

void journey_desk_measure(struct journey_desk *desk, int64_t now_ms)
{
	uint64_t began_ns = uv_hrtime();

	if (desk->variants != NULL && now_ms - desk->measured_ms < desk->measure_after_ms) {
		return;
	}
	variants_destroy(desk->variants);
	desk->variants = variants_create(
		(size_t)desk->config->memory_bytes / JOURNEY_MEMORY_SHARE / JOURNEY_MEMORY_SHARE,
		false);
	for (uint32_t at = 0; (at = journeys_next(desk->journeys, at)) != 0;) {
		struct journey_view view;

		journeys_view(desk->journeys, at, &view);
		if (view.leads) {
			variants_add(desk->variants, desk->journeys, at);
		}
	}
	desk->live.variants = desk->variants;
	desk->measured_ms = now_ms;
	desk->measure_after_ms =
		(int64_t)((uv_hrtime() - began_ns) / 1000000) * MEASURE_TIMES + MEASURE_MS;
}

void journey_desk_reckon(struct journey_desk *desk, int64_t now_ms, int64_t server_ms)
{
	uint64_t began_ns = uv_hrtime();

	if (desk->indicators == NULL || desk->live.reading_back || now_ms < desk->reckon_ms) {
		return;
	}
	indicators_reckon(desk->indicators, desk->reckoned, desk->journeys, server_ms);
	desk->reckoned = (desk->reckoned + 1) % indicators_count(desk->indicators);
	desk->reckon_ms = now_ms + (int64_t)((uv_hrtime() - began_ns) / 1000000) * RECKON_TIMES;
}
