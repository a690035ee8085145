/*
 * A file that others read while it is replaced: they see the old one or the new one, whole.
 */
#ifndef ENGINE_PAGE_FILE_H
#define ENGINE_PAGE_FILE_H

#include "base/error.h"
#include "base/text.h"

/* Readable by everybody; beside it, for a moment, stands `PATH.tmp`. ERROR_FAILED leaves what was
 * there. */
bool page_file_write(const char *path, struct text page, struct error *error);

#endif
