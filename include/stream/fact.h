/*
 * Facts: what the server said, as plain values with the moment it was said. They are the only thing
 * that changes the model. Everything a fact points to is borrowed for the call that hands it over.
 *
 * A field that the server did not send is marked by its `has_` flag: unknown is never 0.
 */
#ifndef STREAM_FACT_H
#define STREAM_FACT_H

#include "base/error.h"
#include "stream/entry.h"
#include "stream/job_row.h"
#include "stream/log_record.h"

/* How a request ended, apart from its values. */
enum fact_outcome {
	FACT_KNOWN,     /* the values hold */
	FACT_ABSENT,    /* no such key, or no such group */
	FACT_WRONGTYPE, /* the key is no stream */
	FACT_DENIED,    /* NOPERM: `error` names the command */
	FACT_TOOBIG,    /* the answer was longer than may be read: `error` says by what */
	FACT_FAILED,    /* any other answer: `error` has it */
	FACT_LOST,      /* the connection went before the answer came */
};

enum fact_kind {
	FACT_SERVER,         /* INFO */
	FACT_CLOCK,          /* TIME, with the round trip */
	FACT_SCAN,           /* one step of discovery */
	FACT_TYPE,           /* TYPE of one key: FACT_KNOWN where it is a stream */
	FACT_TOPIC,          /* XINFO STREAM and XINFO GROUPS of one key, sampled together */
	FACT_CONSUMERS,      /* XINFO CONSUMERS */
	FACT_PENDING,        /* XPENDING: summary and one page */
	FACT_UNDELIVERED,    /* first entry after the group's cursor */
	FACT_COUNT,          /* entries counted after the group's cursor */
	FACT_MEMORY,         /* MEMORY USAGE */
	FACT_LINK,           /* the connection came or went */
	FACT_COST,           /* what watching costs the server */
	FACT_SEEN,           /* the operator, not the server: a latched verdict is seen */
	FACT_ALERT_SEEN,     /* the operator: an alert is acknowledged */
	FACT_HOOKS,          /* what became of the commands that alerts call */
	FACT_SOUGHT,         /* the operator: which events are looked at from now on */
	FACT_ENTRIES,        /* entries of one topic, in order */
	FACT_READING,        /* how far reading at one end of the events has come */
	FACT_ENTRY,          /* one entry asked for by its id, whole */
	FACT_READER,         /* what one group did with that entry */
	FACT_PENDING_SOUGHT, /* the operator: which group's pending entries are looked at */
	FACT_PENDING_ROW,    /* one of them */
	FACT_PENDING_AGAIN,  /* what became of one of them since */
	FACT_DEAD_SOUGHT,    /* the operator: the dead letters of which topic are looked at */
	FACT_DEAD_FOUND,     /* how far looking for topics of dead letters has come */
	FACT_DEAD_TOPIC,     /* one that was found */
	FACT_DEAD_ENTRY,     /* one entry of the topic that is looked at */
	FACT_DEAD_READ,      /* how far reading it has come: `reading` */
	FACT_PENDING_READ,   /* how far reading them has come */
	FACT_LOG_RECORD,     /* one record of what operators did */
	FACT_LOG_READ,       /* how far reading them at one source has come */
	FACT_JOB,            /* one job, as its journal or its marker has it */
	FACT_JOBS_READ,      /* how far looking for jobs has come */
	FACT_JOB_ITEM,       /* what became of one entry of the job that is looked at */
	FACT_JOB_READ,       /* how far reading those has come */
};

struct fact_server {
	struct text version, mode, role, name; /* name: "redis" or "valkey" */
	struct text run_id, eviction;          /* eviction: maxmemory_policy */
	int64_t uptime_s, clients, memory_bytes, memory_max_bytes, commands_per_s;
	bool has_memory, has_clients, has_rate;
	bool loading;
};

struct fact_clock {
	int64_t server_ms; /* TIME, ms since the epoch */
	int64_t round_trip_us;
};

struct fact_scan {
	bool begins, ends; /* first, last step of one whole discovery */
	bool reads_types;  /* SCAN TYPE was refused: the names were checked one by one */
	size_t count;
	const struct text *names; /* stream keys only */
};

struct fact_group {
	struct text name;
	int64_t consumers, pending;
	struct id last_delivered;
	bool has_entries_read, has_lag;
	int64_t entries_read, lag; /* the server's own lag: evidence, not the answer */
};

