/*
 * What the files of the screen share.
 */
#ifndef TERM_SCREEN_PRIVATE_H
#define TERM_SCREEN_PRIVATE_H

#include "keys.h"
#include "outlet.h"
#include "term/screen.h"

#include <curses.h>
#include <termios.h>

enum { SCREEN_FILES = 2 }; /* standard input and output */

struct screen {
	FILE *out; /* curses' own: what others left in a buffer never mixes with it */
	int aside; /* the file that curses writes into once the modes are set; -1: none */
	struct outlet outlet;
	struct termios before, modes; /* as a shell had them; as curses set them */
	bool has_before, has_modes;
	int flags_before[SCREEN_FILES]; /* the terminal is the shell's as well; -1: not known */
	SCREEN *curses;
	enum charset charset;
	struct paint *paint;
	struct canvas *canvas;
	struct cell *shown; /* what the terminal shows; NULL: not known */
	int shown_cursor[2];
	bool modern; /* takes private modes for paste and synchronised output */
	struct keys keys;
	bool waited; /* something was started and nothing more came since */
	bool gone, gone_told;
	bool owes, owes_repaint; /* a picture, for when the terminal takes something again */
};

/* At once, or as soon as the terminal takes it. */
void screen_send(struct screen *screen, const char *bytes);
/* What curses wrote since goes to the terminal with the next flush. */
void screen_take_written(struct screen *screen);

#endif
