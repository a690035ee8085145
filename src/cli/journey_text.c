#include "journey_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/sanitise.h"
#include "event_line.h"
#include "output.h"

enum { STATE_WIDTH = 9, TIME_WIDTH = 24, WALL_WIDTH = 9, STEPS_WIDTH = 7, NAME_WIDTH = 24 };

/* At least so wide; longer text stays whole. */
static void add_cell(struct buf *out, struct text raw, int width)
{
	size_t from = out->length;

	if (raw.length == 0) {
		buf_add_byte(out, '-');
	} else {
		sanitise_text(out, raw);
	}
	int used = sanitise_width(text_from(out->at + from, out->length - from));
	for (; used < width; used++) {
		buf_add_byte(out, ' ');
	}
	buf_add_string(out, "  ");
}

static void add_right(struct buf *out, const char *text, int width)
{
	buf_addf(out, "%*s  ", width, text);
}

static void add_key(const struct journey_path *path, enum key_use use, struct text text, int width,
	struct buf *out)
{
	struct buf seen;

	buf_init(&seen, OUTPUT_BYTES_MAX);
	journey_source_text(&path->source, path->view.definition, use, text, &seen);
	add_cell(out, buf_text(&seen), width);
	buf_finish(&seen);
}

static void trim(struct buf *out)
{
	size_t length = out->length;

	while (length > 0 && out->at[length - 1] == ' ') {
		length--;
	}
	buf_cut(out, length);
	buf_add_byte(out, '\n');
}

void journey_text_head(struct buf *out)
{
	buf_addf(out, "%-*s  %-*s  %*s  %*s  %-*s  PARTY, LAST STEP, REASON\n", STATE_WIDTH,
		"STATE", TIME_WIDTH, "STARTED", WALL_WIDTH, "WALL", STEPS_WIDTH, "STEPS",
		NAME_WIDTH, "JOURNEY");
}

static void add_reason(const struct journey_path *path, struct buf *out)
{
	struct buf reason;

	buf_init(&reason, OUTPUT_BYTES_MAX);
	journey_path_reason(path, &reason);
	if (reason.length > 0) {
		add_cell(out, buf_text(&reason), 0);
	}
	buf_finish(&reason);
}

/* `5 of 8`; `5` where nothing tells how many there will be. */
static void steps_text(const struct journey_path *path, char out[NUMBER_MAX])
{
	size_t steps = journey_path_steps(path);

	if (path->expected_count > 0) {
		snprintf(out, NUMBER_MAX, "%zu of %zu", steps, steps + path->expected_count);
	} else {
		snprintf(out, NUMBER_MAX, "%zu", steps);
	}
}

void journey_text_row(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	struct journey_path path;
	char wall[NUMBER_MAX] = "-", steps[NUMBER_MAX];

	journey_path_init(&path, &source, number);
	buf_addf(out, "%-*s  ", STATE_WIDTH, journey_state_name(path.state));
	if (path.count > 0) {
		event_line_time(out, (uint64_t)path.view.started_ms);
		buf_add_string(out, "  ");
		number_duration(wall, path.view.last_ms - path.view.started_ms);
	} else {
		add_cell(out, text_of("-"), TIME_WIDTH);
	}
	add_right(out, wall, WALL_WIDTH);
	steps_text(&path, steps);
	add_right(out, steps, STEPS_WIDTH);
	add_key(&path, KEY_USE_ANCHOR, path.view.name, NAME_WIDTH, out);
	add_key(&path, KEY_USE_PARTY, path.view.party, 0, out);
	if (path.count > 0) {
		add_cell(out, journeys_step(source.journeys, path.events[path.count - 1]->step), 0);
	}
	add_reason(&path, out);
	trim(out);
	journey_path_finish(&path);
}

