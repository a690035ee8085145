/*
 * What the events of one type in one topic have been seen to look like: their fields and paths,
 * the kinds of their values, which are always there, which services send them, in which versions.
 * Once it is settled, an event that looks otherwise is drift: counted, with the first one named.
 * Observed, not declared: it refuses nothing.
 */
#ifndef ENVELOPE_CONTRACT_H
#define ENVELOPE_CONTRACT_H

#include "envelope/event.h"

enum {
	CONTRACT_SETTLED = 50, /* events after which it is one */
	CONTRACT_FIELDS_MAX = 64,
	CONTRACT_SERVICES_MAX = 8,
	CONTRACT_DRIFT_MAX = 200,
};

/* Bits: a field may have been seen as several. */
enum value_seen {
	SEEN_TEXT = 1,
	SEEN_NUMBER = 2, /* of a flat field: reads as one */
	SEEN_BOOL = 4,
	SEEN_NULL = 8,
	SEEN_OBJECT = 16,
	SEEN_ARRAY = 32,
	SEEN_BYTES = 64, /* no UTF-8 */
};

struct contract_field {
	struct text name; /* a field, or a path into its document */
	unsigned kinds;   /* enum value_seen */
	uint64_t seen;    /* events that had it */
	bool late;        /* first seen after it was settled */
};

struct contract {
	struct text topic, type; /* type may be empty */
	const char *envelope;    /* of the last event; static */
	uint64_t events;
	struct id first, last;
	size_t field_count, service_count, version_count;
	struct contract_field fields[CONTRACT_FIELDS_MAX]; /* as they were first met */
	struct text services[CONTRACT_SERVICES_MAX], versions[CONTRACT_SERVICES_MAX];
	bool more;          /* there were more fields, services or versions than are kept */
	uint64_t drifted;   /* events that looked otherwise */
	struct id drift_id; /* of the first of them */
	char drift[CONTRACT_DRIFT_MAX]; /* what it did; raw names in it */
};

/* Always there, among the events since it was first seen? */
bool contract_requires(const struct contract *contract, const struct contract_field *field);
/* `text`, `number or null`, ...; returns `out`. */
enum { CONTRACT_KINDS_MAX = 80 };
char *contract_kinds(char out[CONTRACT_KINDS_MAX], unsigned kinds);

struct contracts;

struct contracts *contracts_create(void);
void contracts_destroy(struct contracts *contracts);
/* Takes the event in; returns whether it drifted: what is older than all before it is learnt from
 * and does not. Beyond 512 contracts new ones are not begun. */
bool contracts_add(struct contracts *contracts, struct text topic, const struct entry *entry,
	const struct event *event);
size_t contracts_count(const struct contracts *contracts);
size_t contracts_bytes(const struct contracts *contracts);
/* In the order they were first met; borrowed until the next add. NULL beyond the end. */
const struct contract *contracts_at(const struct contracts *contracts, size_t i);

#endif
