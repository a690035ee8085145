/*
 * Indicators at work: what they are worth now, over the journeys that are held and those that were
 * dropped for want of room, and over events as they come. Time is an argument: the server's clock.
 * Memory is bounded; what found no room is counted. It knows nothing of who asks.
 *
 * A window of W reaches from W ago until now and is told by when a journey came to `from` (TIME:
 * to `to`; RETURNING: began), or by the id of the event. The trend is the value less that of the
 * window before.
 */
#ifndef MODEL_INDICATORS_H
#define MODEL_INDICATORS_H

#include "model/indicator.h"
#include "model/journeys.h"

enum { INDICATOR_BEHIND_MAX = 100, INDICATOR_REASON_MAX = 256 };

enum indicator_outcome {
	OUTCOME_CONVERTED, /* or: it counts with its value */
	OUTCOME_LOST,
	OUTCOME_IN_FLIGHT, /* its time is not up: it counts for nothing yet */
	OUTCOME_SILENT,
};
/* `converted`, ...; static. */
const char *indicator_outcome_name(enum indicator_outcome outcome);

/* One journey or event behind a number. */
struct indicator_behind {
	struct text journey, party;          /* owned; empty: known by no name */
	struct text key;                     /* SILENT: owned */
	const struct definition *definition; /* NULL: it is an event */
	struct text topic;                   /* borrowed */
	struct id id;
	double value;
	bool has_value;
	enum indicator_outcome outcome;
};

struct indicator_result {
	const struct indicator *indicator;
	bool is_known;
	double value;
	bool has_trend;
	double trend;
	/* What counted; of them lost (RETURNING: came for the first time; SILENT: silent). */
	uint64_t samples, lost;
	uint64_t in_flight;       /* CONVERSION: undecided; TIME: at `from`, and not at `to` */
	int64_t oldest_flight_ms; /* how long the oldest of them is under way; -1: none is */
	uint64_t missing;         /* events without the field */
	uint64_t not_numbers;
	uint64_t unheld;       /* that found no room, and are not in the value */
	struct text bad_topic; /* of the first that lacks its number; borrowed */
	struct id bad_id;
	char reason[INDICATOR_REASON_MAX]; /* why there is no value; empty where there is one */
	char said[INDICATOR_REASON_MAX];   /* the value and its target, in words */
	size_t behind_count;
	/* Those that matter most first: lost, slow, low (or high, where the target is below). */
	const struct indicator_behind *behind;
};

/* Whether it is where it should be; true where no target is set or nothing is known. */
bool indicator_is_met(const struct indicator_result *result);
/* Appends the value as people read it, with its unit; `?` where it is not known. */
void indicator_print_value(const struct indicator_result *result, struct buf *out);
/* Appends the trend: with its sign; `?` where it is not known, `-` where there can be none. */
void indicator_print_trend(const struct indicator_result *result, struct buf *out);
/* Appends what is odd in what it was made of (fields missing, room); nothing where nothing is. */
void indicator_print_troubles(const struct indicator_result *result, struct buf *out);

struct indicators;

/* `list` is sealed and outlives it. `memory_bytes` bounds all that is kept of samples. */
struct indicators *indicators_create(
	const struct indicator *list, size_t count, size_t memory_bytes);
void indicators_destroy(struct indicators *indicators);
size_t indicators_count(const struct indicators *indicators);

/* Each event, whether or not it belongs to a journey. */
void indicators_add(struct indicators *indicators, struct text topic, const struct entry *entry,
	const struct event *event);
/* A journey is about to be dropped: what it counted for stays. */
void indicators_leave(
	struct indicators *indicators, const struct journeys *journeys, uint32_t number);
/* Reckons number `i` anew, as of now. */
void indicators_reckon(
	struct indicators *indicators, size_t i, const struct journeys *journeys, int64_t now_ms);
/* As it was reckoned last; borrowed until then. `result->indicator` is NULL before the first. */
const struct indicator_result *indicators_result(const struct indicators *indicators, size_t i);

#endif
