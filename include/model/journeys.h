/*
 * Journeys: the events that belong together by their keys, with a state. Stitched as the events
 * come, in any order, in bounded memory: payloads are never kept, an event is 32 bytes. Time is an
 * argument. It knows nothing of connections or screens.
 *
 * Events stand in the order of their ids. A server numbers the entries of a millisecond in each
 * topic by itself: of events of one millisecond in two topics the number tells nothing, unless it
 * was given for all topics together. Then the cause comes first, what is declared to, what says
 * that it happened earlier, what mostly does where the milliseconds differ; and where nothing tells
 * them apart the topics' names decide, so that such journeys are one variant and not many.
 *
 * Journeys have numbers from 1 on; a number is good until the next call that adds or advances.
 */
#ifndef MODEL_JOURNEYS_H
#define MODEL_JOURNEYS_H

#include "envelope/event.h"
#include "model/definition.h"

enum {
	JOURNEY_KEYS_MAX = 64,     /* of one journey */
	JOURNEY_SHARED_MAX = 32,   /* journeys that a key may be seen in before it joins no more */
	JOURNEY_NAME_MAX = 1024,   /* bytes of a key's value that are shown */
	JOURNEY_TARGETS_MAX = 256, /* journeys that one event is put into */
	JOURNEY_DEFINITIONS_MAX = 31,
	JOURNEYS_FOUND_MAX = 64, /* journeys that one value leads to */
	JOURNEY_APARTS_MAX = 31 * DEFINITION_APARTS_MAX + 1024, /* pairs of values kept apart */
};

enum journey_state {
	JOURNEY_ACTIVE,
	JOURNEY_WAITING,   /* a declared wait runs */
	JOURNEY_LATE,      /* a step's time has passed */
	JOURNEY_STUCK,     /* its last entry lies where nobody takes it on */
	JOURNEY_FAILED,    /* a declared failure, or an event that says so */
	JOURNEY_COMPLETED, /* a declared end, and nothing mandatory is missing */
	JOURNEY_ABANDONED, /* nothing for long, and no end */
	JOURNEY_UNKNOWN,   /* its start was not seen */
	JOURNEY_STATES,
};
/* `ACTIVE`, ...; static. */
const char *journey_state_name(enum journey_state state);

enum journey_flag {
	JOURNEY_SLA_BREACHED = 1 << 0,
	JOURNEY_DEVIATING = 1 << 1,    /* from what is declared */
	JOURNEY_PARTIAL_HEAD = 1 << 2, /* what came before is not held */
	JOURNEY_REOPENED = 1 << 3,     /* went on after its end */
	JOURNEY_DUPLICATE = 1 << 4,    /* an event came twice, and counts once */
	JOURNEY_OUT_OF_ORDER = 1 << 5, /* an event came after one that happened later */
	JOURNEY_SHARED = 1 << 6,       /* an event of it belongs to others too */
	JOURNEY_MERGED = 1 << 7,       /* was several until an event joined them */
	JOURNEY_SAMPLED = 1 << 8,
	JOURNEY_RECOVERED = 1 << 9, /* failed, and then did not */
};
enum { JOURNEY_FLAGS = 10 };
/* `sla_breached`, ...; static; by place of the bit. */
const char *journey_flag_name(int bit);

/* The bits above these are the journeys' own. */
enum journey_event_flag {
	EVENT_FAILED = 1 << 0,
	EVENT_LATE = 1 << 1,
	EVENT_SHARED = 1 << 2,
	EVENT_STUCK = 1 << 3,
	EVENT_DEAD = 1 << 4, /* set aside in a dead-letter topic: no step, but a failure of it */
};

/* One event of a journey, as it is kept. */
struct journey_event {
	struct id id;
	uint16_t topic, step, service; /* numbers of names; 0: none */
	uint16_t flags;
	uint32_t cause; /* the event that it follows from; 0: not told */
	uint32_t next;  /* in the journey; 0: the last */
};

enum journey_link { LINK_EVENT, LINK_ALIAS, LINK_CAUSE, LINK_TRACE, LINK_CHILD, JOURNEY_LINKS };
/* Why two journeys became one. */
struct journey_merge {
	enum journey_link link;
	struct text topic; /* where the event stands that did it */
	struct id id;
	struct text name; /* what the other was called */
};
/* `one event carries both`, ...; static. */
const char *journey_link_name(enum journey_link link);

struct journey_view {
	uint32_t number;
	uint32_t serial;                     /* of all that ever were: no other has it */
	struct text name, party;             /* borrowed; empty: not known */
	const struct definition *definition; /* never NULL: name NULL is the undeclared one */
	enum journey_state state;
	unsigned flags; /* enum journey_flag */
	int64_t started_ms, last_ms;
	uint32_t events;
	uint32_t incarnation;  /* from 1 on */
	bool has_value, leads; /* leads: called by a key that leads; else by a child alone */
	double value;
	bool has_due; /* the next moment at which it would be late */
	int64_t due_ms;
	uint8_t due_rule;   /* of the definition */
	uint16_t failed_at; /* a step; 0: did not fail */
};

