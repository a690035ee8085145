/* Below the waterfall: the selected step, and what the journey waited for most. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "panel.h"
#include "waterfall_private.h"

enum { WORDS_MAX = 700, WORST_MAX = 4 };

struct lines {
	struct canvas *canvas;
	int y;
};

static void add_line(struct lines *lines, enum role role, const char *words)
{
	if (lines->y < lines->canvas->height) {
		canvas_text(lines->canvas, 1, lines->y++, lines->canvas->width - 2, role,
			text_of(words));
	}
}

/* What matters most is not cut. */
static void wrap_line(struct lines *lines, enum role role, struct text words)
{
	struct canvas part =
		canvas_part(lines->canvas, 1, 0, lines->canvas->width - 2, lines->canvas->height);

	lines->y = panel_wrap(&part, lines->y, role, words);
}

static void add_entry(
	const struct waterfall *fall, const struct fall_event *event, struct lines *lines)
{
	char words[WORDS_MAX], id[ID_TEXT_MAX], when[WHEN_MAX];
	struct text topic = journeys_topic(fall->source.journeys, event->topic);

	snprintf(words, sizeof(words), "%s of %.*s", id_format(id, event->id),
		(int)(topic.length < 200 ? topic.length : 200), topic.at);
	add_line(lines, ROLE_TEXT, words);
	snprintf(words, sizeof(words), "%s UTC", when_say(when, event->id.ms, fall->now_ms));
	add_line(lines, ROLE_MUTED, words);
}

/* `1.2s`, or `1.2s to 2.2s`. */
static const char *say_range(char out[3 * NUMBER_MAX], int64_t least_ms, int64_t most_ms)
{
	char least[NUMBER_MAX], most[NUMBER_MAX];

	number_duration(least, least_ms);
	number_duration(most, most_ms);
	snprintf(out, 3 * NUMBER_MAX, strcmp(least, most) == 0 ? "%s" : "%s to %s", least, most);
	return out;
}

static void add_split(const struct fall_event *event, struct lines *lines)
{
	char words[WORDS_MAX], queue[3 * NUMBER_MAX], work[3 * NUMBER_MAX];
	int64_t ms = event->at_ms - event->from_ms;
	int percent = ms > 0 ? (int)((double)event->queue_ms * 100 / (double)ms) : 0;

	if (!event->is_split) {
		add_line(lines, ROLE_MUTED, "how much of it was waiting is not known");
		return;
	}
	say_range(queue, event->queue_ms, event->queue_ms + event->either_ms);
	say_range(work, event->work_ms, event->work_ms + event->either_ms);
	if (event->either_ms == 0 && ms > 0) {
		snprintf(words, sizeof(words), "waited %s (%d%%), was worked on for %s (%d%%)",
			queue, percent, work, 100 - percent);
	} else {
		snprintf(words, sizeof(words), "waited %s, was worked on for %s", queue, work);
	}
	add_line(lines, ROLE_TEXT, words);
}

static void add_took(const struct waterfall *fall, const struct fall_row *row, struct lines *lines)
{
	const struct fall_event *event = &fall->events[row->first];
	struct text before = journeys_step(fall->source.journeys, fall->events[event->before].step);
	char words[WORDS_MAX], took[NUMBER_MAX];

	if (row->first == 0) {
		add_line(lines, ROLE_MUTED, "the journey begins here");
		return;
	}
	snprintf(words, sizeof(words), "%s after %.*s",
		number_duration(took, fall->events[row->last].at_ms - event->from_ms),
		(int)(before.length < 100 ? before.length : 100), before.at);
	add_line(lines, ROLE_TEXT, words);
	if (row->events == 1) {
		add_split(event, lines);
	}
}

/* `waits p50 1.2s to 2.2s, p95 4.0s of 312`. */
static void add_usual_part(const char *what, const struct sketch *least, const struct sketch *most,
	struct lines *lines)
{
	char words[WORDS_MAX], half[3 * NUMBER_MAX], high[3 * NUMBER_MAX], count[NUMBER_MAX];

	snprintf(words, sizeof(words), "%s p50 %s, p95 %s of %s", what,
		say_range(half, sketch_quantile(least, 0.5), sketch_quantile(most, 0.5)),
		say_range(high, sketch_quantile(least, 0.95), sketch_quantile(most, 0.95)),
		number_count(count, (int64_t)least->count, 9));
	add_line(lines, ROLE_MUTED, words);
}

