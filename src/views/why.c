#include "why.h"

#include <stdio.h>

#include "base/number.h"
#include "clock.h"
#include "model/blast.h"
#include "panel.h"
#include "say.h"
#include "verdict_role.h"

enum { LABEL_CELLS = 15, NUMBER_CELLS = 12, CELLS = 15 };
enum { WORDS_AT = LABEL_CELLS + NUMBER_CELLS + 4 };

struct fact_line {
	const char *label;
	char number[SAY_MAX];
	char why[240];
	enum role role;
};

const char *why_no_consumers(const struct group *group)
{
	bool asked = group->consumers_at_ms > 0 || (group->at_ms > 0 && group->consumers == 0);

	return asked ? "no consumers" : "not asked yet";
}

static int words_width(int width)
{
	return width - WORDS_AT > 0 ? width - WORDS_AT : 1;
}

/* Returns the rows taken. */
static int put_line(struct canvas *canvas, int y, const struct fact_line *line, bool wraps)
{
	struct canvas words =
		canvas_part(canvas, WORDS_AT, y, canvas->width - WORDS_AT, canvas->height - y);

	if (y >= canvas->height) {
		return 0;
	}
	canvas_text(canvas, 1, y, LABEL_CELLS, ROLE_MUTED, text_of(line->label));
	canvas_right(canvas, LABEL_CELLS + 2, y, NUMBER_CELLS, line->role, text_of(line->number));
	if (wraps) {
		panel_wrap(&words, 0, ROLE_TEXT, text_of(line->why));
		return panel_rows(words_width(canvas->width), text_of(line->why));
	}
	canvas_text(&words, 0, 0, words.width, ROLE_TEXT, text_of(line->why));
	return 1;
}

