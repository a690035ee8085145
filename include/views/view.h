/*
 * A screen: one const struct in a file of its own and one row in views/list.h. It draws what the model says and turns
 * keys into intents; it performs nothing, opens nothing, writes nothing.
 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include "draw/table.h"
#include "model/model.h"
#include "stream/interest.h"
#include "stream/ref.h"

struct binding {
	const char *key;      /* as in draw/key.h; several separated by a space; two keys in a row as `g g` are written `gg` */
	const char *action;   /* name of the action: `groups`; also `:groups` and `[keys]` */
	const char *label;    /* for help: a short sentence */
	const char *hint;     /* one word for the key line; NULL: not there */
};

enum intent_kind {
	INTENT_NONE,          /* the action was handled; redraw */
	INTENT_UNKNOWN,       /* no such action here */
	INTENT_OPEN,          /* view and ref */
	INTENT_BACK,
	INTENT_SAY,           /* message, for the message line */
	INTENT_SEEN,          /* ref is a group whose latched verdict was seen */
	INTENT_REFRESH,
};

enum { INTENT_MESSAGE_MAX = 200 };

struct intent {
	enum intent_kind kind;
	const char *view;
	struct ref ref;       /* borrowed from the view or the model */
	char message[INTENT_MESSAGE_MAX];
};

struct view {
	const char *name, *title, *help;
	char key;                         /* `1` .. `9`: opens it from anywhere; 0 none */
	enum subject subject;             /* what it opens on */
	size_t size;                      /* private state, zeroed before open() */
	const struct binding *bindings;   /* ends with a row whose key is NULL; those of tables are common (bindings.h) */
	void (*open)(void *self, const struct ref *ref);
	void (*interest)(const void *self, const struct model *model, struct interest *out);
	/* New facts, a new filter, another sort: put rows in order again. */
	void (*refresh)(void *self, const struct model *model);
	void (*layout)(void *self, int width, int height);
	void (*draw)(const void *self, const struct model *model, struct canvas *canvas);
	struct intent (*act)(void *self, const struct model *model, const char *action);
	/* The list that `/`, `<`, `>` and movement act on; NULL where there is none. */
	struct table *(*table)(void *self);
	/* For `[y]` copy and the title: what the view stands on; false where it stands on nothing. */
	bool (*subject_of)(const void *self, const struct model *model, struct ref *out);
	/* Typed text where the view has a field of its own (help's search); NULL where it has none. */
	struct intent (*input)(void *self, struct text text);
	void (*close)(void *self);
};

/* NULL where there is none. */
const struct view *view_find(const char *name);
/* By row; NULL beyond the end. */
const struct view *view_at(size_t i);

#endif
