/*
 * One health rule: a const struct in a file of its own and a row in rules.h. It sees the evidence
 * on one group and nothing else; where it holds it says so in one sentence with its numbers.
 */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "history.h"

struct evidence {
	const struct topic *topic;
	const struct group *group;
	const struct thresholds *limits;
	const struct history *history;
	bool one_shot; /* three samples over 2 s: idle times and ages count as evidence */
	bool lost;     /* entries were lost, and nobody has seen it yet */
	int64_t now_ms;

	size_t first;       /* of the samples in the window */
	bool window_full;   /* at least three samples over a whole window */
	struct step window; /* summed over it */

	bool behind;     /* more is undelivered than allowed: a number that may be relied on */
	bool on_its_way; /* no more is undelivered than arrives in a second */
	struct known undelivered_age_ms, unacked_age_ms; /* unknown where ids are no clock */
	bool consumers_known;        /* the list is recent, and the cursor stands since */
	size_t gone;                 /* consumers idle for longer than consumer_gone */
	struct known least_idle_ms;  /* of the consumers, when the list was made */
	struct known oldest_idle_ms; /* of the oldest pending entry; recent */
};

struct rule {
	enum verdict_id id;
	enum severity severity;
	bool (*holds)(const struct evidence *evidence, char reason[VERDICT_REASON_MAX]);
};

#define RULE(name) extern const struct rule rule_##name;
#include "rules.h"
#undef RULE

/* Fills everything from `first` on. */
void evidence_complete(struct evidence *evidence);
/* The first rule that holds; OK if none does. */
void health_judge(const struct evidence *evidence, struct verdict *verdict);

/* Sentences. `numbered` gives `1,204`; `lasting` `94 s` below two minutes, `6m51s` above. */
struct phrase {
	char text[40];
};
struct phrase numbered(int64_t n);
struct phrase lasting(int64_t ms);
/* Appends; what does not fit is cut. */
void reason_add(char reason[VERDICT_REASON_MAX], const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* `, 2 consumers idle 96 s`, or without the idle time where it is not known. */
void reason_add_consumers(char reason[VERDICT_REASON_MAX], const struct evidence *evidence);
/* `, 1,204 undelivered`, with its mark. */
void reason_add_undelivered(char reason[VERDICT_REASON_MAX], const struct evidence *evidence);

#endif
