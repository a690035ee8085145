/*
 * Where the program keeps what must outlive it: $XDG_STATE_HOME/rivermaster, ~/.local/state without
 * the variable. In folders that nobody else may write to. `subject` begins every sentence.
 */
#ifndef ENGINE_STATE_PATH_H
#define ENGINE_STATE_PATH_H

#include "base/error.h"

#include <sys/stat.h>

/* The caller's; NULL where there is no home. */
char *state_dup_path(const char *name);
/* Every folder above the file; missing ones are made, 0700. */
bool state_make_folders(const char *path, const char *subject, struct error *error);
/* It is ours, and nobody else may write to it: ERROR_REFUSED. */
bool state_is_private(
	const char *path, const struct stat *st, const char *subject, struct error *error);
/* A new file is on the disk only when its folder is. */
bool state_keep_folder(const char *path, const char *subject, struct error *error);

#endif
