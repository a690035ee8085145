/*
 * What is known of a topic, its groups and their consumers. Read-only for everybody but the model;
 * every number that may be unknown says so. Ages are computed against a moment that the reader
 * gives.
 */
#ifndef MODEL_TOPIC_H
#define MODEL_TOPIC_H

#include "model/health.h"
#include "model/lag.h"
#include "model/series.h"
#include "stream/fact.h"

/* A number that may not be known. */
struct known {
	bool is;
	int64_t n;
};
struct known_rate {
	bool is;
	double per_s;
};

struct consumer {
	struct text name;
	int64_t pending, idle_ms; /* idle at `at_ms` */
	struct known inactive_ms;
	int64_t at_ms; /* monotonic, of the sample */
};

struct group {
	const struct topic *topic;
	struct text name;
	int64_t at_ms; /* monotonic, of the last sample; 0 never */
	int64_t consumers, pending;
	struct id last_delivered;
	struct known entries_read, server_lag;
	struct lag lag;
	struct lag_count counted;
	struct known first_undelivered_ms; /* ms of the first undelivered id */
	bool first_undelivered_old;        /* read before the cursor moved on: soon read again */
	bool none_undelivered;
	struct known oldest_pending_ms; /* ms of the lowest pending id */
	bool none_pending;
	struct known oldest_pending_idle_ms, oldest_pending_deliveries;
	/* over what was looked at of the pending list in the last sweep */
	struct known max_deliveries;
	struct id oldest_pending_id, most_delivered_id; /* hold where the numbers above are known */
	bool max_deliveries_partial;                    /* the sweep has not yet been round once */
	struct lost lost;                               /* latched until seen or for an hour */
	int64_t lost_at_ms;
	struct known_rate in, delivered, acked;
	struct known drain_ms; /* time to drain */
	bool drain_never;      /* at this rate never; drain_ms is then not known */
	/* until trimming reaches the cursor at today's rates */
	struct known headroom_ms;
	struct verdict verdict;
	size_t consumer_count;
	const struct consumer *consumer_list; /* as of the last FACT_CONSUMERS */
	int64_t consumers_at_ms;              /* 0 never */
	struct series *lag_series, *pending_series, *delivered_series;
	void *history; /* the rules' window: private to the model */
};

struct topic {
	struct text name;
	int64_t found_at_ms;       /* monotonic: when discovery named it */
	int64_t at_ms;             /* monotonic, of the last sample; 0: not yet asked */
	enum fact_outcome outcome; /* of the last sample; FACT_ABSENT rows go after a while */
	char trouble[120];         /* why the last sample was not FACT_KNOWN */
	int64_t length;
	struct known entries_added;
	bool has_entries;
	struct id first, last, last_generated;
	struct known_rate in;
	struct known memory_bytes;
	/* false: explicit ids, or ids ahead of the server's clock: ages are marked */
	bool ids_are_clock;
	size_t reply_bytes;
	size_t group_count;
	struct group *const *groups; /* by name */
	const struct topic *parent;  /* of a partition */
	size_t partition_count;
	struct topic *const *partitions;
	struct series *in_series;
	void *private;
};

/* A topic's summary over its groups. */
struct topic_summary {
	/* the largest; unknown beats a smaller known one only if all are unknown */
	struct lag lag;
	struct known pending;
	struct known oldest_undelivered_age_ms;
	bool none_undelivered;
	enum verdict_id worst;       /* OK with no groups */
	struct known_rate delivered; /* the sum */
};
struct topic_summary topic_summarise(const struct topic *topic, int64_t server_now_ms);

/* Ages in ms against the server's clock; `known.is` false with *none true where there is no such
 * entry. */
struct known topic_oldest_age(const struct topic *topic, int64_t server_now_ms, bool *none);
struct known group_oldest_undelivered_age(
	const struct group *group, int64_t server_now_ms, bool *none);
struct known group_oldest_unacked_age(const struct group *group, int64_t server_now_ms, bool *none);
/* Idle of a consumer now: at the sample plus the time since. */
int64_t consumer_idle_ms(const struct consumer *consumer, int64_t now_ms);

#endif
