/*
 * What an operator asks, and, once it was looked at, all that belongs to it: which entries, from
 * where to where, by whom and why. The same request is the plan's input, the journal's first record
 * and the field `plan` of the marker on the server: whoever has it can go on with the job.
 */
#ifndef OPS_REQUEST_H
#define OPS_REQUEST_H

#include "base/error.h"
#include "base/pack.h"
#include "ops/keys.h"
#include "stream/entry.h"

enum { REQUEST_VERSION = 1, REQUEST_ITEMS_MAX = 200000, REQUEST_VALUES_MAX = 256 };

/* A parameter as it was given. One that may be repeated stands there more than once. */
struct request_value {
	struct text name, value;
};

/* One entry that was chosen: by its id, or as it was pending. */
struct request_item {
	struct id id;
	struct text consumer; /* that has it */
	int64_t deliveries;   /* -1: it is not pending */
};

struct entry_file;

/* Texts are the request's own. */
struct request {
	struct text operation, topic, group;
	size_t value_count;
	struct request_value *values;

	/* What follows is filled in by the survey. */
	char job[JOB_ID_MAX];
	struct text target; /* empty where the operation has none */
	struct text who, host, reason;
	bool target_exists, listed; /* listed: `items` are the selection, else from..to */
	struct id from, to;         /* both inclusive */
	size_t item_count;
	struct request_item *items;
	int64_t at_ms;           /* the server's clock, when it was planned */
	uint64_t entries, bytes; /* that the plan counted */

	struct entry_file *file; /* borrowed: where the entries come from; NULL: from the topic */

	size_t kept_count, kept_room;
	char **kept;
};

void request_init(struct request *request);
void request_finish(struct request *request);
/* The request's own copy. */
struct text request_keep(struct request *request, struct text text);

/* False where there are too many. */
bool request_add(struct request *request, struct text name, struct text value);
/* Every value that `from` has; it may be NULL. False where there are too many. */
bool request_add_all(struct request *request, const struct request *from);
/* Every value of that name goes. */
void request_drop(struct request *request, const char *name);
/* What was looked up for it goes, so that it can be planned anew; with `anew` the items, too. */
void request_ask_again(struct request *request, bool anew);
/* The value of a parameter; empty where it was not given. */
struct text request_text(const struct request *request, const char *name);
bool request_has(const struct request *request, const char *name);
/* `missing` where it was not given; it was checked when it was read. */
int64_t request_number(const struct request *request, const char *name, int64_t missing);
int64_t request_duration_ms(const struct request *request, const char *name, int64_t missing);
/* Appends an item; false where there are too many. */
bool request_choose(struct request *request, const struct request_item *item);
/* The key in whose slot the job's marker is. */
struct text request_beside(const struct request *request);
/* The topic that is meant, where the subject is a file. */
struct text request_about(const struct request *request);

/* Where there are several targets, they are packed in this value. */
#define REQUEST_TOPICS "topics"
/* And so is the address, without its secrets, of the server that was looked at. */
#define REQUEST_SERVER "server"
/* And its process, by its run id. */
#define REQUEST_SERVER_RUN "server-run"
/* By number from 0 on; empty beyond the last. */
struct text request_place(const struct request *request, size_t place);

/* Appends the request as bytes, with the version in front. */
void request_pack(const struct request *request, struct buf *out);
/* `request` was initialised. ERROR_REFUSED: it is from a newer version; ERROR_FAILED: it is none.
 */
bool request_unpack(struct request *request, struct text bytes, struct error *error);

#endif
