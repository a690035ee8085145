#include "base/wheel.h"

#include <stdlib.h>

#include "base/mem.h"

enum { RINGS = 7, SLOT_BITS = 6, SLOTS = 1 << SLOT_BITS, NOT_SET = 0 };

struct node {
	int64_t due_ms;
	uint32_t previous, next; /* in its slot; 0: none */
	uint16_t slot;           /* of all rings, from 1 on; NOT_SET */
};

struct wheel {
	int64_t now_ms;
	size_t count;
	uint32_t node_count; /* numbers below it have room */
	struct node *nodes;
	uint32_t slots[RINGS * SLOTS]; /* the first of each; 0: empty; numbers are kept + 1 */
	size_t due_room;
	struct due {
		int64_t due_ms;
		uint32_t number;
	} * due;
};

struct wheel *wheel_create(int64_t now_ms)
{
	struct wheel *wheel = mem_alloc(1, sizeof(*wheel));

	wheel->now_ms = now_ms < 0 ? 0 : now_ms;
	return wheel;
}

void wheel_destroy(struct wheel *wheel)
{
	if (wheel == NULL) {
		return;
	}
	mem_free(wheel->nodes);
	mem_free(wheel->due);
	mem_free(wheel);
}

/* The finest ring that reaches so far. What lies beyond the last waits in it, and goes round. */
static uint16_t slot_of(const struct wheel *wheel, int64_t due_ms)
{
	uint64_t now = (uint64_t)wheel->now_ms;
	uint64_t due = due_ms <= wheel->now_ms ? now : (uint64_t)due_ms;
	int ring = 0;

	while (ring < RINGS - 1 &&
		(due >> (SLOT_BITS * ring)) - (now >> (SLOT_BITS * ring)) >= SLOTS) {
		ring++;
	}
	uint64_t at = due >> (SLOT_BITS * ring), base = now >> (SLOT_BITS * ring);
	at = at - base >= SLOTS ? base + SLOTS - 1 : at;
	return (uint16_t)(1 + ring * SLOTS + (int)(at % SLOTS));
}

static void make_room(struct wheel *wheel, uint32_t number)
{
	uint32_t room = wheel->node_count;

	if (number < room) {
		return;
	}
	room = number < 64 ? 64 : number + number / 2 + 1;
	wheel->nodes = mem_resize(wheel->nodes, room, sizeof(*wheel->nodes));
	for (uint32_t i = wheel->node_count; i < room; i++) {
		wheel->nodes[i] = (struct node){.slot = NOT_SET};
	}
	wheel->node_count = room;
}

static void link_node(struct wheel *wheel, uint32_t number)
{
	struct node *node = &wheel->nodes[number];
	uint32_t *first;

	node->slot = slot_of(wheel, node->due_ms);
	first = &wheel->slots[node->slot - 1];
	node->previous = 0;
	node->next = *first;
	if (*first != 0) {
		wheel->nodes[*first - 1].previous = number + 1;
	}
	*first = number + 1;
}

static void unlink_node(struct wheel *wheel, struct node *node)
{
	if (node->previous != 0) {
		wheel->nodes[node->previous - 1].next = node->next;
	} else {
		wheel->slots[node->slot - 1] = node->next;
	}
	if (node->next != 0) {
		wheel->nodes[node->next - 1].previous = node->previous;
	}
	node->slot = NOT_SET;
}

void wheel_set(struct wheel *wheel, uint32_t number, int64_t due_ms)
{
	make_room(wheel, number);
	wheel_clear(wheel, number);
	wheel->nodes[number].due_ms = due_ms;
	link_node(wheel, number);
	wheel->count++;
}

void wheel_clear(struct wheel *wheel, uint32_t number)
{
	if (number < wheel->node_count && wheel->nodes[number].slot != NOT_SET) {
		unlink_node(wheel, &wheel->nodes[number]);
		wheel->count--;
	}
}

bool wheel_due(const struct wheel *wheel, uint32_t number, int64_t *due_ms)
{
	if (number >= wheel->node_count || wheel->nodes[number].slot == NOT_SET) {
		return false;
	}
	*due_ms = wheel->nodes[number].due_ms;
	return true;
}

size_t wheel_count(const struct wheel *wheel)
{
	return wheel->count;
}

size_t wheel_bytes(const struct wheel *wheel)
{
	return sizeof(*wheel) + wheel->node_count * sizeof(*wheel->nodes) +
		wheel->due_room * sizeof(*wheel->due);
}

static int by_moment(const void *left, const void *right)
{
	const struct due *a = left, *b = right;
	int order = (a->due_ms > b->due_ms) - (a->due_ms < b->due_ms);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static void keep_due(struct wheel *wheel, size_t *count, uint32_t number)
{
	if (*count == wheel->due_room) {
		wheel->due_room = wheel->due_room < 64 ? 64 : wheel->due_room * 2;
		wheel->due = mem_resize(wheel->due, wheel->due_room, sizeof(*wheel->due));
	}
	wheel->due[(*count)++] = (struct due){wheel->nodes[number].due_ms, number};
}

/* Takes a slot's list apart: what is due is kept, the rest goes to where it belongs now. */
static void sort_out(struct wheel *wheel, uint32_t first, size_t *count)
{
	while (first != 0) {
		uint32_t number = first - 1;
		struct node *node = &wheel->nodes[number];

		first = node->next;
		if (node->due_ms <= wheel->now_ms) {
			node->slot = NOT_SET;
			wheel->count--;
			keep_due(wheel, count, number);
		} else {
			link_node(wheel, number);
		}
	}
}

/* The slots of each ring that time went through, at most all of it, are taken out before any goes
 * back. */
static size_t take_due(struct wheel *wheel, int64_t now_ms)
{
	uint32_t passed[RINGS * SLOTS];
	size_t passed_count = 0, count = 0;

	for (int ring = 0; ring < RINGS; ring++) {
		uint64_t from = (uint64_t)wheel->now_ms >> (SLOT_BITS * ring);
		uint64_t to = (uint64_t)now_ms >> (SLOT_BITS * ring);

		for (uint64_t at = from; at <= to && at - from < SLOTS; at++) {
			uint32_t *slot = &wheel->slots[ring * SLOTS + (int)(at % SLOTS)];
			if (*slot != 0) {
				passed[passed_count++] = *slot;
				*slot = 0;
			}
		}
	}
	wheel->now_ms = now_ms;
	for (size_t i = 0; i < passed_count; i++) {
		sort_out(wheel, passed[i], &count);
	}
	return count;
}

void wheel_advance(struct wheel *wheel, int64_t now_ms, wheel_fn *fn, void *arg)
{
	if (now_ms < wheel->now_ms) {
		return;
	}
	size_t count = take_due(wheel, now_ms);
	struct due *due = wheel->due;

	if (count == 0) {
		return;
	}
	/* What is told may advance no further, but the list is this call's alone. */
	wheel->due = NULL;
	wheel->due_room = 0;
	qsort(due, count, sizeof(*due), by_moment);
	for (size_t i = 0; i < count; i++) {
		fn(arg, due[i].number, due[i].due_ms);
	}
	mem_free(due);
}
