/*
 * The blast radius of a group that does not move: the journeys that stand behind it. It knows
 * nothing of why it stands.
 */
#ifndef MODEL_BLAST_H
#define MODEL_BLAST_H

#include "model/journey_stuck.h"

enum { BLAST_SOON_MS = 5 * 60 * 1000 };

struct blast {
	uint64_t behind; /* open journeys whose last entry it has not read, or holds pending */
	uint64_t late;   /* of those whose time has passed */
	uint64_t soon;   /* whose time passes within BLAST_SOON_MS */
	uint64_t valued; /* of which the value is known */
	double value;    /* their sum */
};

struct blast_group {
	struct text topic, name;
	struct id cursor; /* that was delivered last */
};
/* Whether the journey stands behind it. */
bool blast_holds(const struct journeys *journeys, uint32_t number, const struct blast_group *group);
/* A journey's last entry lies behind the group when its id is beyond the cursor, or the journey is
 * stuck pending in it. */
void blast_of(const struct journeys *journeys, struct text topic, struct text group,
	struct id cursor, struct blast *blast);

#endif