/* Of most deliveries only bounds are known, and so of what is usual. */
static void add_usual_split(
	const struct waterfall *fall, const struct fall_row *row, struct lines *lines)
{
	const struct hop *hop = fall_hop(fall, row);

	if (hop != NULL) {
		add_usual_part("waits", &hop->queue_least, &hop->queue_most, lines);
		add_usual_part("work", &hop->work_least, &hop->work_most, lines);
	}
}

static void add_usual(const struct waterfall *fall, const struct fall_row *row, struct lines *lines)
{
	char words[WORDS_MAX], p50[NUMBER_MAX], p95[NUMBER_MAX], p99[NUMBER_MAX];
	char count[NUMBER_MAX];
	struct fall_usual usual;
	int64_t ms;

	if (!fall_usual(fall, row, &usual)) {
		return;
	}
	ms = fall->events[row->first].at_ms - fall->events[row->first].from_ms;
	snprintf(words, sizeof(words), "usual here: p50 %s, p95 %s, p99 %s of %s%s",
		number_duration(p50, usual.p50_ms), number_duration(p95, usual.p95_ms),
		number_duration(p99, usual.p99_ms), number_count(count, (int64_t)usual.count, 9),
		ms > usual.p99_ms ? "; this is above p99" : "");
	add_line(lines, ms > usual.p99_ms ? ROLE_WARN : ROLE_MUTED, words);
}

static const char *fate(const struct fall_row *row, unsigned flags)
{
	return (flags & EVENT_DEAD) != 0      ? "set aside in a topic of dead letters"
		: (flags & EVENT_FAILED) != 0 ? "it says that it failed"
		: (flags & EVENT_LATE) != 0   ? "it came too late"
		: (flags & EVENT_SHARED) != 0 ? "it belongs to other journeys, too"
		: row->events > 1             ? "equal ones are folded: f unfolds them"
					      : NULL;
}

static void add_event(const struct waterfall *fall, const struct fall_row *row, struct lines *lines)
{
	const struct fall_event *event = &fall->events[row->last];
	const char *words = fate(row, event->flags);
	char many[WORDS_MAX];

	if (row->kind == FALL_LANE || row->events > 1) {
		snprintf(many, sizeof(many), "%zu event%s, %zu failed; the last:", row->events,
			row->events == 1 ? "" : "s", row->failed);
		add_line(lines, row->failed > 0 ? ROLE_CRIT : ROLE_TEXT, many);
	}
	add_entry(fall, event, lines);
	if (row->kind == FALL_EVENT) {
		add_took(fall, row, lines);
		add_usual(fall, row, lines);
		add_usual_split(fall, row, lines);
	}
	if (words) {
		add_line(lines,
			(event->flags & (EVENT_DEAD | EVENT_FAILED)) != 0 ? ROLE_CRIT : ROLE_MUTED,
			words);
	}
}

static void add_due(const struct waterfall *fall, const struct journey_view *view,
	const struct fall_row *row, struct lines *lines)
{
	char words[WORDS_MAX], when[WHEN_MAX];
	const struct definition_rule *rule = &view->definition->rules[view->due_rule];

	if (view->has_due && rule->to == row->step) {
		snprintf(words, sizeof(words), "due by %s UTC",
			when_say(when, (uint64_t)view->due_ms, fall->now_ms));
		add_line(lines,
			fall->now_ms > view->due_ms && fall->now_ms > 0 ? ROLE_CRIT : ROLE_TEXT,
			words);
	}
}

static void add_open(const struct waterfall *fall, const struct fall_row *row, struct lines *lines)
{
	struct journey_view view;
	char words[WORDS_MAX], idle[NUMBER_MAX];

	if (!fall_journey(fall, &view)) {
		return;
	}
	if (row->kind == FALL_EXPECTED) {
		add_line(lines, ROLE_MUTED, "is to come");
		add_due(fall, &view, row, lines);
		return;
	}
	buf_reset(fall->scratch);
	journeys_reason(fall->source.journeys, fall->number, fall->scratch);
	wrap_line(lines, journey_role(fall->state), buf_text(fall->scratch));
	snprintf(words, sizeof(words), "nothing came for %s; the last event:",
		fall->now_ms > 0 ? number_duration(idle, fall->now_ms - view.last_ms) : "?");
	add_line(lines, ROLE_TEXT, words);
	add_entry(fall, &fall->events[row->last], lines);
	add_due(fall, &view, row, lines);
}

