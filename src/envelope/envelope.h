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
	/* After read_fields. Fills the event, or offers to `found`. Damage sets `broken` and keeps
	 * what was read. */
	void (*read)(struct reading *reading);
};

/* Has met all of these marks: MARKS(BODY) | MARKS(HEADERS). */
#define MARKS(name) (UINT32_C(1) << MARK_##name)
bool has_marks(const struct reading *reading, uint32_t marks);

/* Whether the topic ends, or the name begins, so. */
bool text_ends(struct text text, const char *suffix);
/* The place of the field, or -1. */
int entry_find(const struct entry *entry, const char *name);
/* Its value; the empty text where there is none. */
struct text entry_value(const struct entry *entry, const char *name);

/* The value of the first field that holds a document; the empty text where none does. */
struct text entry_document(const struct reading *reading);

/* Every field by the role of its name, metadata in JSON, and the document: done before an envelope
 * is told, since that needs the marks, and all that many of them need. */
void read_fields(struct reading *reading);
/* For envelopes whose names are enough: nothing more than read_fields. */
void read_nothing(struct reading *reading);
/* One header of an envelope. */
void read_header(struct reading *reading, struct text name, struct text value);
/* The value as text: a string without quotes and escapes, all else as it is written. */
struct text read_value(struct reading *reading, const struct json_value *value);
/* The same at a path; empty where there is none, or null. */
struct text read_member(struct reading *reading, struct text document, const char *path);
/* Decoded; sets `broken` where it is not base64. */
struct text read_base64(struct reading *reading, struct text text);
/* Makes it the payload, and looks through it where it is a document and `look`. */
void read_payload(struct reading *reading, struct text payload, bool look);
/* Looks through a document for roles; false where it is damaged. */
bool read_document(struct reading *reading, struct text document, enum place place);

#endif
