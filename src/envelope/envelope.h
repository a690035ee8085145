/*
 * What an envelope is: one const struct in a file of its own and one row in list.h, where the order
 * says which is asked first. It turns the fields of one entry into an event.
 */
#ifndef ENVELOPE_ENVELOPE_H
#define ENVELOPE_ENVELOPE_H

#include "document.h"

/* One entry being read. */
struct reading {
	struct text topic;
	const struct entry *entry;
	struct event *event; /* zeroed but for its envelope */
	struct found found;  /* fills the event's empty texts in the end */
	struct room *room;
	struct role_cache *cache;
	const struct plan *plan;
};

struct envelope {
	const char *name, *help;
	/* Whether entries with these names may be it; asked once for each set of names in a topic,
	 * so that values are not to be looked at. */
	bool (*fits)(struct text topic, const struct entry *entry);
	/* Whether the values agree; NULL: the names are enough. */
	bool (*is)(const struct reading *reading);
	/* Fills the event, or offers to `found`. Damage sets `broken` and keeps what was read. */
	void (*read)(struct reading *reading);
};

/* The place of the field, or -1. */
int entry_find(const struct entry *entry, const char *name);
/* Its value; the empty text where there is none. */
struct text entry_value(const struct entry *entry, const char *name);

/* Every field by the role of its name, metadata in JSON, and the document. */
void read_fields(struct reading *reading);
/* Looks through a document for roles; false where it is damaged. */
bool read_document(struct reading *reading, struct text document, enum place place);

#endif
