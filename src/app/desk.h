/*
 * Everything of the console that needs no terminal, no loop and no server: keys come in, a canvas
 * is drawn, and what only the outside can do is asked of the host. Time enters as an argument.
 */
#ifndef APP_DESK_H
#define APP_DESK_H

#include "engine/audit.h"
#include "keymap.h"
#include "pause.h"
#include "prompt.h"
#include "save.h"
#include "stack.h"
#include "write_mode.h"

enum { DESK_MESSAGE_MAX = 512, DESK_WIDTH_MIN = 60, DESK_HEIGHT_MIN = 15 };

/* What only the outside can do. */
struct desk_host {
	void *arg;
	void (*refresh)(void *arg);
	void (*seen)(void *arg, struct text topic, struct text group);
	/* The empty name: the one that is compiled in. */
	bool (*theme)(void *arg, struct text name, struct error *error);
	/* Names of the themes there are, a line each. */
	void (*themes)(void *arg, struct buf *out);
	/* The one in use; empty: the one that is compiled in. */
	struct text (*theme_name)(void *arg);
	void (*suspend)(void *arg);
	void (*repaint)(void *arg);
	/* To the clipboard; desk_say tells what became of it, at once or later. */
	void (*copy)(void *arg, struct text bytes, const char *what);
	/* Into a new file; the host knows the time. */
	bool (*save)(void *arg, struct save *save, struct error *error);
	bool (*record)(void *arg, const struct audit_record *record, struct error *error);
	void (*acknowledge)(void *arg, struct text alert_key);
	/* The journey that the key `name` leads to is to be two. */
	void (*apart)(void *arg, struct text name, struct text other);
	bool (*order)(void *arg, const struct work_order *order, struct error *error);
};

struct desk_options {
	const struct model *model;
	const struct config *config;  /* NULL: all defaults */
	const struct desk_host *host; /* outlives the desk */
	const char *title;            /* NULL: none */
	const char *address;
	const char *view; /* NULL: the first */
	bool writes;      /* write mode is on from the start, and stays */
};

struct desk {
	struct desk_options options;
	struct keymap *keymap;
	struct stack stack;
	struct prompt prompt;
	struct key pressed[KEYMAP_SEQUENCE_MAX];
	size_t pressed_count;
	char message[DESK_MESSAGE_MAX];
	enum role message_role;
	int64_t message_until_ms;
	int64_t now_ms;         /* of the last key or frame */
	int64_t interrupted_ms; /* when quitting was last asked for; 0: never */
	int64_t asked_ms;       /* when what is on the message line was asked; 0: nothing was */
	int64_t left_ms;        /* when leaving what runs was last asked for; 0: never */
	struct write_mode write;
	struct pause pause;
	char *copied; /* what was copied last, for fields; NULL: nothing was */
	size_t copied_length;
	struct text export_to; /* while `:export FILE` runs: FILE */
	bool was_ready;        /* connected once */
	bool jobs_offered;     /* what was left undone was told, or there is none */
	bool too_small;        /* at the last frame: nothing can be seen */
	bool quits;
};

/* False, ERROR_USAGE: a key or an action that there is not, a view that there is not. */
bool desk_init(struct desk *desk, const struct desk_options *options, struct error *error);
void desk_finish(struct desk *desk);

void desk_key(struct desk *desk, const struct key *key, int64_t now_ms);
/* By name: an action of the screen, of lists, of the console, or a screen. False: there is none. */
bool desk_act(struct desk *desk, const char *action);
/* The model has changed. */
void desk_refresh(struct desk *desk, int64_t now_ms);
void desk_interest(const struct desk *desk, struct interest *out);
/* `wall_ms`: for the clock in the corner. */
void desk_draw(struct desk *desk, struct canvas *canvas, int64_t now_ms, int64_t wall_ms);

void desk_say(struct desk *desk, enum role role, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Goes to a screen by name. */
void desk_open(struct desk *desk, const char *view, const struct ref *ref);
/* The list of the screen on top; NULL: it has none. */
struct table *desk_table(struct desk *desk);

#endif
