/*
 * What the files of the journeys share: what is kept of a journey, a key, an event, and where.
 */
#ifndef MODEL_JOURNEY_PRIVATE_H
#define MODEL_JOURNEY_PRIVATE_H

#include "base/map.h"
#include "base/pool.h"
#include "base/sketch.h"
#include "base/wheel.h"
#include "envelope/keys.h"
#include "model/breaks.h"
#include "model/journey_stuck.h"
#include "pair_counts.h"

enum {
	OPEN_RULES_MAX = 4, /* deadlines of a journey that run at once */
	NAMES_MAX = 65535,
	TRACE_TTL_MS = 30 * 60 * 1000,
};

/* Of an event, above those that are told. */
enum {
	EVENT_AWAITS = 1 << 5,   /* its cause has not come: `cause` is the next that awaits it */
	EVENT_NUMBERED = 1 << 6, /* the number behind its millisecond is not its topic's own */
	/* Bits from here on: 1 + for how many ms it had happened when it arrived; 0: not known. */
	EVENT_OCCURRED_SHIFT = 7,
	EVENT_OCCURRED_MAX = (1 << (16 - EVENT_OCCURRED_SHIFT)) - 1,
};

/* How far a journey is by its definition: folded over its events, one after the other. */
struct progress {
	uint64_t seen; /* bits of declared steps */
	uint64_t last_ms, end_ms;
	int64_t due_ms[OPEN_RULES_MAX];
	uint8_t rule[OPEN_RULES_MAX], open;
	uint8_t times[DEFINITION_LIMITS_MAX];
	uint8_t failed_declared; /* DEFINITION_NONE: by its outcome */
	uint16_t failed_at;      /* a step; 0: it has not failed */
	bool ended, dead;        /* dead: what failed was set aside */
	unsigned flags;
};

enum journey_list { LIST_NONE, LIST_OPEN, LIST_DONE, LIST_PINNED, LIST_KEPT, LISTS };

/* Why a journey is stuck, with its names. */
struct stuck_kept {
	struct journey_stuck why; /* without the topic, which is the last event's */
	size_t bytes;
	char texts[];
};

/* How long it takes from a step to whatever comes next. */
struct gap {
	struct sketch sketch;
	int64_t limit_ms; /* -1: not looked for */
	uint64_t at_count;
};

struct journey {
	uint32_t parent; /* it was united with that one; 0: it is one itself */
	uint32_t absorbed, next_absorbed;
	uint32_t first, last, events;
	uint32_t keys, merges;
	uint32_t older, newer; /* in its list */
	uint32_t serial;       /* of all that ever were: tells numbers that are used again apart */
	uint32_t earlier, earlier_serial; /* of the same key; 0: none */
	uint32_t anchors;                 /* bits of types that it has an anchor of */
	unsigned flags;
	uint32_t incarnation;
	int64_t last_occurred_ms;
	double value;
	char *name;
	uint16_t name_length, party_length; /* the party stands behind the name */
	uint8_t name_use;                   /* enum key_use of what it is called by */
	uint8_t key_count, definition, state, list;
	bool has_value, has_occurred, kept; /* kept: it is not to be dropped */
	uint8_t end_count;                  /* events of its last millisecond, at most 255 */
	bool is_end_tied;                   /* and they stand in several topics */
	struct stuck_kept *stuck;           /* NULL: it is not */
	struct progress progress;
};

struct key {
	uint64_t hash;
	uint32_t journey;
	uint32_t next;   /* of its journey */
	uint32_t seen_s; /* when it was seen last, for traces */
	uint8_t use, type, demoted;
	uint8_t shared; /* journeys it could not join; of a child, those it belongs to */
};

struct merge {
	uint32_t next;
	uint16_t topic, name_length;
	uint8_t link; /* JOURNEY_LINKS: none, an event that is no step has brought a key */
	struct id id;
	char *name;
};

/* An event by its own id, for causes and for what comes twice: the newest of its slot stays. */
struct known_event {
	uint64_t hash;
	uint64_t content; /* of all its fields */
	uint32_t event, journey, serial;
	bool awaited; /* it has not come: `event` is the first of those that follow from it */
};

struct slot {
	uint32_t mark, key; /* of the hash; 0: free */
};

/* Marks of the keys of journeys that were dropped. */
struct tombs {
	size_t slots, count, older_count; /* slots of each table */
	uint32_t *newer, *older;
	uint64_t forgotten;
};

struct names {
	struct map *numbers;
	size_t count, bytes;
	struct text *texts; /* texts[0] is number 1 */
};

