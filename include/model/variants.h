/*
 * What journeys have in common: their variants (which steps, one after the other), how long each
 * takes, which step follows which and how soon. Folded in one journey at a time, in bounded memory:
 * what finds no room is counted. It knows nothing of keys.
 */
#ifndef MODEL_VARIANTS_H
#define MODEL_VARIANTS_H

#include "base/sketch.h"
#include "model/breaks.h"

/* Of the journeys of one definition. */
struct variant {
	const struct definition *definition;
	size_t step_count;
	const uint16_t *steps; /* numbers of names of the journeys */
	uint64_t count;
	uint64_t open, failed; /* of them are on their way still, and have failed */
	uint64_t deviating;    /* of them broke what is declared ... */
	struct breaks breaks;  /* ... these rules */
	uint64_t sum_ms;       /* of their durations, from the first event to the last */
	struct sketch durations;
	char *example; /* the journey that was first seen so */
	size_t example_length;
};

/* One step right behind another. */
struct variant_edge {
	uint16_t from, to;
	uint64_t count;
	struct sketch gaps;
};

struct variants_totals {
	uint64_t journeys, events;
	uint64_t other_journeys, other_edges; /* for which there was no room */
	size_t variants, edges, bytes;
};

struct variants;

/* `fold`: a step that repeats at once counts as one. */
struct variants *variants_create(size_t memory_bytes, bool fold);
void variants_destroy(struct variants *variants);
/* One journey with all its events; without events it is none. */
void variants_add(struct variants *variants, const struct journeys *journeys, uint32_t number);
struct variants_totals variants_totals(const struct variants *variants);
/* By falling count, equal ones as they were first seen; borrowed until the next add. NULL beyond
 * the end. */
const struct variant *variants_at(struct variants *variants, size_t i);
const struct variant_edge *variants_edge_at(struct variants *variants, size_t i);
/* In no order; NULL beyond the end. */
const struct variant *variants_any(const struct variants *variants, size_t i);
/* Journeys of that definition, those without room for their variant too. */
uint64_t variants_journeys(const struct variants *variants, const struct definition *definition);
/* The variant of that sequence of steps, folded where they are; NULL: it was never seen. */
const struct variant *variants_find(const struct variants *variants,
	const struct definition *definition, const uint16_t *steps, size_t count);
/* NULL where the one never followed the other. */
const struct variant_edge *variants_edge(
	const struct variants *variants, uint16_t from, uint16_t to);

/* Journeys that went through the step, how often that was, those that began and ended with it. */
struct variant_step {
	uint64_t journeys, events, first, last;
};
struct variant_step variants_step(const struct variants *variants, uint16_t step);
/* Of a hundred journeys and more that came to it, at least 98 in a hundred ended there. */
bool variants_ends(const struct variants *variants, uint16_t step);

#endif
