#include "say.h"

#include <stdio.h>

#include "base/number.h"

enum { EXACT_CELLS = 15, LOOKED_LONG_MS = 15000, NAME_BYTES = 100 };

static char *unknown(char out[SAY_MAX])
{
	snprintf(out, SAY_MAX, "?");
	return out;
}

char *say_count(char out[SAY_MAX], struct known known)
{
	return known.is ? number_count(out, known.n, EXACT_CELLS) : unknown(out);
}

char *say_age(char out[SAY_MAX], struct known known)
{
	return known.is ? number_duration(out, known.n) : unknown(out);
}

char *say_bytes(char out[SAY_MAX], struct known known)
{
	return known.is && known.n >= 0 ? number_bytes(out, (uint64_t)known.n) : unknown(out);
}

char *say_rate(char out[SAY_MAX], struct known_rate rate)
{
	return rate.is ? number_rate(out, rate.per_s, EXACT_CELLS) : unknown(out);
}

char *say_lag(char out[SAY_MAX], const struct canvas *canvas, int64_t count, enum lag_is is)
{
	const char *mark = "";
	char number[NUMBER_MAX];

	if (is == LAG_UNKNOWN) {
		return unknown(out);
	}
	if (is == LAG_ESTIMATE) {
		mark = canvas_glyph_string(canvas, GLYPH_APPROX);
	} else if (is == LAG_AT_MOST) {
		mark = canvas_glyph_string(canvas, GLYPH_AT_MOST);
	}
	snprintf(out, SAY_MAX, "%s%s", mark, number_count(number, count, EXACT_CELLS));
	return out;
}

void say_why_empty(char *out, size_t size, const struct model *model, const char *what)
{
	const struct model_link *link = model_link(model);
	int64_t looks_for_ms = model_now_ms(model) - link->since_ms;
	char elapsed[NUMBER_MAX] = "";

	if (link->since_ms > 0) {
		number_duration(elapsed, looks_for_ms);
	}
	if (!link->ready && link->trouble[0] != '\0') {
		snprintf(out, size, "not connected: %s", link->trouble);
	} else if (!link->ready) {
		snprintf(out, size, "connecting ... %s", elapsed);
	} else if (!model_discovered(model)) {
		snprintf(out, size, "looking for streams ... %s%s", elapsed,
			looks_for_ms > LOOKED_LONG_MS ? "; is this user permitted to SCAN?" : "");
	} else {
		snprintf(out, size, "no %s here yet: looking again every 10 s; F5 looks now", what);
	}
}

void say_topic_trouble(char *out, size_t size, const struct topic *topic)
{
	const char *cause = "";
	struct text name;

	out[0] = '\0';
	switch (topic->outcome) {
	case FACT_KNOWN:
		return;
	case FACT_ABSENT:
		cause = "is gone from the server";
		break;
	case FACT_WRONGTYPE:
		cause = "is a key of another type";
		break;
	case FACT_DENIED:
	case FACT_FAILED:
	case FACT_TOOBIG:
		cause = topic->trouble;
		break;
	case FACT_LOST:
		if (topic->at_ms == 0) {
			return;
		}
		cause = "not answered: the connection was lost";
		break;
	}
	name = say_name(topic->name, NAME_BYTES);
	snprintf(out, size, "%.*s: %s", (int)name.length, name.at, cause);
}

struct text say_name(struct text name, size_t most)
{
	return name.length == 0 ? text_of("\"\"")
				: text_from(name.at, name.length < most ? name.length : most);
}

void say_group(char *out, size_t size, struct text topic, struct text group)
{
	struct text of = say_name(topic, NAME_BYTES - 2), name = say_name(group, NAME_BYTES - 2);

	snprintf(out, size, "%.*s/%.*s", (int)of.length, of.at, (int)name.length, name.at);
}

void say_lag_source(char *out, size_t size, const struct lag *lag)
{
	const char *reason = lag->reason ? lag->reason : "";

	if (lag->is == LAG_COUNTED) {
		snprintf(out, size, "counted, plus what was added since");
	} else {
		snprintf(out, size, "%s: %s", lag_is_name(lag->is), reason);
	}
}

void say_verdict(char *out, size_t size, const struct model *model, const struct group *group)
{
	const struct verdict *verdict = &group->verdict;
	char name[2 * NAME_BYTES], since[NUMBER_MAX];

	say_group(name, sizeof(name), group->topic->name, group->name);
	snprintf(out, size, "%s: %s for %s%s%s", name, verdict_name(verdict->id),
		number_duration(since, model_now_ms(model) - verdict->since_ms),
		verdict->reason[0] ? ": " : "", verdict->reason);
}
