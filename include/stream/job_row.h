/*
 * A job as whoever looks at it is told of it: what it is to do, how far it has come. Borrowed
 * texts.
 */
#ifndef STREAM_JOB_ROW_H
#define STREAM_JOB_ROW_H

#include "base/text.h"

#include <stdint.h>

/* What became of one of its entries. */
enum job_fate { JOB_FATE_OPEN, JOB_FATE_DONE, JOB_FATE_SKIPPED, JOB_FATE_FAILED };

struct job_row {
	struct text job, operation, topic, group, target, who, host, reason;
	struct text state;    /* `running`, `paused`, ..., `undone` */
	struct text server;   /* its address, where it was planned; empty: not known */
	struct text selected; /* which entries, and with what, as it was asked */
	bool ended, local;    /* local: its journal is on this machine */
	uint64_t done, failed, skipped, remaining;
	uint64_t entries;   /* that the plan counted */
	int64_t started_ms; /* the server's clock */
};

#endif
