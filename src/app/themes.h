/*
 * Where themes are: found by name, read, watched while they are shown. A bad edit keeps the old
 * look and says why.
 */
#ifndef APP_THEMES_H
#define APP_THEMES_H

#include <uv.h>

#include "base/buf.h"
#include "base/error.h"
#include "draw/theme.h"

#define THEMES_ENDING ".theme"

struct themes;

/* `show` is called with every theme that was read; `say` with why one was not. Both get `arg`. */
struct themes_options {
	uv_loop_t *loop;
	void (*show)(void *arg, const struct theme *theme);
	void (*say)(void *arg, const char *sentence);
	void *arg;
};

struct themes *themes_create(const struct themes_options *options);
/* Frees itself when the loop has let go of its handle. NULL ok. */
void themes_close(struct themes *themes);

/* A path (it holds a `/`) or a name looked up in the folders of the user, of the system and beside
 * the program; empty: the one compiled in. ERROR_USAGE, and everything as it was, where it cannot
 * be found or read. */
bool themes_use(struct themes *themes, struct text name, struct error *error);
/* Of the file shown, without its folder and its ending; empty: the one compiled in. Borrowed until
 * the next themes_use. */
struct text themes_name(const struct themes *themes);
/* Whether themes_use would succeed; needs no screen. */
bool themes_check(struct text name, struct error *error);
/* The names there are, a line each, sorted. */
void themes_list(struct buf *out);
/* The file of that name; false where there is none. Its `error` names the folders. */
bool themes_find(struct text name, struct buf *path, struct error *error);

#endif
