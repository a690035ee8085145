/*
 * A scenario is a table of a small business: which events there are, who produces them, which
 * services read them and what follows, and what goes wrong after a while. Values only: it knows
 * nothing of connections or time. One scenario is one file and one row in list.h.
 */
#ifndef DEMO_SCENARIO_H
#define DEMO_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

struct form;

enum attribute_kind {
	ATTRIBUTE_PICK,   /* one of `from`, parted by | */
	ATTRIBUTE_NUMBER, /* low to high */
	ATTRIBUTE_MONEY,  /* low to high in hundredths, as 12.90 */
	ATTRIBUTE_CODE,  /* `from` and a number of low to high; the low ones come back more often */
	ATTRIBUTE_TOKEN, /* `from` and ten letters and digits that do not come back */
	ATTRIBUTE_TRACE, /* 32 hexadecimal digits */
};

/* A list of attributes ends with one without a name. */
struct attribute {
	const char *name;
	enum attribute_kind kind;
	const char *from;
	int64_t low, high;
};

/* For the tables. */
#define ATTRIBUTES(...)              \
	(const struct attribute[])   \
	{                            \
		__VA_ARGS__,         \
		{                    \
			.name = NULL \
		}                    \
	}
#define PICK(label, words)                                               \
	{                                                                \
		.name = (label), .kind = ATTRIBUTE_PICK, .from = (words) \
	}
#define NUMBER(label, least, most)                                                        \
	{                                                                                 \
		.name = (label), .kind = ATTRIBUTE_NUMBER, .low = (least), .high = (most) \
	}
#define MONEY(label, least, most)                                                        \
	{                                                                                \
		.name = (label), .kind = ATTRIBUTE_MONEY, .low = (least), .high = (most) \
	}
#define CODE(label, prefix, least, most)                                                   \
	{                                                                                  \
		.name = (label), .kind = ATTRIBUTE_CODE, .from = (prefix), .low = (least), \
		.high = (most)                                                             \
	}
#define TOKEN(label, prefix)                                               \
	{                                                                  \
		.name = (label), .kind = ATTRIBUTE_TOKEN, .from = (prefix) \
	}
#define TRACE(label)                                     \
	{                                                \
		.name = (label), .kind = ATTRIBUTE_TRACE \
	}
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct event_type {
	const char *name, *topic;
	const struct form *form;
	const char *source; /* who writes it, where the form tells */
	const struct attribute *attributes;
};

/* Begins journeys; more by day than by night. */
struct producer {
	const struct event_type *type;
	double per_s; /* the mean of a day */
	double wave;  /* as of day_level */
};

/* A consumer group on one topic. */
struct service {
	const char *topic, *group;
	int consumers;
	int batch;           /* entries a consumer takes at once; at most SERVICE_BATCH_MAX */
	int64_t handling_ms; /* mean */
	int64_t retry_ms;    /* takes over what is pending for so long; 0: never */
	double flaky;        /* of its events, so many fail when they are first tried */
	double hopeless;     /* so many fail whenever they are tried */
	int dead_after;      /* what fails at this delivery is set aside; 0: tried for ever */
	const char *dead_topic, *failure; /* where to, and why */
};

enum { SERVICE_BATCH_MAX = 32 };

/* What follows an event: by a group, when it has handled it, or (NULL) by the customers, after a
 * while. Steps with the same word in `among` are parts of one draw: from `from` on, as wide as the
 * probability, so that at most one of those that do not overlap happens. */
struct step {
	const struct event_type *after;
	const char *by;
	const struct event_type *emits;
	double probability;
	int64_t delay_ms; /* mean; of the customers' steps */
	const char *among;
	double from;
};

enum incident_kind {
	INCIDENT_CRASH,   /* the group's consumers end with `amount` entries each */
	INCIDENT_POISON,  /* the next event of `type` has a value on which the group fails */
	INCIDENT_SLOW,    /* the group's work takes `amount` times as long */
	INCIDENT_HASTE,   /* the group takes over after `amount` ms, before the work is done */
	INCIDENT_TRIM,    /* the topic keeps `amount` entries */
	INCIDENT_SILENCE, /* the topic's producers write no more */
	INCIDENT_LEAVE,   /* the group's consumers finish, and leave the group */
};

struct incident {
	enum incident_kind kind;
	const char *topic, *group;
	int64_t amount;
	const struct event_type *type; /* of INCIDENT_POISON, as the next two */
	const char *name, *value;
};

struct scenario {
	const char *name, *summary;
	const char *config;               /* its part of the configuration file; may be empty */
	const struct attribute *identity; /* drawn when a journey begins, carried by all its events;
					     first: the anchor */
	int64_t day_ms;                   /* how long a day of its customers takes */
	size_t producer_count, service_count, step_count, incident_count;
	const struct producer *producers;
	const struct service *services;
	const struct step *steps;
	const struct incident *incidents;
};

/* By row of list.h; NULL beyond the end. */
const struct scenario *scenario_at(size_t i);
/* NULL when there is none of this name. */
const struct scenario *scenario_find(const char *name);

/* What goes wrong in this way on a topic, or for a group of it (NULL: whichever); NULL: nothing. */
const struct incident *scenario_incident(const struct scenario *scenario, enum incident_kind kind,
	const char *topic, const char *group);
/* Type by row: all that producers begin with and steps emit, some more than once; NULL beyond the
 * end. */
const struct event_type *scenario_type_at(const struct scenario *scenario, size_t i);

#endif
