/*
 * How the map is made, a topic after the other.
 */
#ifndef VIEWS_FLOW_BUILD_H
#define VIEWS_FLOW_BUILD_H

#include "flow_private.h"
#include "model/flow_reader.h"

struct flow_build {
	struct flow_map *map;
	const struct map_wanted *wanted;
	/* Edges by where they go; those that are told by where they come from. The greatest first.
	 */
	const struct flow_edge **to, **from;
	size_t to_count, from_count;
	const struct topic **topics; /* by name */
	size_t topic_count;
	struct flow_words *words; /* of all groups; NULL: not asked for yet */
	struct map_link *links;   /* between those, by their places; sorted */
	size_t link_count;
};

/* The topic of that name; NULL: there is none. */
const struct topic *flow_build_find(const struct flow_build *build, struct text name);
/* A copy, for as long as the map lives. */
struct text flow_map_keep(struct flow_map *map, struct text text);
/* Adds the topic with all that is known of it, unless the filter leaves it out. */
void flow_build_topic(struct flow_build *build, const struct topic *topic);

#endif
