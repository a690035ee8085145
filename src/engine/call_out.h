/*
 * Between the alerts and the commands that they call: each event of a rule that has a command
 * becomes one JSON object for it.
 */
#ifndef ENGINE_CALL_OUT_H
#define ENGINE_CALL_OUT_H

#include "hook.h"
#include "model/model.h"

struct call_out {
	struct hooks hooks;
	const char *server; /* redacted; borrowed */
	uint64_t seen;      /* events before and with this one were dealt with */
};

/* Calls for every event since the last turn. */
void call_out_turn(struct call_out *out, const struct model *model);
/* Appends the object, with a newline. */
void call_out_write(struct buf *out, const struct alert_event *event, const char *server);

#endif
