/* Which fields are keys, where nobody has said it. */
#include <string.h>

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

static bool is_named(const struct measured *measured, const char *role)
{
	const char *name = measured_name_role(measured->name);

	return name != NULL && strcmp(name, role) == 0;
}

static bool has(const struct definition *asked, enum key_use use)
{
	for (size_t i = 0; i < asked->key_count; i++) {
		if (asked->keys[i].use == use) {
			return true;
		}
	}
	return false;
}

/* What matters most comes first: it leads. A trace joins what has no key of its own. */
static void take(struct definition *asked, const struct measured *measured)
{
	switch (measured->role) {
	case KEY_JOURNEY:
		definition_add_key(asked, measured->name,
			is_named(measured, "trace")          ? KEY_USE_TRACE
				: has(asked, KEY_USE_ANCHOR) ? KEY_USE_JOURNEY
							     : KEY_USE_ANCHOR,
			-1);
		break;
	case KEY_CHILD:
		definition_add_key(asked, measured->name, KEY_USE_CHILD, -1);
		break;
	case KEY_CAUSE:
		definition_add_key(asked, measured->name, KEY_USE_CAUSE, -1);
		break;
	default:
		break;
	}
}

/* One is enough: the field that is called so, else the one that looks most like it. */
static void take_party(struct definition *asked, const struct measured *list, size_t count)
{
	const struct measured *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (list[i].role == KEY_PARTY &&
			(best == NULL ||
				(!is_named(best, "party") && is_named(&list[i], "party")))) {
			best = &list[i];
		}
	}
	if (best != NULL) {
		definition_add_key(asked, best->name, KEY_USE_PARTY, -1);
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
	take_party(&scan->asked, list, count);
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
