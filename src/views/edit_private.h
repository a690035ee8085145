/*
 * What the files of the screen `edit` share: the fields of one entry as they are in the topic, and
 * as they are to be in the copy that a replay appends.
 */
#ifndef VIEWS_EDIT_PRIVATE_H
#define VIEWS_EDIT_PRIVATE_H

#include "draw/editor.h"
#include "ops/request.h"
#include "views/view.h"

enum {
	EDIT_SAYS_MAX = 200,
	EDIT_SAYS_ROWS = 2, /* below the value */
	EDIT_VALUE_MAX = 1 << 16,
	EDIT_TYPED_MAX = EDIT_VALUE_MAX * 5, /* a byte may take four, and there may be more */
};

enum edit_lock {
	EDIT_FREE,
	EDIT_MASKED,
	EDIT_LONG,  /* more than EDIT_VALUE_MAX bytes */
	EDIT_TWICE, /* several fields have the name: a replay would set all of them */
	EDIT_NAMED, /* a replay cannot name it, or must not */
};

struct edited {
	struct text name, before; /* own */
	struct buf after;         /* where it is changed */
	struct buf masked;        /* of what may not be seen */
	enum edit_lock lock;
	bool changed, broken; /* broken: was JSON and is none */
	bool escaped;         /* is typed in escapes */
};

struct edit_screen {
	struct ref entry; /* own */
	bool read;        /* the fields were there once: they are the screen's own since */
	bool letter;      /* a dead letter: they are those that it had before it was one */
	size_t count, at, top;
	struct edited *fields;
	struct request sets; /* what is changed, as a replay is told */
	struct editor editor; /* of the field at the cursor */
	bool typing, leaves; /* leaves: the next time changes are dropped */
	int width, height;
	const struct model *model;
};

/* edit_fields.c */
/* Of a dead letter whose first fields are known, those. */
void editing_read(struct edit_screen *screen, const struct close_entry *entry);
void editing_forget(struct edit_screen *screen);
struct edited *editing_field(struct edit_screen *screen);
/* As it is now, and as it may be seen. */
struct text edited_value(const struct edited *field);
struct text edited_seen(const struct edited *field);
/* Puts the value of the field at the cursor into the editor. */
void editing_show(struct edit_screen *screen);
/* What the editor holds becomes the field's value; false: it is none. */
bool editing_take(struct edit_screen *screen);
/* As the editor would have it: what is wrong with that, or what it was; empty: nothing to say.
 * False: it is no value. */
bool editing_judge(const struct edit_screen *screen, char out[EDIT_SAYS_MAX], enum role *role);
void edited_restore(struct edited *field);
size_t editing_changes(const struct edit_screen *screen);
/* Makes `sets` anew; false where there are too many. */
bool editing_request(struct edit_screen *screen);

/* editing_draw.c */
int editing_list_rows(const struct edit_screen *screen);
/* The part below the list, in rows with what frames it. */
int editing_low_rows(const struct edit_screen *screen);
void editing_draw(const void *self, const struct model *model, struct canvas *canvas);

#endif
