#include "pending_rows.h"

#include <string.h>

#include "base/mem.h"

const struct pending_band pending_idle_bands[PENDING_BANDS] = {
	{"<1s", 1000}, {"1s-1m", 60000}, {"1m-5m", 300000}, {"5m+", INT64_MAX}};
const struct pending_band pending_delivery_bands[PENDING_BANDS] = {
	{"1", 2}, {"2-3", 4}, {"4-9", 10}, {"10+", INT64_MAX}};

size_t pending_band_of(const struct pending_band bands[PENDING_BANDS], int64_t n)
{
	size_t i = 0;

	while (i + 1 < PENDING_BANDS && n >= bands[i].below) {
		i++;
	}
	return i;
}

static size_t cost_of(const struct pending_held *row)
{
	return sizeof(*row) + (row->held ? row->held->block_bytes : 0);
}

void pending_rows_finish(struct pending_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		mem_free(rows->at[i]->held);
		mem_free(rows->at[i]);
	}
	mem_free(rows->at);
	*rows = (struct pending_rows){.count = 0};
}

size_t pending_rows_bytes(const struct pending_rows *rows)
{
	return rows->held_bytes + rows->room * sizeof(struct pending_held *);
}

static int compare(const struct pending_item *item, struct text key, struct id id)
{
	int order = id_compare(item->id, id);

	return order != 0 ? order : text_compare(item->key, key);
}

size_t pending_rows_place(const struct pending_rows *rows, struct text key, struct id id)
{
	size_t low = 0, high = rows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&rows->at[middle]->item, key, id) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

bool pending_rows_is(const struct pending_rows *rows, size_t i, struct text key, struct id id)
{
	return i < rows->count && compare(&rows->at[i]->item, key, id) == 0;
}

void pending_rows_insert(struct pending_rows *rows, struct pending_held *row)
{
	size_t at = pending_rows_place(rows, row->item.key, row->item.id);

	if (rows->count == rows->room) {
		rows->room = rows->room * 2 + 64;
		rows->at = mem_resize(rows->at, rows->room, sizeof(struct pending_held *));
	}
	memmove(rows->at + at + 1, rows->at + at,
		(rows->count - at) * sizeof(struct pending_held *));
	rows->at[at] = row;
	rows->count++;
	rows->held_bytes += cost_of(row);
}

void pending_rows_free(struct pending_rows *rows, struct pending_held *row)
{
	rows->held_bytes -= cost_of(row);
	mem_free(row->held);
	mem_free(row);
}

void pending_rows_take_out(struct pending_rows *rows, size_t i)
{
	pending_rows_free(rows, rows->at[i]);
	rows->count--;
	memmove(rows->at + i, rows->at + i + 1, (rows->count - i) * sizeof(struct pending_held *));
}

void pending_rows_make_ghost(struct pending_rows *rows, struct pending_held *row)
{
	rows->held_bytes -= cost_of(row);
	mem_free(row->held);
	row->held = NULL;
	row->item.row = NULL;
	row->item.gone = true;
	row->item.toobig = false;
	rows->held_bytes += cost_of(row);
}
