#include "model/variants.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

enum { END_JOURNEYS_MIN = 100, END_PERCENT = 98, MAP_COST = 64, STEPS_MIN = 64 };

struct step_use {
	struct variant_step told;
	uint64_t seen_in; /* the journey that was counted last */
};

/* Variants of different definitions are different ones. */
struct kind {
	const struct definition *definition;
	uint64_t journeys;
};

struct variants {
	size_t memory_bytes, bytes;
	bool fold, sorted;
	struct map *by_steps, *by_edge;
	size_t variant_room, edge_room, step_room, path_room;
	struct variant **variants;
	struct variant_edge **edges;
	struct step_use *steps;
	uint16_t *path; /* of the journey that is folded in, behind the number of its kind */
	size_t kind_count;
	struct kind kinds[JOURNEY_DEFINITIONS_MAX + 1];
	struct variants_totals totals;
};

struct variants *variants_create(size_t memory_bytes, bool fold)
{
	struct variants *variants = mem_alloc(1, sizeof(*variants));

	variants->memory_bytes = memory_bytes;
	variants->fold = fold;
	variants->by_steps = map_create();
	variants->by_edge = map_create();
	return variants;
}

void variants_destroy(struct variants *variants)
{
	if (variants == NULL) {
		return;
	}
	for (size_t i = 0; i < variants->totals.variants; i++) {
		sketch_finish(&variants->variants[i]->durations);
		mem_free((void *)(uintptr_t)variants->variants[i]->steps);
		mem_free(variants->variants[i]->example);
		mem_free(variants->variants[i]);
	}
	for (size_t i = 0; i < variants->totals.edges; i++) {
		sketch_finish(&variants->edges[i]->gaps);
		mem_free(variants->edges[i]);
	}
	mem_free(variants->variants);
	mem_free(variants->edges);
	mem_free(variants->steps);
	mem_free(variants->path);
	map_destroy(variants->by_steps);
	map_destroy(variants->by_edge);
	mem_free(variants);
}

static bool has_room(const struct variants *variants, size_t bytes)
{
	return variants->bytes + bytes <= variants->memory_bytes;
}

static void sketch_one(struct variants *variants, struct sketch *sketch, int64_t ms)
{
	size_t before = sketch_bytes(sketch);

	sketch_add(sketch, ms);
	variants->bytes += sketch_bytes(sketch);
	variants->bytes -= before;
}

static struct step_use *use_of(struct variants *variants, uint16_t step)
{
	size_t room = variants->step_room;

	if (step >= room) {
		room = step < STEPS_MIN ? STEPS_MIN : step + step / 2U + 1;
		variants->steps = mem_resize(variants->steps, room, sizeof(*variants->steps));
		memset(variants->steps + variants->step_room, 0,
			(room - variants->step_room) * sizeof(*variants->steps));
		variants->bytes += (room - variants->step_room) * sizeof(*variants->steps);
		variants->step_room = room;
	}
	return &variants->steps[step];
}

static void count_edge(struct variants *variants, uint16_t from, uint16_t to, int64_t ms)
{
	uint16_t key[2] = {from, to};
	struct text bytes = text_from(key, sizeof(key));
	struct variant_edge *edge = map_get(variants->by_edge, bytes);

	if (edge == NULL && !has_room(variants, sizeof(*edge) + MAP_COST)) {
		variants->totals.other_edges++;
		return;
	}
	if (edge == NULL) {
		edge = mem_alloc(1, sizeof(*edge));
		edge->from = from;
		edge->to = to;
		map_put(variants->by_edge, bytes, edge);
		if (variants->totals.edges == variants->edge_room) {
			variants->edge_room = variants->edge_room * 2 + 16;
			variants->edges = mem_resize(variants->edges, variants->edge_room,
				sizeof(struct variant_edge *));
		}
		variants->edges[variants->totals.edges++] = edge;
		variants->bytes += sizeof(*edge) + MAP_COST;
	}
	edge->count++;
	sketch_one(variants, &edge->gaps, ms);
}

