/*
 * The insides of a mask: what names say (mask_name.c), what values look like (mask_value.c), what
 * is inside of JSON (mask_json.c), and how a hidden value is written (mask_shape.c).
 */
#ifndef STREAM_MASK_PRIVATE_H
#define STREAM_MASK_PRIVATE_H

#include "stream/mask.h"

#include <stdint.h>

enum { MASK_LETTERS = 26 };

struct mask {
	bool off, no_values;
	unsigned char terms_at[MASK_LETTERS + 1]; /* where the built-in names of a letter begin */
	uint64_t seed;                            /* of the tags */
	size_t hide_count, show_count;
	char **hide, **show; /* globs, folded as names are */
};

/* What a name says of its value. */
enum mask_rank {
	MASK_OPEN,   /* nothing */
	MASK_SHOWN,  /* the operator wants to see it */
	MASK_HIDDEN, /* its ends may be seen */
	MASK_SECRET, /* nothing of it may be seen */
};

/* `leaf`: the name is of one value; else of what has values in it, as `card` may have a brand. */
enum mask_rank mask_name(const struct mask *mask, struct text name, bool leaf);
void mask_name_index(struct mask *mask);
/* A glob as names are compared with it. The caller's. */
char *mask_name_dup_glob(const char *glob);

enum mask_kind { MASK_KIND_ANY, MASK_KIND_SECRET };

struct mask_span {
	size_t from, to;
	enum mask_kind kind;
};

/* The first run of bytes at or behind `from` that looks like what is not for every eye. */
bool mask_value_find(struct text value, size_t from, struct mask_span *span);

/* Appends the hidden form. Its bytes are those of the value and of ASCII without quotes. */
void mask_shape(const struct mask *mask, struct text value, enum mask_kind kind, struct buf *out);
/* Appends text with what looks like something hidden; returns whether there was any. */
bool mask_text(const struct mask *mask, struct text value, struct buf *out);
/* Appends what the rank wants of a value that is no document. */
bool mask_ranked(const struct mask *mask, enum mask_rank rank, struct text value, struct buf *out);

/* Where a document stands: under which name, what that says of it, and in how many documents that
 * are strings of others. */
struct mask_place {
	struct text name;
	enum mask_rank rank;
	int level;
	bool cut; /* the document is none: it may end anywhere, or go on as something else */
};

/* Appends a document, checked by json_read unless it is cut, with what is in it hidden; returns
 * whether any was. */
bool mask_json(const struct mask *mask, const struct mask_place *place, struct text document,
	struct buf *out);

#endif
