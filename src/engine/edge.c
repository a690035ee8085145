#include "engine/edge.h"

#include <string.h>

#include "base/moment.h"
#include "base/number.h"

static bool is_age(struct text text, struct browse_edge *edge)
{
	if (!number_parse_duration(text, &edge->age_ms)) {
		return false;
	}
	edge->is = BROWSE_AGE;
	return true;
}

static bool is_id(struct text text, bool upper, struct browse_edge *edge)
{
	if (!id_parse(text, &edge->id)) {
		return false;
	}
	if (upper && memchr(text.at, '-', text.length) == NULL) {
		edge->id.seq = UINT64_MAX;
	}
	edge->is = BROWSE_ID;
	return true;
}

static bool is_clock(struct text text, struct browse_edge *edge)
{
	if (!moment_parse_clock(text, &edge->age_ms)) {
		return false;
	}
	edge->is = BROWSE_CLOCK;
	return true;
}

static bool is_time(struct text text, bool upper, struct browse_edge *edge)
{
	int64_t ms;

	if (!moment_parse_shown(text, &ms)) {
		return false;
	}
	edge->is = BROWSE_ID;
	edge->id = (struct id){ms > 0 ? (uint64_t)ms : 0, upper ? UINT64_MAX : 0};
	return true;
}

bool edge_parse(const char *option, const char *text, bool upper, struct browse_edge *edge,
	struct error *error)
{
	struct text typed = text_of(text);

	*edge = (struct browse_edge){.is = BROWSE_OPEN};
	if (text == NULL) {
		return true;
	}
	if (text_is(typed, "-") || text_is(typed, "+")) {
		edge->is = BROWSE_ID;
		edge->id = *text == '+' ? (struct id){UINT64_MAX, UINT64_MAX} : (struct id){0, 0};
		return true;
	}
	return is_age(typed, edge) || is_id(typed, upper, edge) || is_time(typed, upper, edge) ||
		is_clock(typed, edge) ||
		error_set(error, ERROR_USAGE,
			"%s needs an id, a time such as 2026-11-25T12:30:54Z or 12:30 (UTC), or an "
			"age such as 15m, not `%s`",
			option, text);
}
