/*
 * The file of one job's journal: below $XDG_STATE_HOME/rivermaster/jobs, private, written by one
 * process at a time and on the disk before the next step. It knows nothing of what is in a record.
 */
#ifndef ENGINE_JOURNAL_FILE_H
#define ENGINE_JOURNAL_FILE_H

#include "base/buf.h"
#include "base/error.h"
#include "ops/keys.h"

#include <stdint.h>

struct journal_file {
	int fd;     /* -1: none */
	char *path; /* NULL: none */
};

/* A new file; it must not be there yet. Closed with journal_file_close whatever the result. */
bool journal_file_create(struct journal_file *file, const char *job, struct error *error);
/* One that is there. ERROR_REFUSED: another process has it. */
bool journal_file_open(struct journal_file *file, const char *job, struct error *error);
void journal_file_close(struct journal_file *file);
/* All of it, though not yet on the disk: the next journal_file_add sees to that. */
bool journal_file_write(const struct journal_file *file, struct text bytes, struct error *error);
/* All of it, on the disk when it returns, with what was written before. */
bool journal_file_add(const struct journal_file *file, struct text bytes, struct error *error);
/* Only the first `length` bytes stay. */
bool journal_file_cut(const struct journal_file *file, size_t length, struct error *error);
bool journal_file_load(const struct journal_file *file, struct buf *bytes, struct error *error);

/* Appends what the journal of a job holds; false where there is none, or where it is longer than
 * the buffer takes: then its beginning is there. *busy: a process has it. */
bool journal_peek(const char *job, struct buf *bytes, bool *busy);
/* Of a journal, without reading it. */
struct journal_look {
	int64_t size, changed_ns; /* bytes; when it was written last */
	bool busy;                /* a process has it */
};
bool journal_look(const char *job, struct journal_look *look);
/* Each job that has a file, in no order. */
void journal_each(void (*fn)(void *arg, const char *job), void *arg);

enum { JOURNAL_BYTES_MAX = 1 << 30 };

#endif
