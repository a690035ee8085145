/*
 * An operation: one const struct in a file of its own and one row in src/ops/list.h. It describes
 * and never performs: which options it has, what it would do, the commands for a batch and what
 * their answers mean. One runner performs every operation the same way; the subcommand, its help
 * and the form on screen are made of this.
 */
#ifndef OPS_OP_H
#define OPS_OP_H

#include "ops/batch.h"
#include "ops/plan.h"
#include "stream/command.h"
#include "stream/ref.h"

enum param_kind {
	PARAM_FLAG,
	PARAM_TEXT,
	PARAM_COUNT,    /* a whole number from 0 on */
	PARAM_DURATION, /* 30s, 5m */
	PARAM_EDGE,     /* of a range: an id, a time, an age */
	PARAM_QUERY,
	PARAM_PAIR, /* FIELD=VALUE; may be repeated */
};

/* An option; params with the same name are the same in every operation that has them. */
struct param {
	const char *name; /* without the dashes; NULL ends the table */
	enum param_kind kind;
	const char *argument, *help; /* argument NULL: a flag */
};

/* Whether the value is of the param's kind; else what it needs: `a whole number`. */
bool param_fits(const struct param *param, struct text value, struct error *error);

/* Params that several operations have. */
extern const struct param param_from, param_to, param_where, param_limit, param_into, param_create,
	param_min_idle, param_min_deliveries, param_all, param_consumer, param_no_scripts;

enum {
	OP_IDS = 1 << 0,      /* ids may follow the subject */
	OP_ENTRIES = 1 << 1,  /* works on entries of the topic, each with its fields */
	OP_PENDING = 1 << 2,  /* works on pending entries of the group */
	OP_COPIES = 1 << 3,   /* appends copies to the target, which are verified */
	OP_POSITION = 1 << 4, /* its marker is a position: entries come in the order of their ids */
	OP_INTO_DEAD = 1 << 5,  /* the target is the topic's dead-letter topic, which may be made */
	OP_OWNER = 1 << 6,      /* gives entries to the console's own consumer */
	OP_DESTROYS = 1 << 8,   /* cannot be had back, or hardly: the console asks for the name */
	OP_ONCE = 1 << 9,       /* is one act, not one an entry: the batch has one item */
	OP_AT = 1 << 10,        /* an id follows the subject: where the group's cursor shall be */
	OP_NEW_GROUP = 1 << 11, /* the group must not be there yet */
	OP_CUTS = 1 << 12,      /* removes entries from the front of the topic */
	OP_BACK = 1 << 13,      /* works on dead letters, each with its own target (back.h) */
	OP_FILE = 1 << 14, /* the subject is a file, whose entries it appends (request->file) */
};

/* Exactly one command for some items of the batch, from `first` on; those that are settled are
 * passed over. A script is written as EVAL: how it is sent is the runner's. */
typedef size_t op_build_fn(const struct request *request, const struct batch *batch, size_t first,
	struct command *out);
/* What the answer means for the `count` items from `first` on. */
typedef void op_settle_fn(
	struct batch *batch, size_t first, size_t count, const struct op_answer *answer);

struct op {
	const char *name; /* as it is typed; may be two words */
	const char *usage, *summary, *help;
	enum subject subject; /* SUBJECT_TOPIC, GROUP, CONSUMER: the arguments in front */
	unsigned flags;
	const struct param *const *params; /* ends with NULL */
	/* Every command that its scripts call, as one that would do: `{topic}`, `{target}` and the
	 * like stand for the key. Ends with NULL. */
	const char *const *sends;
	/* Whether the request is one at all, before anything is read: ERROR_USAGE. May be NULL. */
	bool (*check)(const struct request *request, struct error *error);
	/* The plan, or why not (ERROR_REFUSED). Pure. */
	bool (*plan)(const struct request *request, const struct survey *survey, struct plan *plan,
		struct error *error);
	/* Settles the items that cannot be done whatever the server says. May be NULL. */
	void (*prepare)(const struct request *request, struct batch *batch);
	op_build_fn *build; /* returns how many items the command is for */
	op_settle_fn *settle;
	/* What is done for one item without scripts, as one command between MULTI and EXEC, and
	 * what is sent for that; NULL where that could lose or double an entry. */
	void (*plain)(const struct request *request, const struct item *item, struct command *out);
	const char *const *sends_plain;
	/* The way back, likewise; NULL where there is none. */
	op_build_fn *unbuild;
	op_settle_fn *unsettle;
};

/* What every operation sends besides. */
extern const char *const op_sends_always[];
/* The same without scripts. */
extern const char *const op_sends_plain[];

/* By row; NULL beyond the end. */
const struct op *op_at(size_t i);
const struct op *op_find(struct text name);
const struct param *op_param(const struct op *op, struct text name);
/* The param of that name of whichever operation has it. */
const struct param *param_find(struct text name);

/* The whole plan of a request that was looked at: what every operation's plan has, and its own.
 * `plan` was initialised. ERROR_REFUSED: why not. */
bool op_plan(const struct op *op, const struct request *request, const struct survey *survey,
	struct plan *plan, struct error *error);

/* How a command is sent, for the plan. */
const char *op_way(const struct request *request);

/* The console's own consumer in a group. */
extern const char op_owner[];
/* A script that removes it from the request's group, where nothing is pending on it. */
void op_release_owner(const struct request *request, struct command *out);

#endif
