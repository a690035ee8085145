#include "journey_json.h"

#include <inttypes.h>
#include <math.h>

#include "base/json.h"
#include "output.h"

enum { SENTENCE_MAX = 4096 };

static void add_text(struct buf *out, const char *name, struct text text)
{
	buf_addf(out, "\"%s\": ", name);
	if (text.length == 0) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, text);
	}
}

static void add_key(const struct journey_path *path, struct buf *out, const char *name,
	enum key_use use, struct text text)
{
	struct buf seen;

	buf_init(&seen, OUTPUT_BYTES_MAX);
	if (text.length > 0) {
		journey_source_text(&path->source, path->view.definition, use, text, &seen);
	}
	add_text(out, name, buf_text(&seen));
	buf_finish(&seen);
}

static void add_count(struct buf *out, const char *name, int64_t count)
{
	if (count >= 0) {
		buf_addf(out, ", \"%s\": %" PRId64, name, count);
	} else {
		buf_addf(out, ", \"%s\": null", name);
	}
}

/* The broker's own reason, in parts. */
void journey_json_stuck(const struct journeys *journeys, uint32_t number, struct buf *out)
{
	struct journey_stuck why;

	if (!journeys_stuck(journeys, number, &why)) {
		return;
	}
	buf_addf(out, ", \"stuck\": {\"rule\": \"%s\"", stuck_rule_name(why.rule));
	buf_add_string(out, ", ");
	add_text(out, "topic", why.topic);
	buf_add_string(out, ", ");
	add_text(out, "group", why.group);
	buf_add_string(out, ", ");
	add_text(out, "consumer", why.consumer);
	add_count(out, "idle_ms", why.idle_ms);
	add_count(out, "deliveries", why.deliveries);
	add_count(out, "lag", why.lag);
	buf_add_byte(out, '}');
}

static void add_reason(const struct journey_path *path, struct buf *out)
{
	struct buf reason;

	buf_init(&reason, SENTENCE_MAX);
	journey_path_reason(path, &reason);
	add_text(out, "reason", buf_text(&reason));
	buf_finish(&reason);
}

static void add_flags(const struct journey_path *path, struct buf *out)
{
	bool begun = false;

	buf_add_string(out, "\"flags\": [");
	for (int bit = 0; bit < JOURNEY_FLAGS; bit++) {
		if ((path->view.flags >> bit & 1) != 0) {
			buf_addf(out, "%s\"%s\"", begun ? ", " : "", journey_flag_name(bit));
			begun = true;
		}
	}
	buf_add_byte(out, ']');
}

static void add_expected(const struct journey_path *path, struct buf *out)
{
	buf_add_string(out, "\"expected\": [");
	for (size_t i = 0; i < path->expected_count; i++) {
		buf_add_string(out, i > 0 ? ", " : "");
		json_quote_bytes(
			out, text_of(path->view.definition->steps[path->expected[i]].name));
	}
	buf_add_byte(out, ']');
}

/* `"topic": ..., "id": ..., "step": ...`. */
static void add_place(
	const struct journey_path *path, const struct journey_event *event, struct buf *out)
{
	const struct journeys *journeys = path->source.journeys;
	char id[ID_TEXT_MAX];

	add_text(out, "topic", journeys_topic(journeys, event->topic));
	buf_addf(out, ", \"id\": \"%s\", ", id_format(id, event->id));
	add_text(out, "step", journeys_step(journeys, event->step));
}

/* Of what is only known between bounds nothing is told as if it were known. */
static void add_split(const struct journey_path *path, size_t at, struct buf *out)
{
	const struct critical_event *event = &path->critical[at];
	struct journey_split split;

	if (event->is_split && journey_path_split(path, at, &split) && split.either_ms == 0) {
		buf_addf(out, ", \"queue_ms\": %" PRId64 ", \"work_ms\": %" PRId64, event->queue_ms,
			event->work_ms);
	} else {
		buf_add_string(out, ", \"queue_ms\": null, \"work_ms\": null");
	}
}

static bool is_of(
	const struct journey_path *path, const struct journey_event *event, const struct held *held)
{
	return id_compare(held->id, event->id) == 0 &&
		text_equal(held->topic, journeys_topic(path->source.journeys, event->topic));
}

