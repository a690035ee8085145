#include "job_list.h"

#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "state.h"

enum { HERE, THERE, PLACES, TEXTS = 11, TEXT_KEPT = 4096 };

struct job_own {
	struct job_row as; /* its texts point into `bytes` */
	uint64_t pass[PLACES];
	size_t size;
	char bytes[];
};

struct item_own {
	struct id id, new_id;
	enum job_fate fate;
	size_t source, why; /* lengths */
	char *texts;        /* source, then why; NULL: neither */
};

struct job_list {
	struct jobs_about about;
	struct job_own **at;
	size_t count, room, own_bytes;
	struct map *by_job;
	uint64_t pass[PLACES];
	struct job_close close_up;
	char *close_job;
	struct item_own *items;
	size_t item_room, item_bytes;
};

struct job_list *job_list_create(void)
{
	struct job_list *list = mem_alloc(1, sizeof(*list));

	list->by_job = map_create();
	return list;
}

static void forget_items(struct job_list *list)
{
	for (size_t i = 0; i < list->close_up.count; i++) {
		mem_free(list->items[i].texts);
	}
	list->close_up.count = 0;
	list->item_bytes = 0;
}

void job_list_destroy(struct job_list *list)
{
	for (size_t i = 0; list && i < list->count; i++) {
		mem_free(list->at[i]);
	}
	if (list) {
		forget_items(list);
		mem_free(list->items);
		mem_free(list->close_job);
		map_destroy(list->by_job);
		mem_free(list->at);
		mem_free(list);
	}
}

size_t job_list_bytes(const struct job_list *list)
{
	return list->own_bytes + list->room * sizeof(*list->at) + map_bytes(list->by_job) +
		list->item_room * sizeof(*list->items) + list->item_bytes;
}

static void texts_of(struct job_row *row, struct text *texts[TEXTS])
{
	size_t i = 0;

	texts[i++] = &row->job;
	texts[i++] = &row->operation;
	texts[i++] = &row->topic;
	texts[i++] = &row->group;
	texts[i++] = &row->target;
	texts[i++] = &row->who;
	texts[i++] = &row->host;
	texts[i++] = &row->reason;
	texts[i++] = &row->state;
	texts[i++] = &row->server;
	texts[i++] = &row->selected;
}

static struct job_own *own_of(const struct job_row *row)
{
	struct job_row copy = *row;
	struct text *texts[TEXTS];
	size_t length = 0, used = 0;
	struct job_own *own;

	texts_of(&copy, texts);
	for (size_t i = 0; i < TEXTS; i++) {
		texts[i]->length = texts[i]->length < TEXT_KEPT ? texts[i]->length : TEXT_KEPT;
		length += texts[i]->length;
	}
	own = mem_alloc(1, sizeof(*own) + length);
	own->size = sizeof(*own) + length;
	for (size_t i = 0; i < TEXTS; i++) {
		if (texts[i]->length > 0) {
			memcpy(own->bytes + used, texts[i]->at, texts[i]->length);
		}
		texts[i]->at = own->bytes + used;
		used += texts[i]->length;
	}
	own->as = copy;
	return own;
}

/* The place of that job in the list, from 1. */
static size_t place_of(const struct job_list *list, struct text job)
{
	return (size_t)(uintptr_t)map_get(list->by_job, job);
}

static bool take_new(struct job_list *list, struct job_own *own)
{
	if (list->count == JOB_ROWS_MAX) {
		list->about.unheld++;
		mem_free(own);
		return false;
	}
	if (list->count == list->room) {
		list->room = list->room * 2 + 16;
		list->at = mem_resize(list->at, list->room, sizeof(*list->at));
	}
	list->at[list->count++] = own;
	map_put(list->by_job, own->as.job, (void *)(uintptr_t)list->count);
	list->own_bytes += own->size;
	return true;
}

/* The journal knows more than the marker: what it says stays while it is there. */
static void take_job(struct job_list *list, const struct job_row *row)
{
	size_t place = place_of(list, row->job), from = row->local ? HERE : THERE;
	struct job_own *own, *old = place > 0 ? list->at[place - 1] : NULL;

	if (old && !row->local && old->as.local) {
		old->pass[THERE] = list->pass[THERE];
		return;
	}
	own = own_of(row);
	if (old) {
		memcpy(own->pass, old->pass, sizeof(own->pass));
		list->own_bytes += own->size - old->size;
		list->at[place - 1] = own;
		mem_free(old);
	} else if (!take_new(list, own)) {
		return;
	}
	own->pass[from] = list->pass[from];
}

