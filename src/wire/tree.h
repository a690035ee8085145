/*
 * The tree of one reply, made in one pass over bytes that a filter has already looked at: its
 * strings are where they came in, its lists in an arena that the next tree uses again.
 */
#ifndef WIRE_TREE_H
#define WIRE_TREE_H

#include "wire/reply.h"

struct block;

struct tree {
	struct block *blocks; /* what the tree is made of */
	struct block *spare;  /* for the next one */
	struct reply root;
};

void tree_finish(struct tree *tree);
/* Bytes of one whole reply, borrowed as long as the tree; or its beginning, cut anywhere: then what
 * did not come is nil. What stood there before is gone. */
const struct reply *tree_make(struct tree *tree, struct text bytes);

#endif
