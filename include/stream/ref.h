/*
 * A reference is a set of names, never a pointer into a store: it survives every refresh. Owns its
 * bytes.
 */
#ifndef STREAM_REF_H
#define STREAM_REF_H

#include "stream/id.h"

/* What a view opens on, what an operation acts on. */
enum subject {
	SUBJECT_NONE,
	SUBJECT_TOPIC,
	SUBJECT_GROUP,
	SUBJECT_CONSUMER,
	SUBJECT_ENTRY,
	SUBJECT_JOURNEY,
	SUBJECT_PARTY,
};

struct ref {
	enum subject subject;
	struct text topic, group, consumer; /* empty where the subject has none */
	struct id id;
	struct text journey;    /* what a journey is called, or a party */
	struct text definition; /* of the journey; empty: any, or none */
	uint32_t incarnation;   /* of the journey; 0: the newest */
	size_t more_count;      /* further topics, or journeys, where it is about several */
	const struct text *more;
	char *bytes; /* what the texts point into; NULL in a borrowed ref */
};

/* Borrowed references, for a call. */
struct ref ref_none(void);
struct ref ref_topic(struct text topic);
struct ref ref_group(struct text topic, struct text group);
struct ref ref_consumer(struct text topic, struct text group, struct text consumer);
struct ref ref_entry(struct text topic, struct id id);
struct ref ref_journey(struct text definition, struct text journey, uint32_t incarnation);
/* The one that has this event, whatever it is called. */
struct ref ref_journey_of(struct text topic, struct id id);
struct ref ref_party(struct text party);

/* `to` (initialised, zero is fine) becomes an own copy of `from`; `from` may be `to`. */
void ref_set(struct ref *to, const struct ref *from);
void ref_finish(struct ref *ref);
bool ref_equal(const struct ref *a, const struct ref *b);

#endif
