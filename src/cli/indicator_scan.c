#include "indicator_scan.h"

enum { MEMORY_SHARE = 8, LOOK_BACK_TIMES = 4, LOOK_BACK_MIN_MS = 3600 * 1000 };

void indicator_scan_init(struct indicator_scan *scan, const struct options *options)
{
	*scan = (struct indicator_scan){.indicators = NULL};
	journey_scan_init(&scan->scan, options);
}

void indicator_scan_finish(struct indicator_scan *scan)
{
	indicators_destroy(scan->indicators);
	scan->indicators = NULL;
	journey_scan_finish(&scan->scan);
}

/* 0: some indicator has no window. */
static int64_t look_back_ms(const struct config *config)
{
	int64_t longest_ms = LOOK_BACK_MIN_MS;

	for (size_t i = 0; i < config->indicator_count; i++) {
		const struct indicator *indicator = &config->indicators[i];
		int64_t needed_ms = LOOK_BACK_TIMES * (indicator->window_ms + indicator->within_ms);

		if (indicator->window_ms == 0) {
			return 0;
		}
		longest_ms = needed_ms > longest_ms ? needed_ms : longest_ms;
	}
	return longest_ms;
}

static bool on_begin(struct journey_scan *scan, const struct config *config, struct error *error)
{
	struct indicator_scan *all = scan->arg;

	if (config->indicator_count == 0 && !all->may_be_none) {
		return error_set(error, ERROR_USAGE,
			"no indicators are declared: %s has no [indicator NAME]",
			config->file == NULL ? "the configuration" : config->file);
	}
	all->indicators = indicators_create(config->indicators, config->indicator_count,
		(size_t)config->memory_bytes / MEMORY_SHARE);
	scan->look_back_ms = all->only_lately ? look_back_ms(config) : 0;
	return true;
}

static void on_event(struct journey_scan *scan, struct text topic, const struct entry *entry,
	const struct event *event)
{
	indicators_add(((struct indicator_scan *)scan->arg)->indicators, topic, entry, event);
}

static void on_leave(struct journey_scan *scan, uint32_t number)
{
	indicators_leave(((struct indicator_scan *)scan->arg)->indicators, scan->journeys, number);
}

bool indicator_scan_run(struct indicator_scan *scan, struct error *error)
{
	scan->scan.on_begin = on_begin;
	scan->scan.on_event = on_event;
	scan->scan.on_leave = on_leave;
	scan->scan.arg = scan;
	if (!journey_scan_run(&scan->scan, error)) {
		return false;
	}
	for (size_t i = 0; i < indicators_count(scan->indicators); i++) {
		indicators_reckon(
			scan->indicators, i, scan->scan.journeys, journey_scan_now_ms(&scan->scan));
	}
	return true;
}
