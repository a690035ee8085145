/*
 * One look at a server, as the options want it: the configuration, then the snapshot, then its rows
 * on stdout.
 */
#ifndef CLI_ANSWER_H
#define CLI_ANSWER_H

#include "subcommand.h"
#include "engine/snapshot.h"
#include "listing.h"

struct answer {
	struct config config;
	struct model *model;        /* NULL before answer_take */
	struct column_query *where; /* NULL: every row */
};

/* Reads the configuration with the options over it. answer_finish releases whatever the result. */
bool answer_configure(struct answer *answer, const struct options *options, struct error *error);
/* Reads --where over the columns of the rows that are to come; ERROR_USAGE names the column. */
bool answer_where(struct answer *answer, const struct options *options,
	const struct column *columns, size_t count, struct error *error);
bool answer_take(struct answer *answer, const struct options *options,
	const struct snapshot_options *what, struct error *error);
void answer_finish(struct answer *answer);

struct config_overrides answer_overrides(const struct options *options);

/* Writes a list of rows: JSON or a table, as the options and stdout want it. */
bool answer_write_listing(
	const struct listing *rows, const struct options *options, struct error *error);
/* The same of the rows that --where leaves; ends the rows. ERROR_FAILED where it could not be
 * decided for some. */
bool answer_write_kept(const struct answer *answer, struct listing *rows,
	const struct options *options, struct error *error);
/* Writes topics and groups, as one document or two tables. */
bool answer_write(const struct answer *answer, const struct options *options, struct error *error);
/* False where topics could not be read: how many, and why the first could not. ERROR_REFUSED where
 * none was permitted, else ERROR_FAILED. */
bool answer_is_whole(const struct answer *answer, struct error *error);
bool answer_write_json(const cJSON *document, struct error *error);

#endif
