/*
 * Dead letters: entries that were set aside, with where they came from and why. Every convention
 * that is known is read without configuration; one is a const struct and a row in
 * src/envelope/letters.h. What a convention does not keep is not known, and nothing is guessed. It
 * knows nothing of connections, rates or screens.
 */
#ifndef ENVELOPE_DEAD_LETTER_H
#define ENVELOPE_DEAD_LETTER_H

#include "base/buf.h"
#include "stream/entry.h"

/* What a topic's name says by itself. */
enum dead_likeness {
	DEAD_UNLIKE,
	DEAD_PERHAPS, /* `payment.failed` may be one, and may be a topic like any other */
	DEAD_LIKE,    /* `orders:dlq` */
};

enum { DEAD_SOURCES_MAX = 6 };

/* The topics whose dead letters a name may stand for, likeliest first. */
struct dead_name {
	enum dead_likeness likeness;
	size_t count;
	struct text sources[DEAD_SOURCES_MAX]; /* borrowed from the name and from `joined` */
	struct buf joined;
};

/* Released with dead_name_finish. */
void dead_name_read(struct dead_name *name, struct text topic);
void dead_name_finish(struct dead_name *name);
enum dead_likeness dead_name_likeness(struct text topic);

/* What it takes to have the original fields back. */
enum dead_restore {
	DEAD_RESTORE_UNKNOWN, /* nothing says what was added */
	DEAD_RESTORE_EXACT,   /* leave out what dead_letter_added tells */
	DEAD_RESTORE_CONVERT, /* the payload is kept in another layout */
};

/* Texts are borrowed from the entry and the reader; empty is not known. */
struct dead_letter {
	const char *convention; /* static; NULL: nothing says that it is a dead letter */
	struct text source, original_id, group, consumer, reason, error_type;
	struct text source_topic; /* that the source is a key of */
	bool has_deliveries, has_failed;
	int64_t deliveries, failed_at_ms;
	enum dead_restore restore;
};

struct dead_reader;

/* The topic that a key belongs to; borrowed. */
typedef struct text dead_topic_fn(const void *arg, struct text key);
/* `topic_of` NULL: every key is a topic. */
struct dead_reader *dead_reader_create(dead_topic_fn *topic_of, const void *arg);
void dead_reader_destroy(struct dead_reader *reader);
/* False where nothing in the entry says that it is one; `letter` is then zero. Texts hold until the
 * next call. */
bool dead_letter_read(struct dead_reader *reader, struct text topic, const struct entry *entry,
	struct dead_letter *letter);
/* Whether the convention, and not the producer of the original, wrote the field of that name. */
bool dead_letter_added(const struct dead_letter *letter, struct text field);

enum dead_pair_by { DEAD_PAIR_NONE, DEAD_PAIR_FIELDS, DEAD_PAIR_NAME };

struct dead_pair {
	enum dead_pair_by by;
	struct text source; /* borrowed from what was asked with; empty where there is none */
	bool exists, mixed; /* mixed: the fields name further sources */
};

/* What the source of a dead-letter topic is asked by. */
struct dead_pairing {
	const struct dead_name *name;
	size_t count;
	const struct text *sources; /* that its entries name, most frequent first */
	bool (*exists)(const void *arg, struct text topic);
	const void *arg;
};

/* Fields beat names: where an entry names a source, the topic's own name pairs nothing, even if
 * that source does not exist. */
struct dead_pair dead_pair(const struct dead_pairing *pairing);

#endif
