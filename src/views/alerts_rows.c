/* The rows of the screen `alerts`: what a cell looks like, what comes before what. */
#include <stdio.h>
#include <string.h>

#include "alerts_private.h"
#include "base/number.h"
#include "say.h"
#include "verdict_role.h"

enum { NAME_BYTES = 200 };

const struct table_column alerts_titles[ALERT_COLUMNS] = {
	[ALERT_SEVERITY] = {.name = "severity", .title = "SV", .min = 3, .preferred = 3},
	[ALERT_STATE] = {.name = "state",
		.title = "STATE",
		.min = 7,
		.preferred = 12,
		.priority = 3,
		.ascending = true},
	[ALERT_SINCE] =
		{.name = "since", .title = "FOR", .min = 7, .preferred = 7, .align = ALIGN_RIGHT},
	[ALERT_NAME] =
		{.name = "alert", .title = "ALERT", .min = 10, .preferred = 16, .ascending = true},
	[ALERT_SUBJECT] = {.name = "subject",
		.title = "ON",
		.min = 16,
		.preferred = 28,
		.weight = 1,
		.ascending = true},
	[ALERT_REASON] = {.name = "reason",
		.title = "REASON",
		.min = 20,
		.preferred = 40,
		.priority = 1,
		.weight = 2,
		.ascending = true},
};

const struct alert *alerts_at(const struct alerts *alerts, size_t row)
{
	const struct alert_list *list;
	const struct alert *alert;

	if (!alerts->model || row >= alerts->count) {
		return NULL;
	}
	list = model_alerts(alerts->model);
	alert = alert_list_at(list, row);
	for (size_t i = 0; !alert || strcmp(alert->key, alerts->keys[row]) != 0; i++) {
		alert = alert_list_at(list, i);
		if (!alert) {
			return NULL;
		}
	}
	return alert;
}

void alerts_say_subject(char out[SUBJECT_BYTES_MAX], const struct text names[ALERT_NAMES])
{
	struct text topic = say_name(names[0], NAME_BYTES);

	if (names[1].length > 0) {
		say_group(out, SUBJECT_BYTES_MAX, names[0], names[1]);
	} else {
		snprintf(out, SUBJECT_BYTES_MAX, "%.*s", (int)topic.length, topic.at);
	}
}

static size_t source_count(const void *data)
{
	return ((const struct alerts *)data)->count;
}

static struct text source_key(const void *data, size_t row)
{
	return text_of(((const struct alerts *)data)->keys[row]);
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* What fires stands above what somebody has seen, and that above what may still come to nothing. */
static int rank(const struct alert *alert)
{
	int state = alert->state == ALERT_FIRING ? 2 : alert->state == ALERT_ACKNOWLEDGED;

	return state * 4 + (int)alert->rule->severity;
}

static int compare_subjects(const struct alert *left, const struct alert *right)
{
	int topics = text_compare(left->names[0], right->names[0]);

	return topics != 0 ? topics : text_compare(left->names[1], right->names[1]);
}

static int source_compare(const void *data, size_t a, size_t b, size_t column)
{
	const struct alert *left = alerts_at(data, a), *right = alerts_at(data, b);

	if (!left || !right) {
		return (left != NULL) - (right != NULL);
	}
	switch (column) {
	case ALERT_SEVERITY:
		return order(rank(left), rank(right));
	case ALERT_STATE:
		return order(left->state, right->state);
	case ALERT_SINCE:
		return order(right->since_ms, left->since_ms);
	case ALERT_NAME:
		return strcmp(left->rule->name, right->rule->name);
	case ALERT_SUBJECT:
		return compare_subjects(left, right);
	default:
		return strcmp(left->reason, right->reason);
	}
}

static bool source_match(const void *data, size_t row, struct text filter)
{
	const struct alert *alert = alerts_at(data, row);

	return alert &&
		(text_contains_fold(text_of(alert->rule->name), filter) ||
			text_contains_fold(alert->names[0], filter) ||
			text_contains_fold(alert->names[1], filter) ||
			text_contains_fold(text_of(alert_state_name(alert->state)), filter) ||
			text_contains_fold(text_of(alert->reason), filter));
}

static void source_cell(const void *data, size_t row, size_t column, struct canvas *cell)
{
	const struct alerts *alerts = data;
	const struct alert *alert = alerts_at(alerts, row);
	char words[SUBJECT_BYTES_MAX];

	if (!alert) {
		canvas_glyph(cell, 0, 0, ROLE_MUTED, GLYPH_MISSING);
		return;
	}
	enum role role =
		alert->state == ALERT_FIRING ? severity_role(alert->rule->severity) : ROLE_MUTED;
	switch (column) {
	case ALERT_SEVERITY:
		canvas_text(cell, 0, 0, cell->width, role,
			text_of(severity_marker(alert->rule->severity)));
		break;
	case ALERT_STATE:
		canvas_text(cell, 0, 0, cell->width, role, text_of(alert_state_name(alert->state)));
		break;
	case ALERT_SINCE:
		canvas_right(cell, 0, 0, cell->width, ROLE_TEXT,
			text_of(number_duration(
				words, model_now_ms(alerts->model) - alert->since_ms)));
		break;
	case ALERT_NAME:
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, text_of(alert->rule->name));
		break;
	case ALERT_SUBJECT:
		alerts_say_subject(words, alert->names);
		canvas_name(cell, 0, 0, cell->width, ROLE_TEXT, text_of(words));
		break;
	default:
		canvas_text(cell, 0, 0, cell->width, ROLE_MUTED, text_of(alert->reason));
	}
}

static enum role source_role(const void *data, size_t row)
{
	const struct alert *alert = alerts_at(data, row);

	return alert && alert->state == ALERT_FIRING ? severity_role(alert->rule->severity)
						     : ROLE_TEXT;
}

struct table_source alerts_source(const struct alerts *alerts)
{
	return (struct table_source){
		.data = alerts,
		.count = source_count,
		.key = source_key,
		.cell = source_cell,
		.compare = source_compare,
		.match = source_match,
		.role = source_role,
	};
}
