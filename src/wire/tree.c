#include "tree.h"

#include <stdalign.h>
#include <string.h>

#include "base/mem.h"
#include "filter.h"

enum {
	ARENA_FIRST_BYTES = 16 * 1024,
	ARENA_BLOCK_BYTES = 1024 * 1024,    /* larger only for one list that needs it */
	ARENA_KEPT_BYTES = 4 * 1024 * 1024, /* what is more is given back before the next tree */
};

struct block {
	struct block *next;
	size_t used, room;
	alignas(max_align_t) char bytes[];
};

/* Where the next value of a list goes. */
struct level {
	struct reply *next;
	size_t left;
};

struct making {
	struct tree *tree;
	const char *at, *end;
	struct level levels[FILTER_DEPTH_MAX + 1];
	int depth;
};

static struct block *next_block(struct tree *tree, size_t size)
{
	struct block *block = tree->spare;
	if (block != NULL && block->room >= size) {
		tree->spare = block->next;
	} else {
		size_t room = tree->blocks == NULL ? ARENA_FIRST_BYTES : tree->blocks->room * 2;
		room = room > ARENA_BLOCK_BYTES ? ARENA_BLOCK_BYTES : room;
		room = size > room ? size : room;
		block = mem_alloc(1, sizeof *block + room);
		block->room = room;
	}
	block->next = tree->blocks;
	tree->blocks = block;
	return block;
}

static struct reply *take_items(struct tree *tree, size_t count)
{
	size_t size = count * sizeof(struct reply);
	struct block *block = tree->blocks;
	if (block == NULL || block->room - block->used < size) {
		block = next_block(tree, size);
	}
	void *taken = block->bytes + block->used;
	block->used += size;
	return taken;
}

static void free_blocks(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;
		mem_free(block);
		block = next;
	}
}

/* Blocks go back the roomiest first. */
static void clear(struct tree *tree)
{
	struct block *block = tree->blocks, *next;
	size_t kept = 0;
	for (const struct block *spare = tree->spare; spare != NULL; spare = spare->next) {
		kept += spare->room;
	}
	for (; block != NULL; block = next) {
		next = block->next;
		kept += block->room;
		if (kept > ARENA_KEPT_BYTES) {
			kept -= block->room;
			mem_free(block);
			continue;
		}
		block->used = 0;
		block->next = tree->spare;
		tree->spare = block;
	}
	tree->blocks = NULL;
	tree->root = (struct reply){.kind = REPLY_NIL};
}

void tree_finish(struct tree *tree)
{
	free_blocks(tree->blocks);
	free_blocks(tree->spare);
	*tree = (struct tree){.blocks = NULL};
}

/* The end of the line that begins behind the marker; NULL where it did not come. A return alone is
 * a part of it. */
static const char *find_line_end(const struct making *making)
{
	const char *at = making->at + 1;
	while (at < making->end) {
		at = memchr(at, '\r', (size_t)(making->end - at));
		if (at == NULL || at + 1 == making->end) {
			return NULL;
		}
		if (at[1] == '\n') {
			return at;
		}
		at++;
	}
	return NULL;
}

/* The number behind the marker, and the line's end behind it; checked before by the filter. */
static bool take_number(struct making *making, int64_t *number)
{
	const char *at = making->at + 1, *end = making->end;
	if (end - at >= 4 && at[1] == '\r' && *at >= '0') {
		*number = *at - '0';
		making->at = at + 3;
		return true;
	}
	bool negative = at < end && *at == '-';
	uint64_t value = 0;
	for (at += negative; at < end && *at >= '0' && *at <= '9'; at++) {
		value = value * 10 + (uint64_t)(*at - '0');
	}
	if (end - at < 2 || *at != '\r') {
		return false;
	}
	*number = (int64_t)(negative ? 0 - value : value);
	making->at = at + 2;
	return true;
}

static bool take_line(struct making *making, struct reply *reply)
{
	const char *end = find_line_end(making), *start = making->at + 1;
	if (end == NULL) {
		return false;
	}
	reply->kind = making->at[0] == '+' ? REPLY_STATUS : REPLY_ERROR;
	reply->text = text_from(start, (size_t)(end - start));
	making->at = end + 2;
	return true;
}

static bool take_string(struct making *making, struct reply *reply)
{
	int64_t length;
	if (!take_number(making, &length)) {
		return false;
	}
	if (length < 0) {
		return true;
	}
	if (making->end - making->at < length + 2) {
		return false;
	}
	reply->kind = REPLY_TEXT;
	reply->text = text_from(making->at, (size_t)length);
	making->at += length + 2;
	return true;
}

static bool take_list(struct making *making, struct reply *reply)
{
	int64_t count;
	if (!take_number(making, &count)) {
		return false;
	}
	if (count < 0) {
		return true;
	}
	reply->kind = REPLY_LIST;
	reply->count = (size_t)count;
	if (count > 0) {
		struct reply *items = take_items(making->tree, (size_t)count);
		reply->items = items;
		making->levels[making->depth++] =
			(struct level){.next = items, .left = (size_t)count};
	}
	return true;
}

static bool take_value(struct making *making, struct reply *reply)
{
	switch (making->at[0]) {
	case '$':
		return take_string(making, reply);
	case '*':
		return take_list(making, reply);
	case ':':
		if (!take_number(making, &reply->integer)) {
			return false;
		}
		reply->kind = REPLY_INTEGER;
		return true;
	default:
		return take_line(making, reply);
	}
}

/* What did not come is nil. */
static void fill_rest(struct making *making)
{
	for (int i = 0; i < making->depth; i++) {
		struct level *level = &making->levels[i];
		for (; level->left > 0; level->left--) {
			*level->next++ = (struct reply){.kind = REPLY_NIL};
		}
	}
}

const struct reply *tree_make(struct tree *tree, struct text bytes)
{
	struct making making = {
		.tree = tree,
		.at = bytes.at,
		.end = bytes.at + bytes.length,
	};
	clear(tree);
	struct reply *place = &tree->root;
	while (making.at < making.end && take_value(&making, place)) {
		while (making.depth > 0 && making.levels[making.depth - 1].left == 0) {
			making.depth--;
		}
		if (making.depth == 0) {
			break;
		}
		struct level *level = &making.levels[making.depth - 1];
		place = level->next++;
		level->left--;
		*place = (struct reply){.kind = REPLY_NIL};
	}
	fill_rest(&making);
	return &tree->root;
}
