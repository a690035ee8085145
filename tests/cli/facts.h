/*
 * A model made by hand: topics and groups as the server would tell of them.
 */
#ifndef TESTS_CLI_FACTS_H
#define TESTS_CLI_FACTS_H

#include "model/model.h"

enum { FACTS_SAMPLES = 3, FACTS_STEP_MS = 1000, FACTS_BEGIN_MS = 1000000 };

static inline struct model *facts_model(void)
{
	struct model *model = model_create(
		&(struct model_options){.thresholds = thresholds_default(), .one_shot = true});
	struct fact clock = {.kind = FACT_CLOCK,
		.at_ms = FACTS_BEGIN_MS,
		.clock = {.server_ms = INT64_C(1700000000000)}};

	model_apply(model, &clock);
	return model;
}

/* A topic of `length` entries with ids 1-1 and so on, sampled three times a second apart. */
static inline void facts_topic(struct model *model, const char *name, int64_t length,
	const struct fact_group *groups, size_t count)
{
	struct text text = text_of(name);
	struct fact scan = {
		.kind = FACT_SCAN, .at_ms = FACTS_BEGIN_MS, .scan = {.count = 1, .names = &text}};
	struct fact fact = {.kind = FACT_TOPIC, .topic = text};

	model_apply(model, &scan);
	fact.topic_info = (struct fact_topic){
		.length = length,
		.has_entries = length > 0,
		.first = {.ms = 1, .seq = 1},
		.last = {.ms = (uint64_t)length, .seq = 1},
		.last_generated = {.ms = (uint64_t)length, .seq = 1},
		.has_entries_added = true,
		.entries_added = length,
		.group_count = count,
		.groups = groups,
	};
	for (int i = 0; i < FACTS_SAMPLES; i++) {
		fact.at_ms = FACTS_BEGIN_MS + (i + 1) * FACTS_STEP_MS;
		model_apply(model, &fact);
		model_advance(model, fact.at_ms);
	}
}

#endif
