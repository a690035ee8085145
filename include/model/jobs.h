/*
 * Jobs, of this machine and of others: how far each has come; and, of one that is looked at, what
 * became of its entries. Made of facts, bounded; borrowed until the next apply.
 */
#ifndef MODEL_JOBS_H
#define MODEL_JOBS_H

#include "stream/fact.h"

/* Of the entries a part is kept for those that were not done: they are what is looked for. */
enum { JOB_ROWS_MAX = 10000, JOB_ITEMS_MAX = 20000, JOB_DONE_ITEMS_MAX = JOB_ITEMS_MAX / 4 * 3 };

struct jobs_about {
	bool told[2], on[2]; /* of the journals here; of the server */
	bool failed;         /* the server could not be asked: `trouble` */
	uint64_t looked;     /* keys of the server, in the look that goes on, or the last */
	uint64_t unheld;     /* jobs that found no room */
	char trouble[ERROR_TEXT_MAX];
};

/* One entry of the job that is looked at. */
struct job_item {
	struct id id, new_id; /* 0-0: none */
	enum job_fate fate;
	struct text source; /* the topic it is of, where the job does not say */
	struct text why;
};

struct job_close {
	struct text job;    /* empty: none is looked at */
	bool on, ended;     /* being read; was read once */
	bool local, absent; /* from its journal, else from its marker; there is neither */
	bool more;          /* there are further entries */
	bool failed;        /* `trouble` */
	uint64_t unheld;    /* entries that found no room */
	size_t count;
	char trouble[ERROR_TEXT_MAX];
};

struct job_list;

size_t job_list_count(const struct job_list *list);
/* In the order in which they were found; NULL beyond the end. */
const struct job_row *job_list_at(const struct job_list *list, size_t i);
/* NULL where it is not known. */
const struct job_row *job_list_find(const struct job_list *list, struct text job);
const struct jobs_about *job_list_about(const struct job_list *list);
const struct job_close *job_list_close_up(const struct job_list *list);
/* False beyond the end. */
bool job_list_item(const struct job_list *list, size_t i, struct job_item *item);

#endif
