#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int compare_uses(const void *a, const void *b)
{
	const struct use *left = a, *right = b;

	if (left->value != right->value) {
		return left->value < right->value ? -1 : 1;
	}
	return (left->event > right->event) - (left->event < right->event);
}

static int compare_ms(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static int compare_placed(const void *a, const void *b)
{
	const struct placed_event *left = a, *right = b;

	if (left->event->ms != right->event->ms) {
		return left->event->ms < right->event->ms ? -1 : 1;
	}
	if (left->event->seq != right->event->seq) {
		return left->event->seq < right->event->seq ? -1 : 1;
	}
	return (left->came > right->came) - (left->came < right->came);
}

/* Events are read forth and back. */
static void place_events(struct judging *judging)
{
	judging->order = mem_alloc(judging->events + 1, sizeof(*judging->order));
	for (size_t i = 0; i < judging->events; i++) {
		judging->order[i] = (struct placed_event){measure_event(judging->measure, i), i};
	}
	qsort(judging->order, judging->events, sizeof(*judging->order), compare_placed);
}

static const struct event_of *event_at(const struct judging *judging, size_t i)
{
	return judging->order[i].event;
}

/* The ids of the entries themselves, as if they were a field. */
static void gather_ids(struct judging *judging)
{
	struct field_uses *ids = &judging->own_ids;

	ids->at = mem_alloc(judging->events + 1, sizeof(*ids->at));
	ids->count = judging->events;
	for (size_t i = 0; i < judging->events; i++) {
		ids->at[i] = (struct use){event_at(judging, i)->id, (uint32_t)i};
	}
	qsort(ids->at, ids->count, sizeof(*ids->at), compare_uses);
}

static void gather(struct judging *judging)
{
	const struct measure *measure = judging->measure;

	for (size_t i = 0; i < judging->events; i++) {
		const struct event_of *event = event_at(judging, i);

		for (size_t j = 0; j < event->count; j++) {
			judging->fields[measure->facts[event->first + j].field].count++;
		}
	}
	for (size_t i = 0; i < measure->field_count; i++) {
		struct field_uses *uses = &judging->fields[i];

		uses->at = mem_alloc(uses->count + 1, sizeof(*uses->at));
		uses->count = 0;
	}
	for (size_t i = 0; i < judging->events; i++) {
		const struct event_of *event = event_at(judging, i);

		for (size_t j = 0; j < event->count; j++) {
			const struct fact_of *fact = &measure->facts[event->first + j];
			struct field_uses *uses = &judging->fields[fact->field];

			uses->at[uses->count++] =
				(struct use){.value = fact->value, .event = (uint32_t)i};
		}
	}
}

/* Where the uses of the value at `i` end. */
static size_t end_of(const struct field_uses *uses, size_t i)
{
	size_t end = i;

	while (end < uses->count && uses->at[end].value == uses->at[i].value) {
		end++;
	}
	return end;
}

static size_t count_kinds(const struct judging *judging, const struct use *uses, size_t count)
{
	size_t kinds = 0;

	for (size_t i = 0; i < count; i++) {
		uint16_t kind = event_at(judging, uses[i].event)->kind;
		size_t j = 0;

		while (j < i && event_at(judging, uses[j].event)->kind != kind) {
			j++;
		}
		kinds += j == i;
	}
	return kinds;
}

enum { LOOK_USES = 64 }; /* of one value, for what is quadratic */

/* The uses are still in the order of their events. */
static void measure_field(const struct judging *judging, struct field_uses *uses)
{
	int64_t *lives = mem_alloc(uses->count + 1, sizeof(*lives));
	uint32_t middle = uses->count > 0 ? uses->at[uses->count / 2].event : 0;
	size_t kinds = 0, late = 0;

	qsort(uses->at, uses->count, sizeof(*uses->at), compare_uses);
	for (size_t i = 0, end; i < uses->count; i = end) {
		end = end_of(uses, i);
		uses->shared += end - i > 1;
		late += uses->at[i].event >= middle;
		kinds += count_kinds(
			judging, &uses->at[i], end - i < LOOK_USES ? end - i : (size_t)LOOK_USES);
		lives[uses->values++] = event_at(judging, uses->at[end - 1].event)->ms -
			event_at(judging, uses->at[i].event)->ms;
	}
	if (uses->values > 0) {
		qsort(lives, uses->values, sizeof(*lives), compare_ms);
		uses->life_ms = lives[uses->values / 2];
		uses->kinds = (double)kinds / (double)uses->values;
		uses->late = (double)late / (double)uses->values;
	}
	mem_free(lives);
}

void judging_begin(struct judging *judging, struct measure *measure)
{
	*judging = (struct judging){.measure = measure, .events = measure->count};
	judging->value_of = mem_alloc(measure->count + 1, sizeof(*judging->value_of));
	place_events(judging);
	judging->span_ms = event_at(judging, judging->events - 1)->ms - event_at(judging, 0)->ms;
	gather_ids(judging);
	gather(judging);
	for (size_t i = 0; i < measure->field_count; i++) {
		measure_field(judging, &judging->fields[i]);
	}
}

void judging_finish(struct judging *judging)
{
	for (size_t i = 0; i < judging->measure->field_count; i++) {
		mem_free(judging->fields[i].at);
	}
	mem_free(judging->value_of);
	mem_free(judging->order);
	mem_free(judging->own_ids.at);
}

static void fill_values(const struct judging *judging, size_t field, uint64_t *value_of)
{
	const struct field_uses *uses = &judging->fields[field];

	memset(value_of, 0, judging->events * sizeof(*value_of));
	for (size_t i = 0; i < uses->count; i++) {
		value_of[uses->at[i].event] = uses->at[i].value | 1;
	}
}

/* Different values among those of the uses; 0 is none. */
static size_t count_values(const uint64_t *value_of, const struct use *uses, size_t count)
{
	size_t values = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t value = value_of[uses[i].event];
		size_t j = 0;

		while (j < i && value_of[uses[j].event] != value) {
			j++;
		}
		values += value != 0 && j == i;
	}
	return values;
}

