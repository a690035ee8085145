/*
 * What is done with a job that was begun before: it is typed for the operator, who sees what it
 * will be.
 */
#ifndef VIEWS_JOB_ASK_H
#define VIEWS_JOB_ASK_H

#include "views/view.h"

/* Actions: go-on, take-it-back, end-it, repeat. UNKNOWN: it is none of these. `job` empty: there is
 * none; `operation` is what it did, empty where that is not known. */
struct intent job_ask(struct text job, struct text operation, const char *action);

#endif