struct fact_topic {
	int64_t length;
	struct id last_generated, first, last, max_deleted;
	bool has_entries; /* first and last are known: length > 0 */
	bool has_entries_added, has_max_deleted;
	int64_t entries_added;
	size_t group_count;
	const struct fact_group *groups;
	size_t reply_bytes; /* XINFO STREAM carries the first and last payload */
};

struct fact_consumer {
	struct text name;
	int64_t pending, idle_ms, inactive_ms;
	bool has_inactive; /* 7.2: idle since an attempt, inactive since a success */
};

struct fact_consumers {
	size_t count;
	const struct fact_consumer *consumers;
};

struct fact_pending_entry {
	struct id id;
	struct text consumer;        /* may be empty (8.8: NACKed) */
	int64_t idle_ms, deliveries; /* idle -1: NACKed; deliveries up to INT64_MAX */
};

struct fact_pending {
	int64_t total;
	bool has_range; /* lowest and highest are known: total > 0 */
	struct id lowest, highest;
	struct id from; /* where the page was asked to begin */
	size_t count;
	const struct fact_pending_entry *entries;
	bool page_ends; /* the page reached the end of the pending list */
};

enum pending_owner {
	PENDING_OWNED,
	PENDING_RELEASED,     /* given back: nobody's (8.8) */
	PENDING_OWNER_GONE,   /* the group has no such consumer any more */
	PENDING_OWNER_UNSURE, /* the consumers could not be read */
};

/* Borrowed for the call. */
struct pending_row {
	struct text topic, group; /* topic: the key, where it is made of several */
	const struct fact_pending_entry *as;
	enum pending_owner owner;
	bool gone;                 /* pending, and no longer in the topic */
	bool toobig;               /* longer than may be read */
	const struct entry *entry; /* NULL where it is gone or too big */
};

struct fact_undelivered {
	struct id after; /* the cursor asked with */
	bool exists;
	struct id first;
};

struct fact_count {
	struct id after, upto; /* counted: after < id <= upto */
	int64_t count;         /* all of them if complete, else a lower bound */
	bool complete;
};

struct fact_link {
	bool ready;
	int64_t retry_in_ms; /* when not ready: the next attempt; -1 none */
	int attempt;
};

struct fact_cost {
	double server_share; /* of one core, by round trips over 10 s: 0.01 is 1 % */
	double bytes_per_s, commands_per_s;
	int64_t round_us; /* the last whole background round; 0 before the first */
	bool slowed;      /* polling is held back by the budget */
};

struct fact_hooks {
	uint64_t started, failed, late, noisy,
		dropped;   /* ended in error, by the limits; not called */
	char trouble[160]; /* of the last that went wrong; raw */
};

/* Which end of the events something belongs to. */
enum whence { WHENCE_OLDER, WHENCE_NEWER, WHENCE_LIVE };

struct fact_sought {
	struct text query; /* empty: every entry */
	bool has_anchor;   /* false: from the end of the topics backwards */
	struct id anchor;
	bool live;
	unsigned turn; /* of the interest that this was made for */
};

/* Ascending by id (descending from fetch_range with newest_first); `topic` of the fact is the key.
 */
struct fact_entries {
	enum whence whence;
	size_t count;
	const struct entry *entries;
	/* With FACT_TOOBIG, where it is known: the entries are those before this one, which made
	 * the answer too long. */
	bool has_toobig;
	struct id toobig;
	uint64_t skipped; /* LIVE: entries passed over right before these, over all topics */
	bool gone; /* LIVE: the topic was deleted, maybe made anew: what was read of it is no more
		    */
	bool ends; /* LIVE: nothing more comes of that command; no topic, which may be empty */
};

struct fact_reading {
	enum whence whence;
	bool on, ends, full; /* under way; nothing further is there; the list has no room */
	bool waits; /* on: the server cannot answer now (`error` of the fact), it is asked again */
	bool has_reached;
	struct id reached;
	uint64_t entries, bytes; /* looked at since FACT_SOUGHT */
	int64_t busy_ms;
};

struct fact_entry {
	struct id id; /* that was asked for */
	struct entry entry;
};

