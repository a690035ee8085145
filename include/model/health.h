/*
 * Verdicts on a group: rules over a window of samples, worst first, each with its numbers. A rule
 * is one file and one row in src/model/rules.h. Pure: the history comes in, a verdict goes out.
 */
#ifndef MODEL_HEALTH_H
#define MODEL_HEALTH_H

#include "base/text.h"

#include <stdint.h>

enum severity { SEVERITY_OK, SEVERITY_UNKNOWN, SEVERITY_WARNING, SEVERITY_CRITICAL };

enum verdict_id {
	VERDICT_OK,
	VERDICT_UNKNOWN,
	VERDICT_AT_RISK,
	VERDICT_ABANDONED_WORK,
	VERDICT_FALLING_BEHIND,
	VERDICT_REWOUND,
	VERDICT_POISON,
	VERDICT_STALLED,
	VERDICT_STOPPED,
	VERDICT_NO_CONSUMERS,
	VERDICT_LOST,
	VERDICT_COUNT
};

enum { VERDICT_REASON_MAX = 200 };

struct verdict {
	enum verdict_id id;
	enum severity severity;
	int64_t since_ms; /* monotonic: when this verdict began */
	/* the rule's numbers in one sentence; raw names in it are not sanitised */
	char reason[VERDICT_REASON_MAX];
};

/* Thresholds; the configuration sets them for all, or by topic and group. */
struct thresholds {
	int64_t allowed;          /* undelivered entries that are nobody's worry: 0 */
	int64_t poison_after;     /* deliveries: 5 */
	int64_t consumer_gone_ms; /* 5 min */
	int64_t headroom_warn_ms; /* 10 min */
	int64_t window_ms;        /* 60 s */
};
struct thresholds thresholds_default(void);

/* Upper-case name as in lag-and-health and in JSON; static. */
const char *verdict_name(enum verdict_id id);
enum severity verdict_severity(enum verdict_id id);
/* `ok`, `unknown`, `warning`, `critical`; and the two-cell marker `!!`, `! `, `? `, two blanks. */
const char *severity_name(enum severity severity);
const char *severity_marker(enum severity severity);
/* Order for "worst": CRITICAL > WARNING > UNKNOWN > OK, then by verdict. */
int verdict_compare(enum verdict_id a, enum verdict_id b);

#endif
