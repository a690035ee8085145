/*
 * The operation that the console plans or performs, as facts for the screen: what it would do, how
 * far it is, what became of each entry. One at a time.
 */
#ifndef MODEL_WORK_H
#define MODEL_WORK_H

#include "base/buf.h"
#include "base/error.h"
#include "stream/id.h"

enum work_stage {
	WORK_NONE,
	WORK_PLANNING,
	WORK_PLANNED,
	WORK_REFUSED, /* it cannot be planned: `error` */
	WORK_RUNNING,
	WORK_ENDED, /* for now or for good: `state` and `error` */
};

enum work_fate { WORK_DONE, WORK_SKIPPED, WORK_FAILED };

enum { WORK_ITEMS_MAX = 2000, WORK_WHY_MAX = 160, WORK_JOB_MAX = 27, WORK_NAME_MAX = 32 };

struct work_item {
	struct id id, new_id;
	bool has_new_id;
	bool whole; /* stands for the operation, not for an entry */
	enum work_fate fate;
	char why[WORK_WHY_MAX];
};

struct work {
	enum work_stage stage;
	char operation[WORK_NAME_MAX]; /* `dead-letter`, `undo` of one, ... */
	char verb[WORK_NAME_MAX];      /* what is done with it: empty, `resume`, `undo`, `cancel` */
	char job[WORK_JOB_MAX];        /* empty before the plan is there */
	struct buf topic, group, target;       /* raw */
	int64_t planned_ms;                    /* monotonic */
	struct buf effect;                     /* one sentence */
	struct buf warnings, commands, radius; /* one a line */
	struct buf edits;                      /* `ID FIELD: OLD -> NEW`, one a line */
	struct buf before;  /* the lines of the plan shown before, for what has changed since */
	struct buf confirm; /* what has to be typed before it runs */
	uint64_t entries, bytes;
	size_t groups;
	bool undo; /* there is a way back */
	char sha256[65];

	int64_t began_ms, ended_ms; /* monotonic; 0: not yet */
	bool paused, stops;
	double per_s; /* 0: as fast as it goes */
	uint64_t done, skipped, failed, again, unverified, remaining;
	const char *state; /* as `jobs` names it; NULL: it has not run */
	bool ended;        /* for good: it cannot go on */
	struct error error;
	/* The last of them, the oldest first at `item_first`. */
	struct work_item *items;
	size_t item_count, item_first;
	uint64_t items_gone; /* older ones that are not held any more */
};

void work_init(struct work *work);
void work_finish(struct work *work);
/* Nothing is planned or done. */
void work_reset(struct work *work);
void work_add_item(struct work *work, const struct work_item *item);
/* The i-th of those held, the oldest first. */
const struct work_item *work_item_at(const struct work *work, size_t i);
/* Whether the line stands in the plan that was shown before; true where none was. */
bool work_was_there(const struct work *work, struct text line);

#endif
