#include "job_items.h"

#include "base/mem.h"
#include "model/jobs.h"

static char *keep(struct text text)
{
	return text.length > 0 ? text_dup(text) : NULL;
}

void job_items_add(struct job_items *items, const struct fact_job_item *item)
{
	size_t most = item->fate == JOB_FATE_DONE ? JOB_DONE_ITEMS_MAX : JOB_ITEMS_MAX;

	if (items->count >= most) {
		items->unheld++;
		return;
	}
	if (items->count == items->room) {
		items->room = items->room * 2 + 64;
		items->at = mem_resize(items->at, items->room, sizeof *items->at);
	}
	items->at[items->count++] = (struct job_item_kept){.id = item->id,
		.new_id = item->new_id,
		.fate = item->fate,
		.source = keep(item->source),
		.why = keep(item->why)};
}

void job_items_finish(struct job_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		mem_free(items->at[i].source);
		mem_free(items->at[i].why);
	}
	mem_free(items->at);
	*items = (struct job_items){.count = 0};
}

void job_items_tell(
	const struct job_items *items, const struct fact *last, tell_fn *tell, void *arg)
{
	struct fact fact = *last;

	fact.job_read.begins = true;
	fact.job_read.ends = false;
	tell(arg, &fact);
	for (size_t i = 0; i < items->count; i++) {
		const struct job_item_kept *item = &items->at[i];

		tell(arg,
			&(struct fact){.kind = FACT_JOB_ITEM,
				.job = last->job,
				.job_item = {.id = item->id,
					.new_id = item->new_id,
					.fate = item->fate,
					.source = text_of(item->source),
					.why = text_of(item->why)}});
	}
	fact = *last;
	fact.job_read.ends = true;
	fact.job_read.unheld = items->unheld;
	tell(arg, &fact);
}