/* What a topic and a step are to each definition. */
struct topic_use {
	uint32_t definitions; /* bits of those whose topics it is one of */
	bool is_dead;         /* dead letters, by its name */
	bool is_read;
	bool is_numbered; /* the number of the entry that was read last is not the topic's own */
	struct id reached;
};

/* Two values that stay apart, as keys of each type of a definition. */
struct apart {
	uint8_t definition;
	size_t types;
	uint64_t *hashes; /* of the one, by type; then of the other */
};

struct journeys {
	struct journeys_options options;
	struct definition undeclared;
	size_t definition_count; /* with the undeclared one, the last */
	uint64_t seed;
	int64_t now_ms;
	struct pool journey_pool, event_pool, key_pool, merge_pool;
	size_t slot_count, key_count, text_bytes;
	struct slot *slots;
	struct known_event *known;
	size_t known_count;
	struct {
		uint32_t oldest, newest;
		size_t count;
	} lists[LISTS];
	struct tombs tombs;
	uint32_t serial;
	struct names topics, steps, services;
	struct topic_use *topic_uses;
	struct id newest; /* the entry that was added last */
	uint16_t newest_topic;
	struct pair_counts clashes; /* of topics that gave one id both */
	struct pair_counts habits;  /* of steps, the one right before the other */
	uint8_t *step_uses;         /* [step - 1][definition]: the declared step */
	size_t topic_room, step_room;
	struct wheel *wheel;
	struct gap *gaps; /* by step */
	size_t gap_room, gap_bytes;
	struct key_reader *reader;
	struct apart *aparts;
	size_t apart_count;
	/* Of the journey that is being stitched anew. */
	struct {
		bool on;
		uint8_t definition;
		char *name;
		size_t name_length;
		uint32_t incarnation, earlier, earlier_serial;
		struct journeys_totals totals;
	} again;
	struct journeys_totals totals;
};

const struct definition *journey_definition(const struct journeys *journeys, size_t number);
struct journey *journey_at(const struct journeys *journeys, uint32_t number);
struct journey_event *journey_event_at(const struct journeys *journeys, uint32_t number);
struct key *journey_key_at(const struct journeys *journeys, uint32_t number);

/* Names: the number of a text, made where it is new; 0 where there is no room for more. */
void names_init(struct names *names);
void names_finish(struct names *names);
uint16_t names_number(struct names *names, struct text text);
struct text names_text(const struct names *names, uint16_t number);
/* Without a version behind it: `order.placed.v2` is `order.placed`. */
struct text names_without_version(struct text name);

/* Within `bytes`, or a few hundred where that is less. */
void tombs_init(struct tombs *tombs, size_t bytes);
void tombs_finish(struct tombs *tombs);
void tombs_add(struct tombs *tombs, uint64_t hash);
/* Wrong once in billions, for what it never had. */
bool tombs_have(const struct tombs *tombs, uint64_t hash);
size_t tombs_bytes(const struct tombs *tombs);

/* Values that stay apart; false where there are too many. */
bool apart_add(struct journeys *journeys, uint8_t definition, struct text a, struct text b);
void aparts_finish(struct journeys *journeys);
/* Whether two journeys, or a journey and a key that it has not, may not be one. */
bool apart_forbids(const struct journeys *journeys, uint32_t a, uint32_t b);
bool apart_forbids_key(const struct journeys *journeys, uint32_t number, uint64_t hash);

/* The store: what is held, and what goes for want of room. */
uint32_t store_take(struct journeys *journeys, uint8_t definition);
/* With its events, keys and all; `tomb`: what still comes of it is to be known as such. */
void store_drop(struct journeys *journeys, uint32_t number, bool tomb);
uint64_t store_hash(
	const struct journeys *journeys, uint8_t definition, uint8_t type, struct text value);
/* Of a key that belongs to several journeys, as the n-th of them has it. */
uint64_t store_share_hash(uint64_t hash, uint8_t n);
uint32_t store_find_key(const struct journeys *journeys, uint64_t hash);
uint32_t store_add_key(struct journeys *journeys, uint64_t hash);
void store_remove_key(struct journeys *journeys, uint32_t key);
/* The journey of a number that may have been united with another since. */
uint32_t store_root(const struct journeys *journeys, uint32_t number);
/* It is no journey of its own any more. */
void store_withdraw(struct journeys *journeys, uint32_t number);
/* It was touched, or its state is another: its place among those that may go. */
void store_place(struct journeys *journeys, uint32_t number);
void store_set_name(
	struct journeys *journeys, struct journey *journey, struct text name, struct text party);