/* What neither look has found is none any more. */
static void end_pass(struct job_list *list, size_t place)
{
	size_t kept = 0;

	map_destroy(list->by_job);
	list->by_job = map_create();
	for (size_t i = 0; i < list->count; i++) {
		struct job_own *own = list->at[i];

		if (own->pass[place] != list->pass[place]) {
			own->pass[place] = 0;
		}
		own->as.local = own->pass[HERE] > 0;
		if (own->pass[HERE] == 0 && own->pass[THERE] == 0) {
			list->own_bytes -= own->size;
			mem_free(own);
			continue;
		}
		list->at[kept++] = own;
		map_put(list->by_job, own->as.job, (void *)(uintptr_t)kept);
	}
	list->count = kept;
}

static void take_jobs_read(struct job_list *list, const struct fact *fact)
{
	const struct fact_jobs_read *from = &fact->jobs_read;
	size_t place = from->on_server ? THERE : HERE;
	bool failed = fact->outcome != FACT_KNOWN;

	if (from->begins) {
		list->pass[place]++;
		list->about.unheld = 0;
	}
	if (from->ends && !failed) {
		end_pass(list, place);
	}
	list->about.on[place] = !from->ends;
	list->about.told[place] = list->about.told[place] || from->ends;
	if (from->on_server) {
		list->about.looked = from->looked;
		list->about.failed = failed;
		snprintf(list->about.trouble, sizeof(list->about.trouble), "%s", fact->error.text);
	}
}

static void take_item(struct job_list *list, const struct fact_job_item *from)
{
	struct job_close *close_up = &list->close_up;
	size_t most = from->fate == JOB_FATE_DONE ? JOB_DONE_ITEMS_MAX : JOB_ITEMS_MAX;
	struct item_own *item;

	if (close_up->count >= most) {
		close_up->unheld++;
		return;
	}
	if (close_up->count == list->item_room) {
		list->item_room = list->item_room * 2 + 64;
		list->items = mem_resize(list->items, list->item_room, sizeof(*list->items));
	}
	item = &list->items[close_up->count++];
	*item = (struct item_own){.id = from->id,
		.new_id = from->new_id,
		.fate = from->fate,
		.source = from->source.length,
		.why = from->why.length};
	if (item->source + item->why > 0) {
		item->texts = mem_alloc(item->source + item->why, 1);
		if (item->source > 0) {
			memcpy(item->texts, from->source.at, item->source);
		}
		if (item->why > 0) {
			memcpy(item->texts + item->source, from->why.at, item->why);
		}
		list->item_bytes += item->source + item->why;
	}
}

static void take_close(struct job_list *list, const struct fact *fact)
{
	const struct fact_job_read *from = &fact->job_read;
	struct job_close *close_up = &list->close_up;

	if (from->begins) {
		bool same = text_equal(close_up->job, fact->job);

		forget_items(list);
		if (!same) {
			mem_free(list->close_job);
			list->close_job = text_dup(fact->job);
			*close_up = (struct job_close){
				.job = text_from(list->close_job, fact->job.length)};
		}
		close_up->unheld = 0;
	}
	close_up->on = !from->ends;
	close_up->ended = close_up->ended || from->ends;
	close_up->local = from->local;
	close_up->absent = from->absent;
	close_up->more = from->more;
	close_up->unheld += from->unheld;
	close_up->failed = fact->outcome != FACT_KNOWN;
	snprintf(close_up->trouble, sizeof(close_up->trouble), "%s", fact->error.text);
}

void job_list_apply(struct job_list *list, const struct fact *fact)
{
	if (fact->kind == FACT_JOB) {
		take_job(list, fact->job_row);
	} else if (fact->kind == FACT_JOBS_READ) {
		take_jobs_read(list, fact);
	} else if (fact->kind == FACT_JOB_READ) {
		take_close(list, fact);
	} else if (fact->kind == FACT_JOB_ITEM && text_equal(fact->job, list->close_up.job)) {
		take_item(list, &fact->job_item);
	}
}

size_t job_list_count(const struct job_list *list)
{
	return list->count;
}

const struct job_row *job_list_at(const struct job_list *list, size_t i)
{
	return i < list->count ? &list->at[i]->as : NULL;
}

const struct job_row *job_list_find(const struct job_list *list, struct text job)
{
	size_t place = place_of(list, job);

	return place > 0 ? &list->at[place - 1]->as : NULL;
}

const struct jobs_about *job_list_about(const struct job_list *list)
{
	return &list->about;
}

const struct job_close *job_list_close_up(const struct job_list *list)
{
	return &list->close_up;
}

bool job_list_item(const struct job_list *list, size_t i, struct job_item *item)
{
	const struct item_own *own;

	if (i >= list->close_up.count) {
		return false;
	}
	own = &list->items[i];
	*item = (struct job_item){.id = own->id,
		.new_id = own->new_id,
		.fate = own->fate,
		.source = text_from(own->texts, own->source),
		.why = text_from(own->texts ? own->texts + own->source : NULL, own->why)};
	return true;
}

const struct job_list *model_jobs(const struct model *model)
{
	return model->jobs;
}
