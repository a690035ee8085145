/*
 * One value for what went wrong: a code for the machine, a sentence for the human. No allocation.
 * The codes are the exit codes of the command-line contract. It knows nothing of who prints it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum error_code {
	ERROR_NONE = 0,
	ERROR_FAILED = 1,  /* the operation failed or was partial */
	ERROR_USAGE = 2,   /* wrong usage or configuration */
	ERROR_CONNECT = 3, /* cannot connect or authenticate, no answer in time */
	ERROR_REFUSED = 4, /* read-only, permission, guard */
};

enum { ERROR_TEXT_MAX = 512 };

struct error {
	enum error_code code;
	char text[ERROR_TEXT_MAX];
};

/* Sets code and sentence (cut at ERROR_TEXT_MAX - 1 bytes). Returns false, so that a caller can
 * `return error_set(...)`. `error` may be NULL. The text may hold hostile bytes: printers
 * sanitise. */
bool error_set(struct error *error, enum error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the sentence; keeps the code. Returns false. */
bool error_prefix(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
