/*
 * The window of a measure, field by field: what uses a field has, and how two fields belong
 * together. Only for judge.c, judge_fields.c and judge_party.c.
 */
#ifndef ENVELOPE_JUDGE_H
#define ENVELOPE_JUDGE_H

#include "measure_private.h"

struct use {
	uint64_t value;
	uint32_t event; /* from the oldest of the window on */
};

/* The uses of one field, by value and then by event. */
struct field_uses {
	struct use *at;
	size_t count, values;
	size_t shared; /* values of more than one event */
	double kinds;  /* of topic and type, on average */
	double late;   /* share of the values that were first seen in the later half of its uses */
	int64_t life_ms; /* median */
};

enum { STEPS_MAX = 64 }; /* values of a field that tells steps */

struct judging {
	struct measure *measure;
	size_t events;
	int64_t span_ms;
	struct field_uses fields[MEASURE_FIELDS_MAX];
	uint64_t *value_of; /* by event, of the field that is compared; 0: it has none */
};

/* How the values of `a` lead to those of `b`, over events that have both. */
struct bond {
	size_t pairs;  /* values of `a` that were seen with some value of `b` */
	double single; /* share of them that were seen with one only */
	double each;   /* values of `b` for a value of `a`, on average */
};

/* What is said of fields, and which of the window they are. */
struct judged_fields {
	struct measured *all;
	size_t count;
	uint16_t field_of[MEASURE_FIELDS_MAX];
};

void judging_begin(struct judging *judging, struct measure *measure);
void judging_finish(struct judging *judging);
struct bond judging_bond(struct judging *judging, size_t a, size_t b);
/* Different values of `b` for each value of `a`, on average over its events, where an event without
 * one counts as itself: how many steps a journey has. */
double judging_kinds(struct judging *judging, size_t a, size_t b);
/* How much better the value of `step` is guessed by the one before it in the same value of `field`
 * than without: 0 not at all, 1 surely. What happens in any order tells no steps. */
double judging_follows(struct judging *judging, size_t field, size_t step);
/* Share of the uses whose value is the id of an earlier event; *chained is the share of these whose
 * earlier event itself has another value: a chain, not a group. */
double judging_causes(struct judging *judging, size_t field, double *chained);
/* By its name. */
bool says_party(struct text name);
/* Of those that were taken for parties, leaves one and what goes with it. */
void judging_parties(struct judging *judging, struct judged_fields *fields);

#endif
