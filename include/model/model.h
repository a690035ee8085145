/*
 * Everything the console knows, made of facts and of nothing else, within a ceiling of bytes. It
 * opens no connection, reads no clock and draws nothing.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "model/alert.h"
#include "model/dead.h"
#include "model/events.h"
#include "model/jobs.h"
#include "model/live.h"
#include "model/past.h"
#include "model/log.h"
#include "model/observed.h"
#include "model/pending.h"
#include "model/topic.h"
#include "model/variants.h"
#include "model/work.h"
#include "stream/mask.h"

struct model;

struct model_threshold_rule {
	const char *topic, *group; /* globs; the last rule that matches sets what it has */
	struct thresholds thresholds;
	unsigned set; /* bit i: the i-th member of struct thresholds is set */
};

struct model_partition_rule {
	const char *topic; /* the name that people see */
	const char *keys;  /* glob of the keys that are its partitions */
};

struct model_options {
	size_t memory_bytes; /* ceiling; 0: 256 MB */
	struct thresholds thresholds;
	size_t rule_count;
	const struct model_threshold_rule *rules;
	size_t partition_count;
	const struct model_partition_rule *partitions;
	/* borrowed, outlive the model */
	size_t alert_count;
	const struct alert_rule *alerts;
	/* three samples over 2 s: idle times and ages count as evidence */
	bool one_shot;
	/* how events are read; borrowed, outlives the model; NULL: as they are recognised */
	const struct event_options *envelopes;
	const struct mask
		*mask; /* what screens hide; borrowed, outlives the model; NULL: nothing */
	/* what is hidden where nothing may leave without masks; as `mask`; NULL: that */
	const struct mask *export_mask;
	/* the command line that reaches this server, without a password; borrowed, outlives the
	 * model; NULL: `redis-cli` */
	const char *client;
};

/* The topic that the key is a partition of, by the last rule that matches; empty: it is a topic of
 * its own. Borrowed from the options. */
struct text model_parent_of(const struct model_options *options, struct text key);
/* The same, and the key itself where it is a topic of its own. */
struct text model_topic_of_key(const struct model_options *options, struct text key);

/* Reads dead letters whose sources are those topics; the options outlive it. */
struct dead_reader *model_dead_reader(const struct model_options *options);

struct model *model_create(const struct model_options *options); /* copies what it needs */
void model_destroy(struct model *model);

/* The only way in. */
void model_apply(struct model *model, const struct fact *fact);
/* Time passes: losses told for long enough end, rows that are gone go, the load of all topics gets
 * its next second. Monotonic ms. */
void model_advance(struct model *model, int64_t now_ms);

/* As it was created; borrowed. */
const struct model_options *model_made_with(const struct model *model);
int64_t model_now_ms(const struct model *model); /* monotonic: of the last advance or fact */
/* The server's wall clock now, ms since the epoch, from TIME and the time since; false before the
 * first TIME. */
bool model_server_now_ms(const struct model *model, int64_t *server_now_ms);

/* Topics in the order they were found; partitions are not among them but below their topic.
 * Borrowed until the next apply or advance. */
const struct topic *const *model_topics(const struct model *model, size_t *count);
/* All groups of those topics. */
const struct group *const *model_groups(const struct model *model, size_t *count);
const struct topic *model_topic(const struct model *model, struct text name);
const struct group *model_group(const struct model *model, struct text topic, struct text group);
/* The keys that a topic stands for: itself, or its partitions. For the poller. */
size_t model_topic_keys(const struct topic *topic, const struct topic *const **keys);

struct model_totals {
	size_t topics, topics_known, groups;
	struct known_rate in, delivered;
	int64_t lag;
	enum lag_is lag_is;
	bool lag_partial; /* some group's lag is unknown */
	int64_t pending;
	size_t critical, warning, unknown;
};
struct model_totals model_totals(const struct model *model);
const struct series *model_in_series(const struct model *model); /* of all topics together */

struct model_server {
	enum fact_outcome outcome; /* FACT_LOST before the first INFO */
	char name[24], version[24], mode[16], role[16], eviction[24], trouble[160];
	int64_t uptime_s;
	struct known clients, memory_bytes, memory_max_bytes, commands_per_s;
	bool loading;
};
const struct model_server *model_server(const struct model *model);

struct model_link {
	bool ready;
	int64_t since_ms;     /* monotonic, of the last change */
	int64_t last_fact_ms; /* monotonic: the age of what is on screen */
	int64_t retry_at_ms;  /* monotonic; -1 none */
	int attempt;
	struct known round_trip_us;
	char trouble[ERROR_TEXT_MAX];
};
const struct model_link *model_link(const struct model *model);
const struct fact_cost *model_cost(const struct model *model);
/* Discovery: topics found by the last whole scan are all there are. */
bool model_discovered(const struct model *model);
/* The events that are looked at; never NULL. */
const struct event_list *model_events(const struct model *model);
/* The entry that is looked at closely; NULL: none is. */
const struct close_entry *model_entry(const struct model *model);
/* What was learnt of all events that were read; never NULL. */
const struct observed *model_observed(const struct model *model);
/* The pending entries that are looked at; never NULL. */
const struct pending_list *model_pending(const struct model *model);
/* The topics of dead letters, and what is in the one that is looked at; never NULL. */
const struct dead_list *model_dead(const struct model *model);
/* What operators did; never NULL. */
const struct log_list *model_log(const struct model *model);
/* Their jobs; never NULL. */
const struct job_list *model_jobs(const struct model *model);
/* The topic whose dead letters that topic holds, where there is such a topic: as its entries say,
 * where they were looked at, else as its name says. Empty: not known, or none. */
struct text model_dead_source(const struct model *model, struct text topic);
/* What the rules found; NULL, which every alert_list function takes: there are none. */
const struct alert_list *model_alerts(const struct model *model);
/* The journeys that are stitched as events come; NULL: none are. */
const struct journeys *model_journeys(const struct model *model);
/* And what they are made of. */
const struct live_journeys *model_live(const struct model *model);
/* As reckoned last; NULL: none are declared, or not yet. */
const struct indicators *model_indicators(const struct model *model);
/* Borrowed, for as long as it is shown; NULL ends that. */
void model_show_live(struct model *model, const struct live_journeys *live);
/* What a search back for one journey has found; never NULL. */
const struct past_journeys *model_past(const struct model *model);
/* Likewise borrowed. */
void model_show_past(struct model *model, const struct past_journeys *past);
/* The operation that is planned or performed; NULL: this program does none. */
const struct work *model_work(const struct model *model);
/* Borrowed, for as long as it is shown; NULL ends that. */
void model_show_work(struct model *model, const struct work *work);
const struct mask *model_mask(const struct model *model);
const char *model_client(const struct model *model);
const struct mask *model_export_mask(const struct model *model);
/* Bytes held, and what was given up to stay below the ceiling. */
size_t model_bytes(const struct model *model, uint64_t *dropped_samples);
/* How often a topic or group was not taken in because the ceiling was reached. */
uint64_t model_refused_rows(const struct model *model);

#endif
