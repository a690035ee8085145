/* What a step of a journey took, drawn in time. */
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "waterfall_private.h"

static enum role bar_role(const struct waterfall *fall, const struct fall_row *row)
{
	return row->failed > 0                     ? ROLE_CRIT
		: fall->events[row->last].critical ? ROLE_CHART_LINE
						   : ROLE_CHART_FILL;
}

/* Where it is known how long it lay and how long somebody was at it, both are drawn, and between
 * them what may be either. */
static void draw_split(
	const struct waterfall *fall, const struct fall_row *row, struct canvas *line)
{
	const struct fall_event *event = &fall->events[row->first];
	int64_t given_ms = event->from_ms + event->queue_ms,
		taken_ms = event->at_ms - event->work_ms;
	const struct axis_bar bars[] = {
		{event->from_ms, given_ms, AXIS_WAIT, bar_role(fall, row)},
		{given_ms, taken_ms, AXIS_UNKNOWN, bar_role(fall, row)},
		{taken_ms, event->at_ms, AXIS_WORK, bar_role(fall, row)},
	};

	for (size_t i = 0; i < sizeof(bars) / sizeof(*bars); i++) {
		if (bars[i].to_ms > bars[i].from_ms) {
			axis_draw_bar(&fall->axis, &bars[i], line);
		}
	}
}

static bool is_split(const struct waterfall *fall, const struct fall_row *row)
{
	const struct fall_event *event = &fall->events[row->first];

	return row->events == 1 && event->is_split && event->at_ms > event->from_ms;
}

void fall_draw_hop(const struct waterfall *fall, const struct fall_row *row, struct canvas *line)
{
	const struct fall_event *last = &fall->events[row->last];
	const struct axis_bar bar = {.from_ms = fall->events[row->first].from_ms,
		.to_ms = last->at_ms,
		.fill = AXIS_UNKNOWN,
		.role = bar_role(fall, row)};

	if (is_split(fall, row)) {
		draw_split(fall, row, line);
	} else {
		axis_draw_bar(&fall->axis, &bar, line);
		axis_draw_mark(&fall->axis, last->at_ms, bar.role, GLYPH_MOMENT, line);
	}
}

/* `q 98% w 2%` behind its bar, where there is room; of what is known between bounds the least. */
void fall_draw_shares(const struct waterfall *fall, const struct fall_row *row, struct canvas *line)
{
	const struct fall_event *event = &fall->events[row->first];
	int x = (int)axis_at(&fall->axis, event->at_ms) - fall->axis.left + 2;
	const char *least = event->either_ms > 0 ? "+" : "";
	char words[NUMBER_MAX];
	int queue, work;

	if (!is_split(fall, row) || x < 0) {
		return;
	}
	double ms = (double)(event->at_ms - event->from_ms);
	queue = (int)((double)event->queue_ms * 100 / ms);
	work = event->either_ms > 0 ? (int)((double)event->work_ms * 100 / ms) : 100 - queue;
	snprintf(words, sizeof(words), "q %d%%%s w %d%%%s", queue, least, work, least);
	if (x + (int)strlen(words) <= line->width) {
		canvas_text(line, x, 0, line->width - x, ROLE_MUTED, text_of(words));
	}
}

/* Between which moments the group that reads the last event was given it; both now where it was
 * not. Where nothing is known it may have been at once. */
static void given_between(const struct waterfall *fall, int64_t last_ms, int64_t given_ms[2])
{
	bool not_yet = fall->is_given && !fall->given.has_to;
	struct journey_stuck why;

	given_ms[0] = fall->is_given && fall->given.has_from ? fall->given.from_ms : last_ms;
	given_ms[1] = not_yet ? fall->now_ms : fall->is_given ? fall->given.to_ms : last_ms;
	given_ms[0] = not_yet ? fall->now_ms : given_ms[0];
	if (journeys_stuck(fall->source.journeys, fall->number, &why) && why.group.length > 0) {
		given_ms[0] = given_ms[1] = why.rule != STUCK_PENDING ? fall->now_ms
			: why.idle_ms >= 0                            ? fall->now_ms - why.idle_ms
								      : last_ms;
	}
	for (int i = 0; i < 2; i++) {
		given_ms[i] = given_ms[i] > fall->now_ms ? fall->now_ms : given_ms[i];
		given_ms[i] = given_ms[i] < last_ms ? last_ms : given_ms[i];
	}
}

void fall_draw_open(const struct waterfall *fall, const struct fall_row *row, struct canvas *line)
{
	int64_t last_ms = fall->events[row->last].at_ms, given_ms[2];
	struct axis_bar bar = {.role = journey_role(fall->state)};

	given_between(fall, last_ms, given_ms);
	const struct {
		int64_t from_ms, to_ms;
		enum axis_fill fill;
	} parts[] = {
		{given_ms[1], fall->now_ms, AXIS_GROWING},
		{given_ms[0], given_ms[1], AXIS_UNKNOWN},
		{last_ms, given_ms[0], AXIS_WAIT},
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		bar.from_ms = parts[i].from_ms;
		bar.to_ms = parts[i].to_ms;
		bar.fill = parts[i].fill;
		if (bar.to_ms > bar.from_ms) {
			axis_draw_bar(&fall->axis, &bar, line);
		}
	}
}
