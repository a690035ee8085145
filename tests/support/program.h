/*
 * The real program, as `make` built it, for tests that play its user.
 */
#ifndef SUPPORT_PROGRAM_H
#define SUPPORT_PROGRAM_H

#include "support/redis.h"
#include "support/vt.h"

enum { PROGRAM_PATIENCE_MS = 20000 };

/* $BUILD/rivermaster; borrowed. */
const char *program_path(void);

/* In a terminal of its own, on `server` (NULL: no --url), with further arguments and environment
 * (NULL-ended or NULL). */
struct vt *program_open(
	struct redis_server *server, char *const more[], char *const env[], int width, int height);

/* Without a terminal: runs to its end; standard output and error are the caller's (free). Returns
 * the exit status, or 128 + signal. */
int program_run(char *const arguments[], char **output, char **errors);

/* The first byte of `raw` that no terminal should have got from us, NULL when all is well: every
 * escape sequence must be one of those that curses and the screen send, everything else printable
 * text. */
const char *program_stray_byte(const char *raw, size_t length);

#endif
