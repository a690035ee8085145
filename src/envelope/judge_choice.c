/* Which fields are the journeys of the window: in each part of it that shares none with another. */
#include <math.h>

#include "judge.h"

/* Hundreds of fields that might be either are no business; a screen waits meanwhile. */
enum { PAIRS_MAX = 1024 };

/* Less than that, and what looks like steps may be anything in any order. */
static const double follows_least = 0.15;

double uses_per_value(const struct field_uses *uses)
{
	return uses->values > 0 ? (double)uses->count / (double)uses->values : 0;
}

double judging_coverage(const struct judging *judging, size_t field)
{
	return (double)judging->fields[field].count / (double)judging->events;
}

bool name_is_mostly(uint32_t part, const struct name_of *name)
{
	return part * 10 > name->seen * 9;
}

/* Some events share a value, and they are not all of one kind; and new ones keep coming, which
 * words of a fixed list, such as types, do not. */
static bool may_be_journey(const struct judging *judging, size_t field, double kinds)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];

	return uses->values >= 5 && uses->shared * 4 >= uses->values &&
		uses_per_value(uses) <= 64 && kinds >= 1.2 && uses->late >= 0.1 &&
		!name_is_mostly(name->moments, name) && name->decimals * 4 < name->seen;
}

/* Of any journey: it must be told in nearly all events of the one that it is a step of. */
bool judging_may_be_step(const struct judging *judging, size_t field)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];

	return uses->values >= 2 && uses->values <= STEPS_MAX &&
		name_is_mostly(name->texts, name) && !name_is_mostly(name->moments, name);
}

static bool has_end(const struct judging *judging, size_t field)
{
	return judging->fields[field].life_ms * 3 <= judging->span_ms;
}

bool judging_tells_steps(struct judging *judging, size_t journey, size_t step)
{
	return judging_together(judging, journey, step) >= 0.8 &&
		judging_follows(judging, journey, step) >= follows_least;
}

/* How good a journey key it is: events that have it, steps it goes through, and an end. */
static double score(const struct judging *judging, size_t field, double kinds)
{
	return judging_coverage(judging, field) * fmin(kinds, 4) / 4 *
		(has_end(judging, field) ? 1 : 0.5);
}

static void consider(struct choice *best, struct judging *judging, struct choice choice)
{
	if (!may_be_journey(judging, choice.journey, choice.kinds)) {
		return;
	}
	choice.score = score(judging, choice.journey, choice.kinds);
	if (choice.score > best->score &&
		(choice.step == NO_FIELD ||
			judging_tells_steps(judging, choice.journey, choice.step))) {
		*best = choice;
	}
}

/* Fields that share events with a journey that was chosen already tell of that one. */
static bool is_free(struct judging *judging, const struct choices *chosen, size_t field)
{
	for (size_t i = 0; i < chosen->count; i++) {
		if (judging_together(judging, field, chosen->at[i].journey) >= 0.2) {
			return false;
		}
	}
	return true;
}

/* The journey by the kinds of its events, or else by the field that tells its steps. */
static struct choice choose(struct judging *judging, const struct choices *chosen)
{
	struct choice best = {.journey = NO_FIELD, .step = NO_FIELD};
	size_t count = judging->measure->field_count;

	for (size_t i = 0; i < count; i++) {
		double kinds = judging->fields[i].kinds;

		/* What steps tell is not so good as the kinds of the events themselves, where
		 * these tell. */
		if (!may_be_journey(judging, i, 2) || !is_free(judging, chosen, i)) {
			continue;
		}
		consider(&best, judging,
			(struct choice){.journey = i, .step = NO_FIELD, .kinds = kinds});
		for (size_t step = 0; kinds < 1.2 && step < count; step++) {
			if (i != step && judging_may_be_step(judging, step) &&
				judging->pairs++ < PAIRS_MAX) {
				consider(&best, judging,
					(struct choice){.journey = i,
						.step = step,
						.kinds = judging_kinds(judging, i, step)});
			}
		}
	}
	return best;
}

static bool is_named_party(const struct judging *judging, size_t field)
{
	const struct name_of *name = &judging->measure->fields[field];

	return says_party(text_from(name->at, name->length));
}

double judging_parts_least(const struct judging *judging, size_t whole, size_t part)
{
	return is_named_party(judging, whole) && !is_named_party(judging, part) ? 1.01 : 1.2;
}

/* What belongs to one value of the journey, is shared by events and seen nearly as often is the
 * journey itself: a customer's orders, not the customer. Where the choice has no end, it need not
 * be seen so often. */
static void refine(struct judging *judging, struct choice *choice)
{
	for (size_t i = 0; i < judging->measure->field_count; i++) {
		double least = has_end(judging, choice->journey) ? 0.6 : 0.25;
		double kinds = choice->step == NO_FIELD ? judging->fields[i].kinds
							: judging_kinds(judging, i, choice->step);

		if (i != choice->journey && i != choice->step &&
			may_be_journey(judging, i, kinds) && kinds * 2 >= choice->kinds &&
			judging_coverage(judging, i) >=
				least * judging_coverage(judging, choice->journey) &&
			judging_bond(judging, i, choice->journey).single >= 0.95 &&
			judging_bond(judging, choice->journey, i).each >=
				judging_parts_least(judging, choice->journey, i)) {
			choice->journey = i;
			choice->kinds = kinds;
		}
	}
}

void judging_choose(struct judging *judging, struct choices *chosen)
{
	struct choice choice;

	chosen->count = 0;
	while (chosen->count < CHOICES_MAX &&
		(choice = choose(judging, chosen)).journey != NO_FIELD) {
		refine(judging, &choice);
		chosen->at[chosen->count++] = choice;
	}
}

size_t judging_choice_of(struct judging *judging, const struct choices *chosen, size_t field)
{
	double most = 0;
	size_t best = 0;

	for (size_t i = 0; i < chosen->count; i++) {
		double share = judging_together(judging, field, chosen->at[i].journey);

		if (field == chosen->at[i].journey || field == chosen->at[i].step) {
			return i;
		}
		if (share > most) {
			most = share;
			best = i;
		}
	}
	return best;
}
