/*
 * What an error of the server means for a job: whether to send the same again, to wait, or to stop.
 */
#ifndef ENGINE_OP_ERROR_H
#define ENGINE_OP_ERROR_H

#include "base/error.h"
#include "base/text.h"
#include "stream/command.h"

enum op_trouble {
	TROUBLE_NONE,
	TROUBLE_NOSCRIPT,
	TROUBLE_TRANSIENT, /* soon it will do */
	TROUBLE_UNWELL,    /* the server must be helped first */
	TROUBLE_STOP,
};

/* What the reply says; by any word in it, since errors from within scripts come wrapped. */
enum op_trouble op_trouble_of(struct text reply);
/* The sentence for people: ERROR_REFUSED where it is a matter of permission or role. Returns false.
 */
bool op_trouble_explain(struct text reply, struct error *error);
/* The same for the reply to a command that is known, a script whole: what was denied is named. */
bool op_trouble_explain_sent(struct text reply, const struct command *sent, struct error *error);

#endif
