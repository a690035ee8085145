/*
 * The inside of the model, for the files that build it. Nobody outside this folder can reach it.
 */
#ifndef MODEL_STATE_H
#define MODEL_STATE_H

#include "alert_list.h"
#include "base/map.h"
#include "dead_list.h"
#include "event_list.h"
#include "history.h"
#include "job_list.h"
#include "log_list.h"
#include "model/model.h"
#include "observed.h"
#include "pending_list.h"

/* A sample of a topic: for its rate, and to know later what a count of entries was made of. */
struct topic_sample {
	int64_t at_ms, length, added; /* added -1: unknown */
	struct id last, first, max_deleted;
};

enum { TOPIC_SAMPLES_MAX = 32 };

/* What only the model knows of a topic: struct topic's `private`. */
struct topic_own {
	struct topic *self;    /* for model_topic_keys */
	struct group **groups; /* the same array as topic->groups, to write */
	struct topic **partitions;
	struct topic_sample *ring;
	size_t ring_count, ring_room; /* the oldest first */
	bool scanned;                 /* named by the scan that is going on, or by the last one */
	int missed;                   /* whole scans that did not name it */
	int64_t gone_ms;              /* since when it is absent; -1: it is there */
	bool combined;                /* made of partitions: no key of this name */
};

/* What only the model knows of a group: struct group's `history`. */
struct group_own {
	struct history history;
	struct thresholds limits;
	bool listed; /* by the sample that is being applied */
	struct consumer *consumers;
	char *consumer_names;
	size_t consumer_bytes;
	int64_t pending_at_ms;     /* of the last FACT_PENDING */
	int64_t undelivered_at_ms; /* of the last FACT_UNDELIVERED that held */
	int64_t sweep_max;         /* deliveries, in the sweep that is going on */
	struct id sweep_max_id;    /* of the entry that has them */
	bool swept;                /* a sweep has been round once */
	struct lost now;           /* of the last sample, not latched */
	bool lost_from_here;       /* `now` counts what stood behind this very cursor */
	bool lost_latched, lost_seen;
	struct lost seen; /* what there was when it was seen */
	struct id seen_cursor;
};

struct group_rows {
	const struct group **at;
	size_t count, room;
	bool stale;
};

struct model {
	struct model_options options;
	char **strings; /* of the options' rules */
	size_t string_count;
	struct map *keys;  /* of streams */
	struct map *names; /* of topics as people see them */
	struct topic **topics;
	size_t topic_count, topic_room;
	struct group_rows *rows; /* rebuilt when asked for */
	struct series_budget budget;
	size_t bytes; /* all but series and maps */
	uint64_t refused_rows;
	int64_t now_ms, swept_ms, broken_ms;
	bool has_clock;
	int64_t clock_offset_ms; /* server's wall clock minus monotonic */
	struct model_server server;
	struct model_link link;
	struct fact_cost cost;
	bool scan_open, discovered;
	int64_t scan_began_ms;
	struct observed *observed;
	struct series *in_series;
	struct event_list *events;
	struct close_up *close_up;
	struct pending_list *pending;
	struct dead_list *dead;
	struct log_list *log;
	struct job_list *jobs;
	struct alert_list *alerts; /* NULL: no rules */
	const struct live_journeys *live; /* NULL: none are stitched */
	const struct past_journeys *past; /* NULL: none were sought */
	const struct work *work;
};

static inline struct topic_own *topic_own(const struct topic *topic)
{
	return topic->private;
}

static inline struct group_own *group_own(const struct group *group)
{
	return group->history;
}

/* store.c: rows come and go */
void *model_take(struct model *model, size_t count, size_t size);
void model_give(struct model *model, void *block, size_t bytes);
/* NULL when the ceiling is reached. Creates the topic it is a partition of, too. */
struct topic *store_add_topic(struct model *model, struct text key);
void store_remove_topic(struct model *model, struct topic *topic);
struct group *store_find_group(const struct topic *topic, struct text name);
/* NULL when the ceiling is reached. */
struct group *store_add_group(struct model *model, struct topic *topic, struct text name);
void store_remove_group(struct model *model, struct topic *topic, size_t i);
void store_free_topic(struct model *model, struct topic *topic);
/* Where memory went to rows, series get less. */
void store_share_ceiling(struct model *model);
bool store_has_room(const struct model *model, size_t bytes);
size_t store_room_for_samples(const struct model *model);
/* Puts into a series that begins with its first sample. */
void store_put_series(
	struct model *model, struct series **series, enum series_keep keep, double value);

/* sample.c, group_sample.c, group_facts.c, partition.c, sweep.c: what facts do */
void sample_topic(struct model *model, const struct fact *fact);
void sample_group(struct model *model, struct group *group, const struct fact_topic *info,
	const struct fact_group *from);
void sample_judge(struct model *model, struct group *group);
void group_apply(struct model *model, const struct fact *fact);
void partition_combine(struct model *model, struct topic *topic);
void sweep_scan(struct model *model, const struct fact *fact);
void sweep_rows(struct model *model);
/* lists.c: what screens ask for besides topics and events */
void lists_apply(struct model *model, const struct fact *fact);
void server_apply(struct model *model, const struct fact *fact);

#endif
