#include "job_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { READ_BYTES_MAX = 64 << 20 };

struct job_files {
	uv_work_t work;
	uv_loop_t *loop;
	void (*fn)(void *arg, const struct job_seen *seen);
	void *arg;
	bool on, orphan;
	/* What follows is the thread's while it is on. */
	bool all, anew;
	char job[JOB_ID_MAX];
	struct job_found *jobs, *before; /* by job */
	size_t count, room, before_count;
	struct job_items items;
	bool has_journal, more, items_fresh;
	char items_job[JOB_ID_MAX];
	struct journal_look items_look;
	uint64_t took_ns;
};

struct job_files *job_files_create(
	uv_loop_t *loop, void (*fn)(void *arg, const struct job_seen *seen), void *arg)
{
	struct job_files *files = mem_alloc(1, sizeof *files);

	files->loop = loop;
	files->fn = fn;
	files->arg = arg;
	files->work.data = files;
	return files;
}

static void free_files(struct job_files *files)
{
	job_items_finish(&files->items);
	mem_free(files->jobs);
	mem_free(files->before);
	mem_free(files);
}

void job_files_destroy(struct job_files *files)
{
	if (files != NULL && files->on) {
		files->orphan = true;
		uv_cancel((uv_req_t *)&files->work);
	} else if (files != NULL) {
		free_files(files);
	}
}

static bool is_as_before(const struct journal_look *now, const struct journal_look *before)
{
	return now->size == before->size && now->changed_ns == before->changed_ns &&
		now->busy == before->busy;
}

static int by_job(const void *a, const void *b)
{
	const struct job_found *one = a, *other = b;

	return strcmp(one->job, other->job);
}

static bool was_told(const struct job_files *files, const struct job_found *found)
{
	const struct job_found *before = files->before_count == 0
		? NULL
		: bsearch(found, files->before, files->before_count, sizeof *found, by_job);

	return before != NULL && is_as_before(&found->look, &before->look);
}

static void take_item(void *arg, const struct journal_item *item)
{
	static const enum job_fate fates[] = {
		[FATE_OPEN] = JOB_FATE_OPEN,
		[FATE_DONE] = JOB_FATE_DONE,
		[FATE_SKIPPED] = JOB_FATE_SKIPPED,
		[FATE_FAILED] = JOB_FATE_FAILED,
	};
	struct job_files *files = arg;

	job_items_add(&files->items,
		&(struct fact_job_item){.id = item->id,
			.new_id = item->new_id,
			.fate = item->fate <= FATE_FAILED ? fates[item->fate] : JOB_FATE_OPEN,
			.why = item->why});
}

/* The journal, and its entries where `with_items`; false where it tells nothing. */
static bool read_journal(struct job_files *files, struct job_found *found, bool with_items)
{
	struct error none = {.code = ERROR_NONE};
	struct buf bytes;
	bool there, busy;

	buf_init(&bytes, READ_BYTES_MAX);
	there = journal_peek(found->job, &bytes, &busy) || bytes.full;
	if (with_items) {
		files->more = bytes.full;
	}
	found->fresh = there &&
		journal_read(&found->journal, buf_text(&bytes), with_items ? take_item : NULL,
			files, &none);
	if (there && !found->fresh) {
		journal_finish(&found->journal);
	}
	buf_finish(&bytes);
	if (found->fresh) {
		found->look.busy = busy;
		found->journal.state = busy   ? JOB_RUNNING
			: found->journal.open ? JOB_IN_DOUBT
					      : found->journal.state;
	}
	return found->fresh;
}

static struct job_found *add(struct job_files *files, const char *job)
{
	struct job_found *found;

	if (files->count == files->room) {
		files->room = files->room * 2 + 16;
		files->jobs = mem_resize(files->jobs, files->room, sizeof *files->jobs);
	}
	found = &files->jobs[files->count++];
	*found = (struct job_found){.fresh = false};
	snprintf(found->job, sizeof found->job, "%s", job);
	return found;
}

static void look_at(void *arg, const char *job)
{
	struct job_files *files = arg;
	struct job_found *found = add(files, job);
	bool is_one = strcmp(job, files->job) == 0;
	bool same, wants_items;

	if (!journal_look(job, &found->look)) {
		files->count--;
		return;
	}
	same = is_one && strcmp(files->items_job, job) == 0 &&
		is_as_before(&found->look, &files->items_look);
	wants_items = is_one && (files->anew || !same);
	files->has_journal = files->has_journal || is_one;
	if ((wants_items || (!same && !was_told(files, found))) &&
		!read_journal(files, found, wants_items)) {
		files->has_journal = files->has_journal && !is_one;
		files->count--;
		return;
	}
	if (wants_items) {
		files->items_fresh = true;
		files->items_look = found->look;
		snprintf(files->items_job, sizeof files->items_job, "%s", job);
	}
}

static void on_thread(uv_work_t *work)
{
	struct job_files *files = work->data;
	uint64_t began_ns = uv_hrtime();

	if (files->all) {
		journal_each(look_at, files);
	} else if (*files->job != '\0') {
		look_at(files, files->job);
	}
	if (files->count > 1) {
		qsort(files->jobs, files->count, sizeof *files->jobs, by_job);
	}
	files->took_ns = uv_hrtime() - began_ns;
}

/* What was told is what the next look is compared with. */
static void keep_looks(struct job_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->jobs[i].fresh) {
			journal_finish(&files->jobs[i].journal);
			files->jobs[i].fresh = false;
		}
	}
	if (files->all) {
		mem_free(files->before);
		files->before = files->jobs;
		files->before_count = files->count;
		files->jobs = NULL;
		files->room = 0;
	}
	files->count = 0;
}

static void on_done(uv_work_t *work, int status)
{
	struct job_files *files = work->data;
	struct job_seen seen = {.all = files->all,
		.count = files->count,
		.jobs = files->jobs,
		.job = files->job,
		.has_journal = files->has_journal,
		.more = files->more,
		.items = files->items_fresh ? &files->items : NULL,
		.took_ms = (int64_t)(files->took_ns / 1000000)};

	files->on = false;
	if (status == 0 && !files->orphan) {
		files->fn(files->arg, &seen);
	}
	keep_looks(files);
	if (files->orphan) {
		free_files(files);
	}
}

bool job_files_look(struct job_files *files, bool all, const char *job, bool anew)
{
	if (files->on) {
		return false;
	}
	files->all = all;
	files->anew = anew;
	files->has_journal = files->items_fresh = false;
	files->took_ns = 0;
	job_items_finish(&files->items);
	snprintf(files->job, sizeof files->job, "%s", job);
	files->on = uv_queue_work(files->loop, &files->work, on_thread, on_done) == 0;
	return files->on;
}
