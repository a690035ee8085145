/*
 * Alerts: rules in the query language over topics, groups, journeys and indicators, and what became
 * of each on each. A condition must hold for a while before it fires and must not hold for a while
 * before it is resolved; what is not known is evidence of neither. A kind of subject is one row in
 * alert_subjects.c. It knows nothing of who is called.
 */
#ifndef MODEL_ALERT_H
#define MODEL_ALERT_H

#include "base/error.h"
#include "model/health.h"
#include "stream/fact.h"

enum alert_state { ALERT_PENDING, ALERT_FIRING, ALERT_ACKNOWLEDGED, ALERT_RESOLVED };

struct alert_subject;
/* `topics`, `groups`, `journeys`, `indicators`; NULL where there is none of that name. */
const struct alert_subject *alert_subject_find(struct text name);
const char *alert_subject_name(const struct alert_subject *subject);
/* Whether the names of an alert on it are a topic and a group; else the first is its own. */
bool alert_subject_is_topic(const struct alert_subject *subject);
/* By row; NULL beyond the end. */
const struct alert_subject *alert_subject_at(size_t i);

struct alert_rule {
	const char *name;
	const struct alert_subject *of;
	const char *when; /* query over the columns of `of` */
	enum severity severity;
	int64_t for_ms, clear_ms;
	const char *const *exec; /* words of a command, NULL-ended; NULL: none. Only handed on */
};

/* ERROR_USAGE: the query cannot be read; says at which column. */
bool alert_rule_check(const struct alert_rule *rule, struct error *error);

enum { ALERT_KEY_MAX = 17, ALERT_NAMES = 2, ALERTS_MAX = 1000, ALERT_EVENTS_MAX = 500 };

/* One rule on one subject. */
struct alert {
	const struct alert_rule *rule;
	struct text names[ALERT_NAMES];  /* topic; group, or empty; or the subject's own name */
	char key[ALERT_KEY_MAX];         /* of rule and subject: the same at every time and place */
	enum alert_state state;          /* never RESOLVED: such a one is history */
	int64_t since_ms;                /* monotonic: of the state */
	int64_t fired_ms;                /* monotonic: since when it fires */
	int64_t holds_ms;                /* since when it holds without a gap; -1: it does not */
	int64_t clear_ms;                /* since when it does not; -1 */
	char reason[VERDICT_REASON_MAX]; /* the verdict's, where there is one; raw */
};

/* What happened: fired, acknowledged, resolved. */
struct alert_event {
	uint64_t number; /* from 1 on, without a gap */
	const struct alert_rule *rule;
	struct text names[ALERT_NAMES];
	char key[ALERT_KEY_MAX];
	enum alert_state state;
	int64_t at_ms, server_ms; /* monotonic; the server's clock, 0: not known */
	int64_t fired_ms;         /* ACKNOWLEDGED, RESOLVED: for how long it had been firing */
	char reason[VERDICT_REASON_MAX];
};

struct alert_list;

size_t alert_list_count(const struct alert_list *list);
/* In the order in which they began; NULL beyond the end. Borrowed until the model changes. */
const struct alert *alert_list_at(const struct alert_list *list, size_t i);
/* The one that matters most: firing, then the graver, then the older. NULL: none fires. */
const struct alert *alert_list_worst(const struct alert_list *list);
/* How many events there have been; the last ALERT_EVENTS_MAX are kept. */
uint64_t alert_list_events(const struct alert_list *list);
/* NULL where there is none of that number any more. */
const struct alert_event *alert_list_event(const struct alert_list *list, uint64_t number);

struct alert_about {
	size_t rules, pending, firing, acknowledged;
	uint64_t unheld;    /* that found no room */
	uint64_t undecided; /* the query could not be decided */
	char undecided_why[160];
	struct fact_hooks hooks;
};
struct alert_about alert_list_about(const struct alert_list *list);

/* `pending`, `firing`, `acknowledged`, `resolved`; static. */
const char *alert_state_name(enum alert_state state);

#endif
