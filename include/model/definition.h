/*
 * What a journey is, as the operator declares it: which keys lead and belong to it, where it begins
 * and ends, what must follow what by when, what must never be. Plain values, read from and written
 * in the very form of the configuration ([journey NAME]). It knows nothing of events.
 */
#ifndef MODEL_DEFINITION_H
#define MODEL_DEFINITION_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum {
	DEFINITION_STEPS_MAX = 64,
	DEFINITION_RULES_MAX = 64,
	DEFINITION_KEYS_MAX = 32,
	DEFINITION_LIMITS_MAX = 8,
	DEFINITION_APARTS_MAX = 64,
	DEFINITION_NONE = 0xff, /* no step */
};

/* What a key does, strongest first. */
enum key_use {
	KEY_USE_ANCHOR,  /* one journey a value; two of them are never one journey */
	KEY_USE_JOURNEY, /* events that share it belong together */
	KEY_USE_TRACE,   /* joins the events of one request */
	KEY_USE_CHILD,   /* belongs to the journey that it was first seen with */
	KEY_USE_PARTY,   /* whose journey it is; joins nothing */
	KEY_USE_CAUSE,   /* the id of the event that this one follows from */
};

struct definition_key {
	char *path;
	enum key_use use;
	uint8_t type; /* paths of one type name the same thing */
	bool alias;   /* an event that carries two of these links them */
};

struct definition_step {
	char *name;
	bool start, end, fail, optional, wait;
	int64_t wait_ms;
	uint8_t limit; /* 1 + its place among the limits; 0: none */
};

/* `to` follows `from`, within a time or at all (-1). */
struct definition_rule {
	uint8_t from, to;
	int64_t within_ms;
};

/* Two values of keys that are never in one journey. */
struct definition_apart {
	char *a, *b;
};

struct definition {
	char *name;   /* NULL: the one that is not declared */
	char *topics; /* a glob; NULL: all */
	char *step;   /* the path of the step; NULL: the event's type */
	bool learned;
	uint8_t key_count, step_count, rule_count, never_count, limit_count, type_count;
	struct definition_key keys[DEFINITION_KEYS_MAX];
	struct definition_step steps[DEFINITION_STEPS_MAX];
	struct definition_rule rules[DEFINITION_RULES_MAX];
	struct definition_rule nevers[DEFINITION_RULES_MAX]; /* never `from` before `to` */
	uint8_t limits[DEFINITION_LIMITS_MAX];               /* times that a step may occur */
	int64_t sla_ms;                                      /* 0: none */
	int64_t stuck_after_ms, expire_ms;
	uint8_t value_step; /* DEFINITION_NONE */
	char *value_path;
	size_t apart_count;
	struct definition_apart *aparts;
	/* Bits of steps; made by definition_seal. */
	uint64_t mandatory, starts, ends, fails;
	uint64_t
		behind[DEFINITION_STEPS_MAX]; /* what the rules have come after it, at any remove */
};

void definition_init(struct definition *definition, const char *name);
void definition_finish(struct definition *definition);

/* One line of the form, `key` as it is there. ERROR_USAGE without file and line. */
bool definition_set(
	struct definition *definition, struct text key, struct text value, struct error *error);
/* Adds a path of a key; `type` -1: a thing of its own. Returns the type; -1 where it is full. */
int definition_add_key(struct definition *definition, struct text path, enum key_use use, int type);
/* Makes `a` and `b` two namespaces that an event with both links: the one that is declared first
 * leads. */
bool definition_alias(
	struct definition *definition, struct text a, struct text b, struct error *error);
/* `A, B` of the form, each in quotes where it holds a comma; borrowed from `pair`. */
bool definition_read_apart(struct text pair, struct text *a, struct text *b, struct error *error);
/* After the last line: checks it as a whole and makes its bits. */
bool definition_seal(struct definition *definition, struct error *error);

/* Whether it is declared that the one comes before the other: a start before all else, an end
 * after it, the rest by the rules. False for DEFINITION_NONE, and where the rules lead both ways.
 */
bool definition_comes_before(const struct definition *definition, uint8_t first, uint8_t second);
/* The declared step that a name means: the whole of it, or its end behind a dot; DEFINITION_NONE.
 */
uint8_t definition_step_of(const struct definition *definition, struct text name);
/* Appends it in the form of the configuration. */
void definition_print(const struct definition *definition, struct buf *out);
/* `anchor`, ...; static. NULL beyond the last: the keys of the form, in the order of the manual. */
const char *definition_key_at(size_t i);

#endif
