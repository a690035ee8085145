/* What the window of a measure says of its fields. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge.h"

/* How far so many observations are to be believed. */
static double evidence(size_t observations)
{
	return 1 - exp(-(double)observations / 25);
}

static void say(struct measured *out, enum key_role role, double confidence, const char *why)
{
	out->role = role;
	out->confidence = confidence < 0 ? 0 : confidence > 1 ? 1 : confidence;
	snprintf(out->why, sizeof(out->why), "%s", why);
}

/* What can be said of a field by itself. */
static bool judge_alone(struct judging *judging, size_t field, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];
	char why[MEASURED_WHY_MAX];

	if (uses->count < MEASURE_LEAST / 2) {
		say(out, KEY_UNKNOWN, 0, "too few events have it");
	} else if (uses->values == 1) {
		say(out, KEY_CONSTANT, evidence(uses->count), "the same in every event");
	} else if (name_is_mostly(name->moments, name)) {
		say(out, KEY_TIME, evidence(uses->count), "its values are times");
	} else {
		double chained, causes = judging_causes(judging, field, &chained);

		if (causes <= 0.5 || (chained < 0.2 && uses_per_value(uses) >= 1.5)) {
			return false;
		}
		snprintf(why, sizeof(why), "%.0f%% of its values are the ids of earlier events",
			causes * 100);
		say(out, KEY_CAUSE, evidence(uses->count) * causes, why);
	}
	return true;
}

/* That it is a journey. */
static double sureness(const struct field_uses *uses)
{
	return evidence(uses->shared) * (0.5 + 0.5 * (double)uses->shared / (double)uses->values);
}

static bool judge_choice(
	struct judging *judging, size_t field, const struct choice *choice, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	char why[MEASURED_WHY_MAX];

	if (field == choice->step) {
		snprintf(why, sizeof(why), "%zu values; a journey goes through %.1f of them",
			uses->values, choice->kinds);
		say(out, KEY_STEP,
			evidence(uses->count) * judging_together(judging, choice->journey, field),
			why);
		return true;
	}
	if (field != choice->journey) {
		return false;
	}
	snprintf(why, sizeof(why), "%.1f events a value, of %.1f kinds", uses_per_value(uses),
		choice->kinds);
	say(out, KEY_JOURNEY, sureness(uses), why);
	return true;
}

/* Where the kinds of events tell the steps, a field may tell them too. */
static bool judge_step(
	struct judging *judging, size_t field, const struct choice *choice, struct measured *out)
{
	char why[MEASURED_WHY_MAX];
	double kinds;

	if (choice->journey == NO_FIELD || !judging_may_be_step(judging, field)) {
		return false;
	}
	kinds = judging_kinds(judging, choice->journey, field);
	if (kinds < 1.5 || !judging_tells_steps(judging, choice->journey, field)) {
		return false;
	}
	snprintf(why, sizeof(why), "%zu values; a journey goes through %.1f of them",
		judging->fields[field].values, kinds);
	say(out, KEY_STEP,
		evidence(judging->fields[field].count) *
			judging_together(judging, choice->journey, field),
		why);
	return true;
}

enum { JOURNEYS_OF_PARTY = 32 };

/* Who takes part is told again and again; what only one step says is a party by its name alone. */
static bool tells_party(struct judging *judging, size_t field, size_t journey)
{
	const struct name_of *name = &judging->measure->fields[field];

	return judging_together(judging, journey, field) >= 0.4 ||
		says_party(text_from(name->at, name->length));
}

/* By what it has to do with the journey. */
static bool judge_bond(
	struct judging *judging, size_t field, const struct choice *choice, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	struct bond to, from;
	char why[MEASURED_WHY_MAX];
	double least;
	bool parts;

	if (choice->journey == NO_FIELD) {
		return false;
	}
	to = judging_bond(judging, field, choice->journey);
	from = judging_bond(judging, choice->journey, field);
	if (to.pairs < 5 || from.pairs < 5) {
		return false;
	}
	least = judging_parts_least(judging, field, choice->journey);
	parts = least < 1.2 && to.each >= least;
	if (!parts && to.single >= 0.95 && from.single >= 0.95 && uses_per_value(uses) >= 1.2) {
		say(out, KEY_JOURNEY,
			evidence(to.pairs) * to.single * from.single *
				sureness(&judging->fields[choice->journey]),
			"one for each journey: another name of the same");
	} else if (!parts && to.single >= 0.95 && uses->shared * 4 >= uses->values) {
		snprintf(why, sizeof(why), "each belongs to one journey, which has %.1f of them",
			from.each);
		say(out, KEY_CHILD, evidence(to.pairs) * to.single, why);
	} else if (from.single >= 0.95 && to.each >= least && to.each <= JOURNEYS_OF_PARTY &&
		uses->values > STEPS_MAX / 4 && tells_party(judging, field, choice->journey)) {
		snprintf(why, sizeof(why), "%.1f journeys a value; a journey has one", to.each);
		say(out, KEY_PARTY, evidence(to.pairs) * from.single, why);
	} else {
		return false;
	}
	return true;
}

static void judge_rest(const struct judging *judging, size_t field, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];
	bool own = uses->count - uses->values <= uses->count / 20;

	if (own && name->decimals * 4 < name->seen) {
		say(out, KEY_EVENT,
			evidence(uses->values) * (double)uses->values / (double)uses->count,
			"about one event a value");
	} else if (!own && uses->values * 3 <= uses->count) {
		say(out, KEY_RESOURCE, evidence(uses->count) * 0.8,
			"few values, and journeys share them");
	} else {
		say(out, KEY_UNKNOWN, 0, "it has the profile of no key");
	}
}

static void fill(const struct judging *judging, size_t field, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];

	*out = (struct measured){
		.name = text_from(name->at, name->length),
		.events = uses->count,
		.coverage = judging_coverage(judging, field),
		.values = uses->values,
		.per_value = uses_per_value(uses),
		.kinds = uses->kinds,
		.life_ms = uses->life_ms,
	};
}

static void judge_field(
	struct judging *judging, size_t field, const struct choice *choice, struct measured *out)
{
	fill(judging, field, out);
	if (!judge_alone(judging, field, out) && !judge_choice(judging, field, choice, out) &&
		!judge_bond(judging, field, choice, out) &&
		!judge_step(judging, field, choice, out)) {
		judge_rest(judging, field, out);
	}
}

static void judge_all(struct judging *judging, struct judged_fields *fields)
{
	static const struct choice none = {.journey = NO_FIELD, .step = NO_FIELD};
	struct choices chosen;

	judging_choose(judging, &chosen);
	for (size_t i = 0; i < judging->measure->field_count; i++) {
		size_t choice = judging_choice_of(judging, &chosen, i);

		if (judging->fields[i].count > 0) {
			judge_field(judging, i, chosen.count > 0 ? &chosen.at[choice] : &none,
				&fields->all[fields->count]);
			fields->choice_of[fields->count] = (uint8_t)choice;
			fields->field_of[fields->count++] = (uint16_t)i;
		}
	}
	for (size_t i = 0; i < chosen.count; i++) {
		judging_parties(judging, fields, i);
	}
}

const struct measured *measure_judge(struct measure *measure, size_t *count)
{
	struct judged_fields fields = {.all = measure->judged};
	struct judging judging;

	*count = 0;
	if (measure->count < MEASURE_LEAST) {
		return measure->judged;
	}
	judging_begin(&judging, measure);
	judge_all(&judging, &fields);
	judging_finish(&judging);
	*count = fields.count;
	qsort(measure->judged, *count, sizeof(*measure->judged), measured_compare);
	return measure->judged;
}
