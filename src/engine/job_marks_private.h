/*
 * What the two halves of job_marks share: questions are asked in one, answers taken in the other.
 */
#ifndef ENGINE_JOB_MARKS_PRIVATE_H
#define ENGINE_JOB_MARKS_PRIVATE_H

#include "job_marks.h"
#include "op_job.h"

enum { MARK_SCAN_COUNT = 1000 };

enum mark_question { ASK_STEP, ASK_MARKER, ASK_ITEMS };

/* What is under way. It outlives whoever has asked, until its answers have come. */
struct mark_asked {
	struct job_marks *marks; /* NULL: nobody wants to know any more */
	enum mark_question question;
	bool of_job; /* the marker of the one that is looked at */
	size_t left, at;
	int64_t asked_ms;
	struct job_marker marker;
	struct error error;
};

/* Of a command; the last one of a question ends it. */
void mark_answered(void *arg, const struct reply *reply, const struct error *error);
/* All answers have come: it is released. */
void mark_settle(struct mark_asked *asked);

void marks_tell_walk(struct job_marks *marks, bool begins, bool ends, const struct error *error);
void marks_end_walk(struct job_marks *marks, int64_t now_ms, const struct error *error);
/* The entries that were gathered, which are then forgotten. */
void marks_tell_close(struct job_marks *marks, bool absent, bool more, const struct error *error);

#endif