/* `group` of the fact; FACT_KNOWN. */
struct fact_reader {
	struct id id;
	bool pending;
	struct fact_pending_entry as; /* where it is pending */
	struct id last_delivered;
};

struct fact_pending_sought {
	struct text query; /* empty: every entry */
	unsigned turn;     /* of the interest that this was made for */
};

struct fact_pending_row {
	const struct pending_row *row;
	int64_t server_now_ms; /* 0: not known */
};

struct fact_pending_again {
	struct text key; /* of the topic's */
	struct id id;
	bool pending; /* else it was acknowledged */
	struct fact_pending_entry as;
	bool gone; /* pending, and no longer in the topic */
};

struct fact_pending_read {
	bool on, ends; /* under way; the list was read to its end */
	/* A pass of one key from an id on begins; it has ended: what it did not bring of that key
	 * is pending no more. */
	bool pass_begins, pass_ends;
	struct text pass_key;
	struct id pass_from;
	bool has_total;
	int64_t total; /* pending when reading began, or went on */
	bool has_reached;
	struct id reached;
	uint64_t looked, bytes; /* since FACT_PENDING_SOUGHT */
	int64_t busy_ms;
};

/* Where a record was read: it may come from both. */
enum log_source { LOG_FILE, LOG_STREAM, LOG_SOURCES };

struct fact_log_record {
	enum log_source source;
	const struct log_record *record;
	bool broken; /* it was changed, or one before it was taken out */
};

/* FACT_ABSENT: there is no such file, or no such topic. */
struct fact_log_read {
	enum log_source source;
	bool begins; /* another file: what was read of the one before is no more */
	bool on, ends;
	bool held;        /* older ones are not read: there is no room for them */
	bool unfinished;  /* its last line has no end */
	struct text path; /* FILE */
	uint64_t records, broken;
};

struct fact_jobs_read {
	bool begins, ends; /* of one look: what it does not bring is no more */
	bool on_server;    /* else: at the journals here */
	uint64_t looked;   /* keys */
};

struct fact_job_item {
	struct id id, new_id; /* new_id 0-0: none */
	enum job_fate fate;
	struct text source, why;
};

/* `job` of the fact. */
struct fact_job_read {
	bool begins, ends;
	bool local;      /* from its journal, else from its marker */
	bool more;       /* there are entries that were not read */
	bool absent;     /* neither here nor there */
	uint64_t unheld; /* entries that were read, and found no room */
};

struct fact_dead_found {
	bool begins, ends;
	size_t looked, of, unread; /* topics; unread: that could not be read */
};

struct fact_dead_entry {
	struct text key; /* of the topic's */
	const struct entry *entry;
};

struct fact_dead_topic {
	struct text source;          /* empty: not known */
	bool by_name, exists, mixed; /* not by its entries; is there; entries name others, too */
};

struct fact {
	enum fact_kind kind;
	enum fact_outcome outcome;
	int64_t at_ms;            /* the console's monotonic clock when the answer came */
	struct text topic, group; /* where the kind has them */
	struct text job;          /* likewise */
	struct error error;       /* set unless FACT_KNOWN */
	bool passes;              /* FACT_FAILED: the server is busy, loading, without its master */
	union {
		struct fact_server server;
		struct fact_clock clock;
		struct fact_scan scan;
		struct fact_topic topic_info;
		struct fact_consumers consumers;
		struct fact_pending pending;
		struct fact_undelivered undelivered;
		struct fact_count count;
		int64_t memory_bytes;
		struct fact_link link;
		struct fact_cost cost;
		struct text alert_key;
		struct fact_hooks hooks;
		struct fact_sought sought;
		struct fact_entries entries;
		struct fact_reading reading;
		struct fact_entry entry;
		struct fact_reader reader;
		struct fact_pending_sought pending_sought;
		struct fact_pending_row pending_row;
		struct fact_pending_again pending_again;
		struct fact_pending_read pending_read;
		unsigned dead_turn; /* SOUGHT */
		struct fact_dead_found dead_found;
		struct fact_dead_topic dead_topic;
		struct fact_dead_entry dead_entry;
		struct fact_log_record log_record;
		struct fact_log_read log_read;
		const struct job_row *job_row; /* FACT_JOB */
		struct fact_jobs_read jobs_read;
		struct fact_job_item job_item;
		struct fact_job_read job_read;
	};
};

#endif
