/*
 * Rows that are written while they are found: a list in JSON, or lines; with the query that chooses
 * them and what the profile lets leave the server. It knows nothing of what the rows are.
 */
#ifndef CLI_SPOUT_H
#define CLI_SPOUT_H

#include "answer.h"
#include "engine/browse.h"
#include "envelope/event.h"
#include "stream/mask.h"
#include "where.h"

struct spout {
	const struct options *options;
	struct where where;
	struct mask *mask; /* NULL: nothing is hidden */
	struct event_reader *reader;
	struct buf out;
	uint64_t found;
	struct error failure;
	bool gone; /* the reader of stdout */
	bool unicode;
	int width;
};

void spout_init(struct spout *spout, const struct options *options);
void spout_finish(struct spout *spout);
/* ERROR_REFUSED where the profile keeps events in. */
bool spout_allow(struct spout *spout, const struct config *config, struct error *error);

/* Begins a row of the list in JSON. */
void spout_begin(struct spout *spout);
/* The row is written; false: no more for now. */
bool spout_row(struct spout *spout);
enum browse_go spout_turn(struct spout *spout);
/* As many as --limit says were found. */
bool spout_is_satisfied(const struct spout *spout);
/* Writes what is left; `whole`: the list ends as it should. */
bool spout_end(struct spout *spout, bool whole, struct error *error);
/* The exit code: entries that could not be decided are a failure, too. */
int spout_code(const struct spout *spout, bool good, const struct error *error);

/* Appends `, "name": "text"` to `out`, null where it is empty; hidden where a field of the entry
 * (may be NULL) that holds it is. */
void spout_member(const struct spout *spout, struct buf *out, const char *name, struct text text,
	const struct entry *entry);
/* Appends an entry's members: its own, then those that `more` writes, then its event. */
void spout_entry(struct spout *spout, struct text topic, const struct entry *entry,
	const struct event *event, const struct buf *more);

#endif
