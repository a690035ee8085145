/*
 * Reads what operators did, for as long as somebody looks: the audit file of this machine and the
 * stream on the server, each from its newest record back and then as it grows. What it reads
 * becomes facts.
 */
#ifndef ENGINE_LOG_DESK_H
#define ENGINE_LOG_DESK_H

#include "audit_tail.h"
#include "model/model.h"
#include "scan.h"
#include "reading.h"

struct log_desk {
	const struct model *model;
	tell_fn *tell; /* the model has it when it returns */
	void *arg;
	bool wanted;

	/* The file. */
	struct audit_tail tail;
	bool more, untold;
	struct error trouble;
	int64_t looked_ms, told_ms;
	struct buf room;

	/* The stream. */
	struct scan *scan;
	bool back_ended, full; /* all before the newest was read, or for want of room was not */
	bool has_newest, has_oldest;
	struct id newest, oldest;
	uint64_t records;
	int64_t next_ms;
};

/* `model` to `arg` are set. */
void log_desk_init(struct log_desk *desk);
void log_desk_finish(struct log_desk *desk);
void log_desk_set(struct log_desk *desk, const struct interest_log *log);
/* Returns when it wants its next turn, in ms; -1: with everybody's. `conn` NULL: there is none that
 * is ready. */
int64_t log_desk_turn(struct log_desk *desk, struct conn *conn, int64_t now_ms);
/* The connection goes. */
void log_desk_drop(struct log_desk *desk);
/* Everything is due now. */
void log_desk_refresh(struct log_desk *desk);

#endif
