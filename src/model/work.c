#include "model/work.h"

#include "base/mem.h"
#include "model/model.h"
#include "state.h"

enum { WORK_BUFS = 10, LINES_BYTES_MAX = 1 << 18, NAME_BYTES_MAX = 1 << 20 };

static struct buf *const *bufs_of(struct work *work, struct buf *list[WORK_BUFS])
{
	list[0] = &work->topic;
	list[1] = &work->group;
	list[2] = &work->target;
	list[3] = &work->effect;
	list[4] = &work->warnings;
	list[5] = &work->commands;
	list[6] = &work->radius;
	list[7] = &work->confirm;
	list[8] = &work->before;
	list[9] = &work->edits;
	return list;
}

void work_init(struct work *work)
{
	struct buf *list[WORK_BUFS];

	*work = (struct work){.stage = WORK_NONE};
	bufs_of(work, list);
	for (size_t i = 0; i < WORK_BUFS; i++) {
		buf_init(list[i], i < 3 ? NAME_BYTES_MAX : LINES_BYTES_MAX);
	}
	work->items = mem_alloc(WORK_ITEMS_MAX, sizeof *work->items);
}

void work_finish(struct work *work)
{
	struct buf *list[WORK_BUFS];

	bufs_of(work, list);
	for (size_t i = 0; i < WORK_BUFS; i++) {
		buf_finish(list[i]);
	}
	mem_free(work->items);
}

void work_reset(struct work *work)
{
	work_finish(work);
	work_init(work);
}

void work_add_item(struct work *work, const struct work_item *item)
{
	size_t at = (work->item_first + work->item_count) % WORK_ITEMS_MAX;

	work->items[at] = *item;
	if (work->item_count < WORK_ITEMS_MAX) {
		work->item_count++;
	} else {
		work->item_first = (work->item_first + 1) % WORK_ITEMS_MAX;
		work->items_gone++;
	}
}

const struct work_item *work_item_at(const struct work *work, size_t i)
{
	return &work->items[(work->item_first + i) % WORK_ITEMS_MAX];
}

bool work_was_there(const struct work *work, struct text line)
{
	struct text rest = buf_text(&work->before);

	if (rest.length == 0) {
		return true;
	}
	while (rest.length > 0) {
		if (text_equal(text_cut(&rest, '\n'), line)) {
			return true;
		}
	}
	return false;
}

const struct work *model_work(const struct model *model)
{
	return model->work;
}

void model_show_work(struct model *model, const struct work *work)
{
	model->work = work;
}
