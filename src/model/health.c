#include "model/health.h"

#include "rule.h"

static const struct rule *const rules[] = {
#define RULE(name) &rule_##name,
#include "rules.h"
#undef RULE
};

struct thresholds thresholds_default(void)
{
	return (struct thresholds){
		.allowed = 0,
		.poison_after = 5,
		.consumer_gone_ms = 5 * 60 * 1000,
		.headroom_warn_ms = 10 * 60 * 1000,
		.window_ms = 60 * 1000,
	};
}

static const char *const verdict_names[VERDICT_COUNT] = {
	[VERDICT_OK] = "OK",
	[VERDICT_UNKNOWN] = "UNKNOWN",
	[VERDICT_AT_RISK] = "AT_RISK",
	[VERDICT_ABANDONED_WORK] = "ABANDONED_WORK",
	[VERDICT_FALLING_BEHIND] = "FALLING_BEHIND",
	[VERDICT_REWOUND] = "REWOUND",
	[VERDICT_POISON] = "POISON",
	[VERDICT_STALLED] = "STALLED",
	[VERDICT_STOPPED] = "STOPPED",
	[VERDICT_NO_CONSUMERS] = "NO_CONSUMERS",
	[VERDICT_LOST] = "LOST",
};

const char *verdict_name(enum verdict_id id)
{
	return verdict_names[id];
}

enum severity verdict_severity(enum verdict_id id)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rules[i]->id == id) {
			return rules[i]->severity;
		}
	}
	return SEVERITY_OK;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_OK] = "ok",
		[SEVERITY_UNKNOWN] = "unknown",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_CRITICAL] = "critical",
	};
	return names[severity];
}

const char *severity_marker(enum severity severity)
{
	static const char *const markers[] = {
		[SEVERITY_OK] = "  ",
		[SEVERITY_UNKNOWN] = "? ",
		[SEVERITY_WARNING] = "! ",
		[SEVERITY_CRITICAL] = "!!",
	};
	return markers[severity];
}

int verdict_compare(enum verdict_id a, enum verdict_id b)
{
	enum severity of_a = verdict_severity(a), of_b = verdict_severity(b);

	if (of_a != of_b) {
		return of_a < of_b ? -1 : 1;
	}
	return a < b ? -1 : a > b;
}

void health_judge(const struct evidence *evidence, struct verdict *verdict)
{
	enum verdict_id before = verdict->id;

	verdict->id = VERDICT_OK;
	verdict->severity = SEVERITY_OK;
	verdict->reason[0] = '\0';
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		verdict->reason[0] = '\0';
		if (rules[i]->holds(evidence, verdict->reason)) {
			verdict->id = rules[i]->id;
			verdict->severity = rules[i]->severity;
			break;
		}
	}
	if (verdict->id == VERDICT_OK) {
		verdict->reason[0] = '\0';
	}
	if (verdict->id != before || verdict->since_ms == 0) {
		verdict->since_ms = evidence->now_ms;
	}
}