/* Where the event is pending; nothing where nobody asked. */
static void add_held(const struct journey_path *path, const struct journey_event *event,
	const struct held_list *list, struct buf *out)
{
	bool begun = false;

	if (!list->is_looked) {
		return;
	}
	buf_add_string(out, ", \"pending\": [");
	for (size_t i = 0; i < list->count; i++) {
		const struct held *held = &list->entries[i];

		if (!is_of(path, event, held)) {
			continue;
		}
		buf_add_string(out, begun ? ", {" : "{");
		add_text(out, "group", held->group);
		buf_add_string(out, ", ");
		add_text(out, "consumer", held->consumer);
		add_count(out, "idle_ms", held->idle_ms);
		add_count(out, "deliveries", held->deliveries);
		add_count(out, "queue_ms", held->waited_ms);
		buf_add_byte(out, '}');
		begun = true;
	}
	buf_add_byte(out, ']');
}

static void add_events(
	const struct journey_path *path, const struct held_list *held, struct buf *out)
{
	buf_add_string(out, "\"events\": [");
	for (size_t i = 0; i < path->count; i++) {
		const struct journey_event *event = path->events[i];

		buf_add_string(out, i > 0 ? ", {" : "{");
		add_place(path, event, out);
		buf_add_string(out, ", ");
		add_text(out, "service", journeys_service(path->source.journeys, event->service));
		buf_addf(out, ", \"at_ms\": %" PRIu64, event->id.ms);
		add_split(path, i, out);
		buf_addf(out, ", \"state\": \"%s\"", journey_path_event_state(event));
		add_held(path, event, held, out);
		buf_add_byte(out, '}');
	}
	buf_add_byte(out, ']');
}

static void add_critical(const struct journey_path *path, struct buf *out)
{
	buf_add_string(out, "\"critical_path\": [");
	for (size_t i = 0; i < path->part_count; i++) {
		const struct critical_part *part = &path->parts[i];

		buf_add_string(out, i > 0 ? ", {" : "{");
		add_place(path, path->events[part->event], out);
		buf_addf(out, ", \"kind\": \"%s\", \"ms\": %" PRId64 "}",
			critical_kind_name(part->kind), part->ms);
	}
	buf_add_byte(out, ']');
}

static void add_merges(const struct journey_path *path, struct buf *out)
{
	const struct journeys *journeys = path->source.journeys;
	struct journey_merge merge;

	buf_add_string(out, "\"merges\": [");
	for (size_t i = 0; journeys_merge_at(journeys, path->view.number, i, &merge); i++) {
		char id[ID_TEXT_MAX];

		buf_add_string(out, i > 0 ? ", {" : "{");
		add_key(path, out, "journey", KEY_USE_ANCHOR, merge.name);
		buf_addf(out, ", \"reason\": \"%s\", ", journey_link_name(merge.link));
		add_text(out, "topic", merge.topic);
		buf_addf(out, ", \"id\": \"%s\"}", id_format(id, merge.id));
	}
	buf_add_byte(out, ']');
}

static void add_times(const struct journey_path *path, struct buf *out)
{
	const struct journey_view *view = &path->view;

	if (path->count == 0) {
		buf_add_string(out, "\"started_ms\": null, \"last_ms\": null, \"wall_ms\": null, ");
	} else {
		buf_addf(out,
			"\"started_ms\": %" PRId64 ", \"last_ms\": %" PRId64
			", \"wall_ms\": %" PRId64 ", ",
			view->started_ms, view->last_ms, view->last_ms - view->started_ms);
	}
	buf_addf(out, "\"steps\": %zu, ", journey_path_steps(path));
}

/* The shortest that reads back to the same. */
static void add_number(struct buf *out, double number)
{
	if (isfinite(number)) {
		buf_addf(out, "%.15g", number);
	} else {
		buf_add_string(out, "null");
	}
}

