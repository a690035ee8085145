/*
 * What an append pushes out of a topic that somebody trims.
 */
#ifndef OPS_HEADROOM_H
#define OPS_HEADROOM_H

#include "ops/plan.h"

/* Warnings about a topic to which so many entries are appended. */
void headroom_warn(const struct survey_topic *topic, uint64_t appended, struct plan *plan);

#endif
