/*
 * What the thread found out, as facts for the screen.
 */
#ifndef ENGINE_WORKER_FACTS_H
#define ENGINE_WORKER_FACTS_H

#include "engine/operate.h"
#include "model/work.h"

void work_take_names(struct work *work, const struct request *request);
/* What has to be typed before it runs: the topic's name, where the gate wants it. */
void work_take_confirm(
	struct work *work, const struct config *config, const struct request *request);
/* What was shown before, to tell what has changed since; `same`: it is the same request. */
void work_keep_before(struct work *work, bool same);
/* It runs, and nothing of it is done yet. */
void work_begin(struct work *work, double per_s, int64_t now_ms);
/* NULL: it cannot be done. */
void work_take_plan(struct work *work, const struct plan *plan);
void work_take_result(struct work *work, const struct operate_result *result);

#endif
