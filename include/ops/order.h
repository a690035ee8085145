/*
 * What an operator tells the console to do with an operation. A value: nothing is performed here.
 */
#ifndef OPS_ORDER_H
#define OPS_ORDER_H

#include "ops/request.h"

enum work_order_kind {
	ORDER_PLAN,   /* reads only */
	ORDER_REPEAT, /* likewise: plans what a job was asked, as things are now */
	ORDER_RUN,  /* what was planned last */
	ORDER_RESUME,
	ORDER_UNDO,
	ORDER_CANCEL,
	/* Of what runs: */
	ORDER_PAUSE,
	ORDER_GO_ON,
	ORDER_RATE,
	ORDER_STOP, /* after the batch under way */
};

/* Where it pauses by itself; 0: it does not. */
struct work_limits {
	uint64_t lag;          /* of a group of the target */
	uint64_t dead_letters; /* that come of it within a minute */
	int64_t latency_ms;    /* of a batch */
};

struct work_order {
	enum work_order_kind kind;
	const struct request *request; /* of PLAN; borrowed for the call */
	const char *job;               /* of REPEAT, RESUME, UNDO, CANCEL; likewise */
	const char *confirm;           /* what was typed, before anything is written */
	double per_s;                  /* of RUN and RATE; 0: as fast as it goes */
	uint64_t first;                /* of RUN: pause after so many; 0: do not */
	struct work_limits limits;     /* of RUN */
};

/* Whether it leads to writes: those need more than a key. */
bool work_order_writes(enum work_order_kind kind);

#endif
