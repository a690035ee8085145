#include "samples.h"

static enum series_level level_for(int span_s)
{
	int level;

	for (level = SERIES_1S; level < SERIES_LEVELS - 1; level++) {
		enum series_level at = (enum series_level)level;

		if ((size_t)(span_s / series_step_s(at)) <= series_length(at)) {
			break;
		}
	}
	return (enum series_level)level;
}

size_t samples_get(const struct model *model, const struct series *series, int span_s, float *out)
{
	enum series_level level = level_for(span_s);
	size_t count = (size_t)(span_s / series_step_s(level));

	count = count < SAMPLES_MAX ? count : SAMPLES_MAX;
	if (!series) {
		return 0;
	}
	series_get(series, level, model_now_ms(model), out, count);
	return count;
}

double samples_max(const float *samples, size_t count)
{
	double max = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		max = (double)samples[i] > max ? (double)samples[i] : max;
	}
	return max;
}

static const struct {
	int seconds;
	const char *name;
} spans[] = {
	{.seconds = 300, .name = "5m"},
	{.seconds = 600, .name = "10m"},
	{.seconds = 7200, .name = "2h"},
	{.seconds = 86400, .name = "24h"},
};

enum { LAST_SPAN = sizeof(spans) / sizeof(*spans) - 1 };

static int span_at(int span_s)
{
	int i;

	for (i = 0; i < LAST_SPAN && spans[i].seconds != span_s; i++) {
		;
	}
	return i;
}

int span_step(int span_s, int by)
{
	int i = span_at(span_s) + by;

	return spans[i < 0 ? 0 : i > LAST_SPAN ? LAST_SPAN : i].seconds;
}

const char *span_name(int span_s)
{
	return spans[span_at(span_s)].name;
}
