/* What the window of a measure says of its fields. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "judge.h"
#include "role.h"

static const char *const role_names[] = {
	[KEY_UNKNOWN] = "unknown",
	[KEY_CONSTANT] = "constant",
	[KEY_TIME] = "time",
	[KEY_EVENT] = "event id",
	[KEY_CAUSE] = "cause",
	[KEY_STEP] = "step",
	[KEY_JOURNEY] = "journey",
	[KEY_CHILD] = "child",
	[KEY_PARTY] = "party",
	[KEY_RESOURCE] = "resource",
};

enum { NO_FIELD = MEASURE_FIELDS_MAX, JOURNEYS_OF_PARTY = 32 };

/* Less than that, and what looks like steps may be anything in any order. */
static const double follows_least = 0.15;

const char *key_role_name(enum key_role role)
{
	return role_names[role];
}

/* Of a path the last step is the name. */
const char *measured_name_role(struct text name)
{
	static const char *const names[] = {
		[ROLE_TYPE] = "type",
		[ROLE_SERVICE] = "service",
		[ROLE_JOURNEY] = "journey",
		[ROLE_TRACE] = "trace",
		[ROLE_CAUSE] = "cause",
		[ROLE_PARTY] = "party",
		[ROLE_TIME] = "time",
		[ROLE_OUTCOME] = "outcome",
	};
	size_t at = name.length;
	struct role_of is;

	while (at > 0 && name.at[at - 1] != '.') {
		at--;
	}
	is = role_of(text_from(name.at + at, name.length - at));
	return is.role < ROLE_COUNT ? names[is.role] : NULL;
}

static double per_value(const struct field_uses *uses)
{
	return uses->values > 0 ? (double)uses->count / (double)uses->values : 0;
}

static double coverage(const struct judging *judging, size_t field)
{
	return (double)judging->fields[field].count / (double)judging->events;
}

/* How far so many observations are to be believed. */
static double evidence(size_t observations)
{
	return 1 - exp(-(double)observations / 25);
}

static bool is_mostly(uint32_t part, const struct name_of *name)
{
	return part * 10 > name->seen * 9;
}

/* Some events share a value, and they are not all of one kind; and new ones keep coming, which
 * words of a fixed list, such as types, do not. */
static bool may_be_journey(const struct judging *judging, size_t field, double kinds)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];

	return uses->values >= 5 && uses->shared * 4 >= uses->values && per_value(uses) <= 64 &&
		kinds >= 1.2 && uses->late >= 0.1 && !is_mostly(name->moments, name) &&
		name->decimals * 4 < name->seen;
}

static bool may_be_step(const struct judging *judging, size_t field)
{
	const struct field_uses *uses = &judging->fields[field];
	const struct name_of *name = &judging->measure->fields[field];

	return uses->values >= 2 && uses->values <= STEPS_MAX && coverage(judging, field) >= 0.8 &&
		is_mostly(name->texts, name) && !is_mostly(name->moments, name);
}

static bool has_end(const struct judging *judging, size_t field)
{
	return judging->fields[field].life_ms * 3 <= judging->span_ms;
}

/* How good a journey key it is: events that have it, steps it goes through, and an end. */
static double score(const struct judging *judging, size_t field, double kinds)
{
	return coverage(judging, field) * fmin(kinds, 4) / 4 * (has_end(judging, field) ? 1 : 0.5);
}

struct choice {
	size_t journey, step;
	double kinds; /* of a value of the journey */
	double score;
};

static void consider(struct choice *best, struct judging *judging, struct choice choice)
{
	if (!may_be_journey(judging, choice.journey, choice.kinds)) {
		return;
	}
	choice.score = score(judging, choice.journey, choice.kinds);
	if (choice.score > best->score &&
		(choice.step == NO_FIELD ||
			judging_follows(judging, choice.journey, choice.step) >= follows_least)) {
		*best = choice;
	}
}

/* The journey by the kinds of its events, or else by the field that tells its steps. */
static struct choice choose(struct judging *judging)
{
	struct choice best = {.journey = NO_FIELD, .step = NO_FIELD};
	size_t count = judging->measure->field_count;

