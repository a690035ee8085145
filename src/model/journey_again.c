/* One journey is stitched anew from what it was made of. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "journey_private.h"

static int compare_places(const void *a, const void *b)
{
	const struct journey_place *left = a, *right = b;
	int order = id_compare(left->id, right->id);

	return order != 0 ? order : text_compare(left->topic, right->topic);
}

static size_t drop_repeats(struct journey_place *places, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || compare_places(&places[kept - 1], &places[i]) != 0) {
			places[kept++] = places[i];
		}
	}
	return kept;
}

struct journey_place *journeys_places(
	const struct journeys *journeys, uint32_t number, size_t *count)
{
	const struct journey *journey = journey_at(journeys, number);
	const struct merge *merge;
	size_t most = journey->events, at = 0;
	struct journey_place *places;

	for (uint32_t i = journey->merges; i != 0; i = merge->next) {
		merge = pool_at(&journeys->merge_pool, i);
		most++;
	}
	places = mem_alloc(most + 1, sizeof(*places));
	for (uint32_t i = journey->first; i != 0; i = journey_event_at(journeys, i)->next) {
		const struct journey_event *event = journey_event_at(journeys, i);

		places[at++] = (struct journey_place){
			names_text(&journeys->topics, event->topic), event->id};
	}
	for (uint32_t i = journey->merges; i != 0; i = merge->next) {
		merge = pool_at(&journeys->merge_pool, i);
		places[at++] = (struct journey_place){
			names_text(&journeys->topics, merge->topic), merge->id};
	}
	qsort(places, at, sizeof(*places), compare_places);
	*count = drop_repeats(places, at);
	return places;
}

/* The newest of that name and definition; 0: there is none. */
static uint32_t named(const struct journeys *journeys, uint8_t definition, struct text name)
{
	uint32_t at = 0;

	for (size_t i = 0; i < JOURNEYS_FOUND_MAX; i++) {
		at = journeys_find(journeys, name, at);
		if (at == 0 || journey_at(journeys, at)->definition == definition) {
			return at;
		}
	}
	return 0;
}

bool journeys_begin_again(struct journeys *journeys, uint32_t number)
{
	const struct journey *journey = journey_at(journeys, number);
	struct text name = text_from(journey->name, journey->name_length);

	if (named(journeys, journey->definition, name) != number) {
		return false;
	}
	journeys->again.on = true;
	journeys->again.definition = journey->definition;
	journeys->again.name = mem_dup(name.at, name.length);
	journeys->again.name_length = name.length;
	journeys->again.incarnation = journey->incarnation;
	journeys->again.earlier = journey->earlier;
	journeys->again.earlier_serial = journey->earlier_serial;
	journeys->again.totals = journeys->totals;
	store_drop(journeys, number, false);
	return true;
}

void journeys_end_again(struct journeys *journeys)
{
	const struct journeys_totals *before = &journeys->again.totals;
	struct text name = text_from(journeys->again.name, journeys->again.name_length);
	uint32_t number = named(journeys, journeys->again.definition, name);

	if (number != 0 && journeys->again.earlier != 0) {
		struct journey *journey = journey_at(journeys, number);

		journey->incarnation += journeys->again.incarnation - 1;
		if (journey->earlier == 0) {
			journey->earlier = journeys->again.earlier;
			journey->earlier_serial = journeys->again.earlier_serial;
		}
	}
	journeys->totals.events = before->events;
	journeys->totals.unkeyed = before->unkeyed;
	journeys->totals.repeated = before->repeated;
	journeys->totals.merges = before->merges;
	journeys->totals.refused = before->refused;
	journeys->totals.demoted = before->demoted;
	mem_free(journeys->again.name);
	journeys->again.name = NULL;
	journeys->again.on = false;
}
