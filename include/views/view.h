/*
 * A screen: one const struct in a file of its own and one row in views/list.h. It draws what the
 * model says and turns actions into intents; it performs nothing, opens nothing, writes nothing.
 */
#ifndef VIEWS_VIEW_H
#define VIEWS_VIEW_H

#include "draw/key.h"
#include "draw/table.h"
#include "model/model.h"
#include "ops/order.h"
#include "stream/interest.h"
#include "stream/ref.h"

struct binding {
	/* As in draw/key.h; several separated by a space; two in a row stand together: `gg`. */
	const char *key;
	const char *action; /* name of the action: `groups`; also `:groups` and `[keys]` */
	const char *label;  /* for help: a short sentence */
	const char *hint;   /* one word for the key line; NULL: not there */
	bool writes;        /* leads to an operation: dimmed where nothing may be written */
};

enum intent_kind {
	INTENT_NONE,    /* the action was handled; redraw */
	INTENT_UNKNOWN, /* no such action here */
	INTENT_OPEN,    /* view and ref */
	INTENT_BACK,
	INTENT_SAY,         /* message, for the message line */
	INTENT_SEEN,        /* ref is a group whose latched verdict was seen */
	INTENT_ACKNOWLEDGE, /* text is the key of an alert that somebody knows of now */
	INTENT_APART, /* ref is a journey, text a key of it that is to lead to another; message */
	INTENT_REFRESH,
	INTENT_COPY,   /* text to the clipboard; message: what it is (`id`, `payload`, ...) */
	INTENT_EXPORT, /* text into a new file; message: the beginning of its name */
	INTENT_RECORD, /* message into the audit, with ref: what was done that must be known later.
			  Where it cannot be kept the view is told to `take-back` it */
	INTENT_ASK,    /* opens the field for :COMMAND; message: the command with its first words */
	INTENT_ORDER,  /* `order`: to the operation that is planned or runs; message may tell why.
			  Where it is refused the view is told to `take-back` it */
};

enum { INTENT_MESSAGE_MAX = 200 };

struct intent {
	enum intent_kind kind;
	const char *view;
	struct ref ref; /* borrowed from the view or the model, until either changes */
	/* Of COPY and EXPORT; of OPEN, what is to be found there. */
	struct text text; /* borrowed from the view until its next call */
	/* The same with masks, for where nothing may leave without them; NULL: there is none now.
	 */
	struct text masked;
	char message[INTENT_MESSAGE_MAX];
	const struct work_order *order; /* of ORDER; borrowed as text is */
};

enum { CHOSEN_WORDS_MAX = 120 };

/* What that operation would act on from where the operator stands. Borrowed from the view or the
 * model, until either changes. */
struct chosen {
	struct ref ref;
	const struct id *ids; /* marked, or the one that is selected */
	size_t id_count;
	const struct request *sets; /* what is to be changed in them; NULL: nothing */
	/* By which the entries on screen were found, where the operation can ask the same; may be
	 * empty. */
	struct text query;
	/* What else is to be known of the ids, and how many the query has found here; each may be
	 * empty. */
	char note[CHOSEN_WORDS_MAX], found[CHOSEN_WORDS_MAX];
	const char *why; /* where there is nothing to act on; else NULL; raw */
};

struct op;

struct view_command {
	const char *name, *arguments, *help;
	const char *typed; /* as help shows it: `:at TIME` */
};

struct view {
	const char *name, *title, *help;
	const char *key;      /* `1` .. `9`: opens it from anywhere; NULL: none */
	bool floats; /* opened again it comes to the top; what lay above it stays, below it */
	enum subject subject; /* what it opens on; SUBJECT_NONE may also be opened on less */
	size_t size;          /* private state, zeroed before open() */
	/* Ends with a row whose key is NULL; those of tables are common (bindings.h). */
	const struct binding *bindings;
	void (*open)(void *self, const struct ref *ref);
	void (*interest)(const void *self, const struct model *model, struct interest *out);
	/* New facts, a new filter, another sort: put rows in order again. */
	void (*refresh)(void *self, const struct model *model);
	void (*layout)(void *self, int width, int height);
	void (*draw)(const void *self, const struct model *model, struct canvas *canvas);
	/* Also those of table_bindings, where the view has a table. */
	struct intent (*act)(void *self, const struct model *model, const char *action);
	/* The list that `/` (where there is no find), `:sort` and `:filter` act on; NULL where
	 * there is none. refresh() is due after a change. */
	struct table *(*table)(void *self);
	/* One sentence on what the selection stands on, for the message line when nothing else is
	 * to be said there. May be NULL. May leave `out` empty; raw. */
	void (*note)(const void *self, const struct model *model, char out[INTENT_MESSAGE_MAX]);
	/* Where `/` looks for something within one thing, or asks for other rows, instead of
	 * filtering the table: called as it is typed, with `done` when it is accepted; an empty
	 * text ends it. False, with a sentence for the message line (raw; may be empty), where it
	 * cannot be. NULL: it has none. */
	bool (*find)(void *self, const struct model *model, struct text typed, bool done,
		char says[INTENT_MESSAGE_MAX]);
	/* What is being found, for the field to begin with; NULL where find is. */
	struct text (*found)(const void *self);
	/* A command of its own with an argument, as typed: `:at 12:30`. UNKNOWN: it has none of
	 * that name. May be NULL. */
	struct intent (*command)(
		void *self, const struct model *model, struct text name, struct text argument);
	/* Those commands, for completion and help; ends with a name of NULL. May be NULL. */
	const struct view_command *commands;
	/* Where the view has a field of its own (help's search): true when the key was typed into
	 * it. NULL: it has none. */
	bool (*input)(void *self, const struct key *key);
	/* For operations; NULL: there is nothing that one could act on. */
	struct chosen (*chosen)(void *self, const struct model *model, const struct op *op);
	/* Of the bindings those that matter as it stands now, for the key line; ends as they do.
	 * NULL: all. */
	const struct binding *(*now)(const void *self);
	void (*close)(void *self);
};

/* NULL where there is none. */
const struct view *view_find(const char *name);
/* By row; NULL beyond the end. */
const struct view *view_at(size_t i);

#endif
