/*
 * Where the configuration file is and whether it may be believed: a file that somebody else can
 * change is refused. It knows nothing of what stands in it.
 */
#ifndef ENGINE_CONFIG_FILE_H
#define ENGINE_CONFIG_FILE_H

#include "base/buf.h"
#include "base/error.h"

enum { CONFIG_FILE_MAX = 256 * 1024 };

/* $XDG_CONFIG_HOME/rivermaster/rivermaster.conf, below ~/.config where the variable is unset or
 * relative; NULL where there is no home either. The caller's. */
char *config_file_dup_path(void);

enum config_file_result { CONFIG_FILE_READ, CONFIG_FILE_MISSING, CONFIG_FILE_REFUSED };

/* Appends the content to `content` (ceiling CONFIG_FILE_MAX). REFUSED and MISSING set ERROR_USAGE.
 */
enum config_file_result config_file_read(
	const char *path, struct buf *content, struct error *error);

#endif
