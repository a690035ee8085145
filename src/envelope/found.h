/*
 * The best that was found so far for each role: names and values are offered one by one, wherever
 * they stand, and the strongest of a role stays. Values are borrowed.
 */
#ifndef ENVELOPE_FOUND_H
#define ENVELOPE_FOUND_H

#include "base/json.h"
#include "envelope/event.h"
#include "role.h"
#include "room.h"

/* Where a name stood; what is nearer to the entry says more of the event itself. */
enum place {
	PLACE_FIELD,    /* a field of the entry, or a header of its envelope */
	PLACE_CARRIED,  /* JSON in a field for metadata */
	PLACE_DOCUMENT, /* the top of the document */
	PLACE_INNER,    /* metadata in the document */
	PLACE_DATA,     /* the document's own data */
	PLACE_DEEP,     /* metadata in that data */
	PLACE_COUNT,
};

/* What a scalar of a document is offered as: of names that occur twice in one object the first
 * counts, and that it was so is kept. */
struct offered {
	struct role_of is;
	enum place place;
	struct text name;
	const char *object; /* where it begins */
};

struct found {
	unsigned strength[ROLE_COUNT]; /* less is stronger; UINT_MAX: nothing yet */
	struct text value[ROLE_COUNT];
	struct text name[ROLE_COUNT]; /* of what stood in a document, and in which object */
	const char *object[ROLE_COUNT];
	bool repeated;    /* one of the names that were looked at */
	unsigned escaped; /* bit of a role: the value still has JSON's escapes */
	uint32_t marks;   /* bit i: enum mark i was met in a document or in metadata */
	bool has_time;
	int64_t time_ms;
};

void found_begin(struct found *found);
/* Bytes as they are. What is no key (empty, null, -1, a trace of zeros ...) is passed over. */
void found_offer(struct found *found, struct role_of is, enum place place, struct text value);
/* A scalar of a document. */
void found_offer_json(
	struct found *found, const struct offered *as, const struct json_value *value);
/* Where that value was taken for the role, it is so no more. */
void found_forget(struct found *found, enum role role, struct text value);
/* Fills what the event does not have yet; what must be decoded goes into the room. */
void found_fill(const struct found *found, struct room *room, struct event *event);

/* What producers write where there is nothing: empty, null, none, -1, all zeros ... */
bool is_placeholder(struct text value);
/* The id of the trace in a value of that form; the empty text where it has none. */
struct text trace_id(struct text value, enum trace_form form);

#endif
