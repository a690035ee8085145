/*
 * How an incident ends: when the operator has done something about the entries that it left
 * pending. Until then it lasts.
 *
 *   crash   a consumer comes back when nothing is pending for it any more
 *   leave   consumers come back when somebody gives the group entries
 *   slow    work has its pace again when the entry that it hangs on is pending no more, or is
 *           another's; where the topic is cut, too, when what was lost is replayed
 */
#ifndef DEMO_REPAIR_H
#define DEMO_REPAIR_H

#include "run.h"

/* What one consumer waits for; zeroed: for nothing. */
struct repair {
	struct run *run;
	const struct incident *incident; /* NULL: nothing happened to it */
	const char *consumer;
	bool hangs; /* SLOW: on this entry */
	struct id id;
	bool asking, over;
	int64_t look_at_ms;
};

/* An entry comes to somebody who reads that topic: a replay ends what trimming did, whoever sees it
 * first. The consumer itself may be so slow that the copies are trimmed before it comes to them. */
void repair_hear(struct repair *repair, const char *topic, const struct entry *entry);
/* An entry comes to the consumer. False: it hangs on it and gets no further with it. */
bool repair_see(struct repair *repair, const struct entry *entry);
/* Asks, now and then; `over` tells when it is. */
void repair_tick(struct repair *repair);

#endif
