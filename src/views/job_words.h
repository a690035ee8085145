/*
 * A job in words, for the screens that show jobs.
 */
#ifndef VIEWS_JOB_WORDS_H
#define VIEWS_JOB_WORDS_H

#include "draw/canvas.h"
#include "stream/job_row.h"

enum { JOB_WORDS_MAX = 1200 };

enum role job_state_role(struct text state);
/* What needs somebody stands highest. */
int job_state_rank(struct text state);
/* `orders/billing -> orders:dlq`; raw. */
void job_say_object(char out[JOB_WORDS_MAX], const struct job_row *row);
/* `sam@bastion`; raw. */
void job_say_who(char out[JOB_WORDS_MAX], struct text who, struct text host);
/* `9 of 15 done, 3 skipped, 1 failed`. */
void job_say_counts(char out[JOB_WORDS_MAX], const struct job_row *row);
/* How much of it is settled, as a bar with a number behind it. */
void job_draw_bar(const struct job_row *row, struct canvas *cell);

#endif
