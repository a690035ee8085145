/*
 * What a check found: one finding a group, and one for each topic that could not be read, worst
 * first. It knows nothing of exit codes or of how it is told.
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "model/model.h"

struct finding {
	struct text topic, group; /* raw, borrowed from the model; group empty for a topic */
	struct text reason;       /* raw */
	bool is_topic;
	enum verdict_id verdict;
	enum severity severity;
};

struct findings {
	size_t total, bad; /* `bad` of them are not OK and stand at the front */
	struct finding *at;
	size_t groups, bad_groups, count[SEVERITY_CRITICAL + 1];
	struct known lag, pending; /* sums; not known where a part is not, or only bounded */
};

/* Of all groups in the model, or of the one called `group`. */
struct findings findings_of(const struct model *model, struct text group);
void findings_finish(struct findings *findings);

#endif
