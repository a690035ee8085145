/*
 * The demo's one folder: 0700, under $TMPDIR or /tmp. Its `pid` file is locked by the guardian as
 * long as that lives, so that a folder left behind can be told from one in use. It knows nothing of
 * what lies in it.
 */
#ifndef DEMO_FOLDER_H
#define DEMO_FOLDER_H

#include "base/error.h"

#include <sys/types.h>

enum { FOLDER_PATH_MAX = 92 }; /* leaves room for a socket's name below it */

/* Makes a new folder. ERROR_FAILED: why not. */
bool folder_create(char path[FOLDER_PATH_MAX], struct error *error);
/* Removes it with what is in it; symbolic links are not followed. */
void folder_remove(const char *path);
/* Marks it as ours until this process ends. */
bool folder_claim(const char *path);
/* Removes folders of this user whose guardian is gone. */
void folder_sweep(void);

#endif