/* `  waited 1.5s, work 400ms`. */
static void add_split(const struct journey_path *path, size_t at, struct buf *out)
{
	char queue[NUMBER_MAX], work[NUMBER_MAX];
	struct journey_split split;

	if (journey_path_split(path, at, &split) && split.either_ms == 0) {
		buf_addf(out, "  waited %s, work %s", number_duration(queue, split.queue_ms),
			number_duration(work, split.work_ms));
	}
}

/* Where the event is pending now. */
static void add_held(const struct journey_path *path, const struct journey_event *event,
	const struct held_list *list, struct buf *out)
{
	struct text topic = journeys_topic(path->source.journeys, event->topic);
	char time[NUMBER_MAX];

	for (size_t i = 0; i < list->count; i++) {
		const struct held *held = &list->entries[i];

		if (id_compare(held->id, event->id) != 0 || !text_equal(held->topic, topic)) {
			continue;
		}
		buf_addf(out, "  %*s  pending in ", TIME_WIDTH + WALL_WIDTH + 3, "");
		sanitise_text(out, held->group);
		buf_add_string(out, " on ");
		sanitise_text(out, held->consumer.length > 0 ? held->consumer : text_of("nobody"));
		if (held->idle_ms >= 0) {
			buf_addf(out, " for %s", number_duration(time, held->idle_ms));
		}
		buf_addf(out, ", delivered %" PRId64 " %s", held->deliveries,
			held->deliveries == 1 ? "time" : "times");
		if (held->waited_ms >= 0) {
			buf_addf(out, " after %s", number_duration(time, held->waited_ms));
		}
		buf_add_byte(out, '\n');
	}
}

static void add_events(
	const struct journey_path *path, const struct held_list *held, struct buf *out)
{
	const struct journeys *journeys = path->source.journeys;
	char since[NUMBER_MAX], id[ID_TEXT_MAX];

	for (size_t i = 0; i < path->count; i++) {
		const struct journey_event *event = path->events[i];

		buf_add_string(out, "  ");
		event_line_time(out, event->id.ms);
		snprintf(since, sizeof(since), "%s", "");
		if (i > 0) {
			number_duration(
				since, (int64_t)(event->id.ms - path->events[i - 1]->id.ms));
		}
		buf_addf(out, "  %s%*s  ", i > 0 ? "+" : " ", WALL_WIDTH, since);
		add_cell(out, journeys_step(journeys, event->step), NAME_WIDTH);
		add_cell(out, journeys_service(journeys, event->service), 8);
		add_cell(out, journeys_topic(journeys, event->topic), 0);
		buf_addf(out, "%s  %s", id_format(id, event->id), journey_path_event_state(event));
		add_split(path, i, out);
		buf_add_byte(out, '\n');
		add_held(path, event, held, out);
	}
	for (size_t i = 0; i < path->expected_count; i++) {
		buf_addf(out, "  %*s  ", TIME_WIDTH + WALL_WIDTH + 3, "expected");
		add_cell(out, text_of(path->view.definition->steps[path->expected[i]].name), 0);
		trim(out);
	}
}

/* What took longest on the way, at most three. */
static void add_critical(const struct journey_path *path, struct buf *out)
{
	int64_t wall = path->view.last_ms - path->view.started_ms, below = INT64_MAX;
	char took[NUMBER_MAX];

	for (int shown = 0; shown < 3 && wall > 0; shown++) {
		const struct critical_part *best = NULL;

		for (size_t i = 0; i < path->part_count; i++) {
			const struct critical_part *part = &path->parts[i];
			if (part->ms > 0 && part->ms < below &&
				(best == NULL || part->ms > best->ms)) {
				best = part;
			}
		}
		if (best == NULL) {
			return;
		}
		below = best->ms;
		buf_add_string(out, "critical: ");
		sanitise_text(
			out, journeys_step(path->source.journeys, path->events[best->event]->step));
		buf_addf(out, " %s %s (%" PRId64 "%%)\n", critical_kind_name(best->kind),
			number_duration(took, best->ms),
			(int64_t)((double)best->ms * 100 / (double)wall));
	}
}

