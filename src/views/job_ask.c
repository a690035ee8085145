#include "job_ask.h"

#include <stdio.h>
#include <string.h>

#include "ops/op.h"

/* By action: what is typed. */
static const struct {
	const char *action, *verb;
} asks[] = {
	{.action = "go-on", .verb = "resume"},
	{.action = "take-it-back", .verb = "undo"},
	{.action = "end-it", .verb = "give-up"},
	{.action = "repeat", .verb = "repeat"},
};

static struct intent say(const char *sentence)
{
	struct intent intent = {.kind = INTENT_SAY};

	snprintf(intent.message, sizeof(intent.message), "%s", sentence);
	return intent;
}

/* Of what cannot be had back nobody is asked. */
static bool has_no_undo(struct text operation)
{
	const struct op *op = op_find(operation);

	return op && !op->unbuild;
}

static struct intent ask(struct text job, struct text operation, const char *verb)
{
	struct intent intent = {.kind = INTENT_ASK};

	if (job.length == 0) {
		return say("no job is selected: there is nothing to do it with");
	}
	if (strcmp(verb, "undo") == 0 && has_no_undo(operation)) {
		intent.kind = INTENT_SAY;
		snprintf(intent.message, sizeof(intent.message), "there is no undo of %.*s",
			(int)operation.length, operation.at);
	} else {
		snprintf(intent.message, sizeof(intent.message), "%s %.*s", verb, (int)job.length,
			job.at);
	}
	return intent;
}

struct intent job_ask(struct text job, struct text operation, const char *action)
{
	for (size_t i = 0; i < sizeof(asks) / sizeof(*asks); i++) {
		if (strcmp(asks[i].action, action) == 0) {
			return ask(job, operation, asks[i].verb);
		}
	}
	return (struct intent){.kind = INTENT_UNKNOWN};
}
