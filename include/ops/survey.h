/*
 * What was seen on the server before a plan is made: plain values, all of them read, none guessed.
 */
#ifndef OPS_SURVEY_H
#define OPS_SURVEY_H

#include "base/error.h"
#include "ops/keys.h"
#include "stream/entry.h"

#include <stdint.h>

enum survey_known { SURVEY_NO, SURVEY_YES, SURVEY_UNKNOWN };

/* Counted as far as that was light work. */
struct survey_count {
	uint64_t n;
	bool more; /* than n */
};

struct survey_group {
	struct text name; /* the survey's own */
	struct id cursor; /* last delivered */
	int64_t pending, consumers;
	int64_t lag;                            /* as the server counts; -1: it does not know */
	uint64_t holds;                         /* of chosen entries: pending there */
	enum survey_known loses;                /* of a cut: entries that it has not read */
	enum survey_known held;                 /* of a cut: entries that are pending there */
	struct survey_count unread, held_count; /* how many; 0 where that was not counted */
};

struct survey_topic {
	struct text name;
	bool exists, is_stream;
	int64_t length;
	struct id first, last; /* of the entries; last: the greatest id it ever had */
	int64_t trimmed;       /* entries that it has lost from its front; -1: not known */
	uint64_t pushed_out;   /* by what is appended, where it is trimmed to what it holds */
	bool pushed_known;     /* the groups tell what they lose by that */
	size_t group_count;
	struct survey_group *groups;
};

/* Dead letters with the same way back. */
struct survey_back {
	struct survey_topic source; /* its name and `group` are the survey's own */
	struct text group;
	uint64_t to_group, to_topic, refused;
	struct error why;
};
enum { SURVEY_BACKS_MAX = 16 };

enum {
	SURVEY_SAMPLES = 3,
	SURVEY_POLICY_MAX = 32,
	SURVEY_EARLIER_MAX = 4,
	SURVEY_WHO_MAX = 64,
	SURVEY_NAME_MAX = 48
};

/* A job that did the same to some of the entries. */
struct survey_earlier {
	char job[JOB_ID_MAX], who[SURVEY_WHO_MAX];
	int64_t at_ms;
	uint64_t entries; /* of the selection; 0: some, not known how many */
	bool ended;
};

/* An entry of the selection, as an example of it. */
struct survey_sample {
	struct id id;
	size_t place;
	size_t fields, bytes;
};

/* A field of an entry that is to have another value, as people may see it. */
struct survey_edit {
	struct id id;
	struct text field, before, after; /* the survey's own */
};
enum { SURVEY_EDITS_MAX = 16 };

/* A target of several. */
struct survey_place {
	struct survey_topic topic; /* its name is the request's */
	uint64_t entries;
};

struct survey {
	struct survey_topic source, target;
	/* The server. */
	bool replica, cluster, aof;
	int64_t replicas, now_ms;
	char policy[SURVEY_POLICY_MAX]; /* maxmemory-policy; empty where it is not known */
	bool no_scripts;                /* there is no EVAL */
	bool scripts_denied;            /* there is one, not for this user */
	struct error denied;            /* what this user may not do of what is to be done */
	bool waitaof;                   /* there is WAITAOF */
	/* Of this process, and of what it holds; empty where they are not known. */
	char run_id[SURVEY_NAME_MAX], replid[SURVEY_NAME_MAX];
	/* The selection. */
	uint64_t entries, bytes, missing, undecided;
	bool bytes_known;
	struct id first_id, last_id;
	size_t sample_count;
	struct survey_sample samples[SURVEY_SAMPLES];
	/* OP_FILE. */
	size_t place_count;
	struct survey_place *places;
	uint64_t masked; /* entries of which something is hidden */
	/* What is set anew. */
	size_t edit_count;
	struct survey_edit *edits; /* room for SURVEY_EDITS_MAX */
	uint64_t edits_more;       /* and fields that are not among them */
	uint64_t misses;           /* entries without one of the fields */
	/* Of what is one act. */
	struct id at;      /* OP_AT: the new cursor */
	uint64_t between;  /* OP_AT: entries between the two cursors */
	bool between_more; /* and more that were not counted */
	int64_t idle_ms;   /* SUBJECT_CONSUMER: of it; -1: not known */
	/* OP_BACK. */
	size_t back_count;
	struct survey_back *backs; /* room for SURVEY_BACKS_MAX */
	uint64_t backs_more;       /* letters with other ways back */
	size_t earlier_count;
	struct survey_earlier earlier[SURVEY_EARLIER_MAX]; /* the newest first */
	bool claims; /* redeliver: some entry of the group was delivered more than once */
};

void survey_finish(struct survey *survey);
/* Its groups. */
void survey_topic_finish(struct survey_topic *topic);
/* NULL where the topic has no such group. */
const struct survey_group *survey_group(const struct survey_topic *topic, struct text name);

#endif
