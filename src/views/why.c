#include "why.h"

#include <stdio.h>

#include "base/number.h"
#include "clock.h"
#include "panel.h"
#include "say.h"
#include "verdict_role.h"

enum { LABEL_CELLS = 15, NUMBER_CELLS = 12, CELLS = 15 };

struct fact_line {
	const char *label;
	char number[SAY_MAX];
	char why[240];
	enum role role;
};

static void put_line(struct canvas *canvas, int y, const struct fact_line *line)
{
	int x = 1;

	if (y >= canvas->height) {
		return;
	}
	canvas_text(canvas, x, y, LABEL_CELLS, ROLE_MUTED, text_of(line->label));
	x += LABEL_CELLS + 1;
	canvas_right(canvas, x, y, NUMBER_CELLS, line->role, text_of(line->number));
	x += NUMBER_CELLS + 2;
	canvas_text(canvas, x, y, canvas->width - x, ROLE_TEXT, text_of(line->why));
}

int why_draw_verdict(
	const struct group *group, const struct model *model, struct canvas *canvas, int y)
{
	const struct verdict *verdict = &group->verdict;
	char since[NUMBER_MAX], clock[CLOCK_MAX];
	enum role role = severity_role(verdict->severity);
	struct canvas inside;

	canvas_printf(canvas, 1, y, canvas->width - 1, role == ROLE_TEXT ? ROLE_OK : role,
		"%s %s for %s, since %s", severity_marker(verdict->severity),
		verdict_name(verdict->id),
		number_duration(since, model_now_ms(model) - verdict->since_ms),
		clock_of(model, verdict->since_ms, clock));
	inside = canvas_part(canvas, 1, y + 1, canvas->width - 1, canvas->height - y - 1);
	return y + 1 + panel_wrap(&inside, 0, ROLE_TEXT, text_of(verdict->reason));
}

static void say_drain(char out[SAY_MAX], const struct group *group)
{
	if (group->drain_never) {
		snprintf(out, SAY_MAX, "never");
	} else {
		say_age(out, group->drain_ms);
	}
}

static void say_rates(char *out, size_t size, const struct group *group)
{
	char in[SAY_MAX], delivered[SAY_MAX], acked[SAY_MAX];

	snprintf(out, size, "in %s/s  delivered %s/s  acked %s/s", say_rate(in, group->in),
		say_rate(delivered, group->delivered), say_rate(acked, group->acked));
}

void why_draw(const struct group *group, const struct model *model, struct canvas *canvas)
{
	char lag[SAY_MAX], drain[SAY_MAX], rates[160];
	int y = why_draw_verdict(group, model, canvas, 0);

	say_rates(rates, sizeof(rates), group);
	say_drain(drain, group);
	canvas_printf(canvas, 1, y, canvas->width - 1, ROLE_TEXT, "%s  drains: %s", rates, drain);
	canvas_printf(canvas, 1, y + 1, canvas->width - 1, ROLE_MUTED, "lag %s (%s): %s",
		say_lag(lag, canvas, group->lag.count, group->lag.is), lag_is_name(group->lag.is),
		group->lag.reason ? group->lag.reason : "");
}

static struct fact_line lag_line(const struct group *group, const struct canvas *canvas)
{
	struct fact_line line = {.label = "undelivered", .role = ROLE_STRONG};

	say_lag(line.number, canvas, group->lag.count, group->lag.is);
	snprintf(line.why, sizeof(line.why), "%s: %s", lag_is_name(group->lag.is),
		group->lag.reason ? group->lag.reason : "");
	return line;
}

static void put_age(struct fact_line *line, struct known age, bool none)
{
	if (none) {
		snprintf(line->number, sizeof(line->number), "-");
	} else {
		say_age(line->number, age);
	}
}

static const char *clock_words(const struct group *group)
{
	return group->topic->ids_are_clock ? "" : " (its ids are no clock: not used in verdicts)";
}

static struct fact_line undelivered_line(const struct group *group, int64_t server_now_ms)
{
	struct fact_line line = {.label = "oldest of them", .role = ROLE_STRONG};
	bool none = false;
	struct known age = group_oldest_undelivered_age(group, server_now_ms, &none);

