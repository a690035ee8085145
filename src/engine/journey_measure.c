#include "journey_measure.h"

enum { RECKON_TIMES = 20 };

void journey_reckon(struct journey_desk *desk, int64_t now_ms, int64_t server_ms)
{
	uint64_t began_ns = uv_hrtime();

	if (desk->indicators == NULL || desk->live.reading_back || now_ms < desk->reckon_ms) {
		return;
	}
	indicators_reckon(desk->indicators, desk->reckoned, desk->journeys, server_ms);
	desk->reckoned = (desk->reckoned + 1) % indicators_count(desk->indicators);
	desk->reckon_ms = now_ms + (int64_t)((uv_hrtime() - began_ns) / 1000000) * RECKON_TIMES;
}
