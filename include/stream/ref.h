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
	SUBJECT_WAY,    /* journeys of a definition that went one way: `more` are its steps */
	SUBJECT_FUNNEL, /* journeys behind one number of a funnel, whose steps are `more` */
	SUBJECT_JOB,
};

/* Which number of a funnel. */
struct ref_place {
	uint32_t step;     /* from 0 on */
	uint32_t came;     /* what became of them there, as the funnel numbers it */
	int64_t within_ms; /* 0: for ever */
};

struct ref {
	enum subject subject;
	struct text topic, group, consumer; /* empty where the subject has none */
	struct id id;
	struct text journey;    /* what a journey is called, or a party */
	struct text definition; /* of the journey; empty: any, or none */
	uint32_t incarnation;   /* of the journey; 0: the newest */
	struct text job;        /* an operation's */
	struct ref_place place; /* of a funnel */
	size_t more_count;      /* further topics, journeys, steps, where it is about several */
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
/* `definition` empty: of what is not declared. */
struct ref ref_way(struct text definition, const struct text *steps, size_t count);
/* `beside`: the topic whose slot the job's marker is in; empty: not known. */
struct ref ref_job(struct text job, struct text beside);

/* `to` (initialised, zero is fine) becomes an own copy of `from`; `from` may be `to`. */
void ref_set(struct ref *to, const struct ref *from);
void ref_finish(struct ref *ref);
bool ref_equal(const struct ref *a, const struct ref *b);

#endif
