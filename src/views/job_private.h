/*
 * The screen `job`, for the files it is made of: what the job is, and its entries as rows.
 */
#ifndef VIEWS_JOB_PRIVATE_H
#define VIEWS_JOB_PRIVATE_H

#include "job_words.h"
#include "views/view.h"

enum { JOB_RECORDS_MAX = 8 };

enum job_column { JOB_ENTRY, JOB_RESULT, JOB_NEW, JOB_NOTE, JOB_COLUMNS };

/* What tells an entry from others: its id, and of which topic it is. */
struct job_key {
	struct id id;
	uint64_t source;
};

struct job_screen {
	struct ref job;
	struct table table;
	const struct model *model; /* of the last refresh */
	struct job_key *keys;
	size_t count, room;
	/* Of the log: the newest records of this job. */
	uint32_t records[JOB_RECORDS_MAX];
	size_t record_count;
	uint64_t log_version;
	struct buf topic; /* of what is opened */
	struct buf copy;
	int width, height;
};

extern const struct table_column job_titles[JOB_COLUMNS];
struct table_source job_source(const struct job_screen *screen);
void job_take_rows(struct job_screen *screen);
bool job_item_at(const struct job_screen *screen, size_t row, struct job_item *item);
/* What the job is, and what is on record of it. */
void job_draw_head(
	const struct job_screen *screen, const struct model *model, struct canvas *inside);

#endif