static void add_merges(const struct journey_path *path, struct buf *out)
{
	struct journey_merge merge;
	char id[ID_TEXT_MAX];

	for (size_t i = 0; journeys_merge_at(path->source.journeys, path->view.number, i, &merge);
		i++) {
		buf_add_string(out, "joined: ");
		add_key(path, KEY_USE_ANCHOR, merge.name, 0, out);
		buf_addf(out, "%s, ", journey_link_name(merge.link));
		sanitise_text(out, merge.topic);
		buf_addf(out, " %s\n", id_format(id, merge.id));
	}
}

void journey_text_whole(const struct journey_scan *scan, uint32_t number, struct buf *out)
{
	const struct journey_source source = journey_scan_source(scan);
	struct journey_path path;
	char wall[NUMBER_MAX], steps[NUMBER_MAX];

	journey_path_init(&path, &source, number);
	add_cell(out,
		text_of(path.view.definition->name == NULL ? "journey"
							   : path.view.definition->name),
		0);
	add_key(&path, KEY_USE_ANCHOR, path.view.name, 0, out);
	if (path.view.party.length > 0) {
		add_key(&path, KEY_USE_PARTY, path.view.party, 0, out);
	}
	steps_text(&path, steps);
	buf_addf(out, "%s  %s steps  wall %s  ", journey_state_name(path.state), steps,
		number_duration(wall, path.view.last_ms - path.view.started_ms));
	for (int bit = 0; bit < JOURNEY_FLAGS; bit++) {
		if ((path.view.flags >> bit & 1) != 0) {
			buf_addf(out, "%s  ", journey_flag_name(bit));
		}
	}
	add_reason(&path, out);
	trim(out);
	add_events(&path, &scan->held, out);
	add_critical(&path, out);
	add_merges(&path, out);
	journey_path_finish(&path);
}

static void add_variant(const struct journey_scan *scan, const struct variant *variant,
	uint64_t journeys, struct buf *out)
{
	char mean[NUMBER_MAX], p50[NUMBER_MAX], p95[NUMBER_MAX], count[NUMBER_MAX];

	buf_addf(out, "%9s %5.1f%%  mean %s  p50 %s  p95 %s\n    ",
		number_count(count, (int64_t)variant->count, NUMBER_MAX),
		(double)variant->count * 100 / (double)journeys,
		number_duration(mean, (int64_t)(variant->sum_ms / variant->count)),
		number_duration(p50, sketch_quantile(&variant->durations, 0.5)),
		number_duration(p95, sketch_quantile(&variant->durations, 0.95)));
	for (size_t i = 0; i < variant->step_count; i++) {
		buf_add_string(out, i > 0 ? " > " : "");
		sanitise_text(out, journeys_step(scan->journeys, variant->steps[i]));
	}
	buf_add_byte(out, '\n');
}

void journey_text_variants(struct journey_scan *scan, struct buf *out)
{
	struct variants_totals totals = variants_totals(scan->variants);
	uint64_t limit = scan->options->limit;
	const struct variant *variant;
	char journeys[NUMBER_MAX], events[NUMBER_MAX];

	buf_addf(out, "%s journeys, %s events, %zu variants\n",
		number_count(journeys, (int64_t)totals.journeys, NUMBER_MAX),
		number_count(events, (int64_t)totals.events, NUMBER_MAX), totals.variants);
	for (size_t i = 0;
		(variant = variants_at(scan->variants, i)) != NULL && (limit == 0 || i < limit);
		i++) {
		add_variant(scan, variant, totals.journeys, out);
	}
	if (totals.other_journeys > 0) {
		buf_addf(out,
			"%9" PRIu64 " journeys of other variants, for which there was no "
			"room (--memory)\n",
			totals.other_journeys);
	}
}