static struct variant *make_variant(
	struct variants *variants, struct text key, const struct journey_view *view)
{
	size_t bytes = key.length - sizeof(uint16_t);
	struct variant *variant = mem_alloc(1, sizeof(*variant));

	variant->definition = view->definition;
	variant->step_count = bytes / sizeof(uint16_t);
	variant->steps = (const uint16_t *)(void *)mem_dup(variants->path + 1, bytes);
	variant->example = mem_dup(view->name.at, view->name.length);
	variant->example_length = view->name.length;
	map_put(variants->by_steps, key, variant);
	if (variants->totals.variants == variants->variant_room) {
		variants->variant_room = variants->variant_room * 2 + 16;
		variants->variants = mem_resize(
			variants->variants, variants->variant_room, sizeof(struct variant *));
	}
	variants->variants[variants->totals.variants++] = variant;
	variants->bytes += sizeof(*variant) + 2 * bytes + view->name.length + MAP_COST;
	return variant;
}

static size_t kind_of(const struct variants *variants, const struct definition *definition)
{
	size_t kind = 0;

	while (kind < variants->kind_count && variants->kinds[kind].definition != definition) {
		kind++;
	}
	return kind;
}

/* The next that is a step. */
static const struct journey_event *step_from(
	const struct journeys *journeys, const struct journey_event *event)
{
	while (event != NULL && (event->flags & EVENT_DEAD) != 0) {
		event = journeys_after(journeys, event);
	}
	return event;
}

/* The steps of a journey, and what follows what in it. */
static size_t walk(struct variants *variants, const struct journeys *journeys,
	const struct journey_event *event)
{
	const struct journey_event *before = NULL;
	size_t count = 0;

	for (; event != NULL;
		before = event, event = step_from(journeys, journeys_after(journeys, event))) {
		struct step_use *use = use_of(variants, event->step);

		use->told.events++;
		use->told.first += before == NULL;
		use->told.journeys += use->seen_in != variants->totals.journeys;
		use->seen_in = variants->totals.journeys;
		if (before != NULL) {
			count_edge(variants, before->step, event->step,
				(int64_t)(event->id.ms - before->id.ms));
		}
		if (before == NULL || !variants->fold || before->step != event->step) {
			variants->path[1 + count++] = event->step;
		}
		variants->totals.events++;
	}
	use_of(variants, before->step)->told.last++;
	return count;
}

/* Puts the number of its definition before the path. */
static void count_kind(struct variants *variants, const struct definition *definition)
{
	size_t kind = kind_of(variants, definition);

	if (kind == variants->kind_count) {
		variants->kinds[variants->kind_count++].definition = definition;
	}
	variants->kinds[kind].journeys++;
	variants->path[0] = (uint16_t)kind;
}

static void count_states(
	struct variant *variant, const struct journeys *journeys, const struct journey_view *view)
{
	struct breaks breaks;

	variant->failed += view->state == JOURNEY_FAILED;
	variant->open += view->state != JOURNEY_FAILED && view->state != JOURNEY_COMPLETED &&
		view->state != JOURNEY_ABANDONED;
	if ((view->flags & JOURNEY_DEVIATING) != 0) {
		breaks = journeys_breaks(journeys, view->number);
		breaks_add(&variant->breaks, &breaks);
		variant->deviating++;
	}
}

void variants_add(struct variants *variants, const struct journeys *journeys, uint32_t number)
{
	const struct journey_event *first = step_from(journeys, journeys_first(journeys, number));
	struct journey_view view;

	journeys_view(journeys, number, &view);
	if (first == NULL) {
		return;
	}
	if (view.events + 1 > variants->path_room) {
		variants->path_room = view.events * 2 + 1;
		variants->path =
			mem_resize(variants->path, variants->path_room, sizeof(*variants->path));
	}
	variants->totals.journeys++;
	count_kind(variants, view.definition);
	size_t steps = walk(variants, journeys, first);
	struct text key = text_from(variants->path, (1 + steps) * sizeof(*variants->path));
	struct variant *variant = map_get(variants->by_steps, key);
	if (variant == NULL && !has_room(variants, sizeof(*variant) + 2 * key.length + MAP_COST)) {
		variants->totals.other_journeys++;
		return;
	}
	variant = variant != NULL ? variant : make_variant(variants, key, &view);
	variant->count++;
	count_states(variant, journeys, &view);
	variant->sum_ms += (uint64_t)(view.last_ms - view.started_ms);
	sketch_one(variants, &variant->durations, view.last_ms - view.started_ms);
	variants->sorted = false;
}