struct journeys_options {
	size_t memory_bytes; /* the ceiling of all that is kept */
	size_t definition_count;
	const struct definition *definitions; /* sealed; outlive the journeys */
	/* What no definition claims is stitched by what its envelope tells: the journey leads, the
	 * trace joins. */
	bool undeclared;
	/* Journeys that a key of this value leads to are not dropped. Outlives them; empty: none.
	 */
	struct text kept;
	/* A journey is about to be dropped for want of room. May be NULL. */
	void (*on_leave)(void *arg, uint32_t number);
	/* An event was put into a journey behind that one: `caused` where it names it, else it is
	 * the last before it. May be NULL. */
	void (*on_follow)(void *arg, const struct journey_event *before, bool caused);
	void *arg;
};

struct journeys_totals {
	uint64_t events;            /* taken into a journey, shared ones once */
	uint64_t unkeyed;           /* without a key that leads anywhere */
	uint64_t repeated;          /* came twice */
	uint64_t journeys, leading; /* held */
	uint64_t left;              /* dropped for want of room */
	uint64_t partial;           /* begun anew for an event of one that was dropped */
	uint64_t forgotten;         /* keys of dropped ones that would not be known again */
	uint64_t merges, refused;   /* refused: two of one anchor, or too many keys */
	uint64_t demoted;           /* keys that were seen in too many journeys */
	size_t bytes;
};

struct journeys;

struct journeys *journeys_create(const struct journeys_options *options);
void journeys_destroy(struct journeys *journeys);

void journeys_add(struct journeys *journeys, struct text topic, const struct entry *entry,
	const struct event *event);
/* No journey is to have both values as keys from now on: what would unite them does not. Those that
 * have both already stay as they are. False: there are too many such pairs. */
bool journeys_set_apart(struct journeys *journeys, struct text a, struct text b);
/* An event that a journey is made of, also one that only links. */
struct journey_place {
	struct text topic; /* borrowed as names are */
	struct id id;
};
/* In the order of ids, each once; the caller's (mem_free). */
struct journey_place *journeys_places(
	const struct journeys *journeys, uint32_t number, size_t *count);
/* Drops a journey in order to stitch it anew: what is added until journeys_end_again is what it was
 * made of, and counts for nothing a second time. False where a later one has its name: then what it
 * was made of would go there. */
bool journeys_begin_again(struct journeys *journeys, uint32_t number);
void journeys_end_again(struct journeys *journeys);
/* It is `now_ms` by the server's clock: what is due by then comes to pass. Time never goes back. */
void journeys_advance(struct journeys *journeys, int64_t now_ms);
/* Events of one millisecond in several topics are put in order by all that was seen by now: what
 * was told while they came may have been less. */
void journeys_order(struct journeys *journeys);
struct journeys_totals journeys_totals(const struct journeys *journeys);

/* The next journey that is held, in no order; 0: no more. Begin with 0. */
uint32_t journeys_next(const struct journeys *journeys, uint32_t number);
/* Whether a number is still that journey's. */
bool journeys_holds(const struct journeys *journeys, uint32_t number, uint32_t serial);
/* The journey that a key of that value leads to, the newest; 0: none. `after` 0 begins; else the
 * next by another key, or an earlier one of the same. */
uint32_t journeys_find(const struct journeys *journeys, struct text value, uint32_t after);
/* The journey that has that event, the next one after `after`, for which 0 begins; 0: none. Looks
 * at every journey that lived then. */
uint32_t journeys_with(
	const struct journeys *journeys, struct text topic, struct id id, uint32_t after);
void journeys_view(const struct journeys *journeys, uint32_t number, struct journey_view *view);

/* The first event; NULL: none. */
const struct journey_event *journeys_first(const struct journeys *journeys, uint32_t number);
const struct journey_event *journeys_after(
	const struct journeys *journeys, const struct journey_event *event);
/* The event that is this one's cause; NULL: not known. */
const struct journey_event *journeys_cause(
	const struct journeys *journeys, const struct journey_event *event);
/* Names, borrowed for as long as the journeys live, numbered from 1 on; empty where there is none.
 */
struct text journeys_topic(const struct journeys *journeys, uint16_t topic);
struct text journeys_step(const struct journeys *journeys, uint16_t step);
struct text journeys_service(const struct journeys *journeys, uint16_t service);
/* The merges of a journey, the newest first; false beyond the last. */
bool journeys_merge_at(
	const struct journeys *journeys, uint32_t number, size_t i, struct journey_merge *merge);
/* Steps of its definition that should still come, in the order of the rules; returns how many. */
size_t journeys_expected(
	const struct journeys *journeys, uint32_t number, uint8_t steps[DEFINITION_STEPS_MAX]);
/* Appends why it is in its state, as a sentence without a full stop; nothing where the state says
 * all. */
void journeys_reason(const struct journeys *journeys, uint32_t number, struct buf *out);

#endif