	put_age(&line, age, none);
	snprintf(line.why, sizeof(line.why), "%s%s",
		none ? "nothing is undelivered" : "age of the first entry after the cursor, read",
		clock_words(group));
	return line;
}

static struct fact_line unacked_line(const struct group *group, int64_t server_now_ms)
{
	struct fact_line line = {.label = "oldest unacked", .role = ROLE_STRONG};
	char idle[SAY_MAX], deliveries[SAY_MAX];
	bool none = false;
	struct known age = group_oldest_unacked_age(group, server_now_ms, &none);

	put_age(&line, age, none);
	if (none) {
		snprintf(line.why, sizeof(line.why), "nothing is pending");
		return line;
	}
	snprintf(line.why, sizeof(line.why), "lowest pending id: idle %s, delivered %s times%s",
		say_age(idle, group->oldest_pending_idle_ms),
		say_count(deliveries, group->oldest_pending_deliveries), clock_words(group));
	return line;
}

static struct fact_line drain_line(const struct group *group)
{
	struct fact_line line = {.label = "drained in", .role = ROLE_STRONG};

	say_drain(line.number, group);
	say_rates(line.why, sizeof(line.why), group);
	line.role = group->drain_never ? ROLE_WARN : ROLE_STRONG;
	return line;
}

static struct fact_line lost_line(const struct group *group)
{
	struct fact_line line = {.label = "lost", .role = ROLE_TEXT};
	const struct lost *lost = &group->lost;

	if (lost->happened && lost->known) {
		number_count(line.number, lost->count, CELLS);
		snprintf(line.why, sizeof(line.why), "trimmed before this group read them");
	} else if (lost->happened) {
		snprintf(line.number, sizeof(line.number), "?");
		snprintf(line.why, sizeof(line.why), "an unknown number was trimmed unread");
	} else {
		snprintf(line.number, sizeof(line.number), lost->known ? "0" : "?");
		snprintf(line.why, sizeof(line.why), "%s",
			lost->known ? "nothing was trimmed unread" : "cannot be known here");
	}
	line.role = lost->happened ? ROLE_CRIT : ROLE_TEXT;
	return line;
}

static struct fact_line headroom_line(const struct group *group)
{
	struct fact_line line = {.label = "headroom", .role = ROLE_TEXT};

	say_age(line.number, group->headroom_ms);
	snprintf(line.why, sizeof(line.why), "%s",
		group->headroom_ms.is ? "until trimming reaches the cursor at today's rates"
				      : "nothing is trimmed, or too little was seen to tell");
	return line;
}

static struct fact_line pending_line(const struct group *group)
{
	struct fact_line line = {.label = "pending", .role = ROLE_TEXT};
	char deliveries[SAY_MAX];

	number_count(line.number, group->pending, CELLS);
	snprintf(line.why, sizeof(line.why), "delivered at most %s times%s",
		say_count(deliveries, group->max_deliveries),
		group->max_deliveries_partial ? " in what was looked at so far" : "");
	return line;
}

static struct fact_line cursor_line(const struct group *group)
{
	struct fact_line line = {.label = "entries read", .role = ROLE_TEXT};
	char id[ID_TEXT_MAX], lag[SAY_MAX];

	say_count(line.number, group->entries_read);
	snprintf(line.why, sizeof(line.why), "cursor %s; the server's own lag: %s",
		id_format(id, group->last_delivered), say_count(lag, group->server_lag));
	return line;
}

int why_draw_facts(
	const struct group *group, const struct model *model, struct canvas *canvas, int y)
{
	int64_t server_now_ms = 0;
	size_t i;

	model_server_now_ms(model, &server_now_ms);
	{
		const struct fact_line lines[WHY_FACTS] = {
			lag_line(group, canvas),
			undelivered_line(group, server_now_ms),
			unacked_line(group, server_now_ms),
			drain_line(group),
			lost_line(group),
			headroom_line(group),
			pending_line(group),
			cursor_line(group),
		};

		for (i = 0; i < WHY_FACTS; i++) {
			put_line(canvas, y + (int)i, &lines[i]);
		}
	}
	return y + WHY_FACTS;
}
