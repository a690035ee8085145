/*
 * What an import would do: the whole file looked at, line by line, and its targets on the server.
 * Nothing in here writes.
 */
#ifndef CLI_IMPORT_PLAN_H
#define CLI_IMPORT_PLAN_H

#include "base/digest.h"
#include "base/map.h"
#include "engine/append.h"
#include "lines.h"
#include "stream/entry_line.h"
#include "subcommand.h"

#include <cjson/cJSON.h>

struct import_target {
	uint64_t entries, bytes;
	struct id first, last; /* of those in the file; with --keep-ids */
	uint64_t first_line;
};

struct import_plan {
	const struct options *options;
	const struct config *config;
	struct lines lines;
	struct entry_line *line;
	uint64_t entries, bytes;
	uint64_t masked; /* entries of which something is hidden */
	size_t count;    /* of both lists, in the order of the file */
	struct import_target *targets;
	struct append_target *on_server;
	struct map *by_name; /* to place in the lists + 1 */
	struct buf samples;  /* the first commands, one a line */
	char sha256[DIGEST_HEX_MAX];
};

/* Looks at file and server. ERROR_USAGE: FILE:LINE and what is wrong there; ERROR_REFUSED: what
 * must not be done. import_plan_finish whatever the result. */
bool import_plan_make(struct import_plan *plan, const struct call *call,
	const struct config *config, struct error *error);
void import_plan_finish(struct import_plan *plan);

/* The next event of the file with its target; false at the end, or with `error` set. */
bool import_plan_next(struct import_plan *plan, struct text *topic, struct error *error);

/* Whether the event that was read last, as the `n`-th from 1, is one of the plan's; and, once all
 * were, whether they are the very ones: the file may change between the plan and the run. `digest`
 * is import_plan_digest's. ERROR_FAILED. */
struct digest *import_plan_digest(const struct import_plan *plan);
bool import_plan_holds(const struct import_plan *plan, struct digest *digest, struct text topic,
	uint64_t n, struct error *error);
bool import_plan_is_done(
	const struct import_plan *plan, struct digest *digest, uint64_t count, struct error *error);

/* What is to be known of a file that was written with masks; false where it was not. */
bool import_plan_warns(const struct import_plan *plan, struct error *warning);
/* Says it on stdout, as text or JSON. */
bool import_plan_print(const struct import_plan *plan, struct error *error);

#endif