struct bond judging_bond(struct judging *judging, size_t a, size_t b)
{
	const struct field_uses *uses = &judging->fields[a];
	struct bond bond = {.pairs = 0};
	size_t single = 0, all = 0;

	fill_values(judging, b, judging->value_of);
	for (size_t i = 0, end; i < uses->count; i = end) {
		size_t values;

		end = end_of(uses, i);
		values = count_values(judging->value_of, &uses->at[i],
			end - i < LOOK_USES * 4 ? end - i : (size_t)LOOK_USES * 4);
		bond.pairs += values > 0;
		single += values == 1;
		all += values;
	}
	if (bond.pairs > 0) {
		bond.single = (double)single / (double)bond.pairs;
		bond.each = (double)all / (double)bond.pairs;
	}
	return bond;
}

double judging_kinds(struct judging *judging, size_t a, size_t b)
{
	const struct field_uses *uses = &judging->fields[a];
	size_t all = 0;

	fill_values(judging, b, judging->value_of);
	for (size_t i = 0, end; i < uses->count; i = end) {
		end = end_of(uses, i);
		all += count_values(judging->value_of, &uses->at[i],
			end - i < LOOK_USES ? end - i : (size_t)LOOK_USES);
	}
	return uses->values > 0 ? (double)all / (double)uses->values : 0;
}

struct following {
	uint64_t values[STEPS_MAX];
	size_t count, all;
	uint32_t seen[STEPS_MAX][STEPS_MAX]; /* by the one before and the one after */
};

/* Its place among the values, or STEPS_MAX where there are too many. */
static size_t step_of(struct following *following, uint64_t value)
{
	size_t i = 0;

	while (i < following->count && following->values[i] != value) {
		i++;
	}
	if (i == following->count && i < STEPS_MAX) {
		following->values[following->count++] = value;
	}
	return i;
}

static void follow(
	struct following *following, const uint64_t *value_of, const struct use *uses, size_t count)
{
	size_t before = STEPS_MAX;

