/*
 * How an event stands in an entry: as a library that publishes to streams would write it, and as a
 * service sets it aside when it gives up. Written after what those libraries do, apart from what
 * reads them elsewhere. One form is one file and one row in forms.h; it knows no connection.
 */
#ifndef DEMO_FORM_H
#define DEMO_FORM_H

#include "base/buf.h"
#include "stream/command.h"
#include "stream/entry.h"

#include "event.h"
#include "forms.h"

enum { FORM_DOCUMENT_MAX = 4096 };

/* Under which name a value of ours stands, and which part of it: 0: all. */
struct form_alias {
	const char *ours, *theirs;
	size_t skip, length;
};

/* What could not be done. Everything is borrowed. */
struct setback {
	const struct entry *entry;
	const struct service *service;
	const char *consumer;
	int64_t wall_ms;
};

struct form {
	const struct form_alias *aliases; /* the last has no name */
	/* Both add names and values. */
	void (*write)(const struct event *event, const char *time, struct command *command);
	void (*set_aside)(const struct setback *setback, struct command *command);
};

#define FORM_EXTERN(name) extern const struct form form_##name;
FORM_LIST(FORM_EXTERN)
#undef FORM_EXTERN

/* For the forms. */
char *form_time(char out[EVENT_TIME_MAX], int64_t wall_ms);
/* Adds "name":value,... of the payload, or of what is carried but the names in `apart` (the last is
 * NULL); a comma before each but the first of the document. */
void form_members(
	struct buf *document, const struct event *event, bool carried, const char *const *apart);
/* Its own value, or "". */
const char *form_value(const struct event *event, const char *name);
/* The id that leads its journey. */
const char *form_anchor(const struct event *event);
/* The entry's fields as they are. */
void form_copy(const struct entry *entry, struct command *command);

#endif
