/*
 * The audit file, read while others append to it: from its end back to its beginning, a block at a
 * time, and then what is added. It checks the chain on the way, never writes and never waits for
 * the lock. It knows nothing of what a record says.
 */
#ifndef ENGINE_AUDIT_TAIL_H
#define ENGINE_AUDIT_TAIL_H

#include "audit_file.h"
#include "base/buf.h"

#include <sys/types.h>

/* `broken`: this record was changed, or one before it was taken out. Borrowed for the call. */
typedef void audit_tail_fn(void *arg, struct text line, bool broken);

struct audit_tail {
	audit_tail_fn *fn; /* of each record; set before audit_tail_init */
	void *arg;

	char *path; /* NULL: there is no home */
	int fd;     /* -1: there is no such file, or not yet */
	dev_t device;
	ino_t file;
	off_t size;        /* when it was looked at last */
	off_t end;         /* what is before was read, or is being read back */
	off_t back;        /* bytes before this were not read yet */
	bool placed;       /* `end` was found */
	bool reached;      /* all before `end` was read */
	bool unfinished;   /* the last line has no end */
	struct buf held;   /* read back, and not handed over: the end of it is a line's */
	struct buf newest; /* the record handed over last of those read back, still held */
	struct audit_link newest_link, last_link;
	uint64_t records, broken;
	struct error trouble; /* a line that is too long: what is beyond it is not read */
};

void audit_tail_init(struct audit_tail *tail);
void audit_tail_finish(struct audit_tail *tail);
/* Looks whether the file is still the same one; *begins: it is another, or the first: all is read
 * anew. ERROR_FAILED: it cannot be read. A file that is not there is no error: `fd` is -1. */
bool audit_tail_look(struct audit_tail *tail, bool *begins, struct error *error);
/* Whether, as it was looked at, there is something to read. */
bool audit_tail_has_more(const struct audit_tail *tail);
/* Reads one block; false at an error. *more: there is another. */
bool audit_tail_read(struct audit_tail *tail, bool *more, struct error *error);

#endif
