/*
 * An event: an entry read through its envelope. What is known of it, and nothing guessed: an empty
 * text is not known. Envelopes are recognised without configuration; one is a file and a row in
 * src/envelope/list.h. It knows nothing of connections, rates or screens.
 */
#ifndef ENVELOPE_EVENT_H
#define ENVELOPE_EVENT_H

#include "base/buf.h"
#include "stream/entry.h"
#include "stream/query.h"

struct event {
	const char *envelope; /* `flat`, `json`, ...; static, or the name of a rule */
	struct text type, service, journey, party, trace, cause, outcome;
	bool has_occurred;
	int64_t occurred_ms; /* since the epoch; by the event's own word, not by its id */
	/* What it says with its envelope taken off: the body of the message; empty where the fields
	 * themselves are the payload. */
	struct text payload;
	bool broken; /* the envelope was recognised, and could not be read to its end */
	/* A name that says one of these stands twice in one object: the first counts here, and
	 * others may go by the last. */
	bool repeated;
};

/* Keeps one plan for each set of field names in a topic, within a ceiling, and room for what had to
 * be decoded. */
struct event_reader;

struct event_reader *event_reader_create(void);

/* What may be said of an event where it is told by hand. */
enum event_part {
	EVENT_TYPE,
	EVENT_SERVICE,
	EVENT_JOURNEY,
	EVENT_PARTY,
	EVENT_TRACE,
	EVENT_CAUSE,
	EVENT_TIME,
	EVENT_OUTCOME,
	EVENT_PAYLOAD,
	EVENT_PART_COUNT,
};

/* Entries of these topics have what the paths say, and only where there is no path what was
 * recognised. A path is the name of a field; or such a name, a dot, and a path into its JSON; or a
 * path from the root of the entry's document. */
struct event_rule {
	const char *name, *topics;           /* the envelope's name; a glob */
	const char *paths[EVENT_PART_COUNT]; /* NULL: as recognised */
};

struct event_options {
	size_t rule_count;
	const struct event_rule *rules; /* the first whose glob matches holds */
};

/* As event_reader_create, with rules, which outlive the reader; NULL: none. */
struct event_reader *event_reader_create_for(const struct event_options *options);
void event_reader_destroy(struct event_reader *reader);
/* Never fails: what is not recognised is `flat`. Texts are borrowed from the entry and the reader,
 * until the next call. */
void event_read(struct event_reader *reader, struct text topic, const struct entry *entry,
	struct event *event);

/* Appends `, "event": {...}` of the contract, null for what is not known; for entry_json. `arg` is
 * a const struct event. */
void event_json(const void *arg, struct buf *out);

/* The attributes of an entry for queries: topic, id, time, age, size, type, service, envelope,
 * journey, party, trace, cause, outcome, occurred. */
extern const struct query_schema event_schema;

/* What a query is asked of: an entry with its event. */
struct event_subject {
	struct text topic;
	const struct entry *entry;
	const struct event *event;
	int64_t server_now_ms; /* for `age`; 0: not known */
};
struct query_subject event_subject_query(const struct event_subject *subject);

#endif
