/*
 * The record of what was done and by whom: one JSON line each at the end of
 * $XDG_STATE_HOME/rivermaster/audit.jsonl (~/.local/state without the variable), each with the hash
 * of the line before it, so that a line that was changed or taken out shows. Names and counts;
 * never a payload.
 */
#ifndef ENGINE_AUDIT_H
#define ENGINE_AUDIT_H

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/* Where the server has the records of operations, for everybody to see. */
#define AUDIT_STREAM "rivermaster:audit"

/* NULL, the empty text and -1 are what is not known or does not apply: null in the record. */
struct audit_record {
	const char *operation; /* `import`, `unmask`, ... */
	const char *job, *reason;
	const char *result; /* `begun`, `done`, `failed: ...` */
	const char *plan_sha256;
	const char *server;           /* its address, without secrets */
	const char *view;             /* of touches: what was looked at */
	struct text topic, group, id; /* of touches */
	int64_t entries, bytes;
};

/* Nothing of the record has been kept where it returns false: ERROR_FAILED, or ERROR_REFUSED where
 * others could change the file. Waits for another console that writes, though no more than 2 s.
 * Half a line that an interrupted write left is cut off, and a record (`repair`) tells that. */
bool audit_append(const struct audit_record *record, struct error *error);
/* Likewise; *hash is the record's own, by which it is known elsewhere. */
bool audit_append_hash(
	const struct audit_record *record, char hash[DIGEST_HEX_MAX], struct error *error);
/* Whether a record could be appended now: makes the folder and the file, and repairs it as
 * audit_append does. */
bool audit_check(struct error *error);
/* Where the records are; NULL where there is no home. The caller's. */
char *audit_dup_path(void);

/* The records of the file, oldest first, each without its newline; borrowed for the call. */
typedef void audit_line_fn(void *arg, struct text line);
struct audit_chain {
	uint64_t records;
	uint64_t broken; /* of the first record whose hash is not right, from 1; 0: none */
};
/* Reads them all and checks the chain. `fn` may be NULL. ERROR_FAILED where the file cannot be
 * read; one that is missing holds no records. A broken chain is no error: *chain tells. */
bool audit_read(struct audit_chain *chain, audit_line_fn *fn, void *arg, struct error *error);

#endif
