#include "area.h"

#include "base/mem.h"
#include "clock.h"
#include "samples.h"

void area_hold_scale(struct chart_scale_state *state, const struct model *model,
	const struct series *series, int span_s)
{
	float samples[SAMPLES_MAX];
	size_t count = samples_get(model, series, span_s, samples);

	chart_scale_hold(state, samples_max(samples, count), model_now_ms(model));
}

void area_draw(const struct area *area, const struct model *model, struct canvas *canvas)
{
	float samples[SAMPLES_MAX], *stretched = NULL;
	struct chart_area chart = {
		.values = samples,
		.count = samples_get(model, area->series, area->span_s, samples),
		.scale = area->scale,
		.span_s = area->span_s,
	};
	size_t width = canvas->width > 0 ? (size_t)canvas->width : 0;

	if (!model_server_now_ms(model, &chart.now_ms) || chart.count == 0) {
		return;
	}
	if (chart.count < width) {
		stretched = mem_alloc(width, sizeof(*stretched));
		chart_buckets(stretched, width, samples, chart.count);
		chart.values = stretched;
		chart.count = width;
	}
	chart.utc_offset_s = clock_utc_offset_s(chart.now_ms);
	chart_area(canvas, &chart, ROLE_CHART_LINE);
	mem_free(stretched);
}
