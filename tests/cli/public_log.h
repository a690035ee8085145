/*
 * A public log of fines with known figures, where it is at hand: put into one topic or one a step,
 * with the ids that a server gives by itself, or with numbers that go through all topics.
 */
#ifndef TESTS_CLI_PUBLIC_LOG_H
#define TESTS_CLI_PUBLIC_LOG_H

#include "base/moment.h"
#include "traffic.h"

enum { PUBLIC_EVENTS = 390, PUBLIC_CELL = 64, PUBLIC_STEPS_MAX = 16 };

struct public_event {
	int64_t ms;
	size_t line;
	char name[PUBLIC_CELL], step[PUBLIC_CELL];
};

struct public_shape {
	bool is_one;      /* all in the topic `log` */
	bool is_numbered; /* through all topics */
	bool has_aliases; /* all but the first step under another name */
};

static inline int public_compare(const void *left, const void *right)
{
	const struct public_event *a = left, *b = right;
	int order = (a->ms > b->ms) - (a->ms < b->ms);

	return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static inline void public_cell(const char *line, int at, char out[PUBLIC_CELL])
{
	size_t length;

	for (; at > 0; at--) {
		line += strcspn(line, ",");
		line += *line == ',';
	}
	length = strcspn(line, ",\r\n");
	assert_true(length < PUBLIC_CELL);
	memcpy(out, line, length);
	out[length] = '\0';
}

/* False where the log is not there. */
static inline bool public_read(struct public_event events[PUBLIC_EVENTS])
{
	FILE *file = fopen("../shared/data/roadtraffic100traces.csv", "r");
	char line[1000], time[PUBLIC_CELL];
	size_t count = 0;

	if (file == NULL || fgets(line, sizeof(line), file) == NULL) {
		return false;
	}
	for (; count < PUBLIC_EVENTS && fgets(line, sizeof(line), file) != NULL; count++) {
		struct public_event *event = &events[count];

		event->line = count;
		public_cell(line, 2, event->name);
		public_cell(line, 3, event->step);
		public_cell(line, 12, time);
		assert_true(moment_parse(text_of(time), &event->ms));
	}
	fclose(file);
	assert_int_equal(count, PUBLIC_EVENTS);
	qsort(events, PUBLIC_EVENTS, sizeof(*events), public_compare);
	return true;
}

struct public_counter {
	const char *topic;
	int64_t ms;
	int seq;
};

static inline int public_next(
	struct public_counter counters[PUBLIC_STEPS_MAX], const char *topic, int64_t ms)
{
	size_t i = 0;

	while (counters[i].topic != NULL && strcmp(counters[i].topic, topic) != 0) {
		i++;
		assert_true(i < PUBLIC_STEPS_MAX);
	}
	counters[i].seq =
		counters[i].topic != NULL && counters[i].ms == ms ? counters[i].seq + 1 : 0;
	counters[i].topic = topic;
	counters[i].ms = ms;
	return counters[i].seq;
}

static inline void public_load(struct redis_server *server,
	const struct public_event events[PUBLIC_EVENTS], const struct public_shape *shape)
{
	struct public_counter counters[PUBLIC_STEPS_MAX] = {{NULL, 0, 0}};
	char id[64], name[PUBLIC_CELL + 8];

	redis_ok(server, "FLUSHALL", NULL);
	for (size_t i = 0; i < PUBLIC_EVENTS; i++) {
		const struct public_event *event = &events[i];
		const char *topic = shape->is_one ? "log" : event->step;
		bool first = strcmp(event->step, "Create Fine") == 0;
		const char *counted = shape->is_numbered ? "all" : topic;

		snprintf(id, sizeof(id), "%lld-%d", (long long)event->ms,
			public_next(counters, counted, event->ms));
		snprintf(name, sizeof(name), "%s%s", shape->has_aliases && !first ? "no-" : "",
			event->name);
		redis_ok(server, "XADD", topic, id,
			shape->has_aliases && !first ? "number" : "case", name, "activity",
			event->step, NULL);
	}
	for (size_t i = 0; shape->has_aliases && i < PUBLIC_EVENTS; i++) {
		snprintf(name, sizeof(name), "no-%s", events[i].name);
		if (strcmp(events[i].step, "Create Fine") == 0) {
			redis_ok(server, "XADD", "links", "*", "case", events[i].name, "number",
				name, NULL);
		}
	}
}

#endif
