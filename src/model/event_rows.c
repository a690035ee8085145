#include "event_rows.h"

#include <string.h>

#include "base/mem.h"

enum { ROOM_LEAST = 64 };

/* What the allocator keeps beside a block. */
enum { BLOCK_OVERHEAD = 16 };

void event_rows_finish(struct event_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		mem_free(rows->slots[rows->first + i].held);
	}
	mem_free(rows->slots);
	*rows = (struct event_rows){.count = 0};
}

size_t event_rows_bytes(const struct event_rows *rows)
{
	return rows->held_bytes + rows->room * sizeof(*rows->slots);
}

struct event_held *event_rows_at(const struct event_rows *rows, size_t i)
{
	return rows->slots[rows->first + i].held;
}

static int compare(const struct event_slot *slot, struct id id, struct text topic)
{
	int order = id_compare(slot->id, id);

	return order != 0 ? order : text_compare(slot->held->row.topic, topic);
}

size_t event_rows_place(const struct event_rows *rows, size_t from, struct id id, struct text topic)
{
	const struct event_slot *slots = rows->slots + rows->first;
	size_t low = from, high = rows->count;

	if (high > low && compare(&slots[high - 1], id, topic) < 0) {
		return high;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&slots[middle], id, topic) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

bool event_rows_is(const struct event_rows *rows, size_t i, struct id id, struct text topic)
{
	return i < rows->count && compare(&rows->slots[rows->first + i], id, topic) == 0;
}

/* The rows move to where `before` more have room in front of them and `behind` more behind. */
static void make_room(struct event_rows *rows, size_t before, size_t behind)
{
	size_t wanted = rows->count + before + behind, room = rows->room;
	struct event_slot *slots = rows->slots;

	if (rows->first >= before && room - rows->first - rows->count >= behind) {
		return;
	}
	if (wanted > room / 4 * 3) {
		room = wanted * 2 > ROOM_LEAST ? wanted * 2 : ROOM_LEAST;
		slots = mem_alloc(room, sizeof(*slots));
	}
	size_t first = before + (room - wanted) / 2;
	if (rows->count > 0) {
		memmove(slots + first, rows->slots + rows->first, rows->count * sizeof(*slots));
	}
	if (slots != rows->slots) {
		mem_free(rows->slots);
	}
	rows->slots = slots;
	rows->room = room;
	rows->first = first;
}

static void hold(struct event_rows *rows, size_t at, const struct event_slot *slot)
{
	rows->slots[at] = *slot;
	rows->held_bytes += slot->held->block_bytes + BLOCK_OVERHEAD;
}

static void prepend(struct event_rows *rows, const struct event_slot *fresh, size_t count)
{
	make_room(rows, count, 0);
	rows->first -= count;
	for (size_t i = 0; i < count; i++) {
		hold(rows, rows->first + i, &fresh[i]);
	}
	rows->count += count;
}

size_t event_rows_merge(struct event_rows *rows, const struct event_slot *fresh, size_t count)
{
	size_t from, to, lowest;

	if (count == 0) {
		return rows->count;
	}
	lowest = event_rows_place(rows, 0, fresh[0].id, fresh[0].held->row.topic);
	const struct event_slot *last = &fresh[count - 1];
	if (rows->count > 0 && lowest == 0 &&
		compare(&rows->slots[rows->first], last->id, last->held->row.topic) > 0) {
		prepend(rows, fresh, count);
		return 0;
	}
	make_room(rows, 0, count);
	from = rows->first + rows->count;
	to = from + count;
	rows->count += count;
	while (count > 0) {
		const struct event_slot *next = &fresh[count - 1];
		if (from > rows->first + lowest &&
			compare(&rows->slots[from - 1], next->id, next->held->row.topic) > 0) {
			rows->slots[--to] = rows->slots[--from];
		} else {
			hold(rows, --to, next);
			count--;
		}
	}
	return lowest;
}

void event_rows_drop_first(struct event_rows *rows)
{
	struct event_held *held = rows->slots[rows->first].held;

	rows->held_bytes -= held->block_bytes + BLOCK_OVERHEAD;
	mem_free(held);
	rows->first++;
	rows->count--;
}
