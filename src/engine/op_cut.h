/*
 * What goes with the oldest entries of a topic: how many of them each group has not read, how many
 * it has pending. Counted as far as that is light work; beyond it the count says so.
 */
#ifndef ENGINE_OP_CUT_H
#define ENGINE_OP_CUT_H

#include "op_select.h"

enum { CUT_COUNTED_MAX = 20000 };

/* Entries of a range, both ends inclusive, at most *count of them. */
bool op_cut_count(struct talk *talk, struct text topic, const struct id range[2], uint64_t *count,
	struct error *error);
/* The first entry that stays when so many go, at most CUT_COUNTED_MAX; zero: none does. */
bool op_cut_bound(struct talk *talk, const struct survey_topic *topic, uint64_t entries,
	struct id *bound, struct error *error);
/* For each group: what lies before `bound` goes. */
bool op_cut_groups(
	struct talk *talk, struct survey_topic *topic, struct id bound, struct error *error);
/* What is pushed out of the targets that are trimmed, by as many entries as are appended there. */
bool op_cut_headroom(const struct selecting *selecting, struct error *error);

#endif