	for (size_t i = 0; i < count; i++) {
		consider(&best, judging,
			(struct choice){
				.journey = i, .step = NO_FIELD, .kinds = judging->fields[i].kinds});
	}
	for (size_t step = 0; step < count; step++) {
		for (size_t i = 0; may_be_step(judging, step) && i < count; i++) {
			/* Not so good as the kinds of the events themselves, where these tell. */
			if (i != step && judging->fields[i].kinds < 1.2) {
				consider(&best, judging,
					(struct choice){.journey = i,
						.step = step,
						.kinds = judging_kinds(judging, i, step)});
			}
		}
	}
	return best;
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
			coverage(judging, i) >= least * coverage(judging, choice->journey) &&
			judging_bond(judging, i, choice->journey).single >= 0.95 &&
			judging_bond(judging, choice->journey, i).each >= 1.2) {
			choice->journey = i;
			choice->kinds = kinds;
		}
	}
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
	} else if (is_mostly(name->moments, name)) {
		say(out, KEY_TIME, evidence(uses->count), "its values are times");
	} else {
		double chained, causes = judging_causes(judging, field, &chained);

		if (causes <= 0.5 || (chained < 0.2 && per_value(uses) >= 1.5)) {
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

static bool judge_choice(const struct judging *judging, size_t field, const struct choice *choice,
	struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	char why[MEASURED_WHY_MAX];

	if (field == choice->step) {
		snprintf(why, sizeof(why), "%zu values; a journey goes through %.1f of them",
			uses->values, choice->kinds);
		say(out, KEY_STEP, evidence(uses->count) * coverage(judging, field), why);
		return true;
	}
	if (field != choice->journey) {
		return false;
	}
	snprintf(why, sizeof(why), "%.1f events a value, of %.1f kinds", per_value(uses),
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

	if (choice->journey == NO_FIELD || !may_be_step(judging, field)) {
		return false;
	}
	kinds = judging_kinds(judging, choice->journey, field);
	if (kinds < 1.5 || judging_follows(judging, choice->journey, field) < follows_least) {
		return false;
	}
	snprintf(why, sizeof(why), "%zu values; a journey goes through %.1f of them",
		judging->fields[field].values, kinds);
	say(out, KEY_STEP, evidence(judging->fields[field].count) * coverage(judging, field), why);
	return true;
}

/* Who takes part is told again and again; what only one step says is a party by its name alone. */
static bool tells_party(const struct judging *judging, size_t field)
{
	const struct name_of *name = &judging->measure->fields[field];

	return coverage(judging, field) >= 0.4 || says_party(text_from(name->at, name->length));
}

/* By what it has to do with the journey. */
static bool judge_bond(
	struct judging *judging, size_t field, const struct choice *choice, struct measured *out)
{
	const struct field_uses *uses = &judging->fields[field];
	struct bond to, from;
	char why[MEASURED_WHY_MAX];

	if (choice->journey == NO_FIELD) {
		return false;
	}
	to = judging_bond(judging, field, choice->journey);
	from = judging_bond(judging, choice->journey, field);
	if (to.pairs < 5 || from.pairs < 5) {
		return false;
	}
	if (to.single >= 0.95 && from.single >= 0.95 && per_value(uses) >= 1.2) {
		say(out, KEY_JOURNEY,
			evidence(to.pairs) * to.single * from.single *
				sureness(&judging->fields[choice->journey]),
			"one for each journey: another name of the same");
	} else if (to.single >= 0.95 && uses->shared * 4 >= uses->values) {
		snprintf(why, sizeof(why), "each belongs to one journey, which has %.1f of them",
			from.each);
		say(out, KEY_CHILD, evidence(to.pairs) * to.single, why);
	} else if (from.single >= 0.95 && to.each >= 1.2 && to.each <= JOURNEYS_OF_PARTY &&
		uses->values > STEPS_MAX / 4 && tells_party(judging, field)) {
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
		.coverage = coverage(judging, field),
		.values = uses->values,
		.per_value = per_value(uses),
		.kinds = uses->kinds,
		.life_ms = uses->life_ms,
	};
}

static int compare_measured(const void *a, const void *b)
{
	static const int weights[] = {
		[KEY_JOURNEY] = 9,
		[KEY_STEP] = 8,
		[KEY_PARTY] = 7,
		[KEY_CHILD] = 6,
		[KEY_CAUSE] = 5,
		[KEY_EVENT] = 4,
		[KEY_TIME] = 3,
		[KEY_RESOURCE] = 2,
		[KEY_CONSTANT] = 1,
		[KEY_UNKNOWN] = 0,
	};
	const struct measured *left = a, *right = b;

	if (left->role != right->role) {
		return weights[right->role] - weights[left->role];
	}
	if (left->confidence < right->confidence || left->confidence > right->confidence) {
		return left->confidence < right->confidence ? 1 : -1;
	}
	if (left->events != right->events) {
		return left->events < right->events ? 1 : -1;
	}
	return text_compare(left->name, right->name);
}

static void judge_all(struct judging *judging, struct judged_fields *fields)
{
	struct choice choice = choose(judging);

	if (choice.journey != NO_FIELD) {
		refine(judging, &choice);
	}
	for (size_t i = 0; i < judging->measure->field_count; i++) {
		struct measured *out = &fields->all[fields->count];

		if (judging->fields[i].count == 0) {
			continue;
		}
		fill(judging, i, out);
		if (!judge_alone(judging, i, out) && !judge_choice(judging, i, &choice, out) &&
			!judge_bond(judging, i, &choice, out) &&
			!judge_step(judging, i, &choice, out)) {
			judge_rest(judging, i, out);
		}
		fields->field_of[fields->count++] = (uint16_t)i;
	}
	judging_parties(judging, fields);
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
	qsort(measure->judged, *count, sizeof(*measure->judged), compare_measured);
	return measure->judged;
}