size_t store_bytes(const struct journeys *journeys);
/* Drops journeys until all fits, `spared` last of all. */
void store_make_room(struct journeys *journeys, uint32_t spared);

/* One event, its keys looked up: puts it where it belongs. */
struct stitch_key {
	struct text value;
	uint64_t hash;
	uint32_t seen_s;
	uint8_t use, type;
	bool alias;
};
struct stitch {
	uint8_t definition;
	struct text topic_name;
	uint16_t topic, step, service;
	uint8_t declared; /* step */
	struct id id;
	bool failed, is_dead, own_step, has_occurred, repeats, is_numbered;
	int64_t occurred_ms;
	bool has_value;
	double value;
	uint64_t own_hash, content; /* of its own id, 0: none; of all its fields */
	size_t key_count;
	struct stitch_key keys[JOURNEY_KEYS_MAX];
	struct text party;
	uint64_t cause_hash; /* 0: none */
	size_t target_count;
	uint32_t targets[JOURNEY_TARGETS_MAX];
};
/* A key to a journey that it leads to; `key_number` 0: a new one. False where it has too many. */
bool stitch_attach(struct journeys *journeys, uint32_t number, const struct stitch_key *from,
	uint32_t key_number);
/* A new journey of that key. */
uint32_t stitch_begin(
	struct journeys *journeys, const struct stitch *stitch, const struct stitch_key *from);
/* The event belongs to that one, too. */
void stitch_add_target(struct stitch *stitch, uint32_t number);
/* Where it belongs by its parts, and whose these are. */
void stitch_children(struct journeys *journeys, struct stitch *stitch);
/* Whether it belongs anywhere. */
bool stitch_event(struct journeys *journeys, struct stitch *stitch);
/* Makes one of two; false where they may not be. Returns the one that stays in *into. */
bool stitch_unite(struct journeys *journeys, struct stitch *stitch, uint32_t *into, uint32_t other,
	enum journey_link link);

/* The event, which is no step, has brought keys to the journey: it is to be known. */
void stitch_keep_link(struct journeys *journeys, const struct stitch *stitch, uint32_t number);

/* Whether it is the same event written twice: its own id, all of its fields, where it belongs. */
bool record_came_before(struct journeys *journeys, const struct stitch *stitch);
/* Puts the event into the journey, at its place; false where it is there already. */
bool record_event(struct journeys *journeys, struct stitch *stitch, uint32_t number);

/* Whether the number behind the millisecond of an entry tells its place among those of other
 * topics. Each entry once, as they come. */
bool ties_is_numbered(struct journeys *journeys, uint16_t topic, struct id id);
/* The one event stands right before the other (0: none does). */
void ties_learn(struct journeys *journeys, uint32_t before, uint32_t after);
/* What comes last by its id is the last. */
bool ties_may_append(const struct journey *journey);
/* An event was put behind `before`, by its id: finds its place among those of its millisecond.
 * Returns whether others changed theirs. */
bool ties_place(struct journeys *journeys, uint32_t number, uint32_t before, uint32_t event);
/* Back into the order of the ids. */
void ties_undo(struct journeys *journeys, uint32_t number);
/* By all that is known by now. */
void ties_settle(struct journeys *journeys, uint32_t number);

/* Progress: one event further. `declared` DEFINITION_NONE: no step of the definition. */
void progress_begin(struct progress *progress);
/* What the event is to the definition: returns flags for it. `breaks` NULL: which rules it breaks
 * is not asked for. */
unsigned progress_fold(struct progress *progress, const struct definition *definition,
	const struct journey_event *event, uint8_t declared, struct breaks *breaks);
/* Over all events of a journey anew. */
void progress_refold(struct journeys *journeys, uint32_t number);
enum journey_state progress_state(const struct progress *progress,
	const struct definition *definition, const struct journey *journey, int64_t now_ms);
bool progress_is_breached(const struct journeys *journeys, const struct journey *journey);
/* A step was followed by another event after so long. */
void gaps_add(struct journeys *journeys, uint16_t step, int64_t ms);
void gaps_finish(struct journeys *journeys);
/* It is not stuck any more; its state is settled by the caller. */
void stuck_end(struct journeys *journeys, struct journey *journey);

/* Sets the state as of now and the moment at which to look again. */
void journey_settle(struct journeys *journeys, uint32_t number);
/* The declared step that a step is to a definition. */
uint8_t journey_declared(const struct journeys *journeys, uint8_t definition, uint16_t step);

#endif
