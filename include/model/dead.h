/*
 * Dead letters as somebody looks at them: the topics that hold them, with whose they are, and what
 * is in one of them, grouped by cause. Made of facts, bounded; borrowed until the next apply.
 */
#ifndef MODEL_DEAD_H
#define MODEL_DEAD_H

#include "envelope/dead_groups.h"
#include "model/events.h"

struct dead_known {
	struct text topic, source; /* an empty source: not known */
	bool by_name;              /* by its own name, not by what its entries say */
	bool exists;               /* the source is among the topics here */
	bool mixed;                /* its entries name further sources */
};

enum { DEAD_TOPICS_MAX = 10000 };

struct dead_about {
	bool finding, found;       /* a search goes on; one has ended */
	size_t looked, of, unread; /* topics */
	struct text topic;         /* that is read; empty: none */
	unsigned turn;             /* of the interest that it is read for */
	struct reading reading;
	uint64_t letters, unrecognised; /* looked at; no known convention */
};

struct dead_list;

size_t dead_list_topics(const struct dead_list *list);
/* In the order in which they were found; NULL beyond the end. */
const struct dead_known *dead_list_topic(const struct dead_list *list, size_t i);
const struct dead_known *dead_list_find(const struct dead_list *list, struct text topic);
/* Most entries first; NULL beyond the end. */
const struct dead_group *dead_list_cause(const struct dead_list *list, size_t i);
size_t dead_list_causes(const struct dead_list *list);
/* Of causes that found no room. */
uint64_t dead_list_others(const struct dead_list *list);
struct dead_axis dead_list_axis(const struct dead_list *list);
const struct dead_about *dead_list_about(const struct dead_list *list);

#endif
