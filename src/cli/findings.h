/*
 * What a check found: one finding a group, one for each topic that could not be read, and one for
 * each indicator that misses its target, worst first. It knows nothing of exit codes or of how it
 * is told.
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "base/buf.h"
#include "model/indicators.h"
#include "model/model.h"

struct finding {
	struct text topic, group;    /* raw, borrowed from the model; group empty for a topic. Of an
				     indicator: owned */
	struct text reason;          /* raw */
	bool is_topic, is_indicator; /* then `topic` is its name */
	enum verdict_id verdict;
	enum severity severity;
};

struct findings {
	size_t total, bad; /* `bad` of them are not OK and stand at the front */
	struct finding *at;
	size_t groups, bad_groups, indicators, missed, count[SEVERITY_CRITICAL + 1];
	struct known lag, pending; /* sums; not known where a part is not, or only bounded */
};

/* Of all groups in the model, or of the one called `group`. */
struct findings findings_of(const struct model *model, struct text group);
/* Adds the targets that are missed; before or after, the worst stands first. */
void findings_add_indicators(struct findings *findings, const struct indicators *indicators);
/* What is found, in one word: the verdict, or MISSED; static. */
const char *finding_word(const struct finding *finding);
void findings_finish(struct findings *findings);

#endif
