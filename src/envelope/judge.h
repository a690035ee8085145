/*
 * The window of a measure, field by field: what uses a field has, and how two fields belong
 * together. Only for judge*.c and measured.c.
 */
#ifndef ENVELOPE_JUDGE_H
#define ENVELOPE_JUDGE_H

#include "measure_private.h"

struct use {
	uint64_t value;
	uint32_t event; /* from the oldest of the window on, by its id */
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

/* An event of the window, by the order of ids. */
struct placed_event {
	const struct event_of *event;
	size_t came; /* as which it was added, for those of one id */
};

struct judging {
	struct measure *measure;
	size_t events;
	struct placed_event *order;
	size_t pairs; /* of a journey and its steps that were tried */
	int64_t span_ms;
	struct field_uses fields[MEASURE_FIELDS_MAX], own_ids;
	uint64_t *value_of; /* by event, of the field that is compared; 0: it has none */
};

/* How the values of `a` lead to those of `b`, over events that have both. */
struct bond {
	size_t pairs;  /* values of `a` that were seen with some value of `b` */
	double single; /* share of them that were seen with one only */
	double each;   /* values of `b` for a value of `a`, on average */
};

enum { NO_FIELD = MEASURE_FIELDS_MAX, CHOICES_MAX = 8 };

/* A journey, and the field that tells its steps; NO_FIELD: the kinds of its events do. */
struct choice {
	size_t journey, step;
	double kinds; /* of a value of the journey */
	double score;
};

/* Journeys that hardly share an event: businesses side by side. */
struct choices {
	struct choice at[CHOICES_MAX];
	size_t count;
};

/* What is said of fields, which of the window they are, and by which choice it is said. */
struct judged_fields {
	struct measured *all;
	size_t count;
	uint16_t field_of[MEASURE_FIELDS_MAX];
	uint8_t choice_of[MEASURE_FIELDS_MAX];
};

void judging_begin(struct judging *judging, struct measure *measure);
void judging_finish(struct judging *judging);
struct bond judging_bond(struct judging *judging, size_t a, size_t b);
/* Different values of `b` for each value of `a`, on average over its events, where an event without
 * one counts as itself: how many steps a journey has. */
double judging_kinds(struct judging *judging, size_t a, size_t b);
/* Share of the events with `a` that have `b` too. */
double judging_together(struct judging *judging, size_t a, size_t b);
/* How much better the value of `step` is guessed by the one before it in the same value of `field`
 * than without: 0 not at all, 1 surely. What happens in any order tells no steps. */
double judging_follows(struct judging *judging, size_t field, size_t step);
/* Share of the uses whose value is the id of an earlier event; *chained is the share of these whose
 * earlier event itself has another value: a chain, not a group. */
double judging_causes(struct judging *judging, size_t field, double *chained);
double uses_per_value(const struct field_uses *uses);
double judging_coverage(const struct judging *judging, size_t field);
/* Nearly all of those that were seen are. */
bool name_is_mostly(uint32_t part, const struct name_of *name);
bool judging_may_be_step(const struct judging *judging, size_t field);
bool judging_tells_steps(struct judging *judging, size_t journey, size_t step);
/* How many values of the one a value of the other must have, so that these are parts of it. At
 * first nearly every customer has come once: then the names say which is which. */
double judging_parts_least(const struct judging *judging, size_t whole, size_t part);
/* The best first. */
void judging_choose(struct judging *judging, struct choices *chosen);
/* The one that most events of the field belong to; 0 where there is none. */
size_t judging_choice_of(struct judging *judging, const struct choices *chosen, size_t field);
/* Which matters more, for qsort. */
int measured_compare(const void *a, const void *b);
/* By its name. */
bool says_party(struct text name);
/* Of those that were taken for parties by that choice, leaves one and what goes with it. */
void judging_parties(struct judging *judging, struct judged_fields *fields, size_t choice);

#endif
