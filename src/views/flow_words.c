/* What is known of what is selected on the map, and how. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "events_when.h"
#include "flow_private.h"
#include "say.h"

enum { NAME_SHOWN = 80, NAME_WORDS = 2 * NAME_SHOWN };

void flow_say_source(
	const struct canvas *canvas, const struct map_source *source, char *out, size_t size)
{
	const char *before = "";
	struct text name = source->service;

	if (source->dead) {
		name = source->from;
		before = "dead letters of ";
	} else if (name.length == 0 && source->group.length > 0) {
		name = source->group;
		before = canvas_glyph_string(canvas, GLYPH_APPROX);
	} else if (name.length == 0) {
		name = source->from;
		before = canvas_glyph_string(canvas, GLYPH_LEFT);
	}
	name = text_from(name.at, name.length < NAME_SHOWN ? name.length : NAME_SHOWN);
	if (name.length == 0) {
		snprintf(out, size, "?");
	} else {
		snprintf(out, size, "%s%.*s", before, (int)name.length, name.at);
	}
}

static void say_events(char out[NUMBER_MAX], uint64_t count)
{
	number_count(out, (int64_t)count, 12);
}

/* Which service writes here, as a sentence. */
static void say_writer(const struct map_source *source, char *out, size_t size)
{
	struct text from = say_name(source->from, NAME_SHOWN);
	struct text group = say_name(source->group, NAME_SHOWN);

	if (source->group.length > 0) {
		snprintf(out, size,
			"the events do not say which service: they follow %.*s, which its group "
			"%.*s reads",
			(int)from.length, from.at, (int)group.length, group.at);
	} else if (source->from.length > 0) {
		snprintf(out, size,
			"the events do not say which service: they follow %.*s, through which "
			"group is not known",
			(int)from.length, from.at);
	} else {
		snprintf(out, size, "the events do not say which service, nor what they follow");
	}
}

static void say_source(const struct flow_screen *screen, const struct map_line *line, char *first,
	char *second, size_t size)
{
	const struct map_source *source = &screen->map.sources[line->at[MAP_SOURCE]];
	struct text topic = say_name(screen->map.topics[line->topic].name, NAME_SHOWN);
	struct text service = say_name(source->service, NAME_SHOWN);
	char count[NUMBER_MAX], rate[NUMBER_MAX];

	if (source->dead) {
		service = say_name(source->from, NAME_SHOWN);
		snprintf(first, size, "%.*s holds dead letters of %.*s", (int)topic.length,
			topic.at, (int)service.length, service.at);
		return;
	}
	if (source->count == 0) {
		snprintf(first, size, "who writes %.*s is not known: no event of it was read",
			(int)topic.length, topic.at);
		return;
	}
	say_events(count, source->count);
	snprintf(first, size, "%.*s into %.*s: %s/s over the last minute, %s events",
		source->service.length > 0 ? (int)service.length : 7,
		source->service.length > 0 ? service.at : "written", (int)topic.length, topic.at,
		source->counted ? number_rate(rate, source->rate, 9) : "?", count);
	if (source->more > 0) {
		snprintf(second, size, "and %zu more write it, for whom there is no line here",
			source->more);
	} else if (source->service.length == 0) {
		say_writer(source, second, size);
	}
}

static void say_topic(const struct flow_screen *screen, const struct map_line *line, char *first,
	char *second, size_t size)
{
	const struct map_topic *at = &screen->map.topics[line->topic];
	const struct topic *topic = model_topic(screen->model, at->name);
	struct text name = say_name(at->name, NAME_SHOWN);
	char in[SAY_MAX], length[NUMBER_MAX];

	if (!topic || topic->outcome != FACT_KNOWN) {
		snprintf(first, size, "%.*s: not known yet", (int)name.length, name.at);
		if (topic && topic->at_ms > 0) {
			say_topic_trouble(first, size, topic);
		}
		return;
	}
	snprintf(first, size, "%.*s: in %s/s, %s entries, %zu group%s", (int)name.length, name.at,
		say_rate(in, topic->in), number_count(length, topic->length, 12),
		topic->group_count, topic->group_count == 1 ? "" : "s");
	if (topic->group_count == 0) {
		snprintf(second, size, "no group reads it: whatever reads without one is not seen");
	}
}

static void say_how(const struct map_read *read, char *out, size_t size)
{
	static const char *const how[] = {
		[MAP_READS] =
			"where it leads is not known: no event was seen that follows from here",
		[MAP_ONLY] =
			"where it leads: what follows from here, for no other group reads this",
		[MAP_BY_NAME] = "where it leads: what the service of its name writes then",
		[MAP_BY_TOPIC] = "where it leads: to what is called as it is, which may be wrong",
		[MAP_UNKNOWN] =
			("this follows from here, but through which group is not known: no service "
			 "in the events, or none that a group is called like"),
	};

	snprintf(out, size, "%s", how[read->how]);
}

static void say_read(const struct flow_screen *screen, const struct map_line *line, char *first,
	char *second, size_t size)
{
	const struct map_read *read = &screen->map.reads[line->read];
	struct text topic = screen->map.topics[line->topic].name;
	const struct group *group = model_group(screen->model, topic, read->group);
	char in[SAY_MAX], delivered[SAY_MAX], acked[SAY_MAX];

	say_how(read, second, size);
	if (read->how == MAP_UNKNOWN) {
		snprintf(first, size, "read by a group that is not known");
	} else if (!group) {
		say_group(first, size, topic, read->group);
	} else if (group->verdict.severity == SEVERITY_OK) {
		int n;

		say_group(first, size, topic, read->group);
		n = (int)strlen(first);
		snprintf(first + n, size - (size_t)n, ": in %s/s, delivered %s/s, acked %s/s",
			say_rate(in, group->in), say_rate(delivered, group->delivered),
			say_rate(acked, group->acked));
	} else {
		say_verdict(first, size, screen->model, group);
	}
}

static void say_next(const struct flow_screen *screen, const struct map_line *line, char *first,
	char *second, size_t size)
{
	const struct map_next *next = &screen->map.nexts[line->at[MAP_NEXT]];
	struct text from = say_name(screen->map.topics[line->topic].name, NAME_SHOWN);
	struct text to = say_name(next->topic, NAME_SHOWN);
	char count[NUMBER_MAX], caused[NUMBER_MAX];

	say_events(count, next->count);
	say_events(caused, next->caused);
	snprintf(first, size, "%.*s follows %.*s: %s events, of which %s name the one they follow",
		(int)to.length, to.at, (int)from.length, from.at, count, caused);
	say_how(&screen->map.reads[line->read], second, size);
	if (next->caused == 0) {
		snprintf(second, size, "told by the order of events in journeys alone");
	}
}

void flow_say(const struct flow_screen *screen, char *first, char *second, size_t size)
{
	static void (*const says[MAP_COLUMNS])(
		const struct flow_screen *, const struct map_line *, char *, char *, size_t) = {
		[MAP_SOURCE] = say_source,
		[MAP_TOPIC] = say_topic,
		[MAP_GROUP] = say_read,
		[MAP_NEXT] = say_next,
	};

	first[0] = second[0] = '\0';
	if (screen->line < screen->map.line_count) {
		says[screen->column](screen, &screen->map.lines[screen->line], first, second, size);
	}
}