void journey_json_write(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	struct journey_path path;

	journey_path_init(&path, &source, number);
	buf_add_byte(out, '{');
	add_key(&path, out, "journey", KEY_USE_ANCHOR, path.view.name);
	buf_add_string(out, ", ");
	add_text(out, "definition", text_of(path.view.definition->name));
	buf_add_string(out, ", ");
	add_key(&path, out, "party", KEY_USE_PARTY, path.view.party);
	buf_addf(out, ", \"state\": \"%s\", ", journey_state_name(path.state));
	add_reason(&path, out);
	journey_json_stuck(source.journeys, number, out);
	buf_add_string(out, ", ");
	add_flags(&path, out);
	buf_add_string(out, ", ");
	add_times(&path, out);
	add_expected(&path, out);
	buf_addf(out, ", \"incarnation\": %" PRIu32 ", \"value\": ", path.view.incarnation);
	add_number(out, path.view.has_value ? path.view.value : NAN);
	buf_add_string(out, ", ");
	add_events(&path, &scan->held, out);
	buf_add_string(out, ", ");
	add_critical(&path, out);
	buf_add_string(out, ", ");
	add_merges(&path, out);
	buf_add_byte(out, '}');
	journey_path_finish(&path);
}

/* Exact: whole ms, and what is left over as a fraction. */
static void add_mean(struct buf *out, uint64_t sum, uint64_t count)
{
	if (sum % count == 0) {
		buf_addf(out, "%" PRIu64, sum / count);
	} else {
		buf_addf(out, "%.17g",
			(double)(sum / count) + (double)(sum % count) / (double)count);
	}
}

static void add_variant(
	const struct journey_scan *scan, const struct variant *variant, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	const struct definition *definition = variant->definition;
	struct buf seen;

	buf_init(&seen, OUTPUT_BYTES_MAX);
	journey_source_text(&source, definition, KEY_USE_ANCHOR,
		text_from(variant->example, variant->example_length), &seen);
	buf_add_string(out, "{\"steps\": [");
	for (size_t i = 0; i < variant->step_count; i++) {
		buf_add_string(out, i > 0 ? ", " : "");
		json_quote_bytes(out, journeys_step(scan->journeys, variant->steps[i]));
	}
	buf_addf(out, "], \"count\": %" PRIu64 ", \"mean_ms\": ", variant->count);
	add_mean(out, variant->sum_ms, variant->count);
	buf_addf(out, ", \"p50_ms\": %" PRId64 ", \"p95_ms\": %" PRId64 ", ",
		sketch_quantile(&variant->durations, 0.5),
		sketch_quantile(&variant->durations, 0.95));
	add_text(out, "example", buf_text(&seen));
	buf_add_string(out, ", ");
	add_text(out, "definition", text_of(definition->name));
	buf_add_byte(out, '}');
	buf_finish(&seen);
}

static void add_edge(
	const struct journey_scan *scan, const struct variant_edge *edge, struct buf *out)
{
	buf_add_byte(out, '{');
	add_text(out, "from", journeys_step(scan->journeys, edge->from));
	buf_add_string(out, ", ");
	add_text(out, "to", journeys_step(scan->journeys, edge->to));
	buf_addf(out, ", \"count\": %" PRIu64 ", \"p50_ms\": %" PRId64 ", \"p95_ms\": %" PRId64 "}",
		edge->count, sketch_quantile(&edge->gaps, 0.5), sketch_quantile(&edge->gaps, 0.95));
}

void journey_json_variants(const struct journey_scan *scan, struct buf *out)
{
	struct variants_totals totals = variants_totals(scan->variants);
	const struct variant *variant;
	const struct variant_edge *edge;

	buf_addf(out, "{\"journeys\": %" PRIu64 ", \"events\": %" PRIu64 ", \"variants\": [",
		totals.journeys, totals.events);
	for (size_t i = 0; (variant = variants_at(scan->variants, i)) != NULL &&
		(scan->options->limit == 0 || i < scan->options->limit);
		i++) {
		buf_add_string(out, i > 0 ? ",\n" : "");
		add_variant(scan, variant, out);
	}
	buf_add_string(out, "], \"edges\": [");
	for (size_t i = 0; (edge = variants_edge_at(scan->variants, i)) != NULL; i++) {
		buf_add_string(out, i > 0 ? ",\n" : "");
		add_edge(scan, edge, out);
	}
	buf_addf(out, "], \"others\": %" PRIu64 "}\n", totals.other_journeys);
}
