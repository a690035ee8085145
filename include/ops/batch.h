/*
 * Entries that are worked on together, and what becomes of each; and what the server answered.
 */
#ifndef OPS_BATCH_H
#define OPS_BATCH_H

#include "stream/entry.h"

/* In a batch with a marker for each entry, and in one whose marker is a position. */
enum { BATCH_MARKED_MAX = 100, BATCH_ENTRIES_MAX = 256, BATCH_BYTES_MAX = 1 << 20, WHY_MAX = 160 };

enum fate {
	FATE_OPEN,    /* not known yet */
	FATE_DONE,    /* the server has confirmed it */
	FATE_SKIPPED, /* nothing to do, or not any more: `why` */
	FATE_FAILED,  /* `why` */
};

struct item {
	struct id id;
	struct text consumer;      /* of the request's item */
	int64_t deliveries;        /* -1: not pending */
	const struct entry *entry; /* NULL: its fields were not read */
	size_t bytes;              /* of its names and values */
	size_t place;              /* of its target (request_place) */
	bool numbered;             /* its id stands for a line of a file */
	enum fate fate;
	bool again;     /* it had been done before */
	bool once;      /* stands for the whole operation */
	uint64_t count; /* of entries that a `once` was about; 0: of none in particular */
	bool none;      /* skipped, and there never was anything to do */
	bool has_new_id;
	struct id new_id;
	char why[WHY_MAX];
};

struct batch {
	size_t count;
	struct item items[BATCH_ENTRIES_MAX];
	struct id after; /* the position before this batch */
	bool more;       /* a `once` is not through: the same again */
	bool halt;       /* no use in going on: `why` of the items says it */
};

/* Texts and numbers, flat. */
struct op_answer {
	size_t count;
	const struct text *words;
};

/* Empty where there is none. */
struct text op_answer_word(const struct op_answer *answer, size_t i);

void item_settle(struct item *item, enum fate fate, struct text why);
/* By the first word of a script's answer: DONE or ALREADY (with the new id behind it, if there is
 * one, and a count), or why not. The item stays open where there is no such word. */
void item_answered(struct item *item, const struct op_answer *answer);
/* The same for the one item that a command is for; MORE: the same again, it is not through. */
void batch_answered(
	struct batch *batch, size_t first, size_t count, const struct op_answer *answer);

#endif
