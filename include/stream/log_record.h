/*
 * One record of what an operator did, as the audit file keeps it (a line of JSON) or as the stream
 * that everybody sees has it (an entry). It knows nothing of where the two are.
 */
#ifndef STREAM_LOG_RECORD_H
#define STREAM_LOG_RECORD_H

#include "base/buf.h"
#include "stream/entry.h"

enum { LOG_RECORD_KEY_MAX = 65 };

/* Texts are raw; empty: it has none. */
struct log_record {
	int64_t at_ms; /* wall clock, since the epoch; -1: not known */
	struct text who, host, operation, job, reason, result;
	struct text topic, group, id, target, view; /* that it touched */
	struct text plan_sha256;
	struct text server; /* its address; of a record in the stream the stream's own: empty */
	int64_t entries, bytes; /* -1: it says nothing of them */
	/* The same on every machine for one record, whether it is read from the file or from the
	 * stream: its hash; of an entry without one, its id. */
	struct text key;
};

/* False where the line is no record. The texts are borrowed from `line` and `room`, which is
 * emptied first; its ceiling is at least the length of the line. */
bool log_record_read_line(struct log_record *record, struct text line, struct buf *room);
/* Fields that it does not know are passed over. The texts are borrowed from the entry and from
 * `id`. */
void log_record_read_entry(
	struct log_record *record, const struct entry *entry, char id[ID_TEXT_MAX]);
/* Appends it as a line, as the file has it but for what chains it to the one before. Nothing in it
 * can touch a terminal. */
void log_record_write_line(struct buf *out, const struct log_record *record);

#endif
