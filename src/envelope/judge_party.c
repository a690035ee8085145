/*
 * Customers and goods look alike: both come back in many journeys, and a journey has one. The one
 * that tells most apart is taken for the party, and with it what goes with it; all else is no
 * party. The nearer the next best, the less it is believed.
 */
#include <stdio.h>
#include <string.h>

#include "judge.h"

bool says_party(struct text name)
{
	const char *role = measured_name_role(name);

	return role != NULL && strcmp(role, "party") == 0;
}

enum { NAME_BYTES = 80 };

/* Of equals, the one whose name says so. */
static double fitness(const struct measured *field)
{
	return (double)field->values * field->coverage * (says_party(field->name) ? 4 : 1);
}

/* One for each, or several of one: its account, its devices. */
static bool goes_with(struct judging *judging, size_t party, size_t field)
{
	return judging_bond(judging, party, field).single >= 0.95 ||
		judging_bond(judging, field, party).single >= 0.95;
}

void judging_parties(struct judging *judging, struct judged_fields *fields, size_t choice)
{
	struct measured *party = NULL;
	double best = 0, next = 0;
	size_t at = 0;

	for (size_t i = 0; i < fields->count; i++) {
		if (fields->all[i].role == KEY_PARTY && fields->choice_of[i] == choice &&
			fitness(&fields->all[i]) > best) {
			party = &fields->all[i];
			best = fitness(party);
			at = i;
		}
	}
	for (size_t i = 0; i < fields->count; i++) {
		struct measured *field = &fields->all[i];
		double near = best > 0 ? fitness(field) / best : 0;

		if (field->role != KEY_PARTY || fields->choice_of[i] != choice || field == party ||
			goes_with(judging, fields->field_of[at], fields->field_of[i])) {
			continue;
		}
		field->role = KEY_RESOURCE;
		field->confidence *= 1 - near / 2;
		next = near > next ? near : next;
		snprintf(field->why, sizeof(field->why),
			"journeys share it; %.*s tells more of them apart",
			(int)(party->name.length < NAME_BYTES ? party->name.length : NAME_BYTES),
			party->name.at);
	}
	if (party != NULL) {
		party->confidence *= 1 - next / 2;
	}
}
