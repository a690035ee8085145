/*
 * Questions of a survey, one at a time, each waited for.
 */
#ifndef ENGINE_OP_LOOK_H
#define ENGINE_OP_LOOK_H

#include "ops/survey.h"
#include "talk.h"

/* Fills what INFO and TIME tell; what may not be asked stays unknown. */
bool op_look_server(struct talk *talk, struct survey *survey, struct error *error);
/* A missing topic is no error, another type neither: `exists`, `is_stream`. */
bool op_look_topic(
	struct talk *talk, struct text name, struct survey_topic *topic, struct error *error);
/* Whether some consumer of the server has ever claimed entries. */
bool op_look_claims(struct talk *talk);

struct op_looked {
	bool pending;
	struct text consumer; /* the caller's, mem_free */
	int64_t idle_ms, deliveries;
};
/* One pending entry by its id. */
bool op_look_pending(struct talk *talk, const struct text names[2], struct id id,
	struct op_looked *looked, struct error *error);

/* The first pending entry of a range of ids. */
bool op_look_first_pending(struct talk *talk, const struct text names[2], const struct id range[2],
	struct id *first, bool *found, struct error *error);

/* How many are pending in a range of ids, as far as 20,000. */
bool op_look_count_pending(struct talk *talk, const struct text names[2], const struct id range[2],
	struct survey_count *count, struct error *error);

struct op_consumer {
	struct text name; /* that is looked for */
	bool found;
	int64_t pending, idle_ms;
};
bool op_look_consumer(struct talk *talk, const struct text names[2], struct op_consumer *consumer,
	struct error *error);

/* For how long no consumer of a group has asked for anything; -1: there is none. */
bool op_look_still(
	struct talk *talk, const struct text names[2], int64_t *still_ms, struct error *error);

#endif
