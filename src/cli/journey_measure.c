/* Which fields are keys, where nobody has said it. */
#include "engine/edge.h"
#include "envelope/measure.h"
#include "journey_scan.h"

struct measuring {
	struct event_reader *reader;
	struct measure *measure;
};

static bool on_entry(void *arg, struct text topic, const struct entry *entry, int64_t server_now_ms)
{
	struct measuring *measuring = arg;
	struct event event;

	(void)server_now_ms;
	event_read(measuring->reader, topic, entry, &event);
	measure_add(measuring->measure, topic, event.type, entry);
	return true;
}

static enum browse_go on_turn(void *arg, const struct browse_coverage *coverage)
{
	(void)arg;
	(void)coverage;
	return BROWSE_ON;
}

/* A trace joins what has no key of its own, but leads nothing. */
static void take(struct definition *asked, const struct measured *measured)
{
	switch (measured->role) {
	case KEY_JOURNEY:
		definition_add_key(asked, measured->name, KEY_USE_ANCHOR, -1);
		break;
	case KEY_CHILD:
		definition_add_key(asked, measured->name, KEY_USE_CHILD, -1);
		break;
	case KEY_PARTY:
		definition_add_key(asked, measured->name, KEY_USE_PARTY, -1);
		break;
	case KEY_CAUSE:
		definition_add_key(asked, measured->name, KEY_USE_CAUSE, -1);
		break;
	default:
		break;
	}
}

/* Steps are told by a field only where the events have no types. */
static void judge(struct journey_scan *scan, struct measure *measure)
{
	struct error error;
	size_t count;
	const struct measured *list = measure_judge(measure, &count);

	definition_init(&scan->asked, NULL);
	for (size_t i = 0; i < count; i++) {
		take(&scan->asked, &list[i]);
	}
	scan->is_asked = definition_seal(&scan->asked, &error);
	if (!scan->is_asked) {
		definition_finish(&scan->asked);
		return;
	}
	if (scan->options->step != NULL) {
		definition_set(
			&scan->asked, text_of("step_field"), text_of(scan->options->step), &error);
	}
}

bool journey_scan_measure(struct journey_scan *scan, size_t window, struct error *error)
{
	const struct options *options = scan->options;
	struct browse_options what = {.on_entry = on_entry, .on_turn = on_turn};
	struct browse_coverage coverage;
	struct measuring measuring;

	if (!edge_parse("--from", options->from, false, &what.from, error) ||
		!edge_parse("--to", options->to, true, &what.to, error) ||
		!journey_scan_configure(scan, error)) {
		return false;
	}
	measuring.reader = event_reader_create_for(&scan->answer.config.envelopes);
	measuring.measure = measure_create(window);
	what.config = &scan->answer.config;
	what.arg = &measuring;
	bool good = browse_run(&what, &coverage, error);
	if (good) {
		judge(scan, measuring.measure);
	}
	measure_destroy(measuring.measure);
	event_reader_destroy(measuring.reader);
	return good;
}
