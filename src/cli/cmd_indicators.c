#include <inttypes.h>

#include "base/sanitise.h"
#include "indicator_scan.h"
#include "output.h"

enum { CELL_MAX = 4096, NAME_WIDTH = 20, TARGET_WIDTH = 16, NUMBER_WIDTH = 10 };

/* Empties `cell`. */
static void add_cell(struct buf *out, struct buf *cell, int width, bool right)
{
	struct buf safe;
	int fill;

	buf_init(&safe, CELL_MAX);
	sanitise_text(&safe, buf_text(cell));
	fill = width - sanitise_width(buf_text(&safe));
	for (int i = 0; right && i < fill; i++) {
		buf_add_byte(out, ' ');
	}
	buf_add_text(out, buf_text(&safe));
	for (int i = 0; !right && i < fill; i++) {
		buf_add_byte(out, ' ');
	}
	buf_add_string(out, "  ");
	buf_finish(&safe);
	buf_reset(cell);
}

static const char *verdict_on(const struct indicator_result *result)
{
	return result->indicator->target_text == NULL ? ""
		: !result->is_known                   ? "?"
		: indicator_is_met(result)            ? "ok"
						      : "MISSED";
}

static void add_head(struct buf *out)
{
	static const struct {
		const char *title;
		int width;
		bool right;
	} heads[] = {
		{"INDICATOR", NAME_WIDTH, false},
		{"VALUE", NUMBER_WIDTH, true},
		{"TREND", NUMBER_WIDTH, true},
		{"TARGET", TARGET_WIDTH, false},
		{"", 6, false},
		{"SAMPLES", NUMBER_WIDTH, true},
	};
	struct buf cell;

	buf_init(&cell, CELL_MAX);
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		buf_add_string(&cell, heads[i].title);
		add_cell(out, &cell, heads[i].width, heads[i].right);
	}
	buf_finish(&cell);
	buf_add_string(out, "IN FLIGHT\n");
}

/* A line of what the number above does not say. */
static void add_note(struct buf *out, struct buf *note)
{
	if (note->length > 0) {
		buf_add_string(out, "  ");
		sanitise_text(out, buf_text(note));
		buf_add_byte(out, '\n');
		buf_reset(note);
	}
}

static void add_row(const struct indicator_result *result, struct buf *out)
{
	const struct indicator *indicator = result->indicator;
	struct buf cell;

	buf_init(&cell, CELL_MAX);
	buf_add_string(&cell, indicator->name);
	add_cell(out, &cell, NAME_WIDTH, false);
	indicator_print_value(result, &cell);
	add_cell(out, &cell, NUMBER_WIDTH, true);
	indicator_print_trend(result, &cell);
	add_cell(out, &cell, NUMBER_WIDTH, true);
	buf_add_string(&cell, indicator->target_text == NULL ? "-" : indicator->target_text);
	add_cell(out, &cell, TARGET_WIDTH, false);
	buf_add_string(&cell, verdict_on(result));
	add_cell(out, &cell, 6, false);
	buf_addf(&cell, "%" PRIu64, result->samples);
	add_cell(out, &cell, NUMBER_WIDTH, true);
	buf_addf(out, "%9" PRIu64 "\n", result->in_flight);
	buf_add_string(&cell, result->reason);
	add_note(out, &cell);
	indicator_print_troubles(result, &cell);
	if (cell.length > 0) {
		buf_addf(&cell, " (%s)", indicator->where);
	}
	add_note(out, &cell);
	buf_finish(&cell);
}

static int run(const struct call *call, struct error *error)
{
	struct indicator_scan scan;

	indicator_scan_init(&scan, call->options);
	bool good = indicator_scan_run(&scan, error);
	if (good && !scan.scan.gone && call->options->json) {
		indicator_json_write(&scan, &scan.scan.out);
	} else if (good && !scan.scan.gone) {
		add_head(&scan.scan.out);
		for (size_t i = 0; i < indicators_count(scan.indicators); i++) {
			add_row(indicators_result(scan.indicators, i), &scan.scan.out);
		}
	}
	int code = journey_scan_end(&scan.scan, good, error);
	indicator_scan_finish(&scan);
	return code;
}

const struct subcommand subcommand_indicators = {
	.name = "indicators",
	.usage = "rivermaster indicators [OPTION]...",
	.summary = "the numbers that the business steers by, and what they are made of",
	.help = "Reads the topics and reckons what the configuration declares ([indicator NAME]):\n"
		"conversion, times between steps, means of a field, returning customers, silent\n"
		"keys. A window reaches back from the server's time; the trend is the value less\n"
		"that of the window before. What is not known is ?, with the reason below.\n"
		"With --json a list of: indicator, kind, figure, unit (ratio, ms, number, count),\n"
		"value, reason, window_ms, trend, target, target_is, met, samples, lost, "
		"in_flight,\n"
		"oldest_in_flight_ms, missing, not_numbers, unheld, first_bad_topic, "
		"first_bad_id,\n"
		"where, behind (journey, party, key, topic, id, outcome, value; at most 100,\n"
		"those that matter most first).\n"
		"\n"
		"Exit: 0 done, 1 not all could be read, or some journeys are not whole, 2 wrong\n"
		"usage or nothing is declared, 3 the server cannot be reached, 4 a permission is\n"
		"missing. A missed target is no failure here: see check.\n",
	.options = OPTIONS_JOURNEYS,
	.run = run,
};
