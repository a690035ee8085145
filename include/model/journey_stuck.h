/*
 * Journeys whose last entry lies where nobody takes it on, and the broker's own reason. What the
 * broker says is looked at by others and handed in; what is kept here is judged without it.
 */
#ifndef MODEL_JOURNEY_STUCK_H
#define MODEL_JOURNEY_STUCK_H

#include "model/journeys.h"

enum stuck_rule {
	STUCK_PENDING,     /* pending for too long, or delivered too often */
	STUCK_NO_CONSUMER, /* the group that should read it has nobody */
	STUCK_UNREAD,      /* beyond the cursor of a group that does not move */
	STUCK_OVERDUE,     /* what follows its step has come sooner in all but one of a thousand */
};
enum { STUCK_DELIVERIES = 5 };

/* A group of the topic that the last entry stands in, as the broker tells it. */
struct stuck_group {
	struct text name;
	struct id cursor;
	int64_t consumers;
	int64_t still_ms; /* it has moved for the last time so long ago; -1: not known */
	int64_t lag;      /* -1: not known */
	bool is_pending;  /* the entry is, on that consumer */
	struct text consumer;
	int64_t idle_ms, deliveries;
};

struct journey_stuck {
	enum stuck_rule rule;
	struct text topic, group, consumer; /* empty where the rule has none; borrowed */
	int64_t idle_ms, deliveries, lag;   /* -1: not known, or none */
	int64_t limit_ms;                   /* STUCK_OVERDUE */
};
/* `pending`, `no_consumer`, `unread`, `overdue`; static. */
const char *stuck_rule_name(enum stuck_rule rule);

/* An open journey that has been still for as long as its definition says, or is stuck already. */
struct stuck_suspect {
	uint32_t number;
	struct text topic; /* of its last entry; borrowed */
	struct id id;
	int64_t after_ms; /* stuck_after */
};
/* The next one behind that number; false: no more. */
bool journeys_suspect(
	const struct journeys *journeys, uint32_t after, struct stuck_suspect *suspect);
/* Whether the broker's groups hold it up: the first rule that does, over all groups. Texts of the
 * answer are borrowed from them. Pure. */
bool stuck_judge(const struct stuck_suspect *suspect, const struct stuck_group *groups,
	size_t count, struct journey_stuck *why);
/* Whether it is overdue by what was seen of its like: with no deadline declared, and 30 seen. */
bool journeys_is_overdue(
	const struct journeys *journeys, uint32_t number, struct journey_stuck *why);

/* It is stuck, or (NULL) not any more; copied. The next event of the journey ends it, too. */
void journeys_set_stuck(
	struct journeys *journeys, uint32_t number, const struct journey_stuck *why);
/* False where it is not. Borrowed until the journeys change. */
bool journeys_stuck(const struct journeys *journeys, uint32_t number, struct journey_stuck *why);

#endif
