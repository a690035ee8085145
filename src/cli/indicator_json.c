/* Indicators as the JSON of the contract. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "indicator_scan.h"
#include "model/journey_path.h"
#include "output.h"

static void add_text(struct buf *out, const char *name, struct text text)
{
	buf_addf(out, "\"%s\": ", name);
	if (text.length == 0) {
		buf_add_string(out, "null");
	} else {
		json_quote_bytes(out, text);
	}
}

/* The shortest that reads back to the same. */
static void add_number(struct buf *out, const char *name, bool known, double value)
{
	char text[32];

	if (!known) {
		buf_addf(out, "\"%s\": null", name);
		return;
	}
	for (int digits = 15; digits <= 17; digits += 2) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (strtod(text, NULL) == value) {
			break;
		}
	}
	buf_addf(out, "\"%s\": %s", name, text);
}

static void add_key(const struct indicator_scan *scan, const struct indicator_behind *behind,
	enum key_use use, struct buf *out)
{
	const struct journey_source source = journey_scan_source(&scan->scan);
	struct text raw = use == KEY_USE_PARTY ? behind->party : behind->journey;
	struct buf seen;

	buf_init(&seen, OUTPUT_BYTES_MAX);
	if (raw.length > 0) {
		journey_source_text(&source, behind->definition, use, raw, &seen);
	}
	add_text(out, use == KEY_USE_PARTY ? "party" : "journey", buf_text(&seen));
	buf_finish(&seen);
}

/* As it may be seen: by the field that it was found in. */
static void add_silent(const struct indicator_scan *scan, const struct indicator_result *result,
	const struct indicator_behind *behind, struct buf *out)
{
	struct text field, path = text_of(result->indicator->path);
	struct buf seen;

	buf_init(&seen, OUTPUT_BYTES_MAX);
	while (behind->key.length > 0 && path.length > 0) {
		field = text_cut(&path, '.');
		if (path.length == 0) {
			mask_value(scan->scan.mask, field, behind->key, &seen);
		}
	}
	add_text(out, "key", buf_text(&seen));
	buf_finish(&seen);
}

static void add_behind(
	const struct indicator_scan *scan, const struct indicator_result *result, struct buf *out)
{
	buf_add_string(out, "\"behind\": [");
	for (size_t i = 0; i < result->behind_count; i++) {
		const struct indicator_behind *behind = &result->behind[i];
		char id[ID_TEXT_MAX];

		buf_add_string(out, i > 0 ? ", {" : "{");
		add_key(scan, behind, KEY_USE_ANCHOR, out);
		buf_add_string(out, ", ");
		add_key(scan, behind, KEY_USE_PARTY, out);
		buf_add_string(out, ", ");
		add_silent(scan, result, behind, out);
		buf_add_string(out, ", ");
		add_text(out, "topic", behind->topic);
		buf_addf(out, ", \"id\": \"%s\", \"outcome\": \"%s\", ", id_format(id, behind->id),
			indicator_outcome_name(behind->outcome));
		add_number(out, "value", behind->has_value, behind->value);
		buf_add_byte(out, '}');
	}
	buf_add_byte(out, ']');
}

static void add_target(const struct indicator_result *result, struct buf *out)
{
	const struct indicator *indicator = result->indicator;
	bool has = indicator->target_text != NULL;

	add_number(out, "target", has, indicator->target);
	buf_addf(out, ", \"target_is\": %s, \"met\": %s, ",
		!has                              ? "null"
			: indicator->target_below ? "\"below\""
						  : "\"above\"",
		!has || !result->is_known          ? "null"
			: indicator_is_met(result) ? "true"
						   : "false");
}

static void add_made_of(const struct indicator_result *result, struct buf *out)
{
	char id[ID_TEXT_MAX];

	buf_addf(out,
		"\"samples\": %" PRIu64 ", \"lost\": %" PRIu64 ", \"in_flight\": %" PRIu64 ", ",
		result->samples, result->lost, result->in_flight);
	add_number(out, "oldest_in_flight_ms", result->oldest_flight_ms >= 0,
		(double)result->oldest_flight_ms);
	buf_addf(out,
		", \"missing\": %" PRIu64 ", \"not_numbers\": %" PRIu64 ", \"unheld\": %" PRIu64
		", ",
		result->missing, result->not_numbers, result->unheld);
	add_text(out, "first_bad_topic", result->bad_topic);
	buf_add_string(out, ", ");
	add_text(out, "first_bad_id",
		result->bad_topic.length > 0 ? text_of(id_format(id, result->bad_id))
					     : text_of(""));
	buf_add_string(out, ", ");
}

static void add_result(
	const struct indicator_scan *scan, const struct indicator_result *result, struct buf *out)
{
	const struct indicator *indicator = result->indicator;

	buf_add_byte(out, '{');
	add_text(out, "indicator", text_of(indicator->name));
	buf_addf(out, ", \"kind\": \"%s\", \"figure\": ", indicator_kind_name(indicator->kind));
	if (indicator->kind == INDICATOR_TIME) {
		buf_addf(out, "\"%s\"", indicator_figure_name(indicator->figure));
	} else {
		buf_add_string(out, "null");
	}
	buf_addf(out, ", \"unit\": \"%s\", ", indicator_unit(indicator));
	add_number(out, "value", result->is_known, result->value);
	buf_add_string(out, ", ");
	add_text(out, "reason", text_of(result->reason));
	buf_add_string(out, ", ");
	add_number(out, "window_ms", indicator->window_ms > 0, (double)indicator->window_ms);
	buf_add_string(out, ", ");
	add_number(out, "trend", result->has_trend, result->trend);
	buf_add_string(out, ", ");
	add_target(result, out);
	add_made_of(result, out);
	add_text(out, "where", text_of(indicator->where));
	buf_add_string(out, ", ");
	add_behind(scan, result, out);
	buf_add_byte(out, '}');
}

void indicator_json_write(const struct indicator_scan *scan, struct buf *out)
{
	buf_add_byte(out, '[');
	for (size_t i = 0; i < indicators_count(scan->indicators); i++) {
		buf_add_string(out, i > 0 ? ",\n" : "");
		add_result(scan, indicators_result(scan->indicators, i), out);
	}
	buf_add_string(out, "]\n");
}
