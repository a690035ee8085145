/*
 * Journeys on a server: a small log of fines, each case with its steps, in the order of time; in
 * one topic or one a step, flat or in a document.
 */
#ifndef TESTS_CLI_TRAFFIC_H
#define TESTS_CLI_TRAFFIC_H

#include "parsed.h"
#include "support/redis.h"

struct fine {
	const char *id, *name, *step;
};

/* What is known of it by hand: 8 cases, 21 events, 4 variants, 5 edges. */
static const struct fine fines[] = {
	{"1000-0", "A1", "Create Fine"},
	{"2000-0", "A2", "Create Fine"},
	{"2000-1", "A3", "Create Fine"},
	{"3000-0", "A1", "Send Fine"},
	{"3000-1", "A3", "Send Fine"},
	{"3000-2", "A3", "Payment"},
	{"4000-0", "A2", "Payment"},
	{"5000-0", "A4", "Create Fine"},
	{"6000-0", "A5", "Create Fine"},
	{"6500-0", "A5", "Payment"},
	{"7000-0", "A6", "Create Fine"},
	{"8000-0", "A4", "Send Fine"},
	{"9001-0", "A6", "Payment"},
	{"9500-0", "A7", "Create Fine"},
	{"9600-0", "A7", "Payment"},
	{"9700-0", "A7", "Payment"},
	{"9800-0", "A8", "Create Fine"},
	{"9900-0", "A8", "Send Fine"},
	{"9950-0", "A1", "Add penalty"},
	{"9960-0", "A4", "Add penalty"},
	{"9970-0", "A8", "Add penalty"},
};
enum { FINES = sizeof(fines) / sizeof(*fines) };

static inline void traffic_flat(struct redis_server *server)
{
	for (size_t i = 0; i < FINES; i++) {
		redis_ok(server, "XADD", "log", fines[i].id, "case", fines[i].name, "activity",
			fines[i].step, NULL);
	}
}

static inline void traffic_documents(struct redis_server *server)
{
	for (size_t i = 0; i < FINES; i++) {
		char document[256];

		snprintf(document, sizeof(document),
			"{\"data\":{\"application\":{\"id\":\"%s\"}},\"what\":\"%s\"}",
			fines[i].name, fines[i].step);
		redis_ok(server, "XADD", "log", fines[i].id, "event", document, NULL);
	}
}

static inline void traffic_topics(struct redis_server *server)
{
	for (size_t i = 0; i < FINES; i++) {
		redis_ok(server, "XADD", fines[i].step, fines[i].id, "case", fines[i].name, NULL);
	}
}

static inline void traffic_expect_steps(const cJSON *steps, const char *joined)
{
	char found[512] = "";
	const cJSON *step;

	cJSON_ArrayForEach(step, steps)
	{
		strcat(found, found[0] == '\0' ? "" : " > ");
		strcat(found, step->valuestring);
	}
	assert_string_equal(found, joined);
}

#endif
