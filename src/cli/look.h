/*
 * One look at a server, as the options want it: the configuration, then the snapshot, then its rows
 * on stdout.
 */
#ifndef CLI_LOOK_H
#define CLI_LOOK_H

#include "command.h"
#include "engine/snapshot.h"
#include "rows.h"

struct look {
	struct config config;
	struct model *model; /* NULL before look_take */
};

/* Reads the configuration with the options over it. look_finish releases whatever the result. */
bool look_configure(struct look *look, const struct options *options, struct error *error);
bool look_take(struct look *look, const struct options *options,
	       const struct snapshot_options *what, struct error *error);
void look_finish(struct look *look);

struct config_overrides look_overrides(const struct options *options);

/* Writes a list of rows: JSON or a table, as the options and stdout want it. */
bool look_write_rows(const struct rows *rows, const struct options *options, struct error *error);
/* Writes topics and groups, as one document or two tables. */
bool look_write(const struct look *look, const struct options *options, struct error *error);
bool look_write_json(const cJSON *document, struct error *error);

#endif
