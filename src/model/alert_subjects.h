/*
 * What rules may be about, one row each: how to go through the rows, find one again by its names,
 * and ask it.
 */
#ifndef MODEL_ALERT_SUBJECTS_H
#define MODEL_ALERT_SUBJECTS_H

#include "model/alert.h"
#include "model/column.h"

struct alert_subject {
	const char *name;
	bool is_topic; /* or a group of one */
	const struct column *columns;
	const size_t *column_count;
	size_t (*count)(const struct model *model);
	/* Row i of count(); names are borrowed. */
	const void *(*at)(const struct model *model, size_t i);
	void (*names)(const void *row, struct text names[ALERT_NAMES]);
	/* NULL where it is no more. */
	const void *(*find)(const struct model *model, const struct text names[ALERT_NAMES]);
	/* Whether its numbers are of now. */
	bool (*is_known)(const void *row);
	/* A sentence on it; empty: none. */
	const char *(*reason)(const void *row);
};

#endif