uint64_t variants_journeys(const struct variants *variants, const struct definition *definition)
{
	size_t kind = kind_of(variants, definition);

	return kind < variants->kind_count ? variants->kinds[kind].journeys : 0;
}

const struct variant *variants_find(const struct variants *variants,
	const struct definition *definition, const uint16_t *steps, size_t count)
{
	uint16_t *path = mem_alloc(count + 1, sizeof(*path));
	const struct variant *variant;
	size_t length = 1;

	path[0] = (uint16_t)kind_of(variants, definition);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !variants->fold || steps[i - 1] != steps[i]) {
			path[length++] = steps[i];
		}
	}
	variant = map_get(variants->by_steps, text_from(path, length * sizeof(*path)));
	mem_free(path);
	return variant;
}

struct variants_totals variants_totals(const struct variants *variants)
{
	struct variants_totals totals = variants->totals;

	totals.bytes = variants->bytes;
	return totals;
}

/* What was first seen earlier is what was made earlier: sorting keeps that. */
struct ranked {
	uint64_t count;
	size_t at;
	void *thing;
};

static int by_count(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = (a->count < b->count) - (a->count > b->count);

	return order != 0 ? order : (a->at > b->at) - (a->at < b->at);
}

static void sort(struct variants *variants)
{
	size_t count = variants->totals.variants, edges = variants->totals.edges;
	struct ranked *ranked = mem_alloc(count + edges + 1, sizeof(*ranked));

	for (size_t i = 0; i < count; i++) {
		ranked[i] = (struct ranked){variants->variants[i]->count, i, variants->variants[i]};
	}
	qsort(ranked, count, sizeof(*ranked), by_count);
	for (size_t i = 0; i < count; i++) {
		variants->variants[i] = ranked[i].thing;
	}
	for (size_t i = 0; i < edges; i++) {
		ranked[i] = (struct ranked){variants->edges[i]->count, i, variants->edges[i]};
	}
	qsort(ranked, edges, sizeof(*ranked), by_count);
	for (size_t i = 0; i < edges; i++) {
		variants->edges[i] = ranked[i].thing;
	}
	mem_free(ranked);
	variants->sorted = true;
}

const struct variant *variants_any(const struct variants *variants, size_t i)
{
	return i < variants->totals.variants ? variants->variants[i] : NULL;
}

const struct variant *variants_at(struct variants *variants, size_t i)
{
	if (!variants->sorted) {
		sort(variants);
	}
	return i < variants->totals.variants ? variants->variants[i] : NULL;
}

const struct variant_edge *variants_edge_at(struct variants *variants, size_t i)
{
	if (!variants->sorted) {
		sort(variants);
	}
	return i < variants->totals.edges ? variants->edges[i] : NULL;
}

const struct variant_edge *variants_edge(
	const struct variants *variants, uint16_t from, uint16_t to)
{
	uint16_t key[2] = {from, to};

	return map_get(variants->by_edge, text_from(key, sizeof(key)));
}

struct variant_step variants_step(const struct variants *variants, uint16_t step)
{
	return step < variants->step_room ? variants->steps[step].told
					  : (struct variant_step){.journeys = 0};
}

bool variants_ends(const struct variants *variants, uint16_t step)
{
	struct variant_step told = variants_step(variants, step);

	return told.journeys >= END_JOURNEYS_MIN && told.last * 100 >= told.journeys * END_PERCENT;
}
