/*
 * The insides of a walk, shared by its files: browse.c (its life, scans), browse_begin.c (which
 * topics, from where to where) and browse_follow.c (what is added).
 */
#ifndef ENGINE_BROWSE_PRIVATE_H
#define ENGINE_BROWSE_PRIVATE_H

#include "base/map.h"
#include "engine/browse.h"
#include "look.h"
#include "scan.h"
#include "wire/fetch.h"

struct browse_topic {
	struct text name; /* owned */
	bool named;       /* by the caller: it must be there */
	bool denied;
	bool has_last;
	struct id last;   /* at the beginning */
	struct id cursor; /* while following: read up to here */
	bool news;
	/* While following: it could not be read, was counted, and is asked in a command of its own
	 * from then on. */
	bool alone, counted;
	int64_t not_before_ms;
	struct coverage_topic
		held; /* without a name: what the server said of it at the beginning */
};

struct browse {
	const struct browse_options *options;
	struct look look;
	struct fetcher *fetcher;
	struct map *by_name; /* to struct browse_topic */
	size_t topic_count, topic_room;
	struct browse_topic **topics;

	size_t glob_count, glob_at; /* discoveries */
	struct text *globs;
	size_t asked, next; /* questions on their way; the topic to ask about next */
	int64_t server_ms, server_at_ms;
	struct id from, to; /* of the range */

	struct scan *scan;
	size_t *scanned; /* places in `topics` of what the scan reads */
	struct browse_coverage coverage;
	struct scan_coverage before; /* of the scans that are over */
	bool begun, following;
	int pause_ms;
	bool lost;          /* the connection, and it is tried again */
	bool missed;        /* a question of this round went unanswered */
	struct error waits; /* while following: why for now */
	size_t check_at;    /* the next topic of which it is asked whether it was made anew */
	int64_t check_ms;   /* not again before */

	bool discovering;
	int64_t discover_at_ms;        /* the next discovery */
	struct id greatest;            /* of what was handed over */
	struct id promise, discovered; /* what `settled` becomes: with this round, discovery */
	struct id settled;             /* while following: nothing up to here comes after all */
};

/* browse.c */
void browse_fail(struct browse *browse, const struct error *error);
/* Reads the topics' ranges; NULL: those with news, from their cursors on. */
void browse_scan(struct browse *browse, const struct scan_range *ranges);
int64_t browse_server_now_ms(const struct browse *browse);
/* False where the walk is over. */
bool browse_ask_caller(struct browse *browse, enum browse_go *go);

/* browse_begin.c */
void browse_begin(struct browse *browse);
/* Asks what is still to be asked about topics that came later. */
void browse_ask_ends(struct browse *browse);

/* browse_follow.c */
void browse_follow(struct browse *browse);
void browse_followed(struct browse *browse);
/* What the scan that is over could not read: counted once, and from then on asked alone. */
void browse_judge(struct browse *browse);
/* How a topic ends that was read up to its cursor; or what XINFO says of it. */
void browse_checked(struct browse *browse, struct browse_topic *topic, const struct fact *fact);
/* A step of the discovery is over, well or not. */
void browse_discovered(struct browse *browse, bool ends);
/* All that was asked in this round is answered. */
void browse_decide(struct browse *browse);

#endif
