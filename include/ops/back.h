/*
 * The way back of one dead letter: to the group that gave it up, or to its topic.
 */
#ifndef OPS_BACK_H
#define OPS_BACK_H

#include "envelope/restore.h"
#include "ops/batch.h"
#include "ops/request.h"

struct back {
	struct dead_reader *reader;
	struct dead_letter letter;
	struct text topic;  /* where it goes */
	bool to_group;      /* if its source entry is still there; never with other fields */
	struct id original; /* to_group: that entry */
	bool whole;         /* the original fields are known */
	struct restored restored;
	struct buf edited;  /* names of the fields that were set */
	char id[ID_TEXT_MAX];
	struct error why; /* else why not */
};

void back_init(struct back *back);
void back_finish(struct back *back);
/* Texts hold until the next call, and as long as the entry. False: it cannot go anywhere, `why`
 * says it. */
bool back_read(struct back *back, const struct request *request, const struct entry *entry);
/* What the request sets in the original fields; behind them, of which letter it is and what was
 * set. */
void back_edit(struct back *back, const struct request *request, struct id letter);

#endif
