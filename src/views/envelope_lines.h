/*
 * What was learnt of events as lines of a page, and as a section of the configuration.
 */
#ifndef VIEWS_ENVELOPE_LINES_H
#define VIEWS_ENVELOPE_LINES_H

#include "draw/pager.h"
#include "model/observed.h"

enum { ENVELOPE_CELLS = 6 };

struct envelope_line {
	uint8_t role;                                      /* enum role */
	uint8_t table;                                     /* which columns its cells stand in */
	size_t at[ENVELOPE_CELLS], length[ENVELOPE_CELLS]; /* of the cells, in `words` */
};

struct envelope_lines {
	struct envelope_line *at;
	size_t count, room;
	struct buf words;
};

void envelope_lines_init(struct envelope_lines *lines);
void envelope_lines_finish(struct envelope_lines *lines);
/* Of that topic; of all where it is empty. False: nothing was learnt of it. */
bool envelope_lines_make(
	struct envelope_lines *lines, const struct observed *observed, struct text topic);
struct pager_source envelope_lines_source(const struct envelope_lines *lines);

/* Appends `[envelope NAME]` with the roles that are sure. False: none is. */
bool envelope_section(struct buf *out, const struct observed *observed, struct text topic);

#endif
