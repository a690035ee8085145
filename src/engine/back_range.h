/*
 * One range of a search back, and what was found in it: how far back it begins, how much may be
 * read, when no further one is needed.
 */
#ifndef ENGINE_BACK_RANGE_H
#define ENGINE_BACK_RANGE_H

#include "back_search.h"

/* Begins the next range where none is being read; goes on with it; ends it, or the search. */
void back_read_on(struct back_search *search, struct conn *conn);
void back_range_drop(struct back_search *search);
/* No range follows. What was found in the one before stays where this one was not read to its end.
 */
void back_conclude(struct back_search *search, enum coverage_limit limit);
/* What is shown is so no more; it is there until back_forget_old is called for a later moment. */
void back_retire(struct back_search *search);
void back_forget_old(struct back_search *search, int64_t until_ms);

#endif
