/*
 * The file that records are kept in: private, appended to by one process at a time. It knows of a
 * record only that it is a line that ends with its hash.
 */
#ifndef ENGINE_AUDIT_FILE_H
#define ENGINE_AUDIT_FILE_H

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

enum { AUDIT_LINE_MAX = 1 << 20 };

struct audit_file {
	int fd;     /* -1: none */
	char *path; /* NULL: there is no home */
};

/* Makes what is missing (folders 0700, file 0600), refuses what others may write to, and waits for
 * the lock, though not for long. Closed with audit_file_close whatever the result. */
bool audit_file_open(struct audit_file *file, struct error *error);
void audit_file_close(struct audit_file *file);
/* Cuts off a last line that has no end, as an interrupted write leaves it; *cut is its bytes, 0
 * where there is none. Refuses where what is before it is no record. */
bool audit_file_mend(const struct audit_file *file, int64_t *cut, struct error *error);
/* Of the last line; empty where there is none. */
bool audit_file_last_hash(
	const struct audit_file *file, char out[DIGEST_HEX_MAX], struct error *error);
/* The whole line, on the disk when it returns; or nothing of it. */
bool audit_file_add(const struct audit_file *file, struct text line, struct error *error);
/* What a line (without its newline) says of itself and of the line before. */
struct audit_link {
	bool right; /* its hash is that of its bytes */
	char hash[DIGEST_HEX_MAX], before[DIGEST_HEX_MAX]; /* before: empty where it is the first */
};
void audit_link_read(struct audit_link *link, struct text line);
/* The caller's. */
char *audit_file_dup_path(void);

#endif
