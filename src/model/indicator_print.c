/* What is told of indicators, to people. */
#include <inttypes.h>
#include <math.h>

#include "base/number.h"
#include "model/indicators.h"

const char *indicator_outcome_name(enum indicator_outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_CONVERTED] = "converted",
		[OUTCOME_LOST] = "lost",
		[OUTCOME_IN_FLIGHT] = "in_flight",
		[OUTCOME_SILENT] = "silent",
	};

	return names[outcome];
}

bool indicator_is_met(const struct indicator_result *result)
{
	const struct indicator *indicator = result->indicator;

	if (indicator == NULL || indicator->target_text == NULL || !result->is_known) {
		return true;
	}
	return indicator->target_below ? result->value < indicator->target
				       : result->value > indicator->target;
}

static void print(const struct indicator *indicator, double value, bool is_change, struct buf *out)
{
	char text[NUMBER_MAX];

	switch (indicator->kind) {
	case INDICATOR_TIME:
		buf_addf(out, "%s%s", is_change && value > 0 ? "+" : "",
			number_duration(text, (int64_t)llround(value)));
		break;
	case INDICATOR_MEAN:
		buf_addf(out, is_change ? "%+.3g" : "%.4g", value);
		break;
	case INDICATOR_SILENT:
		buf_addf(out, is_change ? "%+.0f" : "%.0f", value);
		break;
	default:
		buf_addf(out, is_change ? "%+.1f" : "%.1f%%", value * 100);
		break;
	}
}

void indicator_print_value(const struct indicator_result *result, struct buf *out)
{
	if (result->indicator == NULL || !result->is_known) {
		buf_add_byte(out, '?');
	} else {
		print(result->indicator, result->value, false, out);
	}
}

void indicator_print_trend(const struct indicator_result *result, struct buf *out)
{
	const struct indicator *indicator = result->indicator;

	if (indicator == NULL || !result->has_trend) {
		buf_add_byte(out,
			indicator == NULL || indicator->window_ms == 0 ||
					indicator->kind == INDICATOR_SILENT
				? '-'
				: '?');
		return;
	}
	print(indicator, result->trend, true, out);
}

void indicator_print_troubles(const struct indicator_result *result, struct buf *out)
{
	const struct indicator *indicator = result->indicator;
	char id[ID_TEXT_MAX];
	size_t from = out->length;

	if (result->missing > 0) {
		buf_addf(out, "%" PRIu64 " events lack %s", result->missing, indicator->path);
	}
	if (result->not_numbers > 0) {
		buf_addf(out, "%s%" PRIu64 " have no number there", out->length > from ? ", " : "",
			result->not_numbers);
	}
	if (out->length > from) {
		buf_add_string(out, "; the first is ");
		buf_add_text(out, result->bad_topic);
		buf_addf(out, " %s", id_format(id, result->bad_id));
	}
	if (result->unheld > 0) {
		buf_addf(out, "%s%" PRIu64 " found no room (--memory) and are not in it",
			out->length > from ? "; " : "", result->unheld);
	}
}
