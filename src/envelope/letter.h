/*
 * What a convention of dead letters is: one const struct, and a row in letters.h whose order says
 * which is asked first. It is recognised by the fields it needs and read by the names it gives
 * them.
 */
#ifndef ENVELOPE_LETTER_H
#define ENVELOPE_LETTER_H

#include "base/json.h"
#include "envelope/dead_letter.h"

enum letter_role {
	LETTER_SOURCE,
	LETTER_ID,
	LETTER_GROUP,
	LETTER_CONSUMER,
	LETTER_REASON,
	LETTER_TYPE,
	LETTER_DELIVERIES,
	LETTER_TIME,
	LETTER_ROLES,
};

enum { LETTER_NEEDS_MAX = 6, LETTER_ADDS_MAX = 10, LETTER_DOCUMENT_MAX = 1 << 20 };

/* One entry being read. */
struct letter_reading {
	struct text topic;
	const struct entry *entry;
	struct buf *rooms; /* one a role, for what had to be decoded */
	struct dead_letter *letter;
};

struct letter {
	const char *name;
	/* The provenance stands in this field's JSON object, and there in this member, if they are
	 * given; else in the fields themselves. */
	const char *field, *member;
	const char *needs[LETTER_NEEDS_MAX];   /* names that are there */
	const char *besides[LETTER_NEEDS_MAX]; /* fields of the entry that are there besides */
	const char *roles[LETTER_ROLES];       /* what each role is called */
	const char *adds[LETTER_ADDS_MAX];     /* fields that are not the original's */
	const char *adds_prefix;
	enum dead_restore restore;
	/* DEAD_RESTORE_CONVERT, where all that was added stands inside of this field: appends the
	 * value that it had before, nothing where the field was not there. May be NULL. */
	const char *field_restored;
	bool (*restore_value)(struct text value, struct buf *out);
	/* Where names alone are not enough, or something is left to read: false passes it on. */
	bool (*read)(const struct letter *letter, struct letter_reading *reading);
};

/* By row of letters.h; NULL beyond the end. */
const struct letter *letter_at(size_t i);

/* The value of the first field of that name; false where there is none. */
bool letter_field(const struct entry *entry, const char *name, struct text *value);
/* The JSON object that a field's value is; false where it is none, or too long to look into. */
bool letter_object(struct text document, struct json_value *object);
bool letter_member(const struct json_value *object, const char *name, struct json_value *value);

/* Appends a JSON object without the members for which `drop` says so, byte for byte as it was
 * written before they were added behind others; nothing where none are left. False: it is none. */
bool letter_without(
	struct text document, bool (*drop)(const struct json_value *name), struct buf *out);

/* Takes what a role is called; the empty and what is no number or moment are passed over, and what
 * is known already stays. */
void letter_take(struct letter_reading *reading, enum letter_role role, struct text value);
bool letter_is_taken(const struct letter_reading *reading, enum letter_role role);
/* A string is decoded, and what has digits or brackets taken as it is written. */
void letter_take_json(
	struct letter_reading *reading, enum letter_role role, const struct json_value *value);
/* Takes every role that the convention has a name for from the object. */
void letter_take_object(struct letter_reading *reading, const struct letter *letter,
	const struct json_value *object);
/* Whether the convention's names are there; then takes what they say. */
bool letter_matches(const struct letter *letter, struct letter_reading *reading);

#endif
