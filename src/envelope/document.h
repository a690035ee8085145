/*
 * A JSON document looked through once, in place, for names that have a role: its first bytes and
 * few levels only, with no tree and no memory. Whether all of it is JSON is not its question.
 */
#ifndef ENVELOPE_DOCUMENT_H
#define ENVELOPE_DOCUMENT_H

#include "found.h"

enum { DOCUMENT_LOOK = 8 << 10, DOCUMENT_DEPTH = 3 };

/* What stands to be looked through. */
struct document {
	struct text text;
	enum place place; /* of its top */
	struct role_cache *cache;
	struct found *found;
};

/* False where it is damaged within the bytes that are looked at. */
bool document_look(const struct document *document);

/* An object begins here: `{`, then a name or its end. */
bool document_begins(struct text text);

/* Walks the members of an object in place; a value that is no scalar comes whole. */
struct document_walk {
	const char *at, *end;
	bool broken, cut; /* damaged; the text was longer than is looked at */
};
/* Looks at no more than `look` bytes. False where no object begins. */
bool document_walk_begin(struct document_walk *walk, struct text text, size_t look);
/* `name` without its quotes, escapes as they are. False at the end. */
bool document_walk_next(struct document_walk *walk, struct text *name, struct json_value *value);

/* The member at a path of names with dots between them; the whole text is walked where it has to
 * be. False where there is none. */
bool document_find(struct text text, const char *path, struct json_value *value);

#endif
