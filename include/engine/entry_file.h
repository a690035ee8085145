/*
 * A file of entries, one JSON object a line as `events --json` and `record` write them: read whole
 * and checked before anything is made of it, and then once more. `-` is standard input. It knows
 * nothing of servers.
 */
#ifndef ENGINE_ENTRY_FILE_H
#define ENGINE_ENTRY_FILE_H

#include "base/digest.h"
#include "base/error.h"
#include "stream/entry.h"

#include <stdint.h>

struct entry_file;

/* A topic of the file; they are numbered in the order in which they come. */
struct file_topic {
	struct text name;
	uint64_t entries, bytes;
	struct id first, last;
	uint64_t first_line;
};

enum { ENTRY_FILE_TOPICS_MAX = 1000, ENTRY_FILE_SAMPLES = 3 };

struct file_entry {
	const struct entry *entry; /* its id is zero where the file has none */
	uint64_t line;             /* from 1 */
	size_t topic, bytes;
};

struct file_facts {
	uint64_t entries, bytes, last_line;
	uint64_t masked; /* entries of which something was hidden when the file was written */
	size_t topic_count;
	const struct file_topic *topics;
	size_t sample_count;
	struct file_sample {
		struct id id;
		size_t topic, fields, bytes;
	} samples[ENTRY_FILE_SAMPLES];
	char sha256[DIGEST_HEX_MAX]; /* of what is in it: topics, ids, fields */
};

/* NULL, ERROR_USAGE: it cannot be opened; what is no regular file, not copied below $TMPDIR. */
struct entry_file *entry_file_open(const char *name, struct error *error);
void entry_file_close(struct entry_file *file);
/* Its name as it was given, and as it is found from anywhere; empty where it cannot be. */
const char *entry_file_name(const struct entry_file *file);
const char *entry_file_path(const struct entry_file *file);

/* Reads all of it. `into` (empty: what the lines say) is the topic of every entry. ERROR_USAGE:
 * FILE:LINE and what is wrong there; ERROR_REFUSED: with `keep_ids`, ids that are in no order. */
bool entry_file_look(struct entry_file *file, struct text into, bool keep_ids, struct error *error);
/* What was found. */
const struct file_facts *entry_file_facts(const struct entry_file *file);

/* Once more from the beginning. */
bool entry_file_rewind(struct entry_file *file, struct error *error);
/* The next entry, borrowed until the next call; false at the end, or with `error` set: also where
 * the file turns out not to be the one that was looked at. */
bool entry_file_next(struct entry_file *file, struct file_entry *next, struct error *error);

#endif
