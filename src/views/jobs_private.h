/*
 * The screen `jobs`, for the files it is made of.
 */
#ifndef VIEWS_JOBS_PRIVATE_H
#define VIEWS_JOBS_PRIVATE_H

#include "job_words.h"
#include "views/view.h"

enum { JOB_KEY_MAX = 40 };

enum jobs_column {
	JOBS_STATE,
	JOBS_OPERATION,
	JOBS_OBJECT,
	JOBS_PROGRESS,
	JOBS_DONE,
	JOBS_STARTED,
	JOBS_WHO,
	JOBS_WHERE,
	JOBS_JOB,
	JOBS_COLUMNS
};

struct jobs_screen {
	struct table table;
	const struct model *model; /* of the last refresh */
	char (*keys)[JOB_KEY_MAX];
	size_t count, room;
	unsigned turn;
	char copy[JOB_KEY_MAX];
	int width, height;
};

extern const struct table_column jobs_titles[JOBS_COLUMNS];
struct table_source jobs_source(const struct jobs_screen *screen);
/* As the model has it now; NULL: it is gone. */
const struct job_row *jobs_row_at(const struct jobs_screen *screen, size_t row);

#endif
