/*
 * The reader of configuration and themes: `[kind name]`, `key = value`, a key may repeat, `#`
 * begins a comment at the start of a line or after a space; a value may itself start with `#`, a
 * section's name may hold brackets. Lines of at most INI_LINE_MAX bytes, UTF-8 without control
 * characters but tab; CRLF and a byte order mark are tolerated. It knows nothing of which kinds
 * and keys there are: the handler does.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include "base/error.h"
#include "base/text.h"

enum { INI_LINE_MAX = 4096 };

struct ini_line {
	const char *file;       /* as given, for messages */
	int line;               /* from 1 */
	struct text kind, name; /* of the section; both empty before the first one */
	struct text key, value; /* key empty: the section's opening line itself */
};

/* Returns false after setting `error` with ini_error. */
typedef bool ini_handler(void *arg, const struct ini_line *line, struct error *error);

/* Reads a whole file's content; stops at the first error, which begins with "FILE:LINE: ". */
bool ini_read(struct text content, const char *file, ini_handler *handler, void *arg,
	struct error *error);

/* Sets "FILE:LINE: sentence" with code ERROR_USAGE; returns false. */
bool ini_error(struct error *error, const struct ini_line *line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
