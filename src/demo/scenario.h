/*
 * A scenario is a table of a small business: which events there are, who produces them, which
 * services read them and what follows, and what goes wrong after a while. Values only: it knows
 * nothing of connections or time. One scenario is one file and one row in list.h.
 */
#ifndef DEMO_SCENARIO_H
#define DEMO_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

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

enum event_form {
	FORM_FLAT, /* a field for each attribute */
	FORM_JSON, /* one field `event` with a JSON document */
};

struct event_type {
	const char *name, *topic;
	enum event_form form;
	const struct attribute *attributes;
};

/* Begins journeys; comes and goes in waves. */
struct producer {
	const struct event_type *type;
	double per_s;
	double wave; /* 0.3: between 0.7 and 1.3 times per_s */
	int64_t wave_ms;
};

/* A consumer group on one topic. */
struct service {
	const char *topic, *group;
	int consumers;
	int batch;           /* entries a consumer takes at once; at most SERVICE_BATCH_MAX */
	int64_t handling_ms; /* mean */
	int64_t retry_ms;    /* takes over what is pending for so long; 0: never */
};

enum { SERVICE_BATCH_MAX = 32 };

/* What follows an event: by a group, when it has handled it, or (NULL) by the customers, after a
 * while. */
struct step {
	const struct event_type *after;
	const char *by;
	const struct event_type *emits;
	double probability;
	int64_t delay_ms; /* mean; of the customers' steps */
};

struct incident {
	const char *dead_topic,
		*dead_group; /* its first consumer ends with `holds` entries unacknowledged */
	int holds;
	/* The first event of this type gets a value on which `poison_group` fails each time. */
	const struct event_type *poison_type;
	const char *poison_group, *poison_name, *poison_value;
};

struct scenario {
	const char *name, *summary;
	const char *config;               /* its part of the configuration file; may be empty */
	const struct attribute *identity; /* drawn when a journey begins, carried by all its events;
					     first: the anchor */
	size_t producer_count, service_count, step_count;
	const struct producer *producers;
	const struct service *services;
	const struct step *steps;
	struct incident incident;
};

/* By row of list.h; NULL beyond the end. */
const struct scenario *scenario_at(size_t i);
/* NULL when there is none of this name. */
const struct scenario *scenario_find(const char *name);

#endif
