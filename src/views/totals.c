#include "totals.h"

#include <stdio.h>

#include "base/number.h"
#include "panel.h"
#include "say.h"

enum { CELLS = 15, PART_MAX = 48, GROUPS_MAX = 128 };

struct words {
	char in[SAY_MAX], delivered[SAY_MAX], lag[2 * SAY_MAX], pending[SAY_MAX];
};

/* A sum of what has answered so far is a lower bound; one with an estimate in it is not even
 * that. */
static const char *bound_of(
	const struct model_totals *totals, const struct model *model, const struct canvas *canvas)
{
	if (totals->topics_known > 0 &&
		(totals->topics_known < totals->topics || !model_discovered(model))) {
		return canvas->charset == CHARSET_UTF8 ? canvas_glyph_string(canvas, GLYPH_AT_LEAST)
						       : ">=";
	}
	return "";
}

static void say_rate_sum(char out[SAY_MAX], const char *bound, struct known_rate rate)
{
	char number[SAY_MAX];

	say_rate(number, rate);
	snprintf(out, SAY_MAX, "%s%.*s", rate.is ? bound : "", SAY_MAX - 8, number);
}

static void say_lag_sum(char out[2 * SAY_MAX], const char *bound, const struct model_totals *totals,
	const struct canvas *canvas)
{
	bool counts = totals->lag_is == LAG_EXACT || totals->lag_is == LAG_COUNTED;
	bool open = totals->lag_partial && totals->lag_is != LAG_UNKNOWN;
	char number[SAY_MAX];

	say_lag(number, canvas, totals->lag, totals->lag_is);
	snprintf(out, 2 * SAY_MAX, "%s%s%s", counts ? bound : "", number, open ? " + ?" : "");
}

static struct words words_of(
	const struct model_totals *totals, const struct model *model, const struct canvas *canvas)
{
	const char *bound = bound_of(totals, model, canvas);
	struct words words;
	char number[NUMBER_MAX];

	say_rate_sum(words.in, bound, totals->in);
	say_rate_sum(words.delivered, bound, totals->delivered);
	say_lag_sum(words.lag, bound, totals, canvas);
	snprintf(words.pending, SAY_MAX, "?");
	if (totals->topics_known > 0) {
		snprintf(words.pending, SAY_MAX, "%s%s", bound,
			number_count(number, totals->pending, CELLS));
	}
	return words;
}

static void say_groups(char out[GROUPS_MAX], const struct model_totals *totals)
{
	size_t critical = totals->critical, warning = totals->warning;
	const char *groups = critical == 1 || (critical == 0 && warning == 1) ? "group" : "groups";

	out[0] = '\0';
	if (critical > 0 && warning > 0) {
		snprintf(out, GROUPS_MAX, "  %zu %s critical, %zu warning", critical, groups,
			warning);
	} else if (critical + warning > 0) {
		snprintf(out, GROUPS_MAX, "  %zu %s %s", critical + warning, groups,
			critical > 0 ? "critical" : "warning");
	}
}

static void say_groups_short(char out[GROUPS_MAX], const struct model_totals *totals, bool shortest)
{
	const char *critical = shortest ? "crit" : "critical",
		   *warning = shortest ? "warn" : "warning";
	char first[PART_MAX] = "", second[PART_MAX] = "";

	if (totals->critical > 0) {
		snprintf(first, sizeof(first), " %zu %s", totals->critical, critical);
	}
	if (totals->warning > 0) {
		snprintf(second, sizeof(second), " %zu %s", totals->warning, warning);
	}
	out[0] = '\0';
	if (totals->critical + totals->warning > 0) {
		snprintf(out, GROUPS_MAX, " %s%s%s", shortest ? "" : " groups:", first, second);
	}
}

static void say_short(char out[TOTALS_MAX], const struct canvas *canvas, const struct words *words,
	const struct model_totals *totals)
{
	char groups[GROUPS_MAX];
	int shortest;

	for (shortest = 0; shortest < 2; shortest++) {
		say_groups_short(groups, totals, shortest > 0);
		snprintf(out, TOTALS_MAX, "in %s/s  out %s/s  lag %s  pend %s%s", words->in,
			words->delivered, words->lag, words->pending, groups);
		if (canvas_text_width(canvas->charset, text_of(out)) < canvas->width) {
			break;
		}
	}
}

void totals_say(char out[TOTALS_MAX], const struct canvas *canvas, const struct model *model)
{
	struct model_totals totals = model_totals(model);
	struct words words = words_of(&totals, model, canvas);
	char groups[GROUPS_MAX];

	if (canvas->width < PANEL_WIDE) {
		say_short(out, canvas, &words, &totals);
		return;
	}
	say_groups(groups, &totals);
	snprintf(out, TOTALS_MAX, "in %s/s  delivered %s/s (all groups)  lag %s  pending %s%s",
		words.in, words.delivered, words.lag, words.pending, groups);
}
