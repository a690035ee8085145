/* One record of the screen `log`, in words. */
#include <stdio.h>

#include "base/number.h"
#include "events_when.h"
#include "log_private.h"
#include "panel.h"

enum { LABEL_CELLS = 9 };

static int draw_line(
	struct canvas *inside, int y, const char *label, enum role role, struct text line)
{
	struct canvas part;

	if (line.length == 0 || y >= inside->height) {
		return y;
	}
	canvas_text(inside, 1, y, LABEL_CELLS, ROLE_MUTED, text_of(label));
	part = canvas_part(
		inside, 1 + LABEL_CELLS, y, inside->width - LABEL_CELLS - 2, inside->height - y);
	return y + panel_wrap(&part, 0, role, line);
}

static const char *place_words(const struct log_row *row)
{
	if (!row->has[LOG_STREAM]) {
		return "in the file of this machine alone";
	}
	return row->has[LOG_FILE] ? "in the file of this machine, and on the server"
				  : "on the server, not in the file of this machine";
}

static void say_touched(char out[LOG_WORDS_MAX], const struct log_record *record)
{
	char count[NUMBER_MAX], bytes[NUMBER_MAX];
	size_t n = 0;

	out[0] = '\0';
	if (record->entries >= 0) {
		n = (size_t)snprintf(out, LOG_WORDS_MAX, "%s entries",
			number_count(count, record->entries, NUMBER_MAX));
	}
	if (record->bytes >= 0) {
		snprintf(out + n, LOG_WORDS_MAX - n, "%s%s", n > 0 ? ", " : "",
			number_bytes(bytes, (uint64_t)record->bytes));
	}
}

void log_draw_record(const struct log_row *row, int64_t now_ms, struct canvas *inside)
{
	char words[LOG_WORDS_MAX], when[WHEN_MAX] = "?", who[LOG_WORDS_MAX];
	int y = 0;

	if (row->broken) {
		y = draw_line(inside, y, "chain", ROLE_CRIT,
			text_of("this record was changed, or one before it was taken out: what it "
				"says may not be what was done"));
	}
	log_say_object(words, &row->as);
	y = draw_line(inside, y, "on", ROLE_TEXT, text_of(words));
	log_say_who(who, &row->as);
	if (row->as.at_ms >= 0) {
		when_say(when, (uint64_t)row->as.at_ms, now_ms);
	}
	snprintf(words, sizeof(words), "%.300s at %s UTC, %s", who, when, place_words(row));
	y = draw_line(inside, y, "by", ROLE_TEXT, text_of(words));
	y = draw_line(inside, y, "reason", ROLE_TEXT, row->as.reason);
	y = draw_line(inside, y, "result", log_result_role(row->as.result), row->as.result);
	say_touched(words, &row->as);
	y = draw_line(inside, y, "touched", ROLE_TEXT, text_of(words));
	y = draw_line(inside, y, "job", ROLE_TEXT, row->as.job);
	y = draw_line(inside, y, "server", ROLE_TEXT, row->as.server);
	draw_line(inside, y, "plan", ROLE_MUTED, row->as.plan_sha256);
}