	for (size_t i = 0; i < count; i++) {
		uint64_t value = value_of[uses[i].event];
		size_t now = value != 0 ? step_of(following, value) : before;

		if (value != 0 && before < STEPS_MAX && now < STEPS_MAX) {
			following->seen[before][now]++;
			following->all++;
		}
		before = now;
	}
}

/* Guessing the commonest: right so often with the one before known, and without. What is guessed
 * does not count for itself, else a handful in any order would seem to follow. */
static double gain_of(const struct following *following)
{
	size_t knowing = 0, blind = 0;

	for (size_t i = 0; i < following->count; i++) {
		size_t most = 0, after = 0;

		for (size_t j = 0; j < following->count; j++) {
			most = following->seen[i][j] > most ? following->seen[i][j] : most;
			after += following->seen[j][i];
		}
		knowing += most > 0 ? most - 1 : 0;
		blind = after > blind ? after : blind;
	}
	return knowing > blind ? (double)(knowing - blind) / (double)(following->all - blind) : 0;
}

double judging_together(struct judging *judging, size_t a, size_t b)
{
	const struct field_uses *uses = &judging->fields[a];
	size_t both = 0;

	fill_values(judging, b, judging->value_of);
	for (size_t i = 0; i < uses->count; i++) {
		both += judging->value_of[uses->at[i].event] != 0;
	}
	return uses->count > 0 ? (double)both / (double)uses->count : 0;
}

double judging_follows(struct judging *judging, size_t field, size_t step)
{
	const struct field_uses *uses = &judging->fields[field];
	struct following *following = mem_alloc(1, sizeof(*following));
	double gain;

	fill_values(judging, step, judging->value_of);
	for (size_t i = 0, end; i < uses->count; i = end) {
		end = end_of(uses, i);
		follow(following, judging->value_of, &uses->at[i], end - i);
	}
	gain = gain_of(following);
	mem_free(following);
	return gain;
}

/* The first event of the value in a field where each has one of its own; -1: none. */
static int64_t first_of(const struct field_uses *uses, uint64_t value)
{
	size_t low = 0, high = uses->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (uses->at[middle].value < value) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < uses->count && uses->at[low].value == value ? (int64_t)uses->at[low].event
								 : -1;
}

/* Ids that events carry beside the field: numbers of others may be the same by chance. */
static size_t find_id_fields(struct judging *judging, size_t field, uint16_t out[])
{
	size_t count = 0;

	for (size_t i = 0; i < judging->measure->field_count; i++) {
		const struct field_uses *uses = &judging->fields[i];

		if (i != field && uses->values >= MEASURE_LEAST &&
			uses->count - uses->values <= uses->count / 20 &&
			judging_together(judging, field, i) >= 0.2) {
			out[count++] = (uint16_t)i;
		}
	}
	return count;
}

/* The event whose id is the value, by one of these fields or by the entry's own. */
static int64_t event_of_id(
	const struct judging *judging, const uint16_t ids[], size_t count, uint64_t value)
{
	int64_t event = first_of(&judging->own_ids, value);

	for (size_t i = 0; event < 0 && i < count; i++) {
		event = first_of(&judging->fields[ids[i]], value);
	}
	return event;
}

enum { LOOK_CAUSES = 500 };

double judging_causes(struct judging *judging, size_t field, double *chained)
{
	const struct field_uses *uses = &judging->fields[field];
	size_t step = uses->count / LOOK_CAUSES + 1, asked = 0, known = 0, other = 0;
	uint16_t ids[MEASURE_FIELDS_MAX];
	size_t id_count = find_id_fields(judging, field, ids);

	fill_values(judging, field, judging->value_of);
	for (size_t i = 0; i < uses->count; i += step) {
		int64_t event = event_of_id(judging, ids, id_count, uses->at[i].value);

		asked++;
		if (event < 0 || event >= (int64_t)uses->at[i].event) {
			continue;
		}
		known++;
		other += judging->value_of[event] != 0 &&
			judging->value_of[event] != (uses->at[i].value | 1);
	}
	*chained = known > 0 ? (double)other / (double)known : 0;
	return asked > 0 ? (double)known / (double)asked : 0;
}
