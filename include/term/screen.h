/*
 * The terminal: opened, shown, read, restored whatever happens. The only place that knows curses.
 * It never draws anything but a canvas and never blocks.
 */
#ifndef TERM_SCREEN_H
#define TERM_SCREEN_H

#include "base/error.h"
#include "draw/canvas.h"
#include "draw/key.h"
#include "draw/theme.h"

struct screen;

struct screen_options {
	bool ascii; /* else by the locale */
	bool mono;  /* NO_COLOR, --no-color */
	int colors; /* 0: what the terminal has; 16 or 256 force a tier */
};

/* False, with a sentence and what to do, where TERM is unknown or cannot address the cursor, or
 * stdin or stdout is no terminal. The handlers for deadly signals are set before the terminal is
 * touched. */
struct screen *screen_open(const struct screen_options *options, struct error *error);
/* Restores the terminal; NULL ok. */
void screen_close(struct screen *screen);

enum charset screen_charset(const struct screen *screen);
enum theme_tier screen_tier(const struct screen *screen);
void screen_set_theme(struct screen *screen, const struct theme *theme);

/* The canvas to draw on, of the terminal's size; replaced by screen_resize. */
struct canvas *screen_canvas(struct screen *screen);
/* Sends what changed. `repaint`: everything again (Ctrl-L). Where the terminal has not yet taken
 * the picture before, this one is left out: screen_go_on tells when there is need of one. */
void screen_show(struct screen *screen, bool repaint);
/* Whether something waits for the terminal to take it: to be gone on with when it can be written
 * to. */
bool screen_waits(const struct screen *screen);
/* Writes what waits, as far as the terminal takes it. True: all of it has left, and a picture was
 * left out meanwhile. */
bool screen_go_on(struct screen *screen);
/* After SIGWINCH: takes the terminal's new size. */
void screen_resize(struct screen *screen);
/* Ctrl-Z: gives the terminal back and stops the process; returns after it was continued, with
 * everything repainted. */
void screen_suspend(struct screen *screen);
void screen_bell(struct screen *screen);
enum screen_notice { SCREEN_OSC9, SCREEN_OSC777, SCREEN_OSC99 };
/* Asks the terminal for a notification, which it may or may not show; `safe` is sanitised text. */
void screen_notify(struct screen *screen, enum screen_notice notice, struct text safe);
/* Offers bytes to the terminal for its clipboard (OSC 52), which it may or may not take; false
 * where they are too long for that. They travel as base64 and nothing of them is shown. */
bool screen_copy(struct screen *screen, struct text bytes);

/* Next key that is there; false when none is. KEY_CODE_EOF when the terminal went. Call when
 * stdin is readable and until it returns false; call again after 30 ms when it returned with a
 * started sequence (screen_pending). */
bool screen_read(struct screen *screen, struct key *key);
bool screen_pending(const struct screen *screen);

#endif