static void draw_step(const struct waterfall *fall, struct canvas *canvas)
{
	const struct fall_row *row = fall_selected(fall);
	struct canvas inside;
	struct lines lines = {.canvas = &inside};
	char title[WORDS_MAX] = "";

	if (row) {
		fall_say_step(fall, row, fall->scratch);
		snprintf(title, sizeof(title), "%.*s", (int)fall->scratch->length,
			fall->scratch->at);
	}
	inside = panel_draw(canvas, title, NULL, false);
	if (row && (row->kind == FALL_EVENT || row->kind == FALL_LANE)) {
		add_event(fall, row, &lines);
	} else if (row) {
		add_open(fall, row, &lines);
	}
}

/* The parts of the critical path that took longest, the longest first. */
static size_t worst_parts(const struct waterfall *fall, const struct critical_part *out[WORST_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < fall->part_count; i++) {
		const struct critical_part *part = &fall->parts[i];
		size_t at = count < WORST_MAX ? count : WORST_MAX - 1;

		if (part->ms <= 0 || (count == WORST_MAX && part->ms <= out[at]->ms)) {
			continue;
		}
		count += count < WORST_MAX;
		while (at > 0 && out[at - 1]->ms < part->ms) {
			out[at] = out[at - 1];
			at--;
		}
		out[at] = part;
	}
	return count;
}

static void add_merges(const struct waterfall *fall, struct lines *lines)
{
	struct journey_merge merge;
	char words[WORDS_MAX], id[ID_TEXT_MAX];
	struct journey_view view;

	for (size_t i = 0; fall_journey(fall, &view) &&
		journeys_merge_at(fall->source.journeys, fall->number, i, &merge) &&
		lines->y < lines->canvas->height;
		i++) {
		view.name = merge.name;
		journey_say_name(&fall->source, &view, fall->scratch);
		snprintf(words, sizeof(words), "joined %.*s: %s (%.*s %s)",
			(int)(fall->scratch->length < 100 ? fall->scratch->length : 100),
			fall->scratch->at, journey_link_name(merge.link),
			(int)(merge.topic.length < 100 ? merge.topic.length : 100), merge.topic.at,
			id_format(id, merge.id));
		add_line(lines, ROLE_MUTED, words);
	}
}

/* What is there is never said to be nothing. */
static char *say_share(char out[NUMBER_MAX], int64_t ms, int64_t of_ms)
{
	int percent = (int)((double)ms * 100 / (double)of_ms);

	if (percent == 0) {
		snprintf(out, NUMBER_MAX, " <1%%");
	} else {
		snprintf(out, NUMBER_MAX, "%3d%%", percent);
	}
	return out;
}

/* What goes on is on no path yet. */
static void add_so_far(const struct waterfall *fall, struct lines *lines)
{
	char words[WORDS_MAX], open[NUMBER_MAX];
	int64_t last_ms = fall->count > 0 ? fall->events[fall->count - 1].at_ms : 0;

	if (journey_goes_on(fall->state) && fall->now_ms > last_ms) {
		snprintf(words, sizeof(words), "and %s so far",
			number_duration(open, fall->now_ms - last_ms));
		add_line(lines, journey_role(fall->state), words);
	} else if (fall->part_count == 0) {
		add_line(lines, ROLE_MUTED, "nothing was waited for");
	}
}

static void draw_critical(const struct waterfall *fall, struct canvas *canvas)
{
	struct canvas inside = panel_draw(canvas, "Critical path", NULL, false);
	struct lines lines = {.canvas = &inside};
	const struct critical_part *worst[WORST_MAX];
	size_t count = worst_parts(fall, worst);
	int64_t wall_ms = 0;
	char words[WORDS_MAX], took[NUMBER_MAX], share[NUMBER_MAX];

	for (size_t i = 0; i < fall->part_count; i++) {
		wall_ms += fall->parts[i].ms;
	}
	for (size_t i = 0; i < count; i++) {
		struct text step =
			journeys_step(fall->source.journeys, fall->events[worst[i]->event].step);

		snprintf(words, sizeof(words), "%s  %s %s  %.*s",
			say_share(share, worst[i]->ms, wall_ms),
			number_duration(took, worst[i]->ms), critical_kind_name(worst[i]->kind),
			(int)(step.length < 200 ? step.length : 200), step.at);
		add_line(&lines, i == 0 ? ROLE_TEXT : ROLE_MUTED, words);
	}
	add_so_far(fall, &lines);
	add_merges(fall, &lines);
}

void fall_draw_detail(const struct waterfall *fall, struct canvas *canvas)
{
	int half = canvas->width * 58 / 100;
	struct canvas part = canvas_part(canvas, 0, 0, half, canvas->height);

	draw_step(fall, &part);
	part = canvas_part(canvas, half, 0, canvas->width - half, canvas->height);
	draw_critical(fall, &part);
}