int why_verdict_rows(const struct group *group, int width)
{
	return 1 + panel_rows(width - 1, text_of(group->verdict.reason));
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

static bool nothing_waits(const struct group *group)
{
	bool exact = group->lag.is == LAG_EXACT || group->lag.is == LAG_COUNTED;

	return group->none_undelivered || (exact && group->lag.count == 0);
}

static void say_drain(char out[SAY_MAX], const struct group *group)
{
	if (nothing_waits(group)) {
		snprintf(out, SAY_MAX, "-");
	} else if (group->drain_never) {
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

static void say_lag_line(
	char *out, size_t size, const struct group *group, const struct canvas *canvas)
{
	char lag[SAY_MAX], source[160];

	say_lag_source(source, sizeof(source), &group->lag);
	snprintf(out, size, "lag %s, %s", say_lag(lag, canvas, group->lag.count, group->lag.is),
		source);
}

void why_draw(const struct group *group, const struct model *model, struct canvas *canvas)
{
	struct canvas inside = canvas_part(canvas, 1, 0, canvas->width - 1, canvas->height);
	char drain[SAY_MAX], rates[160], lag[240], line[240];
	int y = why_draw_verdict(group, model, canvas, 0);

	say_rates(rates, sizeof(rates), group);
	say_drain(drain, group);
	snprintf(line, sizeof(line), "%s  drains: %s", rates, drain);
	canvas_text(&inside, 0, y, inside.width, ROLE_TEXT, text_of(line));
	say_lag_line(lag, sizeof(lag), group, canvas);
	panel_wrap(&inside, y + 1, ROLE_MUTED, text_of(lag));
}

int why_rows(const struct group *group, int width)
{
	const struct canvas utf8 = {.charset = CHARSET_UTF8};
	char lag[240];

	say_lag_line(lag, sizeof(lag), group, &utf8);
	return why_verdict_rows(group, width) + 1 + panel_rows(width - 1, text_of(lag));
}

static struct fact_line lag_line(const struct group *group, const struct canvas *canvas)
{
	struct fact_line line = {.label = "undelivered", .role = ROLE_STRONG};

	say_lag(line.number, canvas, group->lag.count, group->lag.is);
	say_lag_source(line.why, sizeof(line.why), &group->lag);
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

static char *say_times(char out[SAY_MAX], struct known times)
{
	char count[SAY_MAX];

	if (times.is && times.n <= 2) {
		snprintf(out, SAY_MAX, "%s", times.n == 2 ? "twice" : "once");
	} else {
		snprintf(out, SAY_MAX, "%s times", say_count(count, times));
	}
	return out;
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
	snprintf(line.why, sizeof(line.why), "lowest pending id: idle %s, delivered %s%s",
		say_age(idle, group->oldest_pending_idle_ms),
		say_times(deliveries, group->oldest_pending_deliveries), clock_words(group));
	return line;
}

static struct fact_line drain_line(const struct group *group)
{
	struct fact_line line = {.label = "time to drain", .role = ROLE_STRONG};
	char rates[160];

	say_drain(line.number, group);
	if (nothing_waits(group)) {
		snprintf(line.why, sizeof(line.why), "nothing is waiting");
		return line;
	}
	say_rates(rates, sizeof(rates), group);
	snprintf(line.why, sizeof(line.why), "at this rate: %s", rates);
	line.role = group->drain_never ? ROLE_WARN : ROLE_STRONG;
	return line;
}

static struct fact_line lost_line(const struct group *group)
{
	struct fact_line line = {.label = "lost", .role = ROLE_TEXT};
	const struct lost *lost = &group->lost;

	if (lost->happened && lost->known) {
		number_count(line.number, lost->count, CELLS);
		snprintf(line.why, sizeof(line.why),
			"trimmed before this group read them; key a: seen");
	} else if (lost->happened) {
		snprintf(line.number, sizeof(line.number), "?");
		snprintf(line.why, sizeof(line.why),
			"an unknown number was trimmed unread; key a: seen");
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
	const char *so_far = group->max_deliveries_partial ? " in what was looked at so far" : "";
	char deliveries[SAY_MAX];

	number_count(line.number, group->pending, CELLS);
	if (group->pending == 0) {
		snprintf(line.why, sizeof(line.why), "nothing is pending");
	} else if (!group->max_deliveries.is) {
		snprintf(line.why, sizeof(line.why), "how often delivered: not asked yet");
	} else if (group->max_deliveries.n <= 1) {
		snprintf(line.why, sizeof(line.why), "never delivered twice%s", so_far);
	} else {
		snprintf(line.why, sizeof(line.why), "delivered %s at most%s",
			say_times(deliveries, group->max_deliveries), so_far);
	}
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

/* `61 late or within 5m, value 18,400`. */
static struct fact_line journeys_line(const struct blast *blast)
{
	struct fact_line line = {.label = "journeys", .role = ROLE_WARN};
	char late[NUMBER_MAX], soon[NUMBER_MAX], value[NUMBER_MAX];
	int used;

	number_count(line.number, (int64_t)blast->behind, CELLS);
	used = snprintf(line.why, sizeof(line.why),
		"wait behind this group: %s late, %s more within 5m",
		number_count(late, (int64_t)blast->late, CELLS),
		number_count(soon, (int64_t)blast->soon, CELLS));
	if (blast->valued > 0) {
		snprintf(line.why + used, sizeof(line.why) - (size_t)used, ", value %s",
			number_count(value, (int64_t)blast->value, CELLS));
	}
	return line;
}

struct fact_lines {
	size_t count;
	struct fact_line at[WHY_FACTS + 1];
};

static struct fact_lines facts_of(
	const struct group *group, const struct model *model, const struct canvas *canvas)
{
	int64_t server_now_ms = 0;

	model_server_now_ms(model, &server_now_ms);
	struct fact_lines lines = {.count = 0};
	const struct fact_line always[WHY_FACTS] = {
		lag_line(group, canvas),
		undelivered_line(group, server_now_ms),
		unacked_line(group, server_now_ms),
		drain_line(group),
		lost_line(group),
		headroom_line(group),
		pending_line(group),
		cursor_line(group),
	};
	struct blast blast = {.behind = 0};

	if (model_journeys(model) != NULL && group->verdict.severity >= SEVERITY_WARNING) {
		blast_of(model_journeys(model), group->topic->name, group->name,
			group->last_delivered, &blast);
	}
	if (blast.behind > 0) {
		lines.at[lines.count++] = journeys_line(&blast);
	}
	for (size_t i = 0; i < WHY_FACTS; i++) {
		lines.at[lines.count++] = always[i];
	}
	return lines;
}

static int rows_of(const struct fact_lines *lines, int width)
{
	int rows = 0;
	size_t i;

	for (i = 0; i < lines->count; i++) {
		rows += panel_rows(words_width(width), text_of(lines->at[i].why));
	}
	return rows;
}

void why_draw_facts(const struct group *group, const struct model *model, struct canvas *canvas)
{
	struct fact_lines lines = facts_of(group, model, canvas);
	bool wraps = rows_of(&lines, canvas->width) <= canvas->height;
	size_t i;
	int y = 0;

	for (i = 0; i < lines.count; i++) {
		y += put_line(canvas, y, &lines.at[i], wraps);
	}
}

int why_facts_rows(const struct group *group, const struct model *model, int width)
{
	const struct canvas utf8 = {.charset = CHARSET_UTF8};
	struct fact_lines lines = facts_of(group, model, &utf8);

	return rows_of(&lines, width);
}
