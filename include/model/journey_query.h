/*
 * What the query language may ask of a journey.
 */
#ifndef MODEL_JOURNEY_QUERY_H
#define MODEL_JOURNEY_QUERY_H

#include "model/journey_stuck.h"
#include "stream/query.h"

extern const struct query_schema journey_schema;

struct journey_subject {
	const struct journeys *journeys;
	uint32_t number;
	int64_t now_ms; /* of the server's clock */
	struct journey_view view;
	struct journey_stuck stuck;
	bool is_stuck;
	struct buf words; /* flags, reason */
};

/* Released with journey_subject_finish; may be set again and again. */
void journey_subject_init(struct journey_subject *subject);
void journey_subject_finish(struct journey_subject *subject);
/* The query's subject, good until it is set to another. */
struct query_subject journey_subject_set(struct journey_subject *subject,
	const struct journeys *journeys, uint32_t number, int64_t now_ms);

#endif
