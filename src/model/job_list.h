/*
 * Jobs, as the model makes them of facts.
 */
#ifndef MODEL_JOB_LIST_H
#define MODEL_JOB_LIST_H

#include "model/jobs.h"

struct job_list *job_list_create(void);
void job_list_destroy(struct job_list *list);
/* FACT_JOB..., FACT_JOBS_READ */
void job_list_apply(struct job_list *list, const struct fact *fact);
size_t job_list_bytes(const struct job_list *list);

#endif
